"""Compare a gradient with the student's own loss, by differences of that loss along a few directions, with an error bar.

The other three pairs of own and reference loss and gradient are known: the reference's pair is proved, and own values were
compared with the reference's. Samples are scripted and seeds are set before each call: nothing random changes between calls.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.grading.followups.state import GradingState, Inquiry
from grader.judging.findings import Finding
from grader.judging.layouts import readings
from grader.model import Answer, Case, Diagnosis, Function, TableFunction, Verdict

FOLLOWS = Diagnosis(
    code="follows-own-loss",
    message="it is the gradient of your own loss, and that loss is wrong",
    hint="Correct the loss first, then derive its gradient again.",
)


def applies(state: GradingState) -> bool:
    """True if there is a wrong value."""
    return bool(state.functions({Verdict.INCORRECT}))


def ask(state: GradingState) -> Inquiry[None]:
    """Decide for each function with a wrong value whether its derivatives are those of its own loss."""
    for function in state.functions({Verdict.INCORRECT}):
        wrong = {
            name: {
                f.case.number for key in keys for f in state.findings[key] if f.verdict is Verdict.INCORRECT and not _explained(f)
            }
            for name in function.outputs
            if (keys := state.keys(function.name, name))
        }
        # a table is not a loss that can be differenced
        cases = [c for c in state.cases(function.name) if not any(isinstance(v, TableFunction) for v in c.inputs.values())]
        loss_is_wrong = any(state.verdict(key) is Verdict.INCORRECT for key in state.keys(function.name, "loss"))
        for output in function.gradients or (function.outputs if function.derivative_of else ()):
            # the first case on which this output is wrong, else the first on which the loss is
            case = next((c for name in (output, "loss") for c in cases if c.number in wrong.get(name, ())), None)
            if case is None or (function.name, output) in state.results.differenced:
                continue  # a differenced gradient is that of its own loss by construction
            consistent = yield from _is_consistent(state, function, output, case)
            if consistent is not None:
                state.results.own_loss[function.name, output] = consistent
            if consistent and loss_is_wrong:
                state.results.fallbacks.update(dict.fromkeys(state.keys(function.name, output), FOLLOWS))


def _explained(finding: Finding) -> bool:
    """True for a right value that is judged as wrong for its layout."""
    return finding.diagnosis is not None and finding.diagnosis.code == "own-layout"


def _is_consistent(state: GradingState, function: Function, output: str, case: Case) -> Inquiry[bool | None]:
    """True if one derivative is that of the own loss; None if there is nothing to compare, or it cannot be decided."""
    from grader.numeric.differences import Outcome, ask_gradient  # noqa: PLC0415 - only a wrong submission waits for this import

    variable = function.gradients.get(output) or next(iter(case.inputs))
    point = np.asarray(case.inputs[variable], dtype=np.float64)
    position = function.outputs.index(output)
    returned = state.answers[case.number].outputs[position : position + 1]
    arrays = (a for a in returned if isinstance(a, np.ndarray) and a.dtype.kind in "biuf")
    claimed = next((read for array in arrays for _, read in readings(array, point.shape)), None)
    loss = function.derivative_of or function.name
    if claimed is None or not state.has(loss):
        return None
    rng = np.random.default_rng(state.exam.seed)
    weights = np.ones(())
    if function.derivative_of:  # sum_i w_i sigma(x)_i has the gradient w_i sigma'(x)_i; powers of two keep every digit
        weights = np.ldexp(rng.choice((-1.0, 1.0), size=point.shape), rng.integers(-1, 2, size=point.shape))
        claimed = claimed * weights

    def total(answer: Answer) -> float:
        """The loss, or the weighted sum of an elementwise function; NaN if there is none."""
        value = answer.outputs[0] if answer.outputs else None
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
            return float("nan")
        if value.shape != weights.shape and (weights.ndim or value.size != 1):
            return float("nan")
        with np.errstate(all="ignore"):
            return float(np.sum(value * weights))

    # Differences are a generator too: it yields points and is sent values.
    differences = ask_gradient([point], [claimed], rng=rng, complex_step=False)
    try:
        request = next(differences)
        while True:
            moved = [replace(case, function=loss, inputs={**case.inputs, variable: np.array(p)}) for (p,) in request.points()]
            again = yield state.again(loss, map(state.call, moved), "own loss")
            request = differences.send([total(answer) for answer in again.answers])
    except StopIteration as finished:
        return {Outcome.PASS: True, Outcome.FAIL: False}.get(finished.value.outcome)
