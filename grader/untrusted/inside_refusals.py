"""Answer inside Python as the walls would, where there are none, so that a program is answered alike at every level.

These are no walls. A program that looks for a way out finds one (ctypes, for a start); one that does not look finds the same
files, errors and limits as everywhere.
"""

from __future__ import annotations

import _thread
import errno
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from .inside_counts import Counter
from .inside_files import hide_the_rest

# Events of `sys.audit` for what a filter of system calls refuses.
_OF_CALLS = """
os.fork os.forkpty os.exec os.posix_spawn os.spawn os.startfile subprocess.Popen pty.spawn os.kill os.killpg signal.pthread_kill
os.link os.symlink os.chown os.getxattr os.setxattr os.removexattr
socket.__new__ socket.sethostname resource.setrlimit resource.prlimit
"""
_REFUSED = frozenset(_OF_CALLS.split())
# F_SETFL of fcntl: flags of an open file, which others may have too.
_SET_FLAGS = 4
_LOOK_UPS = frozenset(("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"))


def without_walls(settle: Callable[[], object], limits: Mapping[str, int]) -> None:
    """Furnish the scratch folder, and refuse from then on what the walls refuse.

    limits  `files` are how many a process may make
    """
    settle()
    is_hidden = hide_the_rest()

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _REFUSED or (event == "fcntl.fcntl" and arguments[1] == _SET_FLAGS):
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        if event in _LOOK_UPS:
            raise sys.modules["socket"].gaierror(-3, "Temporary failure in name resolution")
        makes_one = event == "os.mkdir" or (event == "open" and (arguments[2] or 0) & os.O_CREAT)
        if makes_one and not counter.grant("files"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    counter = Counter({"numbers": {}, "counted": {}, "most": limits, "folder": os.path.dirname(os.getcwd())})  # noqa: PTH109, PTH120
    for name in {"stat", "lstat", "readlink", "access"} & vars(os).keys():
        setattr(os, name, _of_what_is_there(getattr(os, name), is_hidden))
    os.system = lambda command: _NO_SHELL  # noqa: ARG005 - no program can be started
    for name in {"mkfifo", "mknod", "memfd_create", "sched_setaffinity", "set_blocking"} & vars(os).keys():
        setattr(os, name, _refuse)
    others = {"getpid": _no_number, "getppid": _no_number, "get_native_id": _no_number, "raise_signal": _refuse}
    for module in (os, _thread, *(sys.modules[name] for name in ("threading", "_signal", "signal") if name in sys.modules)):
        vars(module).update({name: other for name, other in others.items() if hasattr(module, name)})
    sys.addaudithook(audit)


def _refuse(*_: object, **__: object) -> NoReturn:
    """What the walls answer to a call that raises no event."""
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def _no_number() -> int:
    """What the walls answer to who asks for the number of a process."""
    return 0


_NO_SHELL = 127 << 8  # what a shell that cannot start a program ends with


def _of_what_is_there(function: Callable[..., Any], is_hidden: Callable[[object], bool]) -> Callable[..., Any]:
    """The function of `os`, for which hidden files are not there. It raises no event that a hook could refuse."""

    def answer(path: Any, *arguments: Any, **named: Any) -> Any:
        if named.get("dir_fd") is None and is_hidden(path):
            if function.__name__ == "access":
                return False
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return function(path, *arguments, **named)

    answer.__name__ = function.__name__
    for supported in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
        if function in supported:
            supported.add(answer)
    return answer
