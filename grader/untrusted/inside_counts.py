"""Count what a fork makes: files, folders and threads. The zygote is asked by the kernel before each is made, and says yes or no.

The kernel stops the calling thread meanwhile (SECCOMP_RET_USER_NOTIF). Only the number of the call is looked at, which cannot be
forged; where a file may lie is for Landlock to decide.
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Mapping
from typing import Any

try:
    import fcntl
except ImportError:  # Windows has none, and no zygote
    fcntl = None  # type: ignore[assignment]

# linux/seccomp.h: SECCOMP_IOCTL_NOTIF_RECV and _SEND; struct seccomp_notif begins with id, pid, flags, number of the call; struct
# seccomp_notif_resp is id, value, error, flags (1: SECCOMP_USER_NOTIF_FLAG_CONTINUE).
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_NOTICE = struct.Struct("=QIIi60x")
_ANSWER = struct.Struct("=QqiI")
_CONTINUE = 1

_MANY = 1 << 20  # more than any limit

# How often a process may make as many files as it may have at a time. One that is removed stays on the disk while it is mapped.
_TIMES = 4


class Counter:
    """The counts of one fork.

    order  the order of the fork: which calls are counted as what, how many of each it may make, its scratch folder
    """

    def __init__(self, order: Mapping[str, Any]) -> None:
        self._limited = {order["numbers"][name]: what for name, what in order["counted"].items() if name in order["numbers"]}
        self._left: dict[str, int] = dict(order["most"])
        self._folder: str = order["folder"]
        self._most = self._left["files"]
        self._in_all = _TIMES * self._most
        self._handed_in = -1  # entries that were there before the first was made

    def answer(self, listener: int) -> None:
        """Answer one report. Raises OSError where the fork has died meanwhile."""
        notice = bytearray(_NOTICE.size)
        fcntl.ioctl(listener, _RECEIVE, notice, True)
        number, _, _, call = _NOTICE.unpack(notice)
        answer = (0, _CONTINUE) if self.grant(self._limited[call]) else (-errno.ENOSPC, 0)
        fcntl.ioctl(listener, _SEND, bytearray(_ANSWER.pack(number, 0, *answer)), True)

    def grant(self, what: str) -> bool:
        """Whether one more may be made."""
        if what == "files" and self._handed_in < 0:
            self._handed_in = entries(self._folder, 0)
        if what == "files" and not self._left[what]:  # some may have been removed again
            self._left[what] = min(max(self._most + self._handed_in - entries(self._folder, _MANY), 0), self._in_all)
        granted = self._left[what] > 0
        self._left[what] -= granted
        self._in_all -= granted and what == "files"
        return granted


def entries(folder: str, unknown: int) -> int:
    """The number of files and folders below; `unknown` for what is in a folder that cannot be read."""
    number = 0
    try:
        for entry in os.scandir(folder):
            number += 1 + (entries(entry.path, unknown) if entry.is_dir(follow_symlinks=False) else 0)
    except FileNotFoundError:  # removed meanwhile
        return number
    except OSError:
        return number + unknown
    return number
