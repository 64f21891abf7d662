"""A gradient that is off as difference quotients are.

Forward ones are off by h/2 times a second derivative, central ones by h^2/6 times a third (Taylor's theorem). Where the errors
are that on all cases, with one small h, they alone tell: no wrong formula is wrong like that.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.diagnosis.wrong_output import WrongOutput
from grader.judging.judge import AnyArray, Finding
from grader.model import Diagnosis, FloatArray

NUMERICAL = "numerical-gradient"

LARGEST = 1e-2
"""Errors above this share of the scale are no truncation error: nobody takes such a step."""

LEFT_OVER = 0.05
"""What the pattern may leave unexplained, as a share of the largest error: the next term of the series, and rounding."""

FEWEST = 6
"""Numbers that the pattern has to explain; one or two may be proportional to anything."""

STEPS = (1e-4, 1e-3)
"""Of the judge's own differences of the reference's gradient, for its first and second derivative: right to about 1e-7."""

MOST_CASES = 3
"""Cases that are looked at: what is true of three with different sizes is no accident."""


def numerical(told: str = "") -> Diagnosis:
    """What is said of a gradient that was not derived. `told` is the evidence."""
    return Diagnosis(
        code=NUMERICAL,
        message="the loss was differentiated numerically; what is asked for is a formula",
        value=told,
        hint="Differences are a fine check of a gradient. Now derive it: write the loss as a sum and differentiate term by term.",
    )


def errors_of_differences(suspect: WrongOutput) -> Diagnosis | None:
    """Whether the errors are those of forward, backward or central differences with one step for all cases."""
    by = suspect.exam.assignment.function(suspect.piece.function).gradients.get(suspect.piece.output)
    shown = sorted(suspect.findings, key=lambda f: -(f.error or 0.0))[:MOST_CASES]  # right ones too: they are off by less
    if by is None or not all((f.error or 0.0) < LARGEST for f in shown):
        return None
    errors = np.concatenate([suspect.judged(f, np.asarray(f.array) - suspect.expected(f)) for f in shown])
    if len(errors) < FEWEST:
        return None
    second, third = (np.concatenate(found) for found in zip(*(_derivatives(suspect, f, by) for f in shown), strict=True))
    for pattern, kind in ((second, "forward"), (third, "central")):
        factor = _proportion(errors, pattern)
        if factor is not None and (kind == "forward" or factor > 0):
            step = 2 * factor if kind == "forward" else np.sqrt(6 * factor)
            name = "backward" if step < 0 else kind
            return numerical(f"the errors are those of {name} differences with a step of {abs(step):.2g}")
    return None


def _proportion(errors: FloatArray, pattern: FloatArray) -> float | None:
    """The factor between two lists of numbers; None where they are not proportional."""
    square = float(pattern @ pattern)
    factor = float(errors @ pattern) / square if square else 0.0
    left = float(np.abs(errors - factor * pattern).max())
    return factor if factor and left <= LEFT_OVER * float(np.abs(errors).max()) else None


def _derivatives(suspect: WrongOutput, finding: Finding, by: str) -> tuple[FloatArray, FloatArray]:
    """Each judged entry of the gradient, differentiated once and twice more by its own variable."""
    first, second = (np.array(list(_along_each(suspect, finding, by, step))) for step in STEPS)
    shape = suspect.expected(finding).shape
    once = (first[:, 1] - first[:, 0]) / (2 * STEPS[0])
    twice = (second[:, 1] - 2 * suspect.expected(finding).ravel() + second[:, 0]) / STEPS[1] ** 2
    return suspect.judged(finding, once.reshape(shape)), suspect.judged(finding, twice.reshape(shape))


def _along_each(suspect: WrongOutput, finding: Finding, by: str, step: float) -> Iterator[tuple[float, float]]:
    """Entry i of the reference's gradient where variable i is a step smaller and a step larger."""
    for i in range(suspect.expected(finding).size):
        yield _moved(suspect, finding, by, i, -step), _moved(suspect, finding, by, i, step)


def _moved(suspect: WrongOutput, finding: Finding, by: str, i: int, step: float) -> float:
    moved: AnyArray = np.array(finding.case.inputs[by], dtype=np.float64)
    moved.flat[i] += step
    function = suspect.exam.assignment.function(suspect.piece.function)
    value = function.evaluate({**finding.case.inputs, by: moved})[suspect.piece.output]
    return float(np.asarray(value).flat[i])
