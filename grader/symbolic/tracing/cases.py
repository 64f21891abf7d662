"""Symbolic conditions for code that tests signs: np.where(x >= 0, a, b), np.abs, np.maximum.

A comparison of symbols is not decided, so it becomes an unknown 0 or 1. np.where(c, a, b) is then c a + (1 - c) b, |x| is
(2 c - 1) x, and a formula with such unknowns is 0 if it is 0 for each of their values, that is in each branch by itself.
Conditions on different numbers are treated as independent, so a case that cannot occur may leave a true identity unproved, but
never a false one proved.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from grader.symbolic.zero import vanishes

MOST_CONDITIONS = 8
"""Largest number of conditions, 2^8 cases: code for one entry of an output tests a few signs."""


class _Condition(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """0 or 1, for an x that does not begin with a minus or a factor."""

    nargs = 1
    is_real = True


class AtLeastZero(_Condition):
    """[x >= 0]."""


class AboveZero(_Condition):
    """[x > 0]."""


class Side(_Condition):
    """1 for x > 0, 0 for x < 0, either at 0: for functions that are continuous there, it does not matter which."""


def at_least_zero(x: sp.Expr) -> sp.Expr:
    """[x >= 0], which is 1 - [-x > 0]."""
    if x.is_number:
        return sp.Integer(bool(x >= 0))
    y = x.primitive()[1]
    return 1 - AboveZero(-y) if y.could_extract_minus_sign() else AtLeastZero(y)


def above_zero(x: sp.Expr) -> sp.Expr:
    """[x > 0]."""
    return 1 - at_least_zero(-x)


def absolute(x: sp.Expr) -> sp.Expr:
    """|x|."""
    return (2 * _side(x) - 1) * x


def larger(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """The larger of two."""
    return b + _side(a - b) * (a - b)


def smaller(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """The smaller of two."""
    return a - _side(a - b) * (a - b)


def _side(x: sp.Expr) -> sp.Expr:
    if x.is_number:
        return sp.Integer(bool(x >= 0))
    y = x.primitive()[1]
    return 1 - Side(-y) if y.could_extract_minus_sign() else Side(y)


def vanishes_in_every_case(expression: Any, *, ring: str = "") -> bool:
    """True if the expression is 0 for all values of the conditions in it; False if that cannot be shown."""
    e = sp.sympify(expression)
    conditions = e.atoms(_Condition)
    if not conditions:
        return vanishes(e, ring=ring)
    if len(conditions) > MOST_CONDITIONS or not vanishes(e.xreplace(dict.fromkeys(conditions, sp.S.One)), ring=ring):
        return False  # all of them true is one of the cases, and mostly shows what is not 0 at once
    # One without conditions inside comes first, so that its cases turn the others into plain ones.
    x = min((c.args[0] for c in conditions), key=lambda x: (x.has(_Condition), str(x)))

    def fits(at_least: int, above: int, side: int) -> bool:
        known = {AtLeastZero(x): at_least, AboveZero(x): above, Side(x): side}
        return vanishes_in_every_case(e.xreplace({c: sp.Integer(n) for c, n in known.items()}), ring=ring)

    # Where only one of x >= 0 and x > 0 occurs, x = 0 is like one of its sides.
    apart = {AtLeastZero(x), AboveZero(x)} <= conditions
    return fits(0, 0, 0) and fits(1, 1, 1) and (not apart or fits(1, 0, 0) or fits(1, 0, 1))
