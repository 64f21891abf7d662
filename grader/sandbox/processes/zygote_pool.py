"""The zygotes of a box: one for each session at a time, tested before use, and replaced when lost."""

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


class ZygotePool:
    """Forks for sessions, each from the zygote with the fewest sessions. Threads may share a pool.

    A thread of the pool starts all zygotes and lives as long as the pool: a process that asks the kernel to be killed with its
    parent is killed when the thread that started it ends. The constructor waits until the first zygote is started, and not
    until its self-test is done: its imports run while the judge does its own.

    start      starts a zygote
    readable   finds the files that stay readable
    isolation  the level required, None for the best, at least standard
    zygotes    how many there may be at a time
    """

    def __init__(
        self, start: levels.StartZygote, *, readable: Callable[[], ReadableFiles], isolation: str | None, zygotes: int
    ) -> None:
        self._start, self._readable, self.most = start, readable, zygotes
        self._lock = threading.Lock()
        self._sessions: dict[ZygoteHandle, int] = {}  # how many sessions each zygote has
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
                zygote = self._acquire()
            except (NoWallError, BreachError, ZygoteError) as error:
                reason = str(error)
                continue
            try:
                fork = zygote.fork(plan, material=material)
            except ZygoteError as error:
                reason = str(error)
                self._release(zygote, True)
                continue
            return ForkedProcess(fork, limits, partial(self._release, zygote))
        raise GraderFault("the box does not start", value=reason)

    def close(self) -> None:
        """End all zygotes and their forks."""
        self._starter.shutdown()
        with self._lock:
            for zygote in self._sessions:
                zygote.close()
            self._sessions.clear()
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
        self._sessions[found.zygote] = 0
        return found

    def _acquire(self) -> ZygoteHandle:
        """Count one more session for the zygote with the fewest, or for a new one if all are busy and there may be more."""
        with self._lock:
            for zygote in [zygote for zygote in self._sessions if not zygote.alive()]:
                zygote.close()
                del self._sessions[zygote]
            fewest = min(self._sessions.values(), default=1)
            if fewest and len(self._sessions) < self.most:
                zygote = self._starter.submit(self._start_another).result()
                self._sessions[zygote] = 0
            else:
                zygote = next(each for each, sessions in self._sessions.items() if sessions == fewest)
            self._sessions[zygote] += 1
            return zygote

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

    def _release(self, zygote: ZygoteHandle, lost: bool) -> None:
        """Count one session less. A zygote that is lost is ended, and with it all its forks."""
        with self._lock:
            if zygote in self._sessions:
                self._sessions[zygote] -= 1
                if lost:
                    del self._sessions[zygote]
        if lost:
            zygote.close()
