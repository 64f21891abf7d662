"""Which mistake was made: hypotheses about wrong values, each tried on every case. Unknown is an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from grader.grading.exam import Exam
from grader.grading.judge import AnyArray, Finding, rows_of
from grader.model import Block, Case, Diagnosis, Mistake, Piece, Verdict

FITS = 1e-9
"""Two values are the same within this share of their scale: the judge's own measure."""

FITS32 = 1e-5
"""The same where the answer is in float32."""

NO_FACTOR = 1e-3
"""A factor this close to 1 is no factor: one entry that is slightly off looks like one."""

Hypothesis = Callable[[Exam, str, Piece, Sequence[Finding]], Diagnosis | None]


def diagnose(exam: Exam, part_id: str, piece: Piece, findings: Sequence[Finding]) -> tuple[Diagnosis, ...]:
    """Why a piece is not right: what the structure tells, else the first hypothesis that fits every case, else `unknown`."""
    wrong = [f for f in findings if f.verdict is not Verdict.CORRECT]
    if not wrong:
        return ()
    worst = min(wrong, key=lambda f: list(Verdict).index(f.verdict))
    if worst.diagnosis is not None:
        return (worst.diagnosis,)
    told = [f for f in findings if f.array is not None]
    if len(told) == len(findings):
        for hypothesis in HYPOTHESES:
            found = hypothesis(exam, part_id, piece, told)
            if found is not None:
                return (found,)
    return (_unknown(piece, wrong, len(findings)),)


def _unknown(piece: Piece, wrong: Sequence[Finding], cases: int) -> Diagnosis:
    """What can be said without a name for it: where it is wrong, and how much of it."""
    values = [f for f in wrong if f.comparisons]
    if not values:
        return Diagnosis(code="unknown", message=f"{piece.output} differs from the right value")
    worst = max(values, key=lambda f: f.error or 0.0)
    count = sum(c.mismatched for c in worst.comparisons)
    size = sum(c.size for c in worst.comparisons)
    return Diagnosis(
        code="unknown",
        message=f"{piece.output} differs from the right value in {count} of {size} entries",
        where=f"case {worst.case.number}: {worst.case.why}",
        value=f"wrong on {len(wrong)} of {cases} cases",
    )


# --- hypotheses -----------------------------------------------------------------------------------------------------------


def _blocks(piece: Piece, finding: Finding, array: AnyArray) -> Iterable[tuple[AnyArray, float]]:
    """The judged entries of an array with the scale of each block."""
    for block in piece.blocks:
        entries = rows_of(block, finding.case, array) if array.ndim else array
        yield np.asarray(entries, dtype=np.float64), block.scale(finding.case.inputs) if block.scale else 0.0


def _same(piece: Piece, finding: Finding, other: AnyArray) -> bool:
    """Whether what was handed in is `other`, block by block."""
    assert finding.array is not None
    if other.shape != finding.array.shape or not np.all(np.isfinite(other)):
        return False
    share = FITS32 if any(c.low_precision for c in finding.comparisons) else FITS
    pairs = zip(_blocks(piece, finding, finding.array), _blocks(piece, finding, other), strict=True)
    return all(_close(mine, theirs, scale, share) for (mine, scale), (theirs, _) in pairs)


def _close(mine: AnyArray, theirs: AnyArray, scale: float, share: float) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.abs(mine - theirs).max(initial=0.0) <= share * max(float(np.abs(theirs).max(initial=0.0)), scale))


def _expected(exam: Exam, piece: Piece, finding: Finding) -> AnyArray:
    return exam.expected[finding.case.number][piece.output]


def _catalogue(exam: Exam, part_id: str, piece: Piece, findings: Sequence[Finding]) -> Diagnosis | None:
    """A wrong formula of the assignment that gives just these values.

    A formula that gives the whole output counts before one that agrees only where this piece looks; of several of the latter kind
    nobody can say which it was.
    """
    whole = replace(piece, blocks=(Block(name="all entries"),))
    fitting = [
        mistake
        for mistake in exam.assignment.mistakes
        if (mistake.part, mistake.function, mistake.output) == (part_id, piece.function, piece.output)
        and all(_same(piece, f, wrong_value(mistake, f.case)) for f in findings)
    ]
    exactly = [m for m in fitting if all(_same(whole, f, wrong_value(m, f.case)) for f in findings)]
    if not exactly and len(fitting) != 1:
        return None
    found = (exactly or fitting)[0]
    message = f"looks like: {found.code.replace('-', ' ')}"
    return Diagnosis(code=found.code, message=message, value=f"equals {found.what}", hint=found.hint)


def wrong_value(mistake: Mistake, case: Case) -> AnyArray:
    """What a mistake makes of a case's inputs, as float64; NaN where it makes nothing."""
    fresh = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in case.inputs.items()}
    with np.errstate(all="ignore"):
        try:
            return np.asarray(mistake.formula(**fresh), dtype=np.float64)
        except (ArithmeticError, IndexError, ValueError):
            return np.array(np.nan)


def _sign(exam: Exam, part_id: str, piece: Piece, findings: Sequence[Finding]) -> Diagnosis | None:
    """Every value with its sign turned round."""
    del part_id
    if not all(_same(piece, f, -_expected(exam, piece, f)) for f in findings):
        return None
    return Diagnosis(
        code="sign-flipped", message="every sign is turned round", hint="Follow the minus in front of the logarithm."
    )


def _factor(exam: Exam, part_id: str, piece: Piece, findings: Sequence[Finding]) -> Diagnosis | None:
    """One constant factor, the same on every case."""
    del part_id
    first = findings[0]
    mine = np.concatenate([entries.ravel() for entries, _ in _blocks(piece, first, np.asarray(first.array))])
    right = np.concatenate([entries.ravel() for entries, _ in _blocks(piece, first, _expected(exam, piece, first))])
    with np.errstate(all="ignore"):
        factor = float(mine @ right) / float(right @ right) if np.any(right) else 0.0
    if (
        factor == 0.0
        or abs(factor - 1) < NO_FACTOR
        or not all(_same(piece, f, factor * _expected(exam, piece, f)) for f in findings)
    ):
        return None
    return Diagnosis(
        code="constant-factor",
        message="off by a constant factor",
        value=f"{factor:.6g} times the right value",
        hint="Look for a sum that became a mean, or a factor that was differentiated away.",
    )


HYPOTHESES: tuple[Hypothesis, ...] = (_sign, _catalogue, _factor)
"""The simplest first."""
