"""Formulas of NumPy's functions on symbols, for real arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from grader.symbolic.tracing import cases


class Largest(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """The largest of several numbers, with no other property.

    A softmax that is shifted by the largest of its arguments is the softmax, because the shift cancels, whatever it is. If it
    does not cancel, it stays in the residual. The same arguments in any order and grouping are the same number.
    """

    is_real = True

    @classmethod
    def eval(cls, *numbers: sp.Expr) -> sp.Expr | None:
        """One number is itself; nested ones are taken apart and put in order."""
        flat = {n for number in numbers for n in (number.args if isinstance(number, cls) else [number])}
        ordered = tuple(sorted(flat, key=str))
        if len(ordered) == 1:
            return ordered[0]
        return None if ordered == numbers else cls(*ordered)


class Truncated(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """A number without the digits after its decimal point, with no other property."""

    nargs = 1
    is_real = True


RULES: dict[np.ufunc, Callable[..., Any]] = {
    np.exp: sp.exp,
    np.expm1: lambda x: sp.exp(x) - 1,
    np.log: sp.log,
    np.log1p: lambda x: sp.log(1 + x),
    np.log2: lambda x: sp.log(x) / sp.log(2),
    np.logaddexp: lambda a, b: sp.log(sp.exp(a) + sp.exp(b)),
    np.tanh: lambda x: 1 - 2 / (1 + sp.exp(2 * x)),
    np.arctan: sp.atan,
    np.trunc: Truncated,
    np.sqrt: sp.sqrt,
    np.absolute: cases.absolute,
    np.maximum: cases.larger,
    np.minimum: cases.smaller,
    np.greater_equal: lambda a, b: cases.at_least_zero(a - b),
    np.less_equal: lambda a, b: cases.at_least_zero(b - a),
    np.greater: lambda a, b: cases.above_zero(a - b),
    np.less: lambda a, b: cases.above_zero(b - a),
}
"""The formula for one entry, by ufunc."""

REDUCTIONS: dict[tuple[np.ufunc, str], Callable[..., Any]] = {
    (np.maximum, "reduce"): Largest,
    (np.minimum, "reduce"): lambda a, b: -Largest(-a, -b),
}
"""Formulas of a ufunc's method, by ufunc and method."""
