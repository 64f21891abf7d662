"""Which mistake was made: hypotheses about a wrong value, each a small pure function that returns evidence or nothing.

What the structure tells (an exception, a shape, a NaN) speaks first and alone. Then `formulas`, each of which says what the value
is, on every case: the simplest first. The `patterns` say what is visible besides: when it is wrong, where, and what it breaks. An
explanation that does not fit every case is none, and unknown is an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from grader.diagnosis.coefficients import coefficients
from grader.diagnosis.conditions import ON_SOME_CASES, on_some_cases
from grader.diagnosis.differenced import NUMERICAL, errors_of_differences, numerical
from grader.diagnosis.invariants import broken_invariant
from grader.diagnosis.known_mistakes import named_mistake, wrong_value
from grader.diagnosis.location import named_rows, one_column, single_entry
from grader.diagnosis.shapes import explain_shape
from grader.diagnosis.transformations import (
    all_zero,
    constant_factor,
    constant_offset,
    factor_of_size,
    rows_moved,
    sign_flipped,
    swapped_outputs,
    varying_factor,
)
from grader.diagnosis.wrong_arguments import wrong_arguments
from grader.diagnosis.wrong_output import Hypothesis, WrongOutput, found_by
from grader.judging.exam import Exam
from grader.judging.judge import Finding
from grader.model import Diagnosis, Piece, Verdict

__all__ = [
    "NUMERICAL",
    "ON_SOME_CASES",
    "errors_of_differences",
    "formulas",
    "numerical",
    "patterns",
    "structure",
    "suspect",
    "unknown",
    "wrong_value",
]

FORMULAS: tuple[Hypothesis, ...] = (
    sign_flipped,
    named_mistake,
    swapped_outputs,
    wrong_arguments,
    all_zero,
    constant_factor,
    factor_of_size,
    constant_offset,
    rows_moved,
    coefficients,
    errors_of_differences,
)
"""What the value is. The simplest first: one sign, one known slip, one number, several numbers."""

PATTERNS: tuple[Hypothesis, ...] = (named_rows, on_some_cases, one_column, single_entry, varying_factor, broken_invariant)
"""What can be said of a value that is nothing known. The narrowest first."""


def structure(exam: Exam, piece: Piece, findings: Sequence[Finding]) -> Diagnosis | None:
    """What the worst finding tells before any value is looked at: a fault, a shape, a NaN, an axis too many."""
    wrong = [f for f in findings if f.verdict is not Verdict.CORRECT]
    worst = min((f.verdict for f in wrong), key=list(Verdict).index)
    told = (f.diagnosis for f in wrong if f.verdict is worst and f.diagnosis is not None)
    return explain_shape(exam, piece, findings) or next(told, None)


def suspect(exam: Exam, part_id: str, piece: Piece, findings: Sequence[Finding]) -> WrongOutput | None:
    """The piece as the hypotheses want it; None where there is not a finite value on every case."""
    if any(f.array is None or not np.all(np.isfinite(f.array)) for f in findings):
        return None
    return WrongOutput(exam=exam, part_id=part_id, piece=piece, findings=tuple(findings))


def formulas(of: WrongOutput) -> list[Diagnosis]:
    """What the value is: formulas that fit all cases, the best first, no more than the exam asks for."""
    return list(islice(found_by(FORMULAS, of), of.exam.explanations))


def patterns(of: WrongOutput) -> list[Diagnosis]:
    """When and where it is wrong, the most telling first, no more than the exam asks for."""
    return list(islice(found_by(PATTERNS, of), of.exam.explanations))


def unknown(piece: Piece, findings: Sequence[Finding]) -> Diagnosis:
    """What can be said without a name for it: how much of it is wrong."""
    wrong = [f for f in findings if f.verdict is not Verdict.CORRECT]
    values = [f for f in wrong if f.comparisons]
    if not values:
        return Diagnosis(code="unknown", message=f"{piece.output} differs from the right value")
    worst = max(values, key=lambda f: f.error or 0.0)
    count, size = sum(c.mismatched for c in worst.comparisons), sum(c.size for c in worst.comparisons)
    return Diagnosis(
        code="unknown",
        message=f"{piece.output} differs from the right value in {count} of {size} entries",
        where=f"case {worst.case.number}: {worst.case.why}",
        value=f"wrong on {len(wrong)} of {len(findings)} cases",
    )
