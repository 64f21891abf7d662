"""A function that is given another function and calls it with the wrong arrays: all that it adds up are stray answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grader.diagnosis.wrong_output import WrongOutput
from grader.judging.judge import AnyArray, Finding
from grader.model import Diagnosis, TableFunction


def wrong_arguments(suspect: WrongOutput) -> Diagnosis | None:
    """The right result, had the table given nothing but its stray answer."""
    if not any(isinstance(value, TableFunction) for value in suspect.findings[0].case.inputs.values()):
        return None
    if not suspect.fits(lambda f: _all_stray(suspect, f)):
        return None
    hint = "Which vector, which index and which matrix does one pair of words take?"
    return Diagnosis(
        code="wrong-arguments", message="the function that is given is called with other arrays than it should be", hint=hint
    )


def _all_stray(suspect: WrongOutput, finding: Finding) -> AnyArray:
    function = suspect.exam.assignment.function(suspect.piece.function)
    inputs: Mapping[str, Any] = {name: _unknowing(value) for name, value in finding.case.inputs.items()}
    return np.asarray(function.evaluate(inputs)[suspect.piece.output], dtype=np.float64)


def _unknowing(value: Any) -> Any:
    """A table that knows no index."""
    if not isinstance(value, TableFunction):
        return value
    return replace(value, keys=(), answers=tuple(answer[-1:] for answer in value.answers))
