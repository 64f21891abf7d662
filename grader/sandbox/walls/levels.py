"""Find the level of isolation that this machine offers.

Each wall is put up alone and tested, then all of them together, as in a session.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.errors import GraderFault, WeakIsolation
from grader.sandbox.processes.fork import ZygoteError
from grader.sandbox.processes.zygote import ZygoteHandle
from grader.sandbox.walls import LEVELS, kernel
from grader.sandbox.walls.kernel import LANDLOCK, NAMESPACES, SECCOMP, USER, NoWallError, WallPlan
from grader.sandbox.walls.selftest import BreachError, Canary, check

# The walls that a search for each level tries, in the order in which a fork puts them up: seccomp, which refuses the calls that
# the others need, comes last.
_TRIED = {
    "standard": (USER, LANDLOCK, SECCOMP),
    "strong": (NAMESPACES, USER, LANDLOCK, SECCOMP),
}
_LABELS = {SECCOMP: "seccomp", LANDLOCK: "Landlock", USER: "throw-away user", NAMESPACES: "namespaces"}

StartZygote = Callable[[bool], ZygoteHandle]
"""Starts a zygote, behind namespaces or not. Raises ZygoteError and NoWallError."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Isolation:
    """Walls that were tested and hold.

    level, detail  as they stand in every report
    plan           the walls that each fork puts up
    zygote         the first zygote, running and tested
    ruleset        the owner of the descriptor in `plan`, if there is one
    """

    level: str
    detail: str
    plan: WallPlan
    zygote: ZygoteHandle
    ruleset: Any

    def close(self) -> None:
        """End the zygote and close the ruleset."""
        self.zygote.close()
        if self.ruleset is not None:
            self.ruleset.close()


def level_of(standing: set[str]) -> str:
    """Return the level that these walls make."""
    if SECCOMP not in standing or not standing & {LANDLOCK, USER}:
        return "none"
    return "strong" if {LANDLOCK, NAMESPACES} <= standing else "standard"


def find(start: StartZygote, isolation: str | None) -> Isolation:
    """Find walls of exactly this level, or the best there are, at least standard.

    Raises WeakIsolation where this machine offers less, GraderFault where the zygote does not start.
    """
    required = isolation or "standard"
    if sys.platform != "linux":
        raise _too_weak("none", required, f"the walls need Linux, and this is {sys.platform}")
    search = _Search(start, _TRIED[isolation or "strong"])
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


class _Search:
    """The state of one search: the walls that stand so far, and the reasons why others do not."""

    def __init__(self, start: StartZygote, tried: tuple[str, ...]) -> None:
        self._start_zygote, self._tried = start, tried
        self._standing: set[str] = set()
        self._notes = {name: "not tried" if name in tried else "not asked for" for name in _LABELS}
        self._zygote: ZygoteHandle | None = None
        self._seccomp = b""
        self._ruleset: Any = None
        self._user: int | None = None

    def run(self) -> Isolation | None:
        """Return the walls that hold, None where they make no level. Raises ZygoteError where no zygote starts."""
        zygote = self._start(namespaced=NAMESPACES in self._tried)  # first: it imports while the rest is prepared
        if not self._prepare(SECCOMP):
            return None
        ready = [name for name in self._tried if name != NAMESPACES and (name == SECCOMP or self._prepare(name))]
        with Canary() as canary:
            if zygote.namespaced and not self._test_namespaces(zygote, canary):
                zygote.close()
                zygote = self._start(namespaced=False)
            if not zygote.namespaced:
                zygote.wait()
            for name in ready:  # each alone; seccomp, the last one, together with all that stand
                plan = self._plan(*(n for n in ready if n in self._standing), name) if name == SECCOMP else self._plan(name)
                try:
                    check(zygote, plan, canary)
                except BreachError as error:
                    self._note_failure(name, error)
                else:
                    self._standing.add(name)
        level = level_of(self._standing)
        if level == "none":
            return None
        return Isolation(level=level, detail=self.detail(), plan=plan, zygote=zygote, ruleset=self._ruleset)

    def close(self) -> None:
        for each in (self._zygote, self._ruleset):
            if each is not None:
                each.close()

    def detail(self) -> str:
        """Describe each wall: `seccomp yes, Landlock no: REASON, ...`."""
        return ", ".join(f"{label} {self._notes[name]}" for name, label in _LABELS.items())

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
        try:
            if name == SECCOMP:
                self._seccomp, note = kernel.compiled_filter(), "yes"
            elif name == USER:
                self._user, note = kernel.throw_away_user(), "yes"
            else:
                self._ruleset = kernel.empty_ruleset()
                note = f"ABI {self._ruleset.abi_version}"
        except NoWallError as error:
            self._note_failure(name, error)
            return False
        self._notes[name] = note
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
        ruleset = self._ruleset.fileno() if self._ruleset is not None else None
        return WallPlan(walls=walls, seccomp=self._seccomp, ruleset=ruleset, user=self._user)

    def _note_failure(self, name: str, error: Exception) -> None:
        self._notes[name] = f"no: {error}"
