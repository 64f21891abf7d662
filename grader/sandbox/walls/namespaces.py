"""Namespaces for the zygote, by bubblewrap: no network, no other process, and only the files that Python and NumPy need."""

from __future__ import annotations

import os
import shutil
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.sandbox.walls.kernel import NoWallError

_PROGRAM = "bwrap"
_FIXED = (
    *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    *("--die-with-parent", "--new-session", "--hostname", "box", "--cap-drop", "ALL"),
)
# A zygote of root keeps the privileges to give its forks another user, and to kill them then. Without root there are no
# privileges to keep, but bubblewrap needs a user namespace.
_AS_ROOT = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_KILL")
_AS_USER = ("--unshare-user",)

# Folders of shared libraries. On a merged system the first four are links into /usr, which bubblewrap follows.
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/local/lib")


def wrapped(command: list[str], *, untrusted: Path, installed: Iterable[Path]) -> list[str]:
    """Return the command line that starts `command` behind namespaces. Raises NoWallError without bubblewrap.

    untrusted  the folder of the code that the process runs
    installed  paths of packages, without extensions, that stay visible; all others in the same folders are hidden
    """
    program = shutil.which(_PROGRAM)
    if sys.platform != "linux" or program is None:
        raise NoWallError("there is no bubblewrap (apt-get install bubblewrap)")
    shown = [Path(path) for path in _LIBRARIES] + _python() + [untrusted]
    hidden = [folder for folder in _packages() if any(folder.is_relative_to(path.resolve()) for path in shown)]
    options: list[str] = [*_FIXED, *(_AS_ROOT if os.geteuid() == 0 else _AS_USER), "--dev", "/dev"]
    for path in shown:
        options += ["--ro-bind-try", str(path), str(path)]
    for folder in hidden:
        options += ["--tmpfs", str(folder)]
    for package in installed:  # numpy and numpy.libs, one.py, two.cpython-311.so
        for path in sorted([*package.parent.glob(package.name), *package.parent.glob(f"{package.name}.*")]):
            options += ["--ro-bind", str(path), str(path)]
    for folder in [*hidden, Path("/")]:
        options += ["--remount-ro", str(folder)]
    return [program, *options, "--chdir", "/", "--", *command]


def interpreter() -> str:
    """The path of the interpreter itself, not of a virtual environment's link to it."""
    return str(Path(sys.executable).resolve())


def _python() -> list[Path]:
    """Paths of the interpreter, its library and its standard library."""
    standard = [Path(sysconfig.get_path(name, vars=_base())) for name in ("stdlib", "platstdlib")]
    paths = [Path(interpreter()), Path(sys.base_prefix) / "lib", *standard]
    paths += [Path(folder) for folder in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep) if folder]
    return list(dict.fromkeys(paths))


def _packages() -> Iterator[Path]:
    """Folders of installed packages, the grader and the reference among them."""
    own = [sysconfig.get_path(name) for name in ("purelib", "platlib")]
    bases = [sysconfig.get_path(name, vars=_base()) for name in ("purelib", "platlib")]
    candidates = [*own, *bases, *site.getsitepackages(), "/usr/lib/python3/dist-packages"]
    folders = dict.fromkeys(Path(folder).resolve() for folder in candidates)
    yield from (folder for folder in folders if folder.is_dir())


def _base() -> dict[str, str]:
    """Variables of sysconfig for the Python installation itself, instead of a virtual environment."""
    base, platform = sys.base_prefix, sys.base_exec_prefix
    return {"base": base, "platbase": platform, "installed_base": base, "installed_platbase": platform}
