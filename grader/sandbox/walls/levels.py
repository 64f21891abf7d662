"""Find the level of isolation that this machine offers.

Each wall is put up alone and tested, then all of them together, as in a session.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.errors import GraderFault, WeakIsolation
from grader.sandbox.limits import PLAIN
from grader.sandbox.processes.zygote import Building, Zygote, ZygoteError
from grader.sandbox.walls import LEVELS, kernel
from grader.sandbox.walls.kernel import LANDLOCK, NAMESPACES, SECCOMP, USER, NoWallError
from grader.sandbox.walls.selftest import BreachError, Canary, check

# What a search for each level tries. The order of those that a child puts up: a filter that refuses everything comes last.
_TRIED = {
    "standard": (USER, LANDLOCK, SECCOMP),
    "strong": (NAMESPACES, USER, LANDLOCK, SECCOMP),
}
_WORDS = {SECCOMP: "seccomp", LANDLOCK: "Landlock", USER: "throw-away user", NAMESPACES: "namespaces"}

Make = Callable[[bool], Zygote]
"""Starts a zygote, behind namespaces or not. Raises ZygoteError and NoWallError."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """Walls that hold.

    level, detail  as they stand in every report
    building       what children put up
    zygote         the first zygote, running and tried
    ruleset        owner of the descriptor in `building`, if there is one
    """

    level: str
    detail: str
    building: Building
    zygote: Zygote
    ruleset: Any

    def close(self) -> None:
        """Give everything back."""
        self.zygote.close()
        if self.ruleset is not None:
            self.ruleset.close()


def level_of(standing: set[str]) -> str:
    """The level that these walls make."""
    if SECCOMP not in standing or not standing & {LANDLOCK, USER}:
        return "none"
    return "strong" if {LANDLOCK, NAMESPACES} <= standing else "standard"


def find(make: Make, isolation: str | None) -> Found:
    """Find walls of exactly this level, or the best there are, at least standard.

    Raises WeakIsolation where this machine offers less, GraderFault where the zygote does not start.
    """
    required = isolation or "standard"
    if sys.platform != "linux":
        raise _too_weak("none", required, f"{PLAIN} (the walls are those of Linux)")
    search = _Search(make, _TRIED[isolation or "strong"])
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


def _too_weak(offered: str, required: str, detail: str) -> WeakIsolation:
    if sys.platform != "linux":
        attempt = "grade on Linux (a virtual machine, a container, WSL 2)"
    else:
        attempt = "install or enable what the reasons name"
    if offered == "standard":
        attempt += ", or use --isolation standard"
    else:
        attempt += (
            ", or use --isolation none: submissions then run as ordinary processes of yours, which may read your files, "
            "change them and use the network"
        )
    what = f"this machine offers isolation '{offered}', but '{required}' is required"
    return WeakIsolation(what, where="sandbox", value=detail, attempt=attempt)


class _Search:
    """One search: what stands so far, and why the rest does not."""

    def __init__(self, make: Make, tried: tuple[str, ...]) -> None:
        self._make, self._tried = make, tried
        self._standing: set[str] = set()
        self._words = {name: "not asked for" for name in _WORDS if name not in tried}
        self._zygote: Zygote | None = None
        self._seccomp = b""
        self._ruleset: Any = None
        self._user: int | None = None

    def run(self) -> Found | None:
        """Return the walls that hold, None where they make no level."""
        zygote = self._start(namespaced=NAMESPACES in self._tried)  # first: while it imports, the rest is made ready
        with Canary() as canary:
            try:
                self._seccomp = kernel.compiled_filter()
            except NoWallError as error:
                self._missing(SECCOMP, error)
                return None
            ready = [name for name in (USER, LANDLOCK) if name in self._tried and self._prepared(name)]
            zygote = self._awaited(zygote, canary)
            for name in ready:
                self._try_alone(name, zygote, canary)
            return self._try_all(zygote, canary)

    def close(self) -> None:
        for each in (self._zygote, self._ruleset):
            if each is not None:
                each.close()

    def _start(self, *, namespaced: bool) -> Zygote:
        if namespaced:
            try:
                self._zygote = self._make(True)
            except (NoWallError, ZygoteError) as error:
                self._missing(NAMESPACES, error)
            else:
                return self._zygote
        self._zygote = self._make(False)
        return self._zygote

    def _awaited(self, zygote: Zygote, canary: Canary) -> Zygote:
        """The zygote once it is ready, or one without namespaces where these turn out not to be had, or not to hold."""
        if zygote.namespaced:
            try:
                zygote.wait()
                check(zygote, Building(), canary)
            except (ZygoteError, BreachError) as error:
                self._missing(NAMESPACES, error)
                zygote.close()
                zygote = self._start(namespaced=False)
            else:
                self._stands(NAMESPACES, "yes")
                return zygote
        zygote.wait()
        return zygote

    def _try_alone(self, name: str, zygote: Zygote, canary: Canary) -> None:
        """Put up this wall and no other."""
        try:
            check(zygote, self._building(name), canary)
        except BreachError as error:
            self._missing(name, error)
        else:
            self._standing.add(name)

    def _try_all(self, zygote: Zygote, canary: Canary) -> Found | None:
        """Put up all that stand, and the filter, as every session will."""
        self._stands(SECCOMP, "yes")
        building = self._building(*(name for name in self._tried if name in self._standing))
        try:
            check(zygote, building, canary)
        except BreachError as error:
            self._missing(SECCOMP, error)
            return None
        level = level_of(self._standing)
        if level == "none":
            return None
        return Found(level=level, detail=self.detail(), building=building, zygote=zygote, ruleset=self._ruleset)

    def _prepared(self, name: str) -> bool:
        """Whether there is what this wall is made of; then the words are ready with which it will stand."""
        try:
            if name == USER:
                self._user, self._words[name] = kernel.throw_away_user(), "yes"
            else:
                self._ruleset = kernel.empty_ruleset()
                self._words[name] = f"ABI {self._ruleset.abi_version}"
        except NoWallError as error:
            self._missing(name, error)
            return False
        return True

    def _building(self, *names: str) -> Building:
        ruleset = self._ruleset.fileno() if self._ruleset is not None else None
        children = tuple(name for name in names if name != NAMESPACES)
        return Building(walls=children, seccomp=self._seccomp, ruleset=ruleset, user=self._user)

    def _stands(self, name: str, words: str) -> None:
        self._standing.add(name)
        self._words[name] = words

    def _missing(self, name: str, error: Exception) -> None:
        self._standing.discard(name)
        self._words[name] = f"no: {error}"

    def detail(self) -> str:
        """What became of each wall."""
        return ", ".join(f"{_WORDS[name]} {self._words.get(name, 'not tried')}" for name in _WORDS)
