"""Code that looks at signs: np.where(x >= 0, a, b), np.abs, np.maximum.

A comparison of symbols has no answer, so it becomes an unknown 0 or 1. np.where(c, a, b) is then c a + (1 - c) b, |x| is
(2 [x >= 0] - 1) x, and a formula with such unknowns is 0 if it is 0 for each of their values, that is in each branch by itself. Nothing is
assumed of how conditions hang together, except that x > 0 and x >= 0 differ at x = 0 only.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from grader.symbolic.zero import vanishes

MOST_CONDITIONS = 8
"""Conditions that are told apart, 2^8 cases: code for one entry of an output looks at a few signs."""


class AtLeastZero(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """[x >= 0] for an x that does not begin with a minus."""

    nargs = 1
    is_real = True


class AboveZero(sp.Function):  # type: ignore[misc]
    """[x > 0] for an x that does not begin with a minus."""

    nargs = 1
    is_real = True


def at_least_zero(x: sp.Expr) -> sp.Expr:
    """[x >= 0], which is 1 - [-x > 0]."""
    if x.is_number:
        return sp.Integer(bool(x >= 0))
    return 1 - AboveZero(-x) if x.could_extract_minus_sign() else AtLeastZero(x)


def above_zero(x: sp.Expr) -> sp.Expr:
    """[x > 0]."""
    return 1 - at_least_zero(-x)


def absolute(x: sp.Expr) -> sp.Expr:
    """|x|."""
    return (2 * at_least_zero(x) - 1) * x


def larger(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """The larger of two."""
    return b + at_least_zero(a - b) * (a - b)


def smaller(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """The smaller of two."""
    return a - at_least_zero(a - b) * (a - b)


def vanishes_in_every_case(expression: Any, *, ring: str = "") -> bool:
    """True if the expression is 0 whatever the conditions in it come out as; False if that cannot be shown."""
    e = sp.sympify(expression)
    conditions = e.atoms(AtLeastZero, AboveZero)
    if not conditions:
        return vanishes(e, ring=ring)
    if len(conditions) > MOST_CONDITIONS:
        return False
    # One without conditions inside comes first, so that its cases turn the others into plain ones.
    x = min((c.args[0] for c in conditions), key=lambda x: (x.has(AtLeastZero, AboveZero), str(x)))
    outcomes = [(0, 0), (1, 1)] + ([(1, 0)] if {AtLeastZero(x), AboveZero(x)} <= conditions else [])
    cases = (e.xreplace({AtLeastZero(x): sp.Integer(a), AboveZero(x): sp.Integer(b)}) for a, b in outcomes)
    return all(vanishes_in_every_case(case, ring=ring) for case in cases)
