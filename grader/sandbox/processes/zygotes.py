"""The zygote of a box: tested before use, and replaced when lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from grader.errors import GraderFault
from grader.sandbox.limits import Limits
from grader.sandbox.processes.fork import ForkedProcess, ZygoteError
from grader.sandbox.processes.zygote import ZygoteHandle
from grader.sandbox.walls import levels
from grader.sandbox.walls.kernel import NoWallError, ReadableFiles
from grader.sandbox.walls.levels import Isolation
from grader.sandbox.walls.selftest import BreachError, Canary, check

# Losing a zygote just when it is needed is an accident; losing three in a row is a broken machine.
_ATTEMPTS = 3


class Zygotes:
    """Forks for sessions, all from one zygote. Threads may share it.

    A thread of this object starts all zygotes and lives as long as the object: a process that asks the kernel to be killed with
    its parent is killed when the thread that started it ends. The constructor waits until the first zygote is started, and not
    until its self-test is done: its imports run while the judge does its own.

    start      starts a zygote
    readable   finds the files that stay readable
    isolation  the level required, None for the best, at least standard
    """

    def __init__(self, start: levels.StartZygote, *, readable: Callable[[], ReadableFiles], isolation: str | None) -> None:
        self._start, self._readable = start, readable
        self._lock = threading.Lock()
        self.current: ZygoteHandle | None = None
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="box-starter")
        started = threading.Event()
        self._search = self._starter.submit(self._find_isolation, isolation, started)
        started.wait()

    def isolation(self) -> Isolation:
        """Wait for the self-test and return its result. Raises WeakIsolation and GraderFault, at every call."""
        return self._search.result()

    def fork(self, limits: Limits, material: bytes) -> ForkedProcess:
        """Fork a process for a session, which knows this material. Raises GraderFault where none can be started."""
        plan = replace(self.isolation().plan, limits=limits)
        reason = ""
        for _ in range(_ATTEMPTS):
            try:
                zygote = self._living()
            except (NoWallError, BreachError, ZygoteError) as error:
                reason = str(error)
                continue
            try:
                fork = zygote.fork(plan, material=material)
            except ZygoteError as error:
                reason = str(error)
                self._give_up(zygote)
                continue
            return ForkedProcess(fork, limits, partial(self._give_up, zygote))
        raise GraderFault("the box does not start", value=reason)

    def close(self) -> None:
        """End the zygote and its forks."""
        self._starter.shutdown()
        with self._lock:
            if self.current is not None:
                self.current.close()
                self.current = None
        if self._search.exception() is None:
            self.isolation().close()

    def _find_isolation(self, isolation: str | None, started: threading.Event) -> Isolation:
        """Search for walls, in the starter's thread, and set `started` once the first zygote is started or cannot be."""

        def start(namespaced: bool) -> ZygoteHandle:
            try:
                return self._start(namespaced)
            finally:
                started.set()

        try:
            found = levels.find(start, isolation, self._readable)
        finally:
            started.set()
        self.current = found.zygote
        return found

    def _living(self) -> ZygoteHandle:
        """The zygote; a new one where it has died or was given up."""
        with self._lock:
            if self.current is not None and not self.current.alive():
                self.current.close()
                self.current = None
            if self.current is None:
                self.current = self._starter.submit(self._start_another).result()
            return self.current

    def _start_another(self) -> ZygoteHandle:
        """Start a zygote of the same kind as the first, and test it in the same way."""
        isolation = self.isolation()
        zygote = self._start(isolation.zygote.namespaced)
        try:
            zygote.wait()
            with Canary(isolation.plan.user) as canary:
                check(zygote, isolation.plan, canary)
        except BaseException:
            zygote.close()
            raise
        return zygote

    def _give_up(self, zygote: ZygoteHandle) -> None:
        """End a zygote that cannot be used again, and with it all its forks."""
        with self._lock:
            if self.current is zygote:
                self.current = None
        zygote.close()
