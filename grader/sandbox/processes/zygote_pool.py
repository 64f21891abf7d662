"""The zygotes of a box: as many as are worked with side by side, each tried before it serves, replaced when it is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from grader.errors import GraderFault
from grader.sandbox.limits import Limits
from grader.sandbox.processes.fork_process import Forked
from grader.sandbox.processes.zygote import Zygote, ZygoteError
from grader.sandbox.walls import levels
from grader.sandbox.walls.kernel import NoWallError
from grader.sandbox.walls.levels import Found
from grader.sandbox.walls.selftest import BreachError, Canary, check

# A zygote that is lost just when it is needed is an accident; three in a row are a machine that is not well.
_ATTEMPTS = 3


class Keeper:
    """Forks for sessions, from whichever zygote has the least to do. May be used by any number of threads.

    Zygotes are started by a thread of the keeper's own, which lives as long as it does: the kernel kills a process that asked
    for it when the thread that started it ends, not when the process does. The search begins at once, and what is asked first
    waits for its end; nobody waits for more than the first zygote's start, which has much to do while the judge imports.
    """

    def __init__(self, make: levels.Make, *, isolation: str | None, zygotes: int) -> None:
        self._make, self._most = make, zygotes
        self._lock = threading.Lock()
        self._serving: dict[Zygote, int] = {}  # how many sessions each zygote has
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="box-starter")
        under_way = threading.Event()
        self._search = self._starter.submit(self._first, isolation, under_way)
        under_way.wait()

    def found(self) -> Found:
        """What the search has found. Raises WeakIsolation and GraderFault, each time it is asked."""
        return self._search.result()

    def fork(self, limits: Limits) -> Forked:
        """A process that is about to get ready. Raises GraderFault where none can be had."""
        building = self.found().building
        reason = ""
        for _ in range(_ATTEMPTS):
            try:
                zygote = self._engage()
            except (NoWallError, BreachError, ZygoteError) as error:
                reason = str(error)
                continue
            try:
                child = zygote.fork(building)
            except ZygoteError as error:
                reason = str(error)
                self._release(zygote, True)
                continue
            return Forked(child, limits, partial(self._release, zygote))
        raise GraderFault("the box does not start", value=reason)

    def close(self) -> None:
        """End all zygotes, and what they have forked."""
        self._starter.shutdown()
        with self._lock:
            for zygote in self._serving:
                zygote.close()
            self._serving.clear()
        if self._search.exception() is None:
            self.found().close()

    def _first(self, isolation: str | None, under_way: threading.Event) -> Found:
        def make(namespaced: bool) -> Zygote:
            try:
                return self._make(namespaced)
            finally:
                under_way.set()

        try:
            found = levels.find(make, isolation)
        finally:
            under_way.set()
        self._serving[found.zygote] = 0
        return found

    def _engage(self) -> Zygote:
        """The zygote with the fewest sessions, a new one where all are busy and there may be more; counted as busy."""
        with self._lock:
            for zygote in [zygote for zygote in self._serving if not zygote.alive()]:
                zygote.close()
                del self._serving[zygote]
            least = min(self._serving.values(), default=1)
            if least and len(self._serving) < self._most:
                zygote = self._starter.submit(self._another).result()
                self._serving[zygote] = 0
            else:
                zygote = next(each for each, sessions in self._serving.items() if sessions == least)
            self._serving[zygote] += 1
            return zygote

    def _another(self) -> Zygote:
        """One more zygote, of the kind that the search has found, and tried as it was."""
        found = self.found()
        zygote = self._make(found.zygote.namespaced)
        try:
            zygote.wait()
            with Canary() as canary:
                check(zygote, found.building, canary)
        except BaseException:
            zygote.close()
            raise
        return zygote

    def _release(self, zygote: Zygote, lost: bool) -> None:
        """A session of this zygote is over. One that is lost is ended, and with it what it may have left."""
        with self._lock:
            if zygote in self._serving:
                self._serving[zygote] -= 1
                if lost:
                    del self._serving[zygote]
        if lost:
            zygote.close()
