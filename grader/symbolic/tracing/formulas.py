"""Formulas of NumPy's ufuncs on symbols, for real arguments."""

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
        flat = flat - {-sp.oo} or {-sp.oo}
        ordered = tuple(sorted(flat, key=str))
        if len(ordered) == 1:
            return ordered[0]
        return None if ordered == numbers else cls(*ordered)


class Truncated(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """A number without the digits after its decimal point, with no other property."""

    nargs = 1
    is_real = True


RULES: dict[np.ufunc, Callable[..., Any]] = {
    np.add: lambda a, b: a + b,
    np.subtract: lambda a, b: a - b,
    np.multiply: lambda a, b: a * b,
    np.true_divide: lambda a, b: a / b,
    np.power: lambda a, b: a**b,
    np.float_power: lambda a, b: a**b,
    np.negative: lambda x: -x,
    np.positive: lambda x: x,
    np.conjugate: lambda x: x,
    np.square: lambda x: x**2,
    np.reciprocal: lambda x: 1 / x,
    np.sqrt: sp.sqrt,
    np.hypot: lambda a, b: sp.sqrt(a**2 + b**2),
    np.exp: sp.exp,
    np.exp2: lambda x: sp.exp(x * sp.log(2)),
    np.expm1: lambda x: sp.exp(x) - 1,
    np.log: sp.log,
    np.log1p: lambda x: sp.log(1 + x),
    np.log2: lambda x: sp.log(x) / sp.log(2),
    np.log10: lambda x: sp.log(x) / sp.log(10),
    np.logaddexp: lambda a, b: sp.log(sp.exp(a) + sp.exp(b)),
    np.logaddexp2: lambda a, b: sp.log(sp.exp(a * sp.log(2)) + sp.exp(b * sp.log(2))) / sp.log(2),
    np.tanh: lambda x: 1 - 2 / (1 + sp.exp(2 * x)),
    np.sinh: lambda x: (sp.exp(x) - sp.exp(-x)) / 2,
    np.cosh: lambda x: (sp.exp(x) + sp.exp(-x)) / 2,
    np.arctan: sp.atan,
    np.trunc: Truncated,
    np.absolute: cases.absolute,
    np.fabs: cases.absolute,
    np.sign: lambda x: cases.above_zero(x) - cases.above_zero(-x),
    np.heaviside: lambda x, at_zero: cases.above_zero(x) + at_zero * (cases.at_least_zero(x) - cases.above_zero(x)),
    np.maximum: cases.larger,
    np.minimum: cases.smaller,
    np.fmax: cases.larger,
    np.fmin: cases.smaller,
}
"""The formula for one entry, by ufunc."""

CONDITIONS: dict[np.ufunc, Callable[..., Any]] = {
    np.greater_equal: lambda a, b: cases.at_least_zero(a - b),
    np.less_equal: lambda a, b: cases.at_least_zero(b - a),
    np.greater: lambda a, b: cases.above_zero(a - b),
    np.less: lambda a, b: cases.above_zero(b - a),
    # Symbols stand for finite numbers; that the code meets no others is seen where it runs on numbers.
    np.isfinite: lambda _: sp.S.One,
    np.isnan: lambda _: sp.S.Zero,
    np.isinf: lambda _: sp.S.Zero,
}
"""The same for ufuncs whose value is true (1) or false (0)."""

LOGIC: dict[np.ufunc, Callable[..., Any]] = {
    **dict.fromkeys((np.logical_and, np.bitwise_and), lambda a, b: a * b),
    **dict.fromkeys((np.logical_or, np.bitwise_or), lambda a, b: a + b - a * b),
    **dict.fromkeys((np.logical_xor, np.bitwise_xor), lambda a, b: a + b - 2 * a * b),
    **dict.fromkeys((np.logical_not, np.invert), lambda a: 1 - a),
}
"""The same for ufuncs of such values only."""

REDUCTIONS: dict[tuple[np.ufunc, str], Callable[..., Any]] = {
    (np.maximum, "reduce"): Largest,
    (np.minimum, "reduce"): lambda a, b: -Largest(-a, -b),
}
"""Formulas of a ufunc's method, by ufunc and method."""
