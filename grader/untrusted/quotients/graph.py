"""What a submission's text says about tiny numbers: where they begin, where they go, what is moved and divided by them.

Nothing in here knows the syntax of Python, and nothing is executed. Three relations hold between variables, each without regard
to the order of statements: what a value is proportional to (`flows`), what it depends on at all (`depends`), and which functions
it may be (`functions`).
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .scopes import Var

# Steps of work for one submission, of two to four microseconds each. A file of 40 KiB takes some 10 000.
_MOST_WORK = 150_000

# Scopes of what is no variable of the text: a moved value; the value of a call or a power; one of several values.
MOVE, RESULT, CHOICE = "move", "result", "choice"
# The name of what a function returns; no variable can have it.
RETURN = "return"


class TooMuchError(Exception):
    """A text that is too large to be read for this."""


class Atom(NamedTuple):
    """A place in the text that a value is proportional to: a tiny constant, or a variable that may carry one.

    node     where it stands
    source   the variable, or the number of an origin
    inverse  the value is inversely proportional to it
    unless   it only counts where none of these carries a step: in `0.1 * h` the step is h
    """

    node: ast.expr
    source: Var | int
    inverse: bool = False
    unless: tuple[Atom, ...] = ()


@dataclass(slots=True, eq=False)
class Origin:
    """Where a step begins.

    unit      the top-level statement that it stands in
    size      absolute value, 0 where it is not known yet
    inverse   the constant is the reciprocal of the step (`* 50000`)
    root      it is this power of what `roots` carry: `np.sqrt(eps)`, `eps ** (1 / 3)`
    """

    node: ast.expr
    unit: int
    size: float
    inverse: bool = False
    roots: tuple[Atom, ...] = ()
    root: float = 1.0


class Place(NamedTuple):
    """A top-level statement, and the innermost function."""

    unit: int
    scope: int


@dataclass(slots=True, eq=False)
class Move:
    """Something is added to something."""

    atoms: tuple[Atom, ...]
    place: Place


@dataclass(slots=True, eq=False)
class Division:
    """Something is divided by something.

    numerator  the variables that it depends on
    divisor    what it is made of
    between    the variables between whose values it is the difference: `/ (x_plus - x_minus)`
    """

    numerator: list[Var]
    divisor: tuple[Atom, ...]
    place: Place
    between: list[Var]


class Flow(NamedTuple):
    """A variable is proportional to an atom. `whole` is false where only an element is (`for h in steps`)."""

    to: Var
    atom: Atom
    whole: bool


@dataclass(slots=True, eq=False)
class Function:
    """A function of the submission: its parameters and what it returns."""

    parameters: tuple[Var, ...]
    named: dict[str, Var]
    rest: tuple[Var, ...]  # *arguments and **named
    result: Var


Callee = Var | Function


class Argument(NamedTuple):
    """What is handed over in a call: what it depends on, is proportional to, may be, and shares memory with."""

    depends: list[Var]
    atoms: tuple[Atom, ...]
    functions: tuple[Callee, ...]
    roots: list[Var]


@dataclass(slots=True, eq=False)
class Call:
    """A call: what may be called, with what (`spread` are `*these` and `**these`), and what stands for its result."""

    node: ast.expr
    callees: tuple[Callee, ...]
    positional: list[Argument]
    named: dict[str, Argument]
    spread: list[Argument]
    result: Var


@dataclass(slots=True, eq=False)
class Graph:
    """All that was read.

    reads     every place where a variable is read; `placed` are the nodes of which it is known what becomes of them
    bindings  what each assignment says that a variable is proportional to; where it says nothing, there is none
    stored    variables of which elements are assigned; `views` are what shares memory with a variable
    mentions  the variables that each top-level statement names
    defines   the top-level statements that bind a module's variable
    """

    origins: list[Origin] = field(default_factory=list)
    reads: list[Atom] = field(default_factory=list)
    placed: set[int] = field(default_factory=set)
    moves: list[Move] = field(default_factory=list)
    divisions: list[Division] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    depends: defaultdict[Var, list[Var]] = field(default_factory=lambda: defaultdict(list))
    functions: defaultdict[Var, list[Callee]] = field(default_factory=lambda: defaultdict(list))
    bindings: list[tuple[Var, tuple[Atom, ...]]] = field(default_factory=list)
    stored: set[Var] = field(default_factory=set)
    views: list[tuple[Var, Var]] = field(default_factory=list)
    mentions: defaultdict[int, set[Var]] = field(default_factory=lambda: defaultdict(set))
    defines: defaultdict[Var, set[int]] = field(default_factory=lambda: defaultdict(set))
    work: int = 0
    made: int = 0

    def spend(self, steps: int = 1) -> None:
        """Count steps of work. Raises TooMuchError."""
        self.work += steps
        if self.work > _MOST_WORK:
            raise TooMuchError

    def new(self, scope: str) -> Var:
        """A variable that the text has no name for."""
        self.made += 1
        return Var(scope, self.made)

    def result(self, depends: Sequence[Var]) -> Var:
        """What stands for the value of a function, or of a power, of what depends on these."""
        self.spend(len(depends))
        result = self.new(RESULT)
        self.depends[result] += depends
        return result

    def read(self, node: ast.expr, source: Var) -> Atom:
        """A place where a variable is read."""
        self.reads.append(Atom(node, source))
        return self.reads[-1]

    def origin(self, origin: Origin) -> Atom:
        """A place where a step may begin. Sets of them are numbers with as many bits, so many of them are much work."""
        self.spend(30)
        self.origins.append(origin)
        return Atom(origin.node, len(self.origins) - 1)

    def place(self, atoms: Iterable[Atom]) -> None:
        """It is known what becomes of these."""
        self.placed.update(id(atom.node) for atom in atoms)

    def flow(self, to: Var, atoms: Iterable[Atom], *, whole: bool = True) -> None:
        """A variable is proportional to these."""
        for atom in atoms:
            self.placed.add(id(atom.node))
            self.flows.append(Flow(to, atom, whole))

    def move(self, atoms: tuple[Atom, ...], place: Place) -> Var:
        """Something is moved by these: what stands for the moved value."""
        self.place(atoms)
        self.moves.append(Move(atoms, place))
        return Var(MOVE, len(self.moves) - 1)

    def divide(self, numerator: list[Var], divisor: tuple[Atom, ...], place: Place, between: Sequence[Var] = ()) -> None:
        """Something is divided by these. What becomes of them is known when it turns out to be a quotient."""
        if divisor or between:
            self.spend(len(numerator) + len(divisor) + len(between))
            self.divisions.append(Division(numerator, divisor, place, list(between)))
