"""When it is wrong: what the wrong cases have in common and the right ones have not, or the other way round."""

from __future__ import annotations

from grader.diagnosis.wrong_output import WrongOutput
from grader.model import Diagnosis

WRONG_WHEN, RIGHT_ONLY_WHEN = "wrong-when-", "right-only-when-"
ON_SOME_CASES = (WRONG_WHEN, RIGHT_ONLY_WHEN)
"""How the codes begin that are about several cases, and not about any one of them."""


def on_some_cases(suspect: WrongOutput) -> Diagnosis | None:
    """Right on some cases and wrong on others, and one declared condition, and only one, tells them apart."""
    wrong, right = (frozenset(f.case.number for f in found) for found in (suspect.wrong, suspect.right))
    if not wrong or not right:
        return None
    told = []
    for condition in (c for c in suspect.exam.assignment.features.conditions if c.function == suspect.piece.function):
        holding = frozenset(f.case.number for f in suspect.findings if condition.holds(f.case.inputs))
        if holding == wrong:
            told.append((f"{WRONG_WHEN}{condition.code}", f"wrong when {condition.what}, and right otherwise"))
        elif holding == right:
            told.append((f"{RIGHT_ONLY_WHEN}{condition.code}", f"right only when {condition.what}"))
    if len(told) != 1:
        return None
    ((code, message),) = told
    value = f"wrong on {len(wrong)} of {len(suspect.findings)} cases"
    return Diagnosis(code=code, message=message, value=value, hint="What does your code do differently there?")
