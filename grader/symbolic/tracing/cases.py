"""Symbolic conditions for code that tests signs: np.where(x >= 0, a, b), np.abs, np.maximum, np.clip.

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
"""Largest number of conditions that stand together in terms, 2^8 cases: code for one entry of an output tests a few signs."""


class Condition(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """0 or 1, for an x that does not begin with a minus or a factor."""

    nargs = 1
    is_real = True


class AtLeastZero(Condition):
    """[x >= 0]."""


class AboveZero(Condition):
    """[x > 0]."""


class Side(Condition):
    """1 for x > 0, 0 for x < 0, either at 0: for functions that are continuous there, it does not matter which."""


class Guard(sp.Function):  # type: ignore[misc]
    """1 where a number is within a bound that guards it, 0 beyond: np.clip(z, -500, 500), np.maximum(p, 1e-12).

    Its arguments are the number, the bound, and 1 for a lower or -1 for an upper bound.
    """

    nargs = 3
    is_real = True


def at_least_zero(x: sp.Expr) -> sp.Expr:
    """[x >= 0], which is 1 - [-x > 0]."""
    return _oriented(x, AtLeastZero, AboveZero)


def above_zero(x: sp.Expr) -> sp.Expr:
    """[x > 0]."""
    return 1 - at_least_zero(-x)


def absolute(x: sp.Expr) -> sp.Expr:
    """|x|."""
    return (2 * _oriented(x, Side, Side) - 1) * x


def larger(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """The larger of two."""
    return _bounded(a, b, 1) or b + _oriented(a - b, Side, Side) * (a - b)


def smaller(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """The smaller of two."""
    return _bounded(a, b, -1) or a - _oriented(a - b, Side, Side) * (a - b)


def _bounded(a: sp.Expr, b: sp.Expr, sign: int) -> sp.Expr | None:
    """The larger or smaller of a number and a constant other than 0, which may be a guard; None for others."""
    number, bound = (b, a) if a.is_number else (a, b)
    if number.is_number or not bound.is_number or bound == 0:
        return None
    return number if bound.is_infinite else bound + Guard(number, bound, sign) * (number - bound)


def _oriented(x: sp.Expr, condition: type[Condition], opposite: type[Condition]) -> sp.Expr:
    """The condition on x, by that on the multiple of x that does not begin with a minus or a factor."""
    if x.is_number:
        return sp.Integer(bool(x >= 0))
    y = x.primitive()[1]
    return 1 - opposite(-y) if y.could_extract_minus_sign() else condition(y)


def without_guards(expression: Any) -> sp.Expr:
    """The expression where no number is beyond a bound that guards it."""
    return sp.sympify(expression).replace(Guard, lambda *_: sp.S.One)


def bounds(expression: Any) -> set[sp.Expr]:
    """The bounds of all guards."""
    return {guard.args[1] for guard in sp.sympify(expression).atoms(Guard)}


def vanishes_in_every_case(expression: Any, *, ring: str = "") -> bool:
    """True if the expression is 0 for all values of the conditions in it; False if that cannot be shown."""
    e = sp.sympify(getattr(expression, "formula", expression)).replace(
        Guard, lambda x, bound, sign: _oriented(sign * (x - bound), Side, Side)
    )
    if len(groups := _groups(e)) == 1:
        return _vanishes(e, ring)
    # Terms that share no condition are separate functions: each must not depend on its own conditions, and all add up to 0.
    fixed = [group.xreplace(dict.fromkeys(group.atoms(Condition), sp.S.One)) for group in groups]
    return vanishes(sp.Add(*fixed), ring=ring) and all(_vanishes(g - f, ring) for g, f in zip(groups, fixed, strict=True))


def _groups(e: sp.Expr) -> list[sp.Expr]:
    """The terms of a sum, those that share a condition together."""
    groups: list[tuple[set[Any], list[sp.Expr]]] = []
    for term in sp.Add.make_args(e):
        conditions = {condition.args[0] for condition in term.atoms(Condition)}
        together = [group for group in groups if group[0] & conditions or not (group[0] or conditions)]
        groups = [group for group in groups if group not in together]
        groups.append((conditions.union(*(g[0] for g in together)), [term, *(t for g in together for t in g[1])]))
    return [sp.Add(*terms) for _, terms in groups] or [e]


def _vanishes(e: sp.Expr, ring: str) -> bool:
    conditions = e.atoms(Condition)
    if not conditions:
        return vanishes(e, ring=ring)
    if len(conditions) > MOST_CONDITIONS or not vanishes(e.xreplace(dict.fromkeys(conditions, sp.S.One)), ring=ring):
        return False  # all of them true is one of the cases, and mostly shows what is not 0 at once
    # One without conditions inside comes first, so that its cases turn the others into plain ones.
    x = min((c.args[0] for c in conditions), key=lambda x: (x.has(Condition), str(x)))

    def fits(at_least: int, above: int, side: int) -> bool:
        known = {AtLeastZero(x): at_least, AboveZero(x): above, Side(x): side}
        return _vanishes(e.xreplace({c: sp.Integer(n) for c, n in known.items()}), ring)

    # Where only one of x >= 0 and x > 0 occurs, x = 0 is like one of its sides.
    apart = {AtLeastZero(x), AboveZero(x)} <= conditions
    return fits(0, 0, 0) and fits(1, 1, 1) and (not apart or fits(1, 0, 0) or fits(1, 0, 1))
