"""Find the level of isolation that this machine offers.

Each wall is put up alone and tested, then all of them together, as in a session.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderFault, WeakIsolation
from grader.sandbox.processes.fork import ZygoteError
from grader.sandbox.processes.zygote import ZygoteHandle
from grader.sandbox.walls import LEVELS, kernel
from grader.sandbox.walls.kernel import LANDLOCK, NAMESPACES, SECCOMP, USER, NoWallError, ReadableFiles, WallPlan
from grader.sandbox.walls.selftest import BreachError, Canary, check

# The walls that a search for each level tries, in the order in which a fork puts them up: seccomp, which refuses the calls that
# the others need, comes last.
_TRIED = {
    "standard": (USER, LANDLOCK, SECCOMP),
    "strong": (NAMESPACES, USER, LANDLOCK, SECCOMP),
}
_LABELS = {SECCOMP: "seccomp", LANDLOCK: "Landlock", USER: "throw-away user", NAMESPACES: "namespaces"}
_NOT_TRIED = "not tried"
"""The note of a wall that needs another one, which failed; a report leaves it out."""

StartZygote = Callable[[bool], ZygoteHandle]
"""Starts a zygote, behind namespaces or not. Raises ZygoteError and NoWallError."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Isolation:
    """Walls that were tested and hold.

    level, detail  as they stand in every report
    plan           the walls that each fork puts up
    zygote         the first zygote, running and tested
    """

    level: str
    detail: str
    plan: WallPlan
    zygote: ZygoteHandle

    def close(self) -> None:
        """End the zygote and close the ruleset."""
        self.zygote.close()
        if self.plan.readable is not None:
            self.plan.readable.ruleset.close()


def level_of(standing: set[str]) -> str:
    """Return the level that these walls make."""
    if SECCOMP not in standing or not standing & {LANDLOCK, USER}:
        return "none"
    return "strong" if {LANDLOCK, NAMESPACES} <= standing else "standard"


def find(start: StartZygote, isolation: str | None, readable: Callable[[], ReadableFiles]) -> Isolation:
    """Find walls of exactly this level, or the best there are, at least standard. `readable` finds what stays readable.

    Raises WeakIsolation where this machine offers less, GraderFault where the zygote does not start.
    """
    required = isolation or "standard"
    if sys.platform != "linux":
        raise _too_weak("none", required, f"the walls need Linux, and this is {sys.platform}")
    search = _Search(start, _TRIED[isolation or "strong"], readable)
    try:
        found = search.run()
    except (ZygoteError, OSError) as error:  # also a folder for temporary files that is full
        search.close()
        raise GraderFault("the box does not start", value=str(error)) from error
    except BaseException:
        search.close()
        raise
    if found is None or LEVELS.index(found.level) > LEVELS.index(required):
        search.close()
        raise _too_weak(found.level if found else "none", required, search.detail())
    return found


def _too_weak(available: str, required: str, detail: str) -> WeakIsolation:
    what = f"this machine offers isolation '{available}', but '{required}' is required"
    on_linux = sys.platform == "linux"
    remedy = "install or enable what is missing" if on_linux else "grade on Linux (a virtual machine, a container, WSL 2)"
    weaker = f"use --isolation {available}"
    if available == "none":
        weaker += ": submissions then run as ordinary processes of yours, which may read, change and send your files"
    return WeakIsolation(what, where="sandbox", value=detail, attempt=f"{remedy}, or {weaker}")


def _closed_to_others(path: Path) -> Path | None:
    """The topmost folder on the way to a file that other users cannot enter."""
    return next((folder for folder in reversed(path.resolve().parents) if not folder.stat().st_mode & 0o001), None)


class _Search:
    """The state of one search: the walls that stand so far, and the reasons why others do not."""

    def __init__(self, start: StartZygote, tried: tuple[str, ...], readable: Callable[[], ReadableFiles]) -> None:
        self._start_zygote, self._tried, self._find_readable = start, tried, readable
        self._standing: set[str] = set()
        self._notes = {name: _NOT_TRIED if name in tried else "not asked for" for name in _LABELS}
        self._words: dict[str, str] = {}  # of walls that can be made, for a report, if they hold
        self._zygote: ZygoteHandle | None = None
        self._seccomp: tuple[bytes, bytes] = (b"", b"")  # a filter, and the one that counts
        self._readable: ReadableFiles | None = None
        self._user: int | None = None

    def run(self) -> Isolation | None:
        """Return the walls that hold, None where they make no level. Raises ZygoteError where no zygote starts."""
        zygote = self._start(namespaced=NAMESPACES in self._tried)  # first: it imports while the rest is prepared
        if not self._prepare(SECCOMP):
            return None
        ready = [name for name in self._tried if name != NAMESPACES and (name == SECCOMP or self._prepare(name))]
        with Canary(self._user) as canary:
            for last in (False, True):  # a zygote that somebody kills just now must not lower the level
                if not zygote.namespaced or self._test_namespaces(zygote, canary):
                    break
                zygote.close()
                zygote = self._start(namespaced=not last)
            if not zygote.namespaced:
                zygote.wait()
            if USER in ready and LANDLOCK in ready and not zygote.namespaced and (closed := _closed_to_others(Path(os.__file__))):
                ready.remove(USER)
                self._notes[USER] = f"no: the standard library lies in {closed}, which is closed to other users"
            for name in ready[:-1]:  # each alone; seccomp, the last one, together with all that stand
                self._test(zygote, self._plan(name), canary)
            for filters in self._filters():
                self._seccomp = filters
                plan = self._plan(*(name for name in ready if name in self._standing), SECCOMP)
                if self._test(zygote, plan, canary):
                    break
        level = level_of(self._standing)
        if level == "none":
            return None
        return Isolation(level=level, detail=self.detail(), plan=plan, zygote=zygote)

    def _filters(self) -> Iterator[tuple[bytes, bytes]]:
        """The filters that are tried: one that leaves files to Landlock, where it stands, and one that allows none."""
        if LANDLOCK in self._standing:
            yield kernel.compiled_filter(files=True), kernel.compiled_counter()
        yield kernel.compiled_filter(), b""

    def _test(self, zygote: ZygoteHandle, plan: WallPlan, canary: Canary) -> bool:
        """Test the last wall of a plan, and note what comes of it."""
        name = plan.walls[-1]
        try:
            check(zygote, plan, canary)
        except BreachError as error:
            self._note_failure(name, error)
            return False
        self._standing.add(name)
        self._notes[name] = self._words[name]
        return True

    def close(self) -> None:
        if self._zygote is not None:
            self._zygote.close()
        if self._readable is not None:
            self._readable.ruleset.close()

    def detail(self) -> str:
        """Describe each wall: `seccomp yes, Landlock no: REASON, ...`."""
        return ", ".join(f"{label} {self._notes[name]}" for name, label in _LABELS.items() if self._notes[name] != _NOT_TRIED)

    def _start(self, *, namespaced: bool) -> ZygoteHandle:
        """Start a zygote, without namespaces where they cannot be made."""
        if namespaced:
            try:
                self._zygote = self._start_zygote(True)
            except (NoWallError, ZygoteError) as error:
                self._note_failure(NAMESPACES, error)
            else:
                return self._zygote
        self._zygote = self._start_zygote(False)
        return self._zygote

    def _prepare(self, name: str) -> bool:
        """Make what this wall consists of, and note the words for a report if it holds. False where it cannot be made."""
        words = "yes"
        try:
            if name == SECCOMP:
                kernel.compiled_filter()
            elif name == USER:
                self._user = kernel.throw_away_user()
            else:
                self._readable = self._find_readable()
                words = f"ABI {self._readable.ruleset.abi_version}"
        except NoWallError as error:
            self._note_failure(name, error)
            return False
        self._words[name] = words
        return True

    def _test_namespaces(self, zygote: ZygoteHandle, canary: Canary) -> bool:
        """Wait for a zygote behind namespaces and test these, which no fork puts up: they are the zygote's own."""
        try:
            zygote.wait()
            check(zygote, WallPlan(), canary)
        except (ZygoteError, BreachError) as error:
            self._note_failure(NAMESPACES, error)
            return False
        self._standing.add(NAMESPACES)
        self._notes[NAMESPACES] = "yes"
        return True

    def _plan(self, *walls: str) -> WallPlan:
        seccomp, counter = self._seccomp
        return WallPlan(walls=walls, seccomp=seccomp, counter=counter, readable=self._readable, user=self._user)

    def _note_failure(self, name: str, error: Exception) -> None:
        self._notes[name] = f"no: {error}"
