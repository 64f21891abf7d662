"""System calls that take a path and that no wall can confine to a folder: carried out by opening the file.

Landlock does not know stat, access, readlink and chdir, so the filter refuses them; it has the kernel send SIGSYS instead
(SECCOMP_RET_TRAP). The handler opens the file, if Landlock lets it, does what was asked with that, and puts the result where the
kernel would have put it. Nothing depends on it: a submission that takes the handler away has fewer files, not more. What is
hidden is not there: ENOENT.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_AT_FDCWD, _AT_EMPTY_PATH = -100, 0x1000
_SA_SIGINFO, _SA_NODEFER = 4, 0x40000000
_SYSCALL = 24  # where siginfo_t has the number of the call

# Where ucontext_t has the first four arguments of a call, and where its result goes: words of 8 bytes. The size of a struct stat.
_MACHINES = {
    "x86_64": ((104, 112, 136, 56), 144, 144),  # rdi, rsi, rdx, r10; rax
    "aarch64": ((184, 192, 200, 208), 184, 128),  # x0 to x3; x0
}

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_Handler = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class _Action(ctypes.Structure):
    """struct sigaction of the C library, on 64-bit Linux."""

    _fields_ = (("handler", _Handler), ("mask", ctypes.c_ulong * 16), ("flags", ctypes.c_int), ("restorer", ctypes.c_void_p))


class Calls:
    """The handler of SIGSYS. It must live as long as the process: the kernel has its address. Forks inherit it.

    numbers  of system calls, by name: those that are refused, and those that stand in for them
    """

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._names = {number: name for name, number in numbers.items()}
        self._arguments, self._result, self._status_bytes = _MACHINES[platform.machine()]
        # Landlock does not show the folders that hold hidden ones too (site-packages), but imports ask when they have changed.
        self._known = {path: status for path in map(os.fsencode, filter(None, sys.path)) if (status := self._status(path))}
        self._action = _Action(_Handler(self._handle), flags=_SA_SIGINFO | _SA_NODEFER)

    def install(self) -> None:
        """Handle SIGSYS from now on. Raises OSError."""
        if _libc.sigaction(signal.SIGSYS, ctypes.byref(self._action), None):
            raise OSError(ctypes.get_errno(), "sigaction")

    def _handle(self, _: int, information: int, context: int) -> None:
        name = self._names.get(ctypes.c_int.from_address(information + _SYSCALL).value, "")
        arguments = [ctypes.c_long.from_address(context + offset).value for offset in self._arguments]
        carry_out: Callable[..., int] = getattr(self, f"_{name}", self._none)
        ctypes.c_long.from_address(context + self._result).value = carry_out(*arguments)

    def _none(self, *_: int) -> int:
        return -errno.ENOSYS

    def _stat(self, path: int, status: int, *_: int) -> int:
        return self._newfstatat(_AT_FDCWD, path, status, 0)

    _lstat = _stat  # there are no links

    def _newfstatat(self, folder: int, path: int, status: int, flags: int) -> int:
        name = ctypes.string_at(path) if path else b""
        if not name and flags & _AT_EMPTY_PATH:
            return self._raw("fstat", folder, status)
        if name in self._known:
            ctypes.memmove(status, self._known[name], len(self._known[name]))
            return 0
        return self._with(folder, path, lambda file: self._raw("fstat", file, status))

    def _access(self, path: int, mode: int, *_: int) -> int:
        return self._faccessat(_AT_FDCWD, path, mode)

    def _faccessat(self, folder: int, path: int, mode: int, *_: int) -> int:
        return self._with(folder, path, lambda _: 0, os.O_RDWR if mode & os.W_OK else 0)

    _faccessat2 = _faccessat

    def _readlink(self, path: int, *_: int) -> int:
        return self._readlinkat(_AT_FDCWD, path)

    def _readlinkat(self, folder: int, path: int, *_: int) -> int:
        return self._with(folder, path, lambda _: -errno.EINVAL)  # there are no links

    def _chdir(self, path: int, *_: int) -> int:
        return self._with(_AT_FDCWD, path, lambda file: self._raw("fchdir", file), os.O_DIRECTORY)

    def _statfs(self, path: int, status: int, *_: int) -> int:
        return self._with(_AT_FDCWD, path, lambda file: self._raw("fstatfs", file, status))

    def _truncate(self, path: int, length: int, *_: int) -> int:
        return self._with(_AT_FDCWD, path, lambda file: self._raw("ftruncate", file, length), os.O_RDWR)

    def _chmod(self, path: int, *_: int) -> int:
        return self._with(_AT_FDCWD, path, lambda _: 0)  # modes and times stay what they are

    def _fchmodat(self, folder: int, path: int, *_: int) -> int:
        return self._with(folder, path, lambda _: 0) if path else 0

    _utimensat = _fchmodat

    def _fchmod(self, *_: int) -> int:
        return 0

    _fsync = _fdatasync = _fchmod  # nothing in a scratch folder outlives the process

    def _with(self, folder: int, path: int, use: Callable[[int], int], flags: int = 0) -> int:
        """The result of `use` for a file that is opened for it; minus the error where it cannot be."""
        file = self._raw("openat", folder, path, _READ | flags)
        if file == -errno.EISDIR:  # a folder that can be opened can be written in, as far as anyone can tell
            file = self._raw("openat", folder, path, _READ)
        if file < 0:
            return -errno.ENOENT if file in (-errno.EACCES, -errno.EPERM) else file
        try:
            return use(file)
        finally:
            self._raw("close", file)

    def _status(self, path: bytes) -> bytes:
        """The status of a file as the kernel writes it; empty where there is none."""
        name, buffer = ctypes.create_string_buffer(path), ctypes.create_string_buffer(self._status_bytes)
        there = self._raw("newfstatat", _AT_FDCWD, ctypes.addressof(name), ctypes.addressof(buffer), 0) == 0
        return buffer.raw if there else b""

    def _raw(self, name: str, *arguments: Any) -> int:
        """The result of a system call, minus the error where there is one."""
        result = int(_libc.syscall(ctypes.c_long(self._numbers[name]), *map(ctypes.c_long, arguments), ctypes.c_long(0)))
        return -ctypes.get_errno() if result < 0 else result
