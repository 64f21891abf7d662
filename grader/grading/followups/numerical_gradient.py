"""Find gradients that were obtained by differencing the loss: their values change with the length of the steps.

A step is a tiny amount by which an input is moved. The sandbox multiplies it by a factor while the submission runs and leaves
the divisor of the quotient alone, so a differenced output is multiplied by the same factor, and a derived one stays the same.
A gradient check that a student left in the file differences the loss too, but the output does not depend on it.

The exam is asked with longer steps: a submission cannot find out that it is watched and behave in the exam. Functions that are
wrong there are asked once more as they are, and compared. What changes is asked a third time, with shorter steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.diagnosis import numerical
from grader.grading.followups.state import GradingState, Inquiry
from grader.model import WATCHED_CALLS, Answer, Case, FaultKind, Function, Remark, Verdict
from grader.numeric.compare import RTOL

SHARE = 2.0**-16
"""By this share steps become longer or shorter. A hundred times what float32 or ten digits can show, three times the tolerance
for float32, and less than a check of the gradient tolerates: a program that stops says nothing."""

LONGER, SHORTER = 1 + SHARE, 1 - SHARE

AS_IT_IS = "steps as they are"
"""The process that is asked without a factor."""

LEAST, MOST = 0.25, 4.0
"""A quotient changes by SHARE times its own value. An output that depends on a moved input in another way changes by SHARE
times the step, and the widest steps are 0.03 of the input."""

OPPOSITE = 0.5
"""The largest sum of the changes for longer and for shorter steps, as a share of one of them. For a quotient they cancel."""

FEWER_DIGITS = 2.5e-13
"""A derived gradient is right to 1.1e-13 (see RTOL). Of quotients with real steps the best have errors of 4e-13."""

Differenced = frozenset[tuple[str, str]]
"""Outputs, as function and name."""

Watched = Mapping[int, Answer]
"""Answers to watched calls, by case number."""


def applies(state: GradingState) -> bool:
    """Whether the submission has a function that returns derivatives, and was wrong where steps are longer."""
    return bool(state.longer) and bool(_watched_functions(state))


def ask(state: GradingState) -> Inquiry[None]:
    """Record every output that was differenced; right values count as wrong then."""
    state.results.differenced.update((yield from find_differences(state)))
    diagnosis = numerical("the result changes with the step of a difference quotient")
    for function, output in state.results.differenced:
        state.results.add(state.keys(function, output), diagnosis)


def find_differences(state: GradingState) -> Inquiry[Differenced]:
    """The outputs that were differenced. A function that behaves unusually without that gets a remark, which costs nothing."""
    functions = [
        f for f in _watched_functions(state) if f.name in state.stand_ins or state.cases(f.name)[0].number in state.longer
    ]
    # What was judged with a stand-in is asked with that.
    longer = {**state.longer, **(yield from _again(state, [f for f in functions if f.name in state.stand_ins], LONGER))}
    late = [f for f in functions if _is_late(state, f, longer)]
    functions = [f for f in functions if _changes(state, f, longer)]
    shorter = yield from _again(state, functions, SHORTER)
    differenced: set[tuple[str, str]] = set()
    for function in functions:
        outputs = {(function.name, o) for o in function.derivatives if _is_differenced(state, function, o, longer, shorter)}
        differenced |= outputs
        if not outputs:
            _remark(state, function, "raises or answers differently")
    for function in late:
        if function not in functions:
            _remark(state, function, "does not end in time")
    return frozenset(differenced)


def _remark(state: GradingState, function: Function, what: str) -> None:
    name = state.calls[state.cases(function.name)[0].number].function
    message = (
        f"{name} {what} when its inputs are watched for difference quotients, and not otherwise. Code that hides a quotient does"
        " that. Its points are those of a derived gradient: read the function, and correct them with --overrides if need be."
    )
    state.results.remarks.append(Remark(code="differs-when-watched", message=message, for_instructors=True))


def rough_gradients(state: GradingState) -> list[str]:
    """The functions with a right float64 derivative that has fewer digits than a derived one, for no known reason."""
    rough = set()
    for key, findings in state.findings.items():
        function, output = state.exam.assignment.function(state.exam.piece(key).function), state.exam.piece(key).output
        if output not in function.derivatives or function.takes or (function.name, output) in state.results.differenced:
            continue
        if findings.verdict is not Verdict.CORRECT or not FEWER_DIGITS < (findings.error or 0.0) <= RTOL:
            continue
        watched = [case.number for case in _cases(state, function)]  # what only looks like a moved input costs digits there
        if any((each.error or 0.0) > FEWER_DIGITS for each in findings if each.case.number not in watched):
            rough.add(state.calls[state.cases(function.name)[0].number].function)
    return sorted(rough)


def _watched_functions(state: GradingState) -> list[Function]:
    """The functions that return derivatives of a loss of their own. Only these are watched."""
    return [f for f in state.exam.assignment.functions if f.may_difference and state.cases(f.name)]


def _again(state: GradingState, functions: Sequence[Function], factor: float) -> Inquiry[Watched]:
    """Ask for the watched calls of these functions once more, in processes that multiply steps by `factor`."""
    answers: dict[int, Answer] = {}
    with_stand_ins = [[f] for f in functions if f.name in state.stand_ins]
    for batch in ([f for f in functions if f.name not in state.stand_ins], *with_stand_ins):
        if batch:
            cases = [case.number for function in batch for case in _cases(state, function)]
            question = state.again(batch[0].name, [state.calls[number] for number in cases], f"steps times {factor:.6f}")
            again = yield replace(question, step_factor=factor)
            answers |= dict(zip(cases, again.answers, strict=True))
    return answers


def _cases(state: GradingState, function: Function) -> list[Case]:
    """The cases in which a function was watched. Later ones were added to the exam."""
    return state.cases(function.name)[:WATCHED_CALLS]


def _plain(state: GradingState, function: Function) -> dict[int, Answer]:
    """The answers that were not watched, from the process with which they are compared."""
    if function.name in state.stand_ins:
        return state.answers
    return dict(zip(state.calls, state.first.answers, strict=False))


def _is_late(state: GradingState, function: Function, watched: Watched) -> bool:
    """Whether no watched call was answered, for lack of time, of those that were answered before."""
    plain = _plain(state, function)
    cases = [case.number for case in _cases(state, function) if not plain[case.number].fault]
    faults = [watched[number].fault for number in cases]
    return bool(faults) and all(fault and fault.kind is FaultKind.TIMED_OUT for fault in faults)


def _changes(state: GradingState, function: Function, watched: Watched) -> bool:
    """Whether a call has no answer where it had one, or an answer with another derivative. A time-out is no change."""
    derivatives = function.derivatives
    plain = _plain(state, function)
    for case in _cases(state, function):
        before, after = plain[case.number], watched[case.number]
        if before.fault or (after.fault and after.fault.kind is FaultKind.TIMED_OUT):
            continue
        if after.fault or len(after.outputs) != len(before.outputs):
            return True
        for name, old, new in zip(function.outputs, before.outputs, after.outputs, strict=False):
            if name in derivatives and isinstance(old, np.ndarray):
                if isinstance(new, np.ndarray) and (old.dtype, old.shape, old.tobytes()) == (new.dtype, new.shape, new.tobytes()):
                    continue
                change = _change(old, new)
                if change is None or np.abs(change).max(initial=0.0) > LEAST:
                    return True
    return False


def _is_differenced(state: GradingState, function: Function, output: str, longer: Watched, shorter: Watched) -> bool:
    """Whether an output changes as a quotient does in most cases, each entry by its own share, and not at all in the others.

    A step that is wide for the inputs of one case is not noticed there. Where shorter steps get no answer, the change for longer
    ones must be the value itself, entry by entry.
    """
    position, changed, unchanged = function.outputs.index(output), 0, 0
    plain = _plain(state, function)
    for case in _cases(state, function):
        old, one = (answers[case.number].outputs[position : position + 1] for answers in (plain, longer))
        if not old or not one:
            return False
        if not isinstance(old[0], np.ndarray) or not np.any(old[0]):
            continue
        more = _change(old[0], one[0])
        other = shorter[case.number].outputs[position : position + 1]
        less = _change(old[0], other[0] if other else old[0] * SHORTER)
        if more is None or less is None:
            return False
        if not np.any(more) and (not other or not np.any(less)):
            unchanged += 1
            continue
        sizes = [float(np.abs(change).max()) for change in (more, less)]
        if not all(LEAST < size < MOST for size in sizes) or np.abs(more + less).max() > OPPOSITE * max(sizes):
            return False
        own, large = old[0] / np.abs(old[0]).max(), np.abs(more) > LEAST
        if np.any(own[large] / more[large] < LEAST):  # so do sums of many numbers that only look like moved inputs
            return False
        changed += 1
    return changed > unchanged


def _change(old: np.ndarray, new: object) -> np.ndarray | None:
    """The change of an output, of which a quotient's largest entry is 1 or -1; None where arrays cannot be compared."""
    if not isinstance(new, np.ndarray) or old.shape != new.shape or "c" in old.dtype.kind + new.dtype.kind:
        return None
    if not (np.all(np.isfinite(old)) and np.all(np.isfinite(new))):
        return np.zeros(old.shape) if np.array_equal(old, new, equal_nan=True) else None
    with np.errstate(all="ignore"):  # the numbers are a stranger's
        before, after = old.astype(np.float64), new.astype(np.float64)
        return np.asarray((after - before) / ((float(np.abs(before).max(initial=0.0)) or 1.0) * SHARE))
