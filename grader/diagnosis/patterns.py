"""Visible patterns of a wrong output that no formula explains: the rows, the cases or the identities that are wrong."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from grader.diagnosis.wrong_output import WrongOutput, entries
from grader.model import Diagnosis, Verdict

WRONG_WHEN, RIGHT_ONLY_WHEN = "wrong-when-", "right-only-when-"
ON_SOME_CASES = (WRONG_WHEN, RIGHT_ONLY_WHEN)
"""The beginnings of codes that compare several cases, so that no single case shows the mistake."""

VIOLATED = 1e-6
"""Share of the scale: ten times the rounding error of a sum in float32."""


def named_rows(output: WrongOutput) -> Diagnosis | None:
    """Exactly the rows with one name are wrong, on every case that has such rows, and some wrong case has correct rows too."""
    masks = [output.wrong_entries(f) for f in output.findings]
    of_wrong = [mask for f, mask in zip(output.findings, masks, strict=True) if f.verdict is not Verdict.CORRECT]
    if all(mask.ndim > 1 and np.count_nonzero(mask) == 1 for mask in of_wrong):
        return None  # one wrong entry is not a wrong row
    wrong = [_rows(mask) for mask in masks]
    judged = []
    for finding in output.findings:
        mask = np.zeros(output.expected(finding).shape, dtype=np.bool_)
        for block in output.piece.blocks:
            if entries(block, finding, output.expected(finding)).size:
                mask[... if block.rows is None else block.rows(finding.case.inputs)] = True
        judged.append(_rows(mask))
    for landmark in output.declared(output.exam.assignment.features.named_rows):
        named = [landmark.rows(f.case.inputs) & rows for f, rows in zip(output.findings, judged, strict=True)]
        exact = all(a.shape == b.shape and np.array_equal(a, b) for a, b in zip(named, wrong, strict=True))
        if exact and any(np.any(a) and not np.array_equal(a, b) for a, b in zip(named, judged, strict=True)):
            verb = "is" if max(int(np.count_nonzero(mask)) for mask in named) == 1 else "are"
            message, hint = f"only {landmark.what} {verb} wrong", "All other rows are right: what is different about these?"
            return Diagnosis(code=f"only-{landmark.code}", message=message, hint=hint)
    return None


def _rows(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The rows in which something is marked."""
    return np.asarray(mask.reshape(len(mask), -1).any(axis=1) if mask.ndim else mask.reshape(1))


def single_entry(output: WrongOutput) -> Diagnosis | None:
    """One entry of many is wrong, on every case that is wrong."""
    wrong = [output.wrong_entries(f) for f in output.wrong]
    if any(np.count_nonzero(mask) != 1 for mask in wrong) or any(mask.size == 1 for mask in wrong):
        return None
    places = [tuple(int(i) for i in np.argwhere(mask)[0]) for mask in wrong]
    place = f"entry {list(places[0])}" if len(set(places)) == 1 else "one entry, not always the same"
    hint = "Look for an index that is written as a number, or a loop that ends too early."
    return Diagnosis(code="single-entry", message=f"everything is right except {place}", hint=hint)


def one_column(output: WrongOutput) -> Diagnosis | None:
    """The first or the last entry of every row (in a vector: the first or the last entry) is wrong, and nothing else."""
    wrong = [output.wrong_entries(f) for f in output.wrong]
    if not wrong or any(not mask.ndim or mask.shape[-1] == 1 for mask in wrong):
        return None
    for code, what, place in (("last-column", "last", -1), ("first-column", "first", 0)):
        if all(np.all(mask[..., place]) and np.count_nonzero(mask) == mask[..., place].size for mask in wrong):
            thing = "entry of each row" if wrong[0].ndim > 1 else "entry"
            hint = "Check the start and the end of a loop over the dimensions, or a size that is written as a number."
            return Diagnosis(code=f"only-{code}", message=f"only the {what} {thing} is wrong", hint=hint)
    return None


def on_some_cases(output: WrongOutput) -> Diagnosis | None:
    """Exactly one declared condition separates the cases that are wrong from those that are right."""
    wrong = {f.case.number for f in output.wrong}
    right = {f.case.number for f in output.findings} - wrong
    if not wrong or not right:
        return None
    separating = []
    for condition in (c for c in output.exam.assignment.features.conditions if c.function == output.piece.function):
        holding = {f.case.number for f in output.findings if condition.holds(f.case.inputs)}
        if holding == wrong:
            separating.append((f"{WRONG_WHEN}{condition.code}", f"wrong when {condition.what}, and right otherwise"))
        elif holding == right:
            separating.append((f"{RIGHT_ONLY_WHEN}{condition.code}", f"right only when {condition.what}"))
    if len(separating) != 1:
        return None
    ((code, message),) = separating
    value = f"wrong on {len(wrong)} of {len(output.findings)} cases"
    return Diagnosis(code=code, message=message, value=value, hint="What does your code do differently there?")


def broken_invariant(output: WrongOutput) -> Diagnosis | None:
    """The first invariant that every wrong case violates."""
    for invariant in output.declared(output.exam.assignment.features.invariants):
        violations = [invariant.violation(f.case.inputs, f.array) for f in output.wrong]
        if violations and min(violations) > VIOLATED:
            return Diagnosis(
                code=f"violates-{invariant.code}",
                message=f"the right value has a property that yours lacks: {invariant.what}",
                value=f"off by {min(violations):.2g} to {max(violations):.2g} of the scale",
                hint="You can check this by hand, without knowing the answer.",
            )
    return None
