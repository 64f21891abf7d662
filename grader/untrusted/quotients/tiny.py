"""Which numbers may be the step of a difference quotient, seen in the text: tiny ones, however they are written."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Number = complex

# The widest step that anybody would difference with: at 0.1 a forward difference has one right digit.
WIDEST = 0.1
# What a reciprocal step is at least (1 / (2 h) for h below 0.005): smaller factors are counts, sizes and percentages.
SMALLEST_RECIPROCAL = 100.0
# What NumPy's finfo(float) and Python's float_info call eps.
_EPS = 2.0**-52
_ROUNDING = 1e-9  # two literals that are meant to have a ratio (1e-5 and 2e-5) have it up to rounding
# The divisor of a formula over its step: forward 1, central 2, half steps 1/2, one-sided 2, five points 12 (6 of the double
# step), seven points 60 (30 and 20 of the double and triple step); 3 and 4 by other one-sided formulas.
_RATIOS = (1.0, 2.0, 0.5, 3.0, 4.0, 6.0, 12.0, 20.0, 30.0, 60.0)

# Every way to write a tiny number, and names of the machine's own. Comments may match too: then the text is parsed for nothing.
_SPELLINGS = re.compile(
    rb"[0-9.][eE]-[0-9]"  # 1e-5, 2.5E-6j
    rb"|(?<![0-9])0*\.(?:[0_]+[1-9]|10*(?![0-9_]))"  # 0.0001, .1
    rb"|\*\*[ \t]*\(?[ \t]*-|\.[0-9]+[ \t]*\*\*"  # 10 ** -5, 0.5 ** 20
    rb"|/[ \t]*\(?[ \t]*(?:[0-9]{2}|[0-9.]+(?:[eE][0-9]|[ \t]*(?:\*\*|<<)))"  # 1 / 1000, 1 / 1e5, 1 / 2**20
    rb"|float_info|finfo|nextafter|spacing|\bulp\b"
    rb"|ldexp|\bpow(?:er)?\(|\bexp2?\(-[0-9]"
)

_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.LShift: lambda one, other: one * 2**other,
}
_CONVERSIONS = ("float", "float64", "float32", "longdouble", "array", "asarray", "complex", "complex128")
_CALLS: Mapping[tuple[str, int], Callable[..., Any]] = {
    ("sqrt", 1): lambda x: x**0.5,
    ("cbrt", 1): lambda x: x ** (1 / 3),
    ("exp", 1): lambda x: math.exp(x.real),
    ("exp2", 1): lambda x: 2**x,
    ("spacing", 1): lambda x: abs(x) * _EPS,
    ("ulp", 1): lambda x: abs(x) * _EPS,
    ("ldexp", 2): lambda x, n: x * 2**n,
    ("complex", 2): lambda real, imaginary: real + 1j * imaginary,
    **{(name, 1): abs for name in ("abs", "absolute", "fabs")},
    **{(name, 2): operator.pow for name in ("float_power", "pow", "power")},
    **{(name, 1): lambda x: x for name in _CONVERSIONS},
}
MACHINE = {"eps": _EPS, "epsilon": _EPS, "resolution": 1e-15}
"""Attributes that are the machine's own tiny numbers, unless an object of the submission has them."""


def mentioned(text: bytes) -> bool:
    """Whether a text may hold a tiny number at all. Wrong at most in the costly direction, and much quicker than parsing."""
    return _SPELLINGS.search(text) is not None


def is_step(number: Number) -> bool:
    """Whether this constant may be a step."""
    return 0 < abs(number) <= WIDEST


def related(divisor: float, step: float) -> bool:
    """Whether one literal may divide what was differenced with the other."""
    return any(math.isclose(divisor, ratio * step, rel_tol=_ROUNDING) for ratio in _RATIOS)


def constant(value: object) -> Number | None:
    """The number that a literal is, None where it is none."""
    return _finite(lambda: value) if type(value) in (int, float, complex) else None


def combined(operation: ast.operator, left: Number | None, right: Number | None) -> Number | None:
    """The constant that a binary expression is, None where it is none."""
    compute = _OPERATORS.get(type(operation))
    return _finite(lambda: compute(left, right)) if compute and left is not None and right is not None else None


def called(name: str, arguments: Sequence[Number | None]) -> Number | None:
    """The constant that a call of a well-known function is, None where it is none."""
    compute = _CALLS.get((name, len(arguments)))
    return _finite(lambda: compute(*arguments)) if compute and None not in arguments else None


def _finite(compute: Callable[[], Any]) -> Number | None:
    """What is computed, as a complex number: floating point cannot grow beyond bounds. None where it overflows."""
    try:
        number = complex(compute())
    except (ArithmeticError, ValueError, TypeError):
        return None
    return number if abs(number) < math.inf else None
