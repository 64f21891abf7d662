"""Compare two explicit formulas at random points, in high precision.

This says nothing of all points, but tells a difference that is not 0 from one that could not be shown to be 0.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp

from grader.symbolic.tracing.cases import AboveZero, AtLeastZero, Guard, Side
from grader.symbolic.tracing.formulas import Largest, Truncated

POINTS = 6
"""Points at which formulas have to agree; half of them have positive coordinates only, for formulas with logarithms and roots."""
DIGITS = 60
"""Digits that are computed with."""
AGREEING = 40
"""Digits that have to agree: sums lose a few of 60, and different formulas of this size differ in the first ones."""
SEED = 51
LONGEST_POINT = 6
"""Coordinates that are shown."""

_FUNCTIONS: dict[Any, Any] = {
    sp.exp: mpmath.exp,
    sp.log: mpmath.log,
    sp.atan: mpmath.atan,
    sp.Add: lambda *terms: mpmath.fsum(terms),
    sp.Mul: lambda *factors: mpmath.fprod(factors),
    sp.Pow: mpmath.power,
    Largest: max,
    Truncated: lambda x: mpmath.mpf(int(x)),
    AtLeastZero: lambda x: mpmath.mpf(bool(x >= 0)),
    AboveZero: lambda x: mpmath.mpf(bool(x > 0)),
    Side: lambda x: mpmath.mpf(bool(x > 0)),
    Guard: lambda x, bound, sign: mpmath.mpf(bool(sign * (x - bound) > 0)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The points at which two formulas agreed; the first at which they did not, in words ("" if there is none)."""

    agreed: int
    apart: str = ""


def compare(left: sp.Expr, right: sp.Expr) -> Comparison:
    """Evaluate both sides at random points until they differ. Points at which one has no real value are skipped."""
    symbols = sorted({*left.free_symbols, *right.free_symbols}, key=str)
    generator = random.Random(SEED)  # noqa: S311  # no adversary: the point only has to be like any other
    agreed = 0
    with mpmath.workdps(DIGITS):
        for n in range(2 * POINTS):
            least, unit = (
                (1 if n % 2 else -16),
                (100 if n % 3 == 2 else mpmath.mpf(1) / 8),
            )  # also on the other side of conditions
            point = {symbol: unit * generator.choice([k for k in range(least, 24) if k]) for symbol in symbols}
            point = {symbol: value + mpmath.mpf(generator.randrange(1000)) / 10**5 for symbol, value in point.items()}
            try:
                known: dict[sp.Expr, Any] = {}
                a, b = _value(left, point, known), _value(right, point, known)
            except (ArithmeticError, ValueError, TypeError, OverflowError):
                continue
            if not all(isinstance(x, mpmath.mpf) and mpmath.isfinite(x) for x in (a, b)):
                continue
            if abs(a - b) > mpmath.mpf(10) ** -AGREEING * max(1, abs(a), abs(b)):
                return Comparison(agreed=agreed, apart=_described(point, a, b))
            agreed += 1
    return Comparison(agreed=agreed)


def _value(e: sp.Expr, point: Mapping[sp.Symbol, Any], known: dict[sp.Expr, Any]) -> Any:
    if e in known:
        return known[e]
    match e:
        case sp.Symbol():
            value = point[e]
        case sp.Rational():
            value = mpmath.mpf(int(e.p)) / int(e.q)
        case sp.NumberSymbol() | sp.Float():
            value = mpmath.mpf(sp.N(e, DIGITS))
        case _ if e.func in _FUNCTIONS:
            value = _FUNCTIONS[e.func](*(_value(a, point, known) for a in e.args))
            value = value.real if isinstance(value, mpmath.mpc) and value.imag == 0 else value
        case _:  # an unknown function, or a slope of one: any number, the same each time
            value = mpmath.mpf(zlib.crc32(str(e).encode()) % 1000 + 1) / 250
    known[e] = value
    return value


def _described(point: Mapping[sp.Symbol, Any], left: Any, right: Any) -> str:
    named = [(symbol, value) for symbol, value in point.items() if symbol.is_real]  # the name of an unknown function is none
    shown = [f"{symbol} = {mpmath.nstr(value, 6)}" for symbol, value in named[:LONGEST_POINT]]
    more = ", ..." if len(named) > LONGEST_POINT else ""
    close = abs(left - right) < 1e-9 * max(1, abs(left))
    sides = f"they differ by {_short(left - right, 3)}" if close else f"{_short(left, 8)} against {_short(right, 8)}"
    return f"at {', '.join(shown)}{more}: {sides}" if shown else sides


def _short(value: Any, digits: int) -> str:
    return mpmath.nstr(value, digits) if abs(value) < mpmath.mpf(10) ** 300 else "more than 1e300"
