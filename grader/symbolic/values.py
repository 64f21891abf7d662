"""Evaluate the closed forms of a derivation at numbers, in high precision.

No rule of the normal form is used, nothing overflows, and no digits are lost at logits of 1000: an independent check of the NumPy
code on inputs for which finite differences cannot decide. A formula is evaluated for all values of its free indices at once, as
an array with one axis for each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import mpmath
import numpy as np
import numpy.typing as npt
import sympy as sp

from grader.symbolic.claims import Callback, Claim, Derivation
from grader.symbolic.definitions import evaluated
from grader.symbolic.language import Array, Index, IndexSum, Sigma, sort_of
from grader.symbolic.nodes import Sort
from grader.symbolic.rounding import FUNCTIONS, Formula, Indices, Objects, added, aligned, multiplied, stretched
from grader.symbolic.unknowns import Partial, Unknown, split
from grader.symbolic.worlds import World

DIGITS = 50
"""Digits of the result where no exponent is large, and those that are computed with beside the digits of exponentials:
1 - sigma(1000) is 5e-435, the difference of two numbers near 1, and shows only beyond 435 digits."""
LARGE = 60.0
"""Exponents up to this size cost at most 27 of the digits."""


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """An output: the `value` of each entry, and its rounding `error`; the error is infinite where no claim describes the entry.

    The error, in units of the rounding error of float64, is that of an evaluation of the closed form, step by step. Where several
    claims describe an entry the smallest counts.
    """

    value: Objects
    error: Objects

    @property
    def described(self) -> npt.NDArray[np.bool_]:
        """True for the entries that a claim describes."""
        return np.not_equal(self.error, np.inf).astype(bool)


def exact_outputs(derivation: Derivation, inputs: Mapping[str, Any], *, precise: bool = True) -> dict[str, Exact]:
    """The outputs that claims describe, by name: mpmath numbers, or float64 if they need not be precise.

    Empty if an input has more axes than the derivation's array.
    """
    read = _read(derivation.symbols, inputs)
    if read is None:
        return {}
    if not precise:
        with np.errstate(all="ignore"):
            return _outputs(derivation, _Numbers(*read, library=np))
    with mpmath.workdps(DIGITS):
        numbers = _Numbers(*read)
        found = _outputs(derivation, numbers)
    if numbers.largest[0] > LARGE:
        with mpmath.workdps(DIGITS + int(numbers.largest[0] / np.log(10)) + 1):
            found = _outputs(derivation, _Numbers(*read))
    return found


def _outputs(derivation: Derivation, numbers: _Numbers) -> dict[str, Exact]:
    found: dict[str, Exact] = {}
    loss = [] if derivation.loss is None else [Claim(part="", left=derivation.loss, right=derivation.loss, output="loss")]
    for claim in (*loss, *(claim for claim in derivation.claims if claim.output)):
        shape = tuple(numbers.size(_sort(i)) for i in claim.at)
        if claim.output not in found:
            kind = float if numbers.library is np else object
            found[claim.output] = Exact(np.full(shape, np.nan, dtype=kind), np.full(shape, np.inf, dtype=kind))
        output = found[claim.output]
        at, value, error = numbers.entries(claim)
        if not claim.at:
            at, value, error = (), value.flat[0], error.flat[0]
            if error < output.error[()]:
                output.value[()], output.error[()] = value, error
            continue
        better = np.less(error, output.error[at]).astype(bool)
        at = tuple(n[better] for n in at)
        output.value[at], output.error[at] = value[better], error[better]
    return found


def _sort(index: Any) -> Sort:
    sort = sort_of(index)
    assert sort is not None
    return sort


def _read(symbols: Mapping[str, Any], inputs: Mapping[str, Any]) -> tuple[World, dict[str, Any]] | None:
    """The world of these inputs, and by name the data of its arrays, scalars and functions; None if they do not fit."""
    named: dict[str, int | tuple[int, ...]] = {}
    data: dict[str, Any] = {}
    for name, symbol in symbols.items():
        value = inputs[name]
        match symbol:
            case Array():
                shape = np.shape(value)
                if len(shape) != len(symbol.axes):
                    return None
                named |= {axis.size: n for axis, n in zip(symbol.axes, shape, strict=True)}
                if symbol.values is None:
                    data[symbol.name] = np.asarray(value, dtype=float)
                else:
                    named[symbol.name] = tuple(int(i) for i in value)
            case Index():
                named[symbol.name] = int(value)
            case Callback():
                data[symbol.function(*symbol.arguments).name] = value
            case _:
                data[symbol.name] = float(value)
    return World(named), data


@dataclass(frozen=True, slots=True, eq=False)
class _Numbers:
    """Formulas of the index language as numbers, at one set of inputs. Each is computed once."""

    world: World
    data: Mapping[str, Any]
    library: Any = mpmath
    largest: list[float] = field(default_factory=lambda: [0.0])
    _known: dict[sp.Basic, Formula] = field(default_factory=dict)
    _answers: dict[Any, list[Any]] = field(default_factory=dict)

    def size(self, sort: Sort) -> int:
        """The size of a sort."""
        return len(self.world.range(sort))

    def entries(self, claim: Claim) -> tuple[tuple[Any, ...], Objects, Objects]:
        """The indices of the entries that a claim describes here, their values and errors."""
        formula = self.of(evaluated(claim.right))
        about = [i for fact in claim.facts for i in fact.indices]
        axes, indices = self._indices([*claim.at, *about], formula.axes)
        at = np.broadcast_arrays(np.asarray(0), *indices[: len(claim.at)], *(self._index(axis, axes) for axis in axes))
        formula = stretched(formula, axes)
        value, error = np.broadcast_to(formula.value, at[0].shape), np.broadcast_to(formula.error, at[0].shape)
        if claim.facts:
            holds = np.zeros(at[0].shape, dtype=bool)
            for values in self.world.every(about, claim.facts):
                holds[tuple(values.get(axis, slice(None)) for axis in axes)] = True
            return tuple(n[holds] for n in at[1 : 1 + len(claim.at)]), value[holds], error[holds]
        return tuple(at[1 : 1 + len(claim.at)]), value, error

    def of(self, e: sp.Basic) -> Formula:
        """A formula for all values of its free indices."""
        if e not in self._known:
            self._known[e] = self._compute(e)
        return self._known[e]

    def _compute(self, e: sp.Basic) -> Formula:
        match e:
            case IndexSum():
                return self._sum(self.of(e.body), e.index)
            case sp.Add() | sp.Mul():
                axes, formulas = aligned([self.of(a) for a in e.args])
                return Formula.of(axes, *(added(formulas) if isinstance(e, sp.Add) else multiplied(formulas)))
            case sp.Rational():
                value = self._number(int(e.p)) / int(e.q)
                return Formula.of((), value, abs(value) * (e.q != 1))
            case sp.NumberSymbol():  # e and pi
                value = np.float64(e) if self.library is np else mpmath.mpf(str(e.evalf(mpmath.mp.dps)))
                return Formula.of((), value, abs(value))
            case _ if e.args and e.func in FUNCTIONS:
                return self._called(e)
        axes, values = self._looked_up(e)
        numbers = np.asarray(values, dtype=float) if self.library is np else np.frompyfunc(self._number, 1, 1)(values)
        return Formula.of(axes, numbers, self._number(0))

    def _looked_up(self, e: sp.Basic) -> tuple[Indices, Any]:
        """What is given, without a rounding error."""
        match e:
            case sp.KroneckerDelta():
                axes, (left, right) = self._indices(e.args)
                return axes, np.equal(left, right).astype(int)
            case sp.Indexed():
                axes, indices = self._indices(e.indices)
                return axes, self.data[e.base.name][tuple(indices)]
            case Unknown():
                return self._answer(e, 0, ())
            case Partial():
                places = [n for n, argument in enumerate(e.function.arguments) if sort_of(argument) is None]
                return self._answer(e.function, 1 + places.index(e.number), e.indices)
            case sp.Symbol():
                size = self.world.named.get(e.name)
                return (), np.asarray(size if isinstance(size, int) else self.data[e.name])
        raise TypeError(f"no value is known for {type(e).__name__}")

    def _called(self, e: sp.Basic) -> Formula:
        axes, formulas = aligned([self.of(a) for a in e.args])
        if isinstance(e, sp.exp | Sigma):
            self.largest[0] = max(self.largest[0], float(np.max(np.abs(formulas[0].value))))
        function = partial(FUNCTIONS[e.func], self.library)
        inputs = [x for f in formulas for x in (f.value, f.error)]
        value, error = (function if self.library is np else np.frompyfunc(function, len(inputs), 2))(*inputs)
        return Formula.of(axes, value, error)

    def _number(self, x: Any) -> Any:
        """A number of the kind that is computed with."""
        if self.library is np:
            return np.float64(x)
        return mpmath.mpf(x if isinstance(x, int) else float(x))

    def _indices(self, indices: Sequence[Any], more: Indices = ()) -> tuple[Indices, list[npt.NDArray[np.int64]]]:
        """The values of indices, along one axis for each that is free."""
        used = {n for i in indices for n in i.free_symbols if isinstance(n, Index) and n.name not in self.world.named}
        axes = tuple(sorted({*used, *more}, key=str))
        return axes, [self._index(i, axes) for i in indices]

    def _index(self, index: Any, axes: Indices) -> npt.NDArray[np.int64]:
        if isinstance(index, sp.Indexed):
            return np.asarray(self.world.contents(index.base))[self._index(index.indices[0], axes)]
        if index not in axes:
            return np.asarray(self.world.index(index))
        return np.arange(self.size(index.sort)).reshape([-1 if axis == index else 1 for axis in axes])

    def _sum(self, body: Formula, index: Index) -> Formula:
        if index not in body.axes:
            size = self._number(self.size(index.sort))
            return Formula.of(body.axes, body.value * size, body.error * size)
        axis = body.axes.index(index)
        error = np.sum(body.error, axis=axis) + np.sum(np.abs(body.value), axis=axis)
        return Formula.of(body.axes[:axis] + body.axes[axis + 1 :], np.sum(body.value, axis=axis), error)

    def _answer(self, e: Unknown, number: int, at: Sequence[Any]) -> tuple[Indices, Objects]:
        """Output `number` of the function that an input stands for, at these indices of the output."""
        chosen = [a for a in e.arguments if sort_of(a) is not None]
        fixed = [i for a in e.arguments if sort_of(a) is None for i in split(a)[1]]
        axes, indices = self._indices([*chosen, *fixed, *at])
        shape = tuple(self.size(axis.sort) for axis in axes)
        values = np.empty(shape)
        for place in np.ndindex(shape):
            numbers = [int(np.broadcast_to(i, shape)[place]) for i in indices]
            given, inside = numbers[: len(chosen) + len(fixed)], numbers[len(chosen) + len(fixed) :]
            values[place] = np.asarray(self._answers_to(e, given[: len(chosen)], given[len(chosen) :])[number])[tuple(inside)]
        return axes, values

    def _answers_to(self, e: Unknown, chosen: list[int], fixed: list[int]) -> Any:
        key = (e.name, e.arguments, *chosen, *fixed)
        if key not in self._answers:
            numbers, places, arguments = iter(chosen), iter(fixed), []
            for argument in e.arguments:
                if sort_of(argument) is not None:
                    arguments.append(next(numbers))
                else:
                    base, indices = split(argument)
                    arguments.append(np.array(self.data[base.name])[tuple(next(places) for _ in indices)])
            self._answers[key] = self.data[e.name](*arguments)
        return self._answers[key]
