"""What is true of every right value and can be checked by hand, and is not true of this one."""

from __future__ import annotations

from grader.diagnosis.wrong_output import WrongOutput
from grader.model import Diagnosis

VIOLATED = 1e-6
"""As a share of the scale: ten times what rounding does to a sum in float32."""


def broken_invariant(suspect: WrongOutput) -> Diagnosis | None:
    """The first invariant that every wrong case breaks."""
    about = (suspect.piece.function, suspect.piece.output)
    for invariant in (i for i in suspect.exam.assignment.features.invariants if (i.function, i.output) == about):
        broken = [invariant.violation(f.case.inputs, f.array) for f in suspect.wrong]
        if broken and min(broken) > VIOLATED:
            return Diagnosis(
                code=f"violates-{invariant.code}",
                message=f"{invariant.what}: here it is not so",
                value=f"off by {min(broken):.2g} to {max(broken):.2g} of the scale",
                hint="You can check that by hand, without knowing the answer.",
            )
    return None
