"""Prove claims for every size: the normal form of left - right is 0.

A proof trusts SymPy's derivative, the fifteen rules of `rules`, the two of `equality`, and the hypotheses that a claim states. A trace (`traces`) uses
none of the rules, but holds at a few sizes only. An error stays unseen only if both are wrong in the same way.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from grader.model import Check
from grader.symbolic.claims import Claim
from grader.symbolic.equality import is_zero
from grader.symbolic.facts import Fact
from grader.symbolic.names import check_names, meanings
from grader.symbolic.normal_form import normal_form
from grader.symbolic.printing import text
from grader.symbolic.rules import Rules


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

    If the normal form is not 0, `equality` decides whether it still is.
    """
    check_names(meanings(left, right))
    difference = normal_form(left, facts).plus(normal_form(right, facts).scaled(-1))
    return "" if is_zero(difference, Rules(facts=facts)) else text(difference)
