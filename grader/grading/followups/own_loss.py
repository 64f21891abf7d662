"""Is the gradient that of the student's own loss? The loss is asked for along a few directions, with an error bar.

The other three pairings of own and reference loss and gradient are known already: the reference's pair is proved, and own values
were compared with the reference's. Samples are scripted and seeds set before each call: nothing is drawn anew on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from grader.grading.followups.numerical_gradient import Differenced
from grader.grading.followups.state import GradingState, Look
from grader.judging.calls import piece_of
from grader.judging.layouts import readings
from grader.model import Answer, Case, FloatArray, Function, TableFunction, Verdict

Consistent = dict[tuple[str, str], bool]
"""By function and output; what could not be decided is not there."""


def check_own_loss(heard: GradingState, differenced: Differenced) -> Look[Consistent]:
    """For each function that is wrong somewhere: whether its derivatives are those of its own loss.

    differenced  outputs that are that by construction

    Asked where a value is wrong, in a process of its own.
    """
    found: Consistent = {}
    for function in heard.functions([Verdict.INCORRECT]):
        for output in function.gradients or (function.outputs if function.derivative_of else ()):
            case = _telling_case(heard, function, output)
            if case is None or (function.name, output) in differenced:
                continue
            verdict = yield from _check(heard, function, output, case)
            if verdict is not None:
                found[function.name, output] = verdict
    return found


def _telling_case(heard: GradingState, function: Function, output: str) -> Case | None:
    """The first case on which this output is wrong, else the first on which the loss is; None where the loss is a table."""
    for name in (output, "loss"):
        keys = [key for key in heard.keys(function.name) if piece_of(heard.exam, key).output == name]
        wrong = {f.case.number for key in keys for f in heard.findings[key] if f.verdict is Verdict.INCORRECT}
        for case in heard.cases(function.name):
            if case.number in wrong and not any(isinstance(value, TableFunction) for value in case.inputs.values()):
                return case
    return None


def _check(heard: GradingState, function: Function, output: str, case: Case) -> Look[bool | None]:
    """Whether one derivative is that of the own loss; None where there is nothing to compare, or it cannot be decided."""
    by = function.gradients.get(output) or next(iter(case.inputs))
    at = np.asarray(case.inputs[by], dtype=np.float64)
    given = _read(heard.answers[case.number], function.outputs.index(output), at.shape)
    loss = _loss_of(heard, function)
    if given is None or loss is None:
        return None
    rng = np.random.default_rng(heard.exam.seed)
    if function.derivative_of:  # sum_i w_i sigma(x)_i has the gradient w_i sigma'(x)_i; powers of two keep every digit
        weights = np.ldexp(rng.choice((-1.0, 1.0), size=at.shape), rng.integers(-1, 2, size=at.shape))
    else:
        weights = np.ones(())
    claimed = given * weights if function.derivative_of else given
    return (yield from _difference(heard, replace(case, function=loss), by, claimed, lambda a: _total(a, weights), rng))


def _difference(
    heard: GradingState, case: Case, by: str, claimed: FloatArray, total: Callable[[Answer], float], rng: np.random.Generator
) -> Look[bool | None]:
    """Carry the differences' requests to the box and its answers back."""
    from grader.numeric.differences import Outcome, ask_gradient  # noqa: PLC0415 - only a submission that is wrong waits for it

    asking = ask_gradient([np.asarray(case.inputs[by])], [claimed], rng=rng, complex_step=False)
    try:
        request = next(asking)
        while True:
            moved = [replace(case, inputs={**case.inputs, by: np.array(point)}) for (point,) in request.points()]
            again = yield heard.again(case.function, map(heard.call, moved), "own loss")
            request = asking.send([total(answer) for answer in again.answers])
    except StopIteration as finished:
        return {Outcome.PASS: True, Outcome.FAIL: False}.get(finished.value.outcome)


def _loss_of(heard: GradingState, function: Function) -> str | None:
    """The function that is differenced, by its name in the assignment; None where the submission has none that can be called."""
    name = function.derivative_of or function.name
    signature = heard.interface.signature(name)
    there = signature is not None and signature.name in heard.loaded.names - heard.loaded.untouched
    return name if there else None


def _total(answer: Answer, weights: FloatArray) -> float:
    """The loss, or the weighted sum of an elementwise function; NaN where there is none."""
    value = answer.outputs[0] if answer.outputs else None
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return float("nan")
    if weights.ndim and value.shape != weights.shape:
        return float("nan")
    with np.errstate(all="ignore"):
        return float(np.sum(value * weights)) if weights.ndim or value.size == 1 else float("nan")


def _read(answer: Answer, position: int, shape: tuple[int, ...]) -> FloatArray | None:
    """The derivative that was returned, in the shape that is due."""
    if position >= len(answer.outputs):
        return None
    given = answer.outputs[position]
    if not isinstance(given, np.ndarray) or given.dtype.kind not in "biuf":
        return None
    return next((array for _, array in readings(given, shape)), None)
