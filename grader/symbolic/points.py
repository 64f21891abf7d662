"""Random points: small sizes, values of indices and numbers at which both sides of a claim are compared.

A claim is false if its sides differ at one point at which its hypotheses hold and both sides have a value. The numbers are drawn
with few digits, so that a point can be read, and computed with many, so that rounding cannot make a difference.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import mpmath
import sympy as sp

from grader.symbolic.facts import Fact
from grader.symbolic.language import Array, IndexSum, Sigma, sort_of
from grader.symbolic.names import Meaning
from grader.symbolic.nodes import Sort
from grader.symbolic.unknowns import Partial, Unknown, axes_of, split
from grader.symbolic.worlds import NONE, Values, World, holds

DIGITS = 120
"""Digits of a computation. No sum may lose more than half of them."""
AGREEING = 30
"""Digits in which equal values agree. A claim that is wrong by less than this is undecided, never proved."""
LARGEST = 100
"""Largest exponent that is computed."""
POINTS = 40
"""Points at which the sides are compared; sizes of 1 to 4, so that indices are often equal and often not."""
FURTHER = 20
"""Further points, where the sides have no value at those: positive numbers, every second time small ones, for logarithms and
probabilities; sizes of 1 to 8, for hypotheses such as six indices that differ."""
TRIES = 60
"""Draws of sizes and indices until the hypotheses hold: of five samples none of which is o, one in ten is distinct."""


class NoValueError(ArithmeticError):
    """An expression has no value at a point: the logarithm of a negative number, a denominator that is 0."""


def agree(a: Any, b: Any) -> bool:
    """True if two numbers are the same in the digits that count."""
    return bool(abs(a - b) <= mpmath.mpf(10) ** -AGREEING * max(1, abs(a), abs(b)))


@dataclass(slots=True, eq=False)
class Point:
    """A world and numbers, which are drawn where they are first needed."""

    world: World
    draw: random.Random
    least: int = -24
    unit: int = 8
    numbers: dict[str, dict[tuple[int, ...], Any]] = field(default_factory=dict)
    _unknown: dict[Any, Any] = field(default_factory=dict)

    def value(self, e: sp.Basic, values: Values = NONE) -> Any:  # noqa: PLR0911  # a line a node
        """The value of an evaluated expression. Raises NoValueError."""
        match e:
            case sp.Rational():
                return mpmath.mpf(int(e.p)) / int(e.q)
            case IndexSum():
                return _sum([self.value(e.body, {**values, e.index: n}) for n in self.world.range(e.index.sort)])
            case sp.KroneckerDelta():
                return mpmath.mpf(self.world.index(e.args[0], values) == self.world.index(e.args[1], values))
            case sp.Indexed():
                return self.entry(str(e.base.label), *(self.world.index(i, values) for i in e.indices))
            case sp.Symbol():
                size = self.world.named.get(e.name)
                return mpmath.mpf(size) if isinstance(size, int) else self.entry(e.name)
            case Unknown():
                return self._drawn(self._called(e, values))
            case Partial():
                at = tuple(self.world.index(i, values) for i in e.indices)
                return self._drawn((e.number, at, self._called(e.function, values)))
        return self._operation(e, [self.value(a, values) for a in e.args])

    def entry(self, name: str, *indices: int) -> Any:
        """A number of few digits: so many parts of a unit."""
        numbers = self.numbers.setdefault(name, {})
        if indices not in numbers:
            numbers[indices] = mpmath.mpf(self.draw.choice([n for n in range(self.least, 25) if n])) / self.unit
        return numbers[indices]

    def _called(self, e: Unknown, values: Values) -> tuple[Any, ...]:
        """An unknown function is the same where the values of its arguments are."""
        called: list[Any] = [e.name]
        for argument in e.arguments:
            if sort_of(argument) is not None:
                called.append(self.world.index(argument, values))
            else:
                base, fixed = split(argument)
                before = [self.world.index(i, values) for i in fixed]
                places = itertools.product(*map(self.world.range, axes_of(argument)))
                name = base.name
                called.append(tuple(self.entry(name, *before, *place) for place in places))
        return tuple(called)

    def _drawn(self, what: Any) -> Any:
        return self._unknown.setdefault(what, mpmath.mpf(self.draw.randrange(-(10**9), 10**9)) / 10**9)

    @staticmethod
    def _operation(e: sp.Basic, arguments: list[Any]) -> Any:  # noqa: C901, PLR0911  # a line a node
        match e:
            case sp.Add():
                return _sum(arguments)
            case sp.Mul():
                return mpmath.fprod(arguments)
            case sp.core.numbers.Exp1():
                return mpmath.e
            case sp.exp() | Sigma():
                x = arguments[-1]
                if abs(x) > LARGEST:
                    raise NoValueError(f"exp({mpmath.nstr(x, 3)})")
                return mpmath.exp(x) if isinstance(e, sp.exp) else 1 / (1 + mpmath.exp(-x))
            case sp.log():
                if arguments[0] < mpmath.mpf(10) ** -AGREEING:  # it may be a 0 that is not exact
                    raise NoValueError(f"log({mpmath.nstr(arguments[0], 3)})")
                return mpmath.log(arguments[0])
            case sp.Abs():
                return abs(arguments[0])
            case sp.Pow():
                base, n = arguments
                if (n < 0 and abs(base) < mpmath.mpf(10) ** -AGREEING) or (base <= 0 and not e.exp.is_Integer):
                    raise NoValueError("a denominator that is 0, or a root of a negative number")
                return mpmath.power(base, n)
        raise NoValueError(f"no value is known for {e}")

    def __str__(self) -> str:
        named = [f"{name} = {value}" for name, value in self.world.named.items()]
        return ", ".join(named + [f"{name} = {_array(numbers)}" for name, numbers in sorted(self.numbers.items())])


def _sum(terms: list[Any]) -> Any:
    """The sum. Raises NoValueError where terms like e^500 cancel, so that what is left may be a rounding error."""
    value = mpmath.fsum(terms)
    if max(map(abs, terms)) > mpmath.mpf(10) ** (DIGITS // 2) * max(1, abs(value)):
        raise NoValueError("more digits cancel than are computed")
    return value


def _array(numbers: dict[tuple[int, ...], Any]) -> str:
    """The entries that were used, in nested parentheses as in NumPy; a number alone."""
    if () in numbers:
        return str(mpmath.nstr(numbers[()], 6))
    rows = itertools.groupby(sorted(numbers), key=lambda at: at[0])
    return f"({', '.join(_array({at[1:]: numbers[at] for at in row}) for _, row in rows)})"


def points(meanings: frozenset[Meaning], facts: Sequence[Fact]) -> Iterator[Point]:
    """Points at which the facts hold, the same ones for the same names. `meanings` are those of the claim."""
    for n in range(POINTS + FURTHER):
        draw = random.Random(n)  # noqa: S311  # no adversary: the claims are our own
        for _ in range(TRIES):
            world = _world(meanings, draw, largest=2 + n % 3 if n < POINTS else 1 + n % 8)
            if all(holds(fact, world) for fact in facts):
                yield Point(world, draw) if n < POINTS else Point(world, draw, least=1, unit=8 if n % 2 else 64)
                break


def _world(meanings: frozenset[Meaning], draw: random.Random, largest: int) -> World:
    found = sorted(meanings, key=lambda meaning: meaning[:2])
    named: dict[str, Any] = {name: draw.randint(1, largest) for name, kind, _ in found if kind == "the size of a sort"}
    for name, _, thing in found:
        if isinstance(thing, Array) and thing.values is not None:
            named[name] = tuple(draw.randrange(named[thing.values.size]) for _ in range(named[thing.axes[0].size]))
        elif isinstance(thing, Sort) and name not in named:
            named[name] = draw.randrange(named[thing.size])
    return World(named)
