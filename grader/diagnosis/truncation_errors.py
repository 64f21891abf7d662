"""Recognise finite differences by their truncation error.

Forward differences are off by h/2 times a second derivative, central ones by h^2/6 times a third (Taylor's theorem). If the
errors of all cases have this pattern with one small h, that is proof enough: no wrong formula has such errors.
"""

from __future__ import annotations

import numpy as np

from grader.diagnosis.wrong_output import WrongOutput
from grader.judging.exam import AnyArray
from grader.judging.findings import Finding
from grader.model import Diagnosis, FloatArray
from grader.model.codes import NUMERICAL_GRADIENT

LARGEST = 1e-2
"""Larger errors, as a share of the scale, are not truncation errors: nobody uses such a step."""

LEFT_OVER = 0.05
"""Share of the largest error that the pattern may leave unexplained: the next term of the series, and rounding."""

FEWEST = 6
"""Numbers that the pattern has to explain; one or two numbers are proportional to anything."""

STEPS = (1e-4, 1e-3)
"""Steps of our own differences of the reference's gradient, for its first and second derivative: accurate to about 1e-7."""

MOST_CASES = 3
"""Cases to examine: three cases of different sizes do not agree by accident."""


def numerical(evidence: str) -> Diagnosis:
    """The diagnosis for a gradient that was not derived."""
    return Diagnosis(
        code=NUMERICAL_GRADIENT,
        message="the loss was differentiated numerically, but a formula is required",
        value=evidence,
        hint="Differences are a good check of a gradient. Now derive it: write the loss as a sum and differentiate each term.",
    )


def errors_of_differences(output: WrongOutput) -> Diagnosis | None:
    """Errors of forward, backward or central differences with one step for all cases."""
    variable = output.exam.assignment.function(output.piece.function).gradients.get(output.piece.output)
    # correct cases count too, their errors are only smaller
    shown = sorted(output.findings, key=lambda f: -(f.error or 0.0))[:MOST_CASES]
    if variable is None or not all((f.error or 0.0) < LARGEST for f in shown):
        return None
    errors = np.concatenate([output.judged(f, np.asarray(f.array) - output.expected(f)) for f in shown])
    if len(errors) < FEWEST:
        return None
    second, third = (np.concatenate(rows) for rows in zip(*(_derivatives(output, f, variable) for f in shown), strict=True))
    for pattern, kind in ((second, "forward"), (third, "central")):
        square = float(pattern @ pattern)
        factor = float(errors @ pattern) / square if square else 0.0
        proportional = factor and np.abs(errors - factor * pattern).max() <= LEFT_OVER * np.abs(errors).max()
        if proportional and (kind == "forward" or factor > 0):
            step = 2 * factor if kind == "forward" else np.sqrt(6 * factor)
            name = "backward" if step < 0 else kind
            return numerical(f"the errors are those of {name} differences with a step of {abs(step):.2g}")
    return None


def _derivatives(output: WrongOutput, finding: Finding, variable: str) -> tuple[FloatArray, FloatArray]:
    """The first and second derivative of each judged entry of the gradient, by the entry of `variable` that it belongs to."""
    function = output.exam.assignment.function(output.piece.function)
    right = output.expected(finding)

    def moved(i: int, step: float) -> float:
        """Entry i of the reference's gradient after entry i of the variable has moved by `step`."""
        point: AnyArray = np.array(finding.case.inputs[variable], dtype=np.float64)
        point.flat[i] += step
        value = function.evaluate({**finding.case.inputs, variable: point})[output.piece.output]
        return float(np.asarray(value).flat[i])

    steps = (-STEPS[0], STEPS[0], -STEPS[1], STEPS[1])
    below, above, far_below, far_above = (np.array([moved(i, step) for i in range(right.size)]) for step in steps)
    once = (above - below) / (2 * STEPS[0])
    twice = (far_above - 2 * right.ravel() + far_below) / STEPS[1] ** 2
    return output.judged(finding, once.reshape(right.shape)), output.judged(finding, twice.reshape(right.shape))
