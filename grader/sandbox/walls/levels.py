"""Which level of isolation this machine gives. Each wall is put up alone and tried, then all of them together, as in a session.

Levels, from the top:

    strong    seccomp without files, and Landlock, and namespaces (and another user, where the grader is root)
    standard  seccomp without files, and Landlock or another user
    minimal   seccomp without files
    none      a process of its own
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.errors import GraderFault, Misuse, WeakIsolation
from grader.sandbox.limits import PLAIN
from grader.sandbox.processes.zygote import Building, Zygote, ZygoteError
from grader.sandbox.walls import kernel
from grader.sandbox.walls.kernel import LANDLOCK, NAMESPACES, SECCOMP, USER, NoWallError
from grader.sandbox.walls.selftest import BreachError, Canary, check

LEVELS = ("none", "minimal", "standard", "strong")
"""From the weakest to the strongest."""

# What a search for each level tries. The order of those that a child puts up: a filter that refuses everything comes last.
_TRIED = {
    "none": (),
    "minimal": (SECCOMP,),
    "standard": (USER, LANDLOCK, SECCOMP),
    "strong": (NAMESPACES, USER, LANDLOCK, SECCOMP),
}
_WORDS = {SECCOMP: "seccomp", LANDLOCK: "Landlock", USER: "throw-away user", NAMESPACES: "namespaces"}

Make = Callable[[bool], Zygote]
"""Starts a zygote, behind namespaces or not. Raises ZygoteError and NoWallError."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What a search has found.

    level, detail  as they stand in every report
    building       what children put up
    zygote         the first zygote, running and tried; None at level none
    ruleset        owner of the descriptor in `building`
    """

    level: str
    detail: str
    building: Building
    zygote: Zygote | None = None
    ruleset: Any = None

    def close(self) -> None:
        """Give everything back."""
        if self.zygote is not None:
            self.zygote.close()
        if self.ruleset is not None:
            self.ruleset.close()


def known(level: str, option: str) -> str:
    """The name of a level. Raises Misuse for one that is none."""
    if level not in LEVELS:
        raise Misuse("there is no such level of isolation", where=option, value=level, attempt=f"one of {', '.join(LEVELS)}")
    return level


def level_of(standing: set[str]) -> str:
    """The level that these walls make."""
    if SECCOMP not in standing:
        return "none"
    if {LANDLOCK, NAMESPACES} <= standing:
        return "strong"
    return "standard" if standing & {LANDLOCK, USER} else "minimal"


def find(make: Make, *, at_least: str, exactly: str | None) -> Found:
    """The best level that can be had here, or exactly that one. Raises WeakIsolation below what is asked for, GraderFault."""
    found = _search(make, exactly or LEVELS[-1])
    if LEVELS.index(found.level) < LEVELS.index(exactly or at_least) or exactly not in (None, found.level):
        found.close()
        raise too_weak(found, exactly or at_least)
    return found


def too_weak(found: Found, asked: str) -> WeakIsolation:
    """What to say, and what to do about it."""
    if sys.platform != "linux":
        attempt = (
            "grade on Linux (a virtual machine, a container, WSL 2), or say --isolation none: submissions then run as ordinary "
            "processes of yours, which may read your files, change them and use the network"
        )
    else:
        attempt = (
            "remedy what the reasons name, or accept less with --isolation "
            f"{found.level}{'' if found.level != 'none' else ': submissions may then read and do what you may'}"
        )
    return WeakIsolation(
        f"the isolation that can be had here is {found.level}, and {asked} is asked for", value=found.detail, attempt=attempt
    )


def _search(make: Make, wanted: str) -> Found:
    if wanted == "none":
        return Found(level="none", detail=PLAIN, building=Building())
    if sys.platform != "linux":
        return Found(level="none", detail=f"{PLAIN} (the walls are those of Linux)", building=Building())
    search = _Search(make, _TRIED[wanted])
    try:
        return search.run()
    except (ZygoteError, OSError) as error:  # also a folder for temporary files that is full
        search.close()
        raise GraderFault("the box does not start", value=str(error)) from error
    except BaseException:
        search.close()
        raise


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

    def run(self) -> Found:
        """Start the zygote first: while it imports, the rest is made ready."""
        zygote = self._start(namespaced=NAMESPACES in self._tried)
        with Canary() as canary:
            try:
                self._seccomp = kernel.compiled_filter()
            except NoWallError as error:
                self._missing(SECCOMP, error)
                return self._none()
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

    def _try_all(self, zygote: Zygote, canary: Canary) -> Found:
        """Put up all that stand, and the filter, as every session will."""
        self._stands(SECCOMP, "yes")
        building = self._building(*(name for name in self._tried if name in self._standing))
        try:
            check(zygote, building, canary)
        except BreachError as error:
            self._missing(SECCOMP, error)
            return self._none()
        level = level_of(self._standing)
        return Found(level=level, detail=self._detail(), building=building, zygote=zygote, ruleset=self._ruleset)

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

    def _none(self) -> Found:
        self.close()
        return Found(level="none", detail=f"{PLAIN} ({self._detail()})", building=Building())

    def _detail(self) -> str:
        return ", ".join(f"{_WORDS[name]} {self._words.get(name, 'not tried')}" for name in _WORDS)
