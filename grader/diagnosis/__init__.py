"""Name the mistake in a wrong output. Each hypothesis is a small pure function that returns evidence or nothing.

Structure comes first (an exception, a shape, a NaN) and excludes the rest. Then `formulas`, which say what the value is on every
case, the simplest first. `patterns` say what else is visible: when the value is wrong, where, and which identity it violates. A
diagnosis that does not fit every case is not given, and "unknown" is an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from grader.diagnosis.coefficients import coefficients
from grader.diagnosis.known_mistakes import named_mistake, wrong_arguments, wrong_value
from grader.diagnosis.patterns import ON_SOME_CASES, broken_invariant, named_rows, on_some_cases, one_column, single_entry
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
from grader.diagnosis.truncation_errors import errors_of_differences, numerical
from grader.diagnosis.wrong_output import Hypothesis, WrongOutput, diagnoses_by
from grader.judging.exam import Exam, PieceKey
from grader.judging.findings import Finding
from grader.model import Diagnosis, Verdict

__all__ = ["ON_SOME_CASES", "WrongPiece", "numerical", "wrong_value"]

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
"""Formulas of the value, the simplest first: one sign, one known mistake, one number, several numbers."""

PATTERNS: tuple[Hypothesis, ...] = (named_rows, on_some_cases, one_column, single_entry, varying_factor, broken_invariant)
"""Patterns of a value that no formula explains, the narrowest first."""


@dataclass(frozen=True, kw_only=True, eq=False)
class WrongPiece:
    """A piece that is not correct, and what its findings show. Everything is computed once, and only when it is needed."""

    exam: Exam
    key: PieceKey
    findings: Sequence[Finding]

    @cached_property
    def output(self) -> WrongOutput | None:
        """The output that hypotheses examine; None without a finite value of the expected shape on every case."""
        if any(f.array is None or not np.all(np.isfinite(f.array)) for f in self.findings):
            return None
        return WrongOutput(exam=self.exam, part_id=self.key[0], piece=self.exam.piece(self.key), findings=tuple(self.findings))

    @cached_property
    def structure(self) -> Diagnosis | None:
        """The diagnosis of the worst finding that has one: a fault, a shape, a NaN, an extra axis."""
        wrong = [f for f in self.findings if f.verdict is not Verdict.CORRECT]
        worst = min((f.verdict for f in wrong), key=list(Verdict).index)
        diagnoses = (f.diagnosis for f in wrong if f.verdict is worst and f.diagnosis is not None)
        return explain_shape(self.exam, self.exam.piece(self.key), self.findings) or next(diagnoses, None)

    @cached_property
    def formulas(self) -> tuple[Diagnosis, ...]:
        """Formulas that fit all cases, the best first; none if the structure already explains the piece."""
        if self.output is None or self.structure is not None:
            return ()
        return tuple(islice(diagnoses_by(FORMULAS, self.output), self.exam.explanations))

    def diagnoses(self) -> list[Diagnosis]:
        """All that the findings show, the best first; empty if the mistake is unknown."""
        if self.structure is not None:
            # a gradient that is accurate to 7 digits may be that of finite differences
            of_differences = None
            if self.structure.code == "precision" and self.output is not None:
                of_differences = errors_of_differences(self.output)
            return [self.structure] if of_differences is None else [of_differences, self.structure]
        diagnoses = list(self.formulas)
        if self.output is not None and len(diagnoses) < self.exam.explanations:
            diagnoses += islice(diagnoses_by(PATTERNS, self.output), self.exam.explanations)
        return diagnoses

    def unknown(self) -> Diagnosis:
        """The diagnosis without a name: how much of the value is wrong."""
        output = self.exam.piece(self.key).output
        wrong = [f for f in self.findings if f.verdict is not Verdict.CORRECT]
        compared = [f for f in wrong if f.comparisons and f.case.number not in self.exam.added]
        if not compared:
            return Diagnosis(code="unknown", message=f"{output} differs from the right value")
        worst = max(compared, key=lambda f: f.error or 0.0)
        count, size = sum(c.mismatched for c in worst.comparisons), sum(c.size for c in worst.comparisons)
        return Diagnosis(
            code="unknown",
            message=f"{output} differs from the right value in {count} of {size} entries",
            where=f"case {worst.case.number}: {worst.case.why}",
            value=f"wrong on {len(wrong)} of {len(self.findings)} cases",
        )
