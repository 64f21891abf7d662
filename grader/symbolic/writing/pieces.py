"""Written pieces of a formula, and how a product is read: its sign, and what stands below the line of a fraction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import sympy as sp
from sympy.core.symbol import Str

SUM, PRODUCT, INNER, POWER, ATOM = range(5)
"""How firmly a formula holds together: a + b; a b or a/b; a.b; a^2 or a fraction in two lines; a."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A written formula.

    open      it ends in something that reaches over all factors that follow: a sum, a derivative, a bare logarithm
    fraction  it holds a fraction, so that a factor beside it needs a sign
    """

    text: str
    level: int = ATOM
    open: bool = False
    fraction: bool = False


class Opaque(sp.Expr):  # type: ignore[misc]  # SymPy is untyped
    """Something with a text of its own, in which {} stands for each of its indices."""

    def __new__(cls, pattern: str, *indices: Any) -> Self:
        """The node."""
        return sp.Expr.__new__(cls, Str(pattern), *indices)  # type: ignore[no-any-return]


def without_sign(e: Any) -> tuple[bool, Any]:
    """(True, rest) for a product that begins with a minus: -1 is the first factor, or a negative number is."""
    if e.is_Number and e < 0:
        return True, -e
    if not isinstance(e, sp.Mul):
        return False, e
    first, *others = e.args
    negative, rest = without_sign(first)
    if not negative:
        return False, e
    parts = [*([rest] if rest != 1 else []), *others]
    return True, parts[0] if len(parts) == 1 else sp.Mul(*parts, evaluate=False)


def denominator(e: Any) -> Any:
    """The y of 1/y, None for anything else."""
    if isinstance(e, sp.exp) or not isinstance(e, sp.Pow) or not e.exp.is_Rational or e.exp >= 0:
        return None
    return e.base if e.exp == -1 else sp.Pow(e.base, -e.exp, evaluate=False)
