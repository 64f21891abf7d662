"""The walls that a child puts up around itself: another user, no files (Landlock), few system calls (seccomp). Linux only.

Every step raises OSError where the kernel refuses: a child with a wall missing must not become ready.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket

# linux/prctl.h
_SET_DEATH_SIGNAL, _SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVILEGES = 1, 4, 22, 38
_FILTER_MODE = 2
# linux/seccomp.h
_MODE_FILTER, _NEW_LISTENER = 1, 8
_CAPABILITIES = 0x20080522  # _LINUX_CAPABILITY_VERSION_3
_RESTRICT_SELF = 446  # landlock_restrict_self: the same number on every architecture
_INSTRUCTION = 8  # bytes of one BPF instruction


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


_libc = ctypes.CDLL(None, use_errno=True)
_libc.prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]
_libc.syscall.restype = ctypes.c_long


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends; raise ProcessLookupError where it has ended already."""
    _prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        raise ProcessLookupError("the parent has gone")


def hide_memory() -> None:
    """No core dump, and no look into this memory by other processes of the same user (/proc/PID/mem, ptrace)."""
    _prctl(_SET_DUMPABLE, 0)


def lower_open_files(most: int) -> None:
    """So that there is a small highest number, up to which a child closes descriptors."""
    import resource  # noqa: PLC0415 - Windows has none, and no zygote

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def threads() -> int:
    """The number of threads that this process has; 0 where the system does not show it (/proc is not mounted)."""
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - pathlib has no business in here
    except OSError:
        return 0


def become(user: int) -> None:
    """Become a user and a group of this number, with no way back."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    hide_memory()


def landlock(ruleset: int) -> None:
    """Enforce a ruleset that the trusted half has made, and close it. Root loses its privileges too."""
    if os.geteuid() == 0:
        header, none = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
        if _libc.capset(header, none):
            raise _error("capset")
    _prctl(_SET_NO_NEW_PRIVILEGES, 1)
    if _libc.syscall(ctypes.c_long(_RESTRICT_SELF), ctypes.c_int(ruleset), ctypes.c_uint(0)):
        raise _error("landlock_restrict_self")
    os.close(ruleset)


def seccomp(program: bytes) -> None:
    """Install a compiled filter. What it refuses is refused from here on."""
    _prctl(_SET_NO_NEW_PRIVILEGES, 1)
    wanted = _Program(len(program) // _INSTRUCTION, program)
    _prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.addressof(wanted))


def counted(program: bytes, number: int, zygote: int) -> None:
    """Install a filter that reports calls to the zygote before they are made: it is sent what it reads them from."""
    _prctl(_SET_NO_NEW_PRIVILEGES, 1)
    wanted = _Program(len(program) // _INSTRUCTION, program)
    flags = ctypes.c_ulong(_NEW_LISTENER)
    listener = _libc.syscall(ctypes.c_long(number), ctypes.c_ulong(_MODE_FILTER), flags, ctypes.byref(wanted))
    if listener < 0:
        raise _error("seccomp listener")
    with socket.socket(fileno=zygote) as channel:
        socket.send_fds(channel, [b"!"], [listener])
    os.close(listener)


def _prctl(option: int, value: int, pointer: int | None = None) -> None:
    if _libc.prctl(option, value, pointer, 0, 0):
        raise _error(f"prctl {option}")


def _error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number), what)
