"""Recognise the content of an array of the wrong shape: the right values flattened or added up, or those of another output."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.diagnosis.transformations import swapped
from grader.diagnosis.wrong_output import FITS
from grader.judging.exam import AnyArray, Exam
from grader.judging.findings import Finding
from grader.model import Diagnosis, Piece

Reading = Callable[[AnyArray, Mapping[str, AnyArray]], Any]
"""From the expected value, and all outputs by name, to a possible content of the array."""

READINGS: tuple[tuple[str, Reading], ...] = (
    ("it holds the right values in one row", lambda right, _: right.ravel() if right.ndim > 1 else None),
    ("it is the sum of all entries", lambda right, _: np.sum(right)),
    ("it is the sum over the rows", lambda right, _: np.sum(right, axis=0) if right.ndim > 1 else None),
    ("it is the sum over each row", lambda right, _: np.sum(right, axis=1) if right.ndim > 1 else None),
    ("it is the mean of all entries", lambda right, _: np.mean(right)),
)


def explain_shape(exam: Exam, piece: Piece, findings: Sequence[Finding]) -> Diagnosis | None:
    """The diagnosis of the shape together with the content of the array, if that is known on every case."""
    misshapen = [f for f in findings if f.misshapen is not None]
    if not misshapen or len(misshapen) < len(findings):
        return None

    def holds(reading: Reading) -> bool:
        """True if every array has the entries of its reading, whatever its shape."""
        for finding in misshapen:
            array, expected = finding.misshapen, exam.expected[finding.case.number]
            value = reading(expected[piece.output], expected)
            if (
                value is None
                or not isinstance(array, np.ndarray)
                or array.dtype.kind not in "biuf"
                or array.size != np.size(value)
            ):
                return False
            distance = np.abs(np.asarray(array, np.float64).ravel() - np.ravel(value)).max(initial=0.0)
            if not distance <= FITS * np.abs(value).max(initial=0.0):
                return False
        return True

    for name in exam.assignment.function(piece.function).outputs:
        if name != piece.output and holds(lambda _, values, name=name: values[name]):  # type: ignore[misc]
            return swapped(piece.output, name)
    diagnosis = misshapen[0].diagnosis
    for content, reading in READINGS:
        if diagnosis is not None and holds(reading):
            return replace(diagnosis, message=f"{diagnosis.message}: {content}")
    return None
