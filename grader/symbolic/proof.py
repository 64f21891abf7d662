"""Prove claims for every size: the normal form of left - right is 0.

A proof trusts SymPy's derivative, the rules of `rules` and `equality`, and the hypotheses that a claim states. A trace (`traces`)
uses none of the rules, but holds at a few sizes only. An error stays unseen only if both are wrong in the same way.

A claim is compared at random points as well (`points`). It is false if its sides differ at one of them. It is proved only if
both have a value at one of them: under hypotheses or conditions that never hold, everything could be proved. Otherwise it is
undecided: nothing says that it is wrong, and nothing that it is right.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import mpmath
import sympy as sp

from grader.model import Check
from grader.symbolic.claims import Claim
from grader.symbolic.conditions import conditions
from grader.symbolic.definitions import evaluated
from grader.symbolic.equality import is_zero
from grader.symbolic.facts import Fact
from grader.symbolic.names import Meaning, check_closed, check_names, meanings
from grader.symbolic.normal_form import normal_form
from grader.symbolic.points import AGREEING, DIGITS, POINTS, NoValueError, agree, points
from grader.symbolic.rules import Rules
from grader.symbolic.writing import hypothesis
from grader.symbolic.writing.normal_forms import text

ADVICE = "try smaller steps, or the same functions on both sides"


def prove(claim: Claim) -> Check:
    """Prove that left = right for every size under the claim's facts.

    If that fails, `detail` shows what is left over, with a point at which the sides differ if one is found.
    """
    began = time.perf_counter()
    verdict, detail = "", ""
    assumed: tuple[str, ...] = ()
    try:
        assumed = conditions([e for e in (claim.left, claim.right, claim.of) if e is not None], claim.facts)
        remainder = residual(claim.left, claim.right, claim.facts)
        found, where = compare(claim.left, claim.right, claim.meanings, claim.facts, enough=POINTS if remainder else 1)
        if found == "undecided" and not (remainder and residual(claim.left, claim.right, claim.facts, parts=True)):
            verdict = "proved"
            detail = "; ".join(f"this holds also without {hypothesis(fact)}" for fact in unused(claim))
        else:
            verdict = "false" if found == "false" else "undecided"
            advice = f"; {ADVICE}" if remainder and verdict == "undecided" else ""
            detail = f"{where}; left minus right is {remainder or 0}{advice}"
    except ZeroDivisionError as error:
        verdict, detail = "false", str(error)
    except (TypeError, RecursionError) as error:
        verdict, detail = "undecided", f"{error}; {ADVICE}"
    return Check(
        ok=verdict == "proved",
        seconds=time.perf_counter() - began,
        detail=f"{claim.statement}: {detail}" if detail else "",
        verdict=verdict,
        assumptions=assumed,
    )


def unused(claim: Claim) -> list[Fact]:
    """The hypotheses without each of which the claim is proved as well."""
    others = {fact: [other for other in claim.facts if other is not fact] for fact in claim.facts}
    return [fact for fact, fewer in others.items() if not residual(claim.left, claim.right, fewer)]


def residual(left: Any, right: Any, facts: Sequence[Fact] = (), *, parts: bool = False) -> str:
    """The remainder of left - right as text; "" if it is 0.

    If the normal form is not 0, `equality` decides whether it still is, with more effort if `parts`.
    """
    check_closed(*map(sp.sympify, (left, right)))
    check_names(meanings(left, right))
    try:
        difference = normal_form(left, facts).plus(normal_form(right, facts).scaled(-1))
    except (TypeError, ZeroDivisionError) as error:  # SymPy makes an absolute value of the root of a square
        return f"not computed: {error}"
    return "" if is_zero(difference, Rules(facts=facts), parts=parts) else text(difference)


def compare(
    left: sp.Expr, right: sp.Expr, named: frozenset[Meaning], facts: Sequence[Fact] = (), *, enough: int = POINTS
) -> tuple[str, str]:
    """("false", the first point where they differ), ("undecided", the number of points, at most `enough`, where they agree).

    ("nowhere", ...) if no point was found at which both have a value.
    """
    agreeing, sides = 0, (evaluated(left), evaluated(right))
    with mpmath.workdps(DIGITS):
        for n, point in enumerate(points(named, facts)):
            if agreeing == enough or (agreeing and n >= POINTS):
                break
            try:
                a, b = (point.value(side) for side in sides)
                if agree(a, b):
                    agreeing += 1
                    continue
                with mpmath.workdps(2 * DIGITS):  # a and b may be a rounding error times a large number
                    precise = [point.value(side) for side in sides]
            except NoValueError:
                continue
            if all(map(agree, (a, b), precise)):
                digits = next(n for n in range(6, DIGITS) if mpmath.nstr(a, n) != mpmath.nstr(b, n))
                return "false", f"at {point} the left side is {mpmath.nstr(a, digits)}, the right side {mpmath.nstr(b, digits)}"
    if agreeing:
        return "undecided", f"agrees at {agreeing} random points in {AGREEING} digits"
    return "nowhere", "no point was found where both sides have a value"
