"""Locks and shared values of `multiprocessing` for a process that cannot start another one, nor use a folder of all processes."""

from __future__ import annotations

import threading
from typing import Any

_RECURSIVE = 0  # kind of a lock that its owner may take again; the other kind is a semaphore


class SemLock:
    """The lock from which `multiprocessing.synchronize` makes all of its own, shared by threads only."""

    SEM_VALUE_MAX = (1 << 31) - 1
    name, handle = None, 0  # it has no place in the system

    def __init__(self, kind: int, value: int, maxvalue: int, *_: object) -> None:
        self.kind, self.maxvalue = kind, maxvalue
        self._condition, self._value = threading.Condition(), value
        self._owner, self._held = 0, 0

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take the lock, or one of a semaphore. False where it is not free in time."""
        with self._condition:
            again = self.kind == _RECURSIVE and self._is_mine()
            if not again:
                if not self._condition.wait_for(lambda: self._value > 0, max(timeout or 0, 0) if timeout or not block else None):
                    return False
                self._value -= 1
            self._owner, self._held = threading.get_ident(), self._held + 1
            return True

    def release(self) -> None:
        """Give it back. Raises what the lock of Python raises where nobody has it."""
        with self._condition:
            if self.kind == _RECURSIVE and not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self.kind != _RECURSIVE and self._value >= self.maxvalue:
                raise ValueError("semaphore or lock released too many times")
            self._held -= 1
            if self.kind != _RECURSIVE or not self._held:
                self._value += 1
                self._condition.notify()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _is_mine(self) -> bool:
        return self._held > 0 and self._owner == threading.get_ident()

    def _count(self) -> int:
        return self._held

    def _get_value(self) -> int:
        return self._value

    def _is_zero(self) -> bool:
        return self._value == 0

    def _after_fork(self) -> None:
        """There are no forks."""


def install() -> None:
    """Have `multiprocessing` use these, and memory in the folder for temporary files. Called before a submission imports it."""
    try:
        import _multiprocessing  # type: ignore[import-not-found]  # noqa: PLC0415 - few submissions import it
        import multiprocessing.heap  # noqa: PLC0415
    except ImportError:  # a Python without it
        return
    modules: Any = (_multiprocessing, multiprocessing.heap.Arena)
    modules[0].SemLock = SemLock
    modules[1]._dir_candidates = []  # noqa: SLF001
