"""Which divisions are difference quotients: what carries a step, what was moved by one, and what is divided by it then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import tiny
from .graph import MOVE, RESULT, Atom, Division, Graph, Move
from .scopes import Var

# Rounds after which no more is looked for; the text's own order needs two or three.
_MOST_ROUNDS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Quotient:
    """A division by a step, what was moved by that step before, and the step: the bits of its origins."""

    division: Division
    moves: tuple[Move, ...]
    steps: int


class Carried:
    """What carries a step: for each variable the origins that it is proportional to, and inversely proportional to, as bits."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._carried: dict[Var, tuple[int, int]] = {}
        self._settle(only_sure=True)
        for _ in range(_MOST_ROUNDS):
            self._settle()
            if not self._new_roots():
                break
        self._doubtful = self._doubts()

    def __call__(self, atom: Atom) -> tuple[int, int]:
        """What stands there is proportional to these origins, and inversely proportional to those."""
        if any(self._source(other) != (0, 0) for other in atom.unless):
            return 0, 0
        direct, inverse = self._source(atom)
        return (inverse, direct) if atom.inverse else (direct, inverse)

    def variable(self, variable: Var) -> tuple[int, int]:
        """Likewise for a variable."""
        return self._carried.get(variable, (0, 0))

    def sure(self, atoms: Iterable[Atom]) -> int:
        """The origins that any of these is proportional to, and always: not the norm that is 1e-8 where it would be zero."""
        return self.proportional(atom for atom in atoms if atom.source not in self._doubtful)

    def proportional(self, atoms: Iterable[Atom]) -> int:
        """The origins that any of these is proportional to."""
        bits = 0
        for atom in atoms:
            bits |= self(atom)[0]
        return bits

    def _source(self, atom: Atom) -> tuple[int, int]:
        if isinstance(atom.source, Var):
            return self._carried.get(atom.source, (0, 0))
        origin = self._graph.origins[atom.source]
        bit = 1 << atom.source if origin.size else 0
        return (0, bit) if origin.inverse else (bit, 0)

    def _settle(self, *, only_sure: bool = False) -> None:
        """Let variables carry what they are given. What counts under a condition comes after what is sure."""
        flows = [flow for flow in self._graph.flows if not (only_sure and flow.atom.unless)]
        for _ in range(_MOST_ROUNDS):
            news = False
            self._graph.spend(len(flows))
            for flow in flows:
                direct, inverse = self(flow.atom)
                if direct or inverse:
                    before = self.variable(flow.to)
                    after = before[0] | direct, before[1] | inverse
                    news |= after != before
                    self._carried[flow.to] = after
            if not news:
                break

    def _doubts(self) -> set[Var | int]:
        """The variables that are assigned something else too."""
        doubtful: set[Var | int] = set()
        for _ in range(_MOST_ROUNDS):
            before = len(doubtful)
            self._graph.spend(len(self._graph.bindings))
            for variable, atoms in self._graph.bindings:
                if variable not in doubtful and not any(a.source not in doubtful and self(a) != (0, 0) for a in atoms):
                    doubtful.add(variable)
            if len(doubtful) == before:
                break
        return doubtful

    def _new_roots(self) -> bool:
        """Whether roots of what carries something tiny have become known as steps."""
        news = False
        for origin in self._graph.origins:
            below = self.proportional(origin.roots) if not origin.size else 0
            if below:
                size = min(self._graph.origins[number].size for number in numbers(below)) ** origin.root
                origin.size = size if size <= tiny.WIDEST else 0.0
                news |= origin.size > 0
        return news


class Moved:
    """What depends on a value that was moved by a step, and was put through a function since: bits of `moves`."""

    def __init__(self, graph: Graph, carried: Carried) -> None:
        moved = [(number, carried.proportional(move.atoms)) for number, move in enumerate(graph.moves)]
        self.moves = [(graph.moves[number], steps) for number, steps in moved if steps]
        self._bits: defaultdict[Var, int] = defaultdict(int)
        # Each move has two bits: an even one for the moved value itself, an odd one for functions of it.
        self._even = (4 ** len(self.moves) - 1) // 3
        users = _users(graph)
        left = [Var(MOVE, number) for number, steps in moved if steps]
        for number, variable in enumerate(left):
            self._bits[variable] = 1 << 2 * number
        while left:
            variable = left.pop()
            bits = self._bits[variable]
            graph.spend(len(users[variable]))
            for user in users[variable]:
                come = (bits & ~self._even) | (bits & self._even) << 1 if user.scope == RESULT else bits
                if come & ~self._bits[user]:
                    self._bits[user] |= come
                    left.append(user)

    def behind(self, variables: Iterable[Var]) -> list[tuple[Move, int]]:
        """The moves, and by which steps, that any of these is a function of."""
        return [self.moves[number // 2] for number in numbers(self._of(variables) & ~self._even)]

    def between(self, variables: Iterable[Var]) -> int:
        """The steps by which any of these was moved, without being put through a function since: what they differ by."""
        steps = 0
        for number in numbers(self._of(variables) & self._even):
            steps |= self.moves[number // 2][1]
        return steps

    def _of(self, variables: Iterable[Var]) -> int:
        bits = 0
        for variable in variables:
            bits |= self._bits.get(variable, 0)
        return bits


def _users(graph: Graph) -> defaultdict[Var, list[Var]]:
    """What depends on each variable. What is put into an array is in all variables that share its memory."""
    users: defaultdict[Var, list[Var]] = defaultdict(list)
    for user, variables in graph.depends.items():
        for variable in variables:
            users[variable].append(user)
    shared = defaultdict(list)
    for variable, root in graph.views:
        shared[variable].append(root)
    left = list(graph.stored)
    seen = set(left)
    while left:
        variable = left.pop()
        users[variable] += shared[variable]
        new = set(shared[variable]) - seen
        seen |= new
        left += new
    return users


def quotients(graph: Graph, carried: Carried) -> Iterator[Quotient]:
    """All difference quotients of a linked graph."""
    divisions = [(division, carried.sure(division.divisor)) for division in graph.divisions]
    divisions = [(division, steps) for division, steps in divisions if steps or division.between]
    if not divisions:
        return
    moved = Moved(graph, carried)
    for division, sure in divisions:
        steps = sure or moved.between(division.between)
        found = steps and _nearest(graph, division, steps, moved.behind(division.numerator))
        if found:
            yield found


def _nearest(graph: Graph, division: Division, steps: int, moves: list[tuple[Move, int]]) -> Quotient | None:
    """The moves by the divisor's own step; of equals those that stand nearest: others have their own reasons."""
    ranked = defaultdict(list)
    for move, by in moves:
        same = by & steps
        matching = same or _related(graph, steps, by)
        if matching:
            distance = (move.place.unit != division.place.unit) + (move.place.scope != division.place.scope)
            ranked[not same, distance].append((move, matching))
    if not ranked:
        return None
    best = ranked[min(ranked)]
    together = 0
    for _, matching in best:
        together |= matching
    return Quotient(division, tuple(move for move, _ in best), together)


def _related(graph: Graph, divisor: int, step: int) -> int:
    """The origins that are written twice: `x + 1e-5` and `/ 2e-5`."""
    found = 0
    for one in numbers(divisor):
        for other in numbers(step):
            if tiny.related(graph.origins[one].size, graph.origins[other].size):
                found |= 1 << one | 1 << other
    return found


def numbers(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
