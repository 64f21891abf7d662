"""The program that runs in the sandbox: `python -P -s -S -B entrypoint.py FOLDERS [KIND [NAME...]]`.

FOLDERS are those of packages, NumPy's first, as in PATH; a NAME is that of a package that is hidden.

Started by path, imported by nobody. Everything in this folder shares a process with a student's file, so nothing in it is
worth stealing and nothing that it says is believed: it is only convenient. Its modules are known in here as `_box`, and it
imports the standard library and NumPy, nothing of the project.

In:   descriptor 0, frames of the trusted half (`wire.py`): one load, then calls until the stream ends.
Out:  descriptor 1, frames: one `ready` before any byte of the submission is run, one `loaded`, one answer for each call.
Text: descriptor 2, whatever is printed. Both ends of the protocol move away from 0 and 1 before NumPy is imported.

Where KIND is `zygote`, descriptor 0 is a socket for orders (`inside_zygote.py`), and the processes that serve are its forks.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import site
import sys
import types
from collections.abc import Collection

# What the serving half needs, so that it never imports anything once a submission is there. More costs time: on top of the
# 50 ms of NumPy, numpy.random is 10, numpy.testing 28, numpy.ma 6, all others of this list together 1.
PRELOADED = ("numpy", "ast", "contextlib", "importlib.machinery", "itertools", "json", "random", "re", "struct", "warnings")

# The highest score that Linux knows: the kernel ends such a process before all others when memory runs out (proc(5)).
_ENDS_FIRST = "1000"


def end_first() -> None:
    """Have this process, and all that it starts, end before the grader where the machine has no memory left."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123 - pathlib costs 5 ms here
        score.write(_ENDS_FIRST)


def private_descriptors() -> tuple[int, int]:
    """The two ends of the protocol, moved to where no print and no input() goes. 0 reads nothing, 1 writes where 2 does."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, replies


def preload(folders: str) -> None:
    """Import NumPy from its folder and forget the folders: what else is installed there cannot be imported by name."""
    before = list(sys.path)
    sys.path += folders.split(os.pathsep)
    for name in PRELOADED:
        importlib.import_module(name)
    sys.path[:] = before
    for folder in folders.split(os.pathsep):
        sys.path_importer_cache.pop(folder, None)


class Hidden:
    """A finder that is asked first: packages that know the answers do not exist, wherever they are installed."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Raise ModuleNotFoundError for a hidden package and all that is in it."""
        del path, target
        if fullname.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def settle() -> None:
    """Do what Python itself does without -S, or with -P where it is older than 3.11: no folder of this file, the right prefix."""
    if sys.version_info < (3, 11):  # noqa: UP036 - submissions may run in an older Python than the grader
        del sys.path[0]
    environment = os.path.dirname(os.path.dirname(sys.executable))  # noqa: PTH120 - pathlib costs 5 ms here
    if os.path.exists(f"{environment}/pyvenv.cfg"):  # noqa: PTH110
        sys.prefix = sys.exec_prefix = environment


def adopt(folder: str, name: str = "_box", packages: str = "") -> None:
    """Make the modules of this folder importable as `_box.*`: a name of their own, which no file of a student needs.

    `_box.packages` are the folders of packages.
    """
    package = types.ModuleType(name)
    package.__path__ = [folder]
    vars(package)["packages"] = packages.split(os.pathsep)
    sys.modules[name] = package


def forget_forks() -> None:
    """Register nothing that Python is to do in forks: those of the zygote have one thread, and no random number to hide.

    Submissions cannot fork. Thread bookkeeping alone would take each fork a millisecond.
    """

    def register_at_fork(*, before: object = None, after_in_child: object = None, after_in_parent: object = None) -> None:
        """Accept what is never called."""

    os.register_at_fork = register_at_fork


def main() -> None:
    """Set the box up, then serve until the stream of requests ends."""
    requests, replies = private_descriptors()
    end_first()
    for stream in (sys.stdout, sys.stderr):
        # What is printed before a hang or a crash is to be seen.
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    folders, kind, hidden = sys.argv[1], sys.argv[2:3], frozenset(sys.argv[3:])
    del sys.argv[1:]
    settle()
    sys.meta_path.insert(0, Hidden(hidden))
    if kind == ["zygote"]:
        forget_forks()
    preload(folders)
    for define in (site.setquit, site.setcopyright, site.sethelper):  # exit, quit, copyright, credits, license, help
        define()
    adopt(os.path.dirname(os.path.abspath(__file__)), packages=folders)  # noqa: PTH100, PTH120 - pathlib costs 5 ms here
    if kind == ["zygote"]:
        os.close(replies)
        importlib.import_module("_box.inside_zygote").main(requests, folders)
    else:
        importlib.import_module("_box.serve").serve(requests, replies)


if __name__ == "__main__":
    main()
