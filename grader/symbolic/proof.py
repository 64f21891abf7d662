"""Prove claims for every size: the normal form of left - right is 0.

A proof trusts SymPy's derivative, the fifteen rules of `rules`, and the hypotheses that a claim states. A trace (`traces`) uses
none of the rules, but holds at a few sizes only. An error stays unseen only if both are wrong in the same way.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import sympy as sp

from grader.model import Check
from grader.symbolic.claims import Claim
from grader.symbolic.facts import Fact
from grader.symbolic.nodes import Call, Factor, Inverse, Letter, Poly
from grader.symbolic.normal_form import normal_form
from grader.symbolic.writing.normal_forms import text
from grader.symbolic.zero import vanishes


def prove(claim: Claim) -> Check:
    """Prove that left = right for every size under the claim's facts; if that fails, `detail` shows the remainder."""
    began = time.perf_counter()
    try:
        remainder = residual(claim.left, claim.right, claim.facts)
        detail = f"{claim.statement}: left minus right is {remainder}" if remainder else ""
    except (TypeError, ValueError, ArithmeticError, RecursionError) as error:
        detail = f"{claim.statement}: {type(error).__name__}: {error}"
    return Check(ok=not detail, seconds=time.perf_counter() - began, detail=detail)


def rejected(claim: Claim) -> dict[str, bool]:
    """For each wrong closed form of a claim: True if the proof rejects it."""
    return {code: bool(residual(claim.left, form, claim.facts)) for code, form in claim.wrong.items()}


def residual(left: Any, right: Any, facts: Sequence[Fact] = ()) -> str:
    """The remainder of left - right as text; "" if it is 0.

    If the normal form is not 0, its atoms are treated as independent numbers: an expression that is 0 then is 0. This decides
    identities that need a common denominator, which the normal form does not compute.
    """
    difference = normal_form(left, facts).plus(normal_form(right, facts).scaled(-1))
    return "" if not difference or vanishes(_as_sympy(difference)) else text(difference)


def _as_sympy(poly: Poly) -> sp.Expr:
    """The poly with one symbol for each atom; sigma is written out, so that its relation to exp is known."""
    return sp.Add(
        *(
            sp.Mul(
                sp.Rational(c.numerator, c.denominator),
                *(_factor(f) ** n for f, n in m.powers.items()),
                sp.exp(_as_sympy(m.exponent)),
            )
            for m, c in poly.terms.items()
        )
    )


def _factor(factor: Factor) -> sp.Expr:
    match factor:
        case Inverse():
            return 1 / _as_sympy(factor.poly)
        case Call(function="sigma"):
            return 1 / (1 + sp.exp(-_as_sympy(factor.argument)))
        case Call():
            return sp.log(_as_sympy(factor.argument))
        case Letter(positive=True):
            return sp.Symbol(factor.key, positive=True)
        case _:
            return sp.Symbol(factor.key, real=True)
