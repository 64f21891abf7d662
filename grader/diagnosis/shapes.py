"""What stands in an array of the wrong shape: the right values laid out otherwise, added up, or those of another output."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.diagnosis.transformations import swapped
from grader.diagnosis.wrong_output import FITS
from grader.judging.exam import Exam
from grader.judging.judge import AnyArray, Finding
from grader.model import Diagnosis, Piece

Reading = Callable[[AnyArray, Mapping[str, AnyArray]], Any]
"""From the right value, and all outputs by name, to what was perhaps handed in."""

READINGS: tuple[tuple[str, Reading], ...] = (
    ("it holds the right values in one long row", lambda right, _: right.ravel() if right.ndim > 1 else None),
    ("it is the sum of all entries", lambda right, _: np.sum(right)),
    ("it is the sum over the rows", lambda right, _: np.sum(right, axis=0) if right.ndim > 1 else None),
    ("it is the sum over each row", lambda right, _: np.sum(right, axis=1) if right.ndim > 1 else None),
    ("it is the mean of all entries", lambda right, _: np.mean(right)),
)


def explain_shape(exam: Exam, piece: Piece, findings: Sequence[Finding]) -> Diagnosis | None:
    """The shape's diagnosis with what the array is in truth, where that can be said on every case."""
    wrong = [f for f in findings if f.given is not None]
    if not wrong or len(wrong) < len(findings):
        return None
    told = wrong[0].diagnosis
    outputs = exam.assignment.function(piece.function).outputs
    for name in (name for name in outputs if name != piece.output):
        if all(_is(exam, piece, f, lambda _, values, name=name: values[name]) for f in wrong):  # type: ignore[misc]
            return swapped(piece.output, name)
    for what, reading in READINGS:
        if told is not None and all(_is(exam, piece, f, reading) for f in wrong):
            return replace(told, message=f"{told.message}: {what}")
    return None


def _is(exam: Exam, piece: Piece, finding: Finding, reading: Reading) -> bool:
    expected = exam.expected[finding.case.number]
    value = reading(expected[piece.output], expected)
    given = finding.given
    if value is None or given is None or given.size != np.size(value) or given.dtype.kind not in "biuf":
        return False
    distance = np.abs(np.asarray(given, np.float64).ravel() - np.ravel(value)).max(initial=0.0)
    return bool(distance <= FITS * np.abs(value).max(initial=0.0))
