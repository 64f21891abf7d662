"""The files that a submission finds: a scratch folder with a working folder in it, the standard library, NumPy, nothing else.

A process starts in its scratch folder, which is new, empty and its own. `settle` makes the working folder there and puts the
handed-in files into it. What is hidden is not there: FileNotFoundError.
"""

from __future__ import annotations

import builtins
import errno
import os
import sys
import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from .inside_wire import write

_WORKING_FOLDER = "work"
_DEVICES = (os.path.abspath(os.devnull), "/dev/zero", "/dev/urandom", "/dev/random", "/usr/share/zoneinfo")  # noqa: PTH100

_PACKAGES = ("site-packages", "dist-packages")

# Events of `sys.audit` for what is done with a path.
_OF_PATHS = "open os.listdir os.scandir os.chdir os.mkdir os.rmdir os.remove os.rename os.truncate os.chmod os.utime"
_PATHS = frozenset(_OF_PATHS.split())


_settled: list[str] = []  # the working folder, once there is one


def settle(files: Mapping[str, bytes]) -> None:
    """Make the working folder, go there, and write the handed-in files.

    The rest of the scratch folder is the home folder and the one for temporary files.
    """
    scratch = os.getcwd()  # noqa: PTH109 - pathlib costs 5 ms here
    os.mkdir(_WORKING_FOLDER)  # noqa: PTH102
    os.chdir(_WORKING_FOLDER)
    _settled[:] = [os.getcwd()]  # noqa: PTH109
    for path, content in files.items():
        *folders, _ = path.split("/")
        if ".." in folders or os.path.isabs(path):  # noqa: PTH117
            continue  # it is loaded from memory like all others
        if folders:
            os.makedirs("/".join(folders), exist_ok=True)  # noqa: PTH103
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
        try:
            write(file, content)
        finally:
            os.close(file)
    _know_the_user(scratch)
    os.getloadavg = lambda: (0.0, 0.0, 0.0)  # the system keeps them in a file that is hidden, as it does users
    for name, value in (("HOME", scratch), ("TMPDIR", scratch), ("PATH", os.defpath)):
        os.environ[name] = value


def _know_the_user(home: str) -> None:
    """Answer who the user is: the same one everywhere, whoever runs the process."""
    try:
        import pwd  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    user = pwd.struct_passwd((os.environ.get("USER", ""), "x", os.getuid(), os.getgid(), "", home, "/bin/sh"))
    vars(pwd).update(getpwuid=lambda _: user, getpwnam=lambda _: user, getpwall=lambda: [user])


def working_folder() -> str:
    """The path of the working folder, wherever the process is now."""
    return _settled[0] if _settled else os.getcwd()  # noqa: PTH109


def without_folders(text: str) -> str:
    """A message in which files are named from the working folder: the path to it is another one in every process."""
    here = working_folder()
    return text.replace(here + os.sep, "").replace(here, ".").replace(os.path.dirname(here), "~")  # noqa: PTH120


def pose_as_program(path: str, find: Callable[[str], types.ModuleType | None], name: str) -> None:
    """Make `__main__` and the command line those of a program that is run from this file of the working folder.

    `find` finds the module of that name, whose names are those of `__main__` too.
    """

    def attribute(wanted: str) -> Any:
        if wanted in (names := vars(find(name) or program)):
            return names[wanted]
        raise AttributeError(f"module '__main__' has no attribute {wanted!r}", name=wanted, obj=program)

    program = types.ModuleType("__main__")
    vars(program)["__getattr__"] = attribute
    program.__file__ = sys.argv[0] = os.path.join(working_folder(), path)  # noqa: PTH118
    program.__builtins__ = builtins  # type: ignore[attr-defined]
    sys.modules["__main__"] = program


@cache
def readable_folders() -> tuple[str, ...]:
    """The folders of modules, and devices. A zygote looks for them once: to look at every module takes a fork a millisecond."""
    tops = {*sys.modules} - {__package__}
    packages = [folder for name in tops if "." not in name for folder in getattr(sys.modules[name], "__path__", ())]
    return (*filter(None, sys.path), *packages, *_DEVICES)


def hide_the_rest() -> Callable[[object], bool]:
    """Answer FileNotFoundError to who opens, lists or changes a file outside. Walls would answer that it is not permitted.

    Returns what tells whether a path is hidden.
    """
    scratch = os.path.dirname(working_folder())  # noqa: PTH120
    visible = tuple(path + os.sep for path in (scratch, *readable_folders()))
    installed = tuple(f"{path}{os.sep}{name}{os.sep}" for path in filter(None, sys.path) for name in _PACKAGES)  # in the library
    packages = tuple(path for path in visible if path.startswith(installed))
    absolute, to_text, sep = os.path.abspath, os.fsdecode, os.sep

    def is_hidden(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        place = absolute(to_text(path)) + sep
        return not place.startswith(visible) or (place.startswith(installed) and not place.startswith(packages))

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _PATHS:
            for path in arguments[: 2 if event == "os.rename" else 1]:
                if is_hidden(path):
                    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)

    sys.addaudithook(audit)
    return is_hidden
