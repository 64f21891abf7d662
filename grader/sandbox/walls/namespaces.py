"""Namespaces for the zygote, by bubblewrap: no network, no other process, and only the files that Python and NumPy need."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.sandbox.processes.interpreter import Interpreter
from grader.sandbox.walls.kernel import NoWallError

_PROGRAM = "bwrap"
# The kernel ends the processes of the box before all others when memory runs out. Elsewhere they see to that by themselves
# (`untrusted/entrypoint.py`); behind namespaces there is no /proc, so that a shell does it before.
_ENDS_FIRST = ("/bin/sh", "-c", '{ echo 1000 > /proc/self/oom_score_adj; } 2> /dev/null; exec "$@"', "sh")
_FIXED = (
    *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    *("--die-with-parent", "--new-session", "--hostname", "box", "--cap-drop", "ALL"),
)
# A zygote of root keeps the privileges to give its forks another user, and then to kill them and to count their files. Without
# root there are no privileges to keep, but bubblewrap needs a user namespace.
_AS_ROOT = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_KILL", "--cap-add", "CAP_DAC_READ_SEARCH")
_AS_USER = ("--unshare-user",)

# Folders of shared libraries, and of time zones. On a merged system the first four are links into /usr, which bubblewrap follows.
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/local/lib", "/usr/share/zoneinfo")


def wrapped(
    command: list[str], interpreter: Interpreter, *, untrusted: Path, scratch: Path, needed: Iterable[str] = ()
) -> list[str]:
    """Return the command line that starts `command` behind namespaces. Raises NoWallError without bubblewrap.

    untrusted  the folder of the code that the process runs
    scratch    the folder of all scratch folders, the only one that can be written
    needed     modules whose packages stay visible beside NumPy's; all others in the same folders are hidden
    """
    program = shutil.which(_PROGRAM)
    if sys.platform != "linux" or program is None:
        raise NoWallError("there is no bubblewrap (apt-get install bubblewrap)")
    libraries, packages = interpreter.folders()
    more = filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep))
    visible = [Path(path) for path in dict.fromkeys((*_LIBRARIES, *libraries, *more))]
    # Folders of installed packages that lie in a visible folder: another interpreter's, and the grader's own.
    emptied = [folder for folder in packages if any(folder.is_relative_to(path.resolve()) for path in visible)]
    shown = interpreter.shown(needed)
    options: list[str] = [*_FIXED, *(_AS_ROOT if os.geteuid() == 0 else _AS_USER), "--dev", "/dev"]
    for folder in dict.fromkeys(above for path in (*visible, *shown, scratch) for above in reversed(path.parents)):
        options += ["--dir", str(folder)]  # else nobody but root may pass through it
    for path in visible:
        options += ["--ro-bind-try", str(path), str(path)]
    options += _executable(Path(interpreter.path), visible)
    for folder in emptied:
        options += ["--tmpfs", str(folder)]
    for path in shown:
        options += ["--ro-bind", str(path), str(path)]
    hidden = [path.resolve() for path in interpreter.hidden]
    hidden = [
        path for path in hidden if any(path.is_relative_to(folder) for folder in (*visible, *shown))
    ]  # no link to elsewhere
    for path in hidden:
        options += ["--tmpfs", str(path)] if path.is_dir() else ["--ro-bind", os.devnull, str(path)]
    options += ["--bind", str(scratch), str(scratch)]
    options += ["--ro-bind", str(untrusted), str(untrusted)]  # last: it may lie in a folder that was emptied or hidden
    for folder in [*emptied, *filter(Path.is_dir, hidden), Path("/")]:
        options += ["--remount-ro", str(folder)]
    return [*_ENDS_FIRST, program, *options, "--chdir", "/", "--", *command]


def _executable(path: Path, visible: list[Path]) -> Iterator[str]:
    """Options that show the interpreter, with the links to it, and what makes a virtual environment of its folder."""
    environment = path.parent.parent / "pyvenv.cfg"
    if environment.exists():
        yield from ("--ro-bind", str(environment), str(environment))
    while path.is_symlink() and not any(path.is_relative_to(folder) for folder in visible):
        yield from ("--symlink", str(path.readlink()), str(path))
        path = path.parent / path.readlink()
    yield from ("--ro-bind", str(path), str(path))
