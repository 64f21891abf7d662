"""Arrays of numbers with their rounding errors, and the operations of closed forms on them.

An error is counted in units of the rounding error of float64: an operation adds one unit of its value to what it makes of the
errors of its arguments. Numbers that are given have none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import sympy as sp

from grader.symbolic.language import Index, Sigma

Objects = npt.NDArray[Any]
Indices = tuple[Index, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """Values and rounding errors of a formula, along one axis for each free index."""

    axes: Indices
    value: Objects
    error: Objects

    @classmethod
    def of(cls, axes: Indices, value: Any, error: Any) -> Self:
        """The same of what NumPy returns, which are no arrays where there are no axes."""
        made = np.asarray(value)
        made = made.astype(float) if isinstance(made.flat[0], float) and made.size else made
        return cls(axes, made, np.broadcast_to(np.asarray(error, dtype=made.dtype), made.shape))


def aligned(formulas: list[Formula]) -> tuple[Indices, list[Formula]]:
    """The formulas with the same axes, of which some have length 1."""
    axes = tuple(sorted({axis for formula in formulas for axis in formula.axes}, key=str))
    return axes, [stretched(formula, axes) for formula in formulas]


def stretched(f: Formula, axes: Indices) -> Formula:
    """The formula with these axes: length 1 along those that it does not have."""
    shape = [f.value.shape[f.axes.index(axis)] if axis in f.axes else 1 for axis in axes]
    order = [f.axes.index(axis) for axis in axes if axis in f.axes]
    return Formula.of(axes, f.value.transpose(order).reshape(shape), f.error.transpose(order).reshape(shape))


def added(formulas: list[Formula]) -> tuple[Any, Any]:
    """The sum of aligned formulas, and its error: each term counts, as terms may cancel."""
    value = reduce(np.add, (f.value for f in formulas))
    sizes = reduce(np.add, (np.abs(f.value) for f in formulas))
    return value, reduce(np.add, (f.error for f in formulas)) + sizes


def multiplied(formulas: list[Formula]) -> tuple[Any, Any]:
    """The product of aligned formulas, and its error."""
    value, error = formulas[0].value, formulas[0].error
    for f in formulas[1:]:
        error = error * np.abs(f.value) + np.abs(value) * f.error
        value = value * f.value
        error = error + np.abs(value)
    return value, error


def _exponential(m: Any, x: Any, error: Any) -> tuple[Any, Any]:
    value = m.exp(x)
    return value, value * (error + 1)


def _logarithm(m: Any, x: Any, error: Any) -> tuple[Any, Any]:
    value = m.log(x)
    return value, error / abs(x) + abs(value)


def _logistic(m: Any, x: Any, error: Any) -> tuple[Any, Any]:
    value = 1 / (1 + m.exp(-x))
    return value, value * ((1 - value) * error + 2)


def _power(m: Any, base: Any, base_error: Any, exponent: Any, exponent_error: Any) -> tuple[Any, Any]:
    """A constant exponent mostly; a base of 0 without an error keeps none."""
    value = m.power(base, exponent)
    if not np.any(exponent_error != 0):
        return value, abs(value) + abs(exponent * m.power(base, exponent - 1)) * base_error
    return value, abs(value) * (1 + abs(exponent / base) * base_error + abs(m.log(abs(base))) * exponent_error)


FUNCTIONS: dict[Any, Callable[..., Any]] = {sp.exp: _exponential, sp.log: _logarithm, Sigma: _logistic, sp.Pow: _power}
"""Values and errors by functions of mpmath or NumPy, values and errors of the arguments."""
