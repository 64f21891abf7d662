"""Small sizes and values of indices (a world), for which a formula of the index language becomes one in explicit symbols.

In the world V=3, d=2, o=1 a sum over the V rows has three summands, u[o, q] is the symbol u[1, 0] or u[1, 1], and sigma is
written out. No rule of the normal form is used here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from grader.symbolic.definitions import evaluated
from grader.symbolic.facts import Fact
from grader.symbolic.language import Array, Index, IndexSum, Sigma, sort_of
from grader.symbolic.nodes import Sort
from grader.symbolic.unknowns import Partial, Unknown, axes_of, split

Values = Mapping[sp.Basic, int]
"""Values of the indices that the world itself leaves open."""
NONE: Values = {}


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """By name: sizes of sorts (V=4), values of indices (o=2), contents of arrays of indices (s=(1, 3, 3))."""

    named: Mapping[str, int | tuple[int, ...]]

    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self.named.items())

    def range(self, sort: Sort) -> range:
        """All values of an index of this sort. Raises KeyError if the world has no such size."""
        size = self.named[sort.size]
        assert isinstance(size, int)
        return range(size)

    def contents(self, array: Array) -> tuple[int, ...]:
        """The contents of an array of indices. Raises ValueError if they do not fit the sizes."""
        values = self.named[str(array.label)]
        assert isinstance(values, tuple)
        assert array.values is not None
        if len(values) != len(self.range(array.axes[0])) or not {*values} <= {*self.range(array.values)}:
            raise ValueError(f"{array.label}={values} does not fit the world {self}")
        return values

    def index(self, index: Any, values: Values = NONE) -> int:
        """The value of an index. Raises ValueError if it is outside of its sort."""
        if isinstance(index, sp.Indexed):
            return self.contents(index.base)[self.index(index.indices[0], values)]
        value = values.get(index, self.named.get(index.name))
        if not isinstance(value, int) or value not in self.range(index.sort):
            raise ValueError(f"{index}={value} does not fit the world {self}")
        return value

    def every(self, indices: Sequence[Any], facts: Sequence[Fact]) -> Iterator[Values]:
        """All values of those of these indices that the world leaves open, for which the facts hold."""
        used = {n for index in (*indices, *(i for fact in facts for i in fact.indices)) for n in index.free_symbols}
        names = sorted((n for n in used if isinstance(n, Index) and n.name not in self.named), key=str)
        for chosen in itertools.product(*(self.range(name.sort) for name in names)):
            values = dict(zip(names, chosen, strict=True))
            if all(fact.holds(_IndexValues(self, values)) for fact in facts):
                yield values


@dataclass(frozen=True, slots=True)
class _IndexValues:
    """A world together with values for the indices that it leaves open."""

    world: World
    values: Values

    def index(self, index: Any) -> int:
        return self.world.index(index, self.values)

    def contents(self, array: Array) -> tuple[int, ...]:
        return self.world.contents(array)


def holds(fact: Fact, world: World) -> bool:
    """True if a fact holds in a world that leaves no index open."""
    return fact.holds(_IndexValues(world, NONE))


@dataclass(frozen=True, slots=True, eq=False)
class Explicit:
    """Formulas in the symbols of one world. Each is computed once."""

    world: World
    _known: dict[tuple[sp.Expr, frozenset[Any]], sp.Expr] = field(default_factory=dict)
    _free: dict[sp.Expr, set[Any]] = field(default_factory=dict)
    _slopes: dict[tuple[sp.Expr, sp.Symbol], sp.Expr] = field(default_factory=dict)

    def formula(self, e: Any, values: Values = NONE) -> sp.Expr:
        """A formula of the index language in explicit symbols."""
        return self._formula(evaluated(e), values)

    def _formula(self, expression: sp.Expr, values: Values) -> sp.Expr:
        if expression not in self._free:
            self._free[expression] = expression.free_symbols
        key = (expression, frozenset((name, values[name]) for name in self._free[expression] & values.keys()))
        if key not in self._known:
            match expression:
                case IndexSum():
                    each = ({**values, expression.index: n} for n in self.world.range(expression.index.sort))
                    explicit = sp.Add(*(self._formula(expression.body, chosen) for chosen in each))
                case sp.KroneckerDelta():
                    explicit = sp.Integer(
                        self.world.index(expression.args[0], values) == self.world.index(expression.args[1], values)
                    )
                case sp.Indexed():
                    explicit = entry(expression.base, *(self.world.index(i, values) for i in expression.indices))
                case Unknown():
                    explicit = Applied(sp.Symbol(expression.name), *self._arguments(expression, values))
                case Partial():
                    at = tuple(self.world.index(i, values) for i in expression.indices)
                    explicit = self.slopes(expression.function, expression.number, values)[at]
                case Sigma():
                    explicit = 1 / (1 + sp.exp(-self._formula(expression.args[0], values)))
                case sp.Symbol():
                    size = self.world.named.get(expression.name)
                    explicit = sp.Integer(size) if isinstance(size, int) else expression
                case _:
                    arguments = [self._formula(a, values) for a in expression.args]
                    explicit = expression.func(*arguments) if arguments else expression
            self._known[key] = explicit
        return self._known[key]

    def _arguments(self, e: Unknown, values: Values) -> Iterator[sp.Expr]:
        """Numbers for indices, and all symbols of each place."""
        for argument in e.arguments:
            if sort_of(argument) is not None:
                yield sp.Integer(self.world.index(argument, values))
            else:
                yield from self.entries(argument, values).values()

    def slopes(self, e: Unknown, number: int, values: Values = NONE) -> dict[tuple[int, ...], sp.Expr]:
        """The derivatives of an unknown function by all entries of one of its arguments."""
        before = sum(len(self.entries(a, values)) if sort_of(a) is None else 1 for a in e.arguments[:number])
        called = self.formula(e, values).args
        places = self.entries(e.arguments[number], values)
        return {at: AppliedSlope(sp.Integer(before + n), *called) for n, at in enumerate(places)}

    def derivative(self, e: sp.Expr, by: sp.Symbol) -> sp.Expr:
        """SymPy's derivative of an explicit formula."""
        if (e, by) not in self._slopes:
            self._slopes[e, by] = sp.diff(e, by)
        return self._slopes[e, by]

    def entries(self, place: Any, values: Values = NONE) -> dict[tuple[int, ...], sp.Symbol]:
        """The symbols of an array of data, or of one row of it, by their indices there."""
        if not isinstance(place, (sp.IndexedBase, sp.Indexed)):
            return {(): place}
        base, fixed = split(place)
        before = tuple(self.world.index(i, values) for i in fixed)
        axes = [self.world.range(sort) for sort in axes_of(place)]
        return {at: entry(base, *before, *at) for at in itertools.product(*axes)}


class Applied(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """An unknown function, its name first, of numbers that stand for indices and of symbols."""

    is_real = True

    def _eval_derivative(self, by: Any) -> sp.Expr:
        """The sum over all arguments that are this symbol."""
        return sp.Add(*(AppliedSlope(sp.Integer(n), *self.args) for n, a in enumerate(self.args[1:]) if a == by))


class AppliedSlope(sp.Function):  # type: ignore[misc]
    """The derivative of an `Applied` by its argument number `args[0]`."""

    is_real = True


def entry(array: Array, *indices: int) -> sp.Symbol:
    """The symbol of one entry of an array of data."""
    return sp.Symbol(f"{array.label}[{', '.join(map(str, indices))}]", real=True)


def world(**named: int | tuple[int, ...]) -> World:
    """A world from its sizes and values by name."""
    return World(named)
