"""Recognise functions that are right in a layout of their own: transposed, or fitting each other but not the interface."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from grader.grading.followups.state import GradingState, Inquiry
from grader.judging.exam import Values
from grader.judging.layouts import readings
from grader.model import Answer, Argument, Array, Diagnosis, Function, OwnFunction, TableFunction, Verdict
from grader.numeric import compare, compare_loss

NO_ANSWER = frozenset({Verdict.MISSING, Verdict.TIMEOUT})

COLUMNS = Diagnosis(
    code="own-layout",
    message="right if words are columns, but words are rows in the arrays of this function",
    hint="Transpose once at the beginning and once at the end, or swap the factors of every product.",
)
END_TO_END = Diagnosis(
    code="own-layout",
    message="right end to end: it fits your own loss function, but not one that follows the interface",
    hint="Compare the arguments and results of your loss function with the assignment.",
)


def applies(state: GradingState) -> bool:
    """True if a function that answers has no correct piece."""
    return bool(_all_wrong(state))


def ask(state: GradingState) -> Inquiry[None]:
    """Ask each such function with transposed matrices, then with the student's own function in place of a table."""
    for function in _all_wrong(state):
        if (yield from _right_in_columns(state, function)):
            state.results.add(state.keys(function.name), COLUMNS)
            continue
        cases = state.cases(function.name)
        for name, other in function.takes.items():
            signature = state.interface.signature(other)
            if signature is None or not state.has(other) or not cases:
                continue
            own = OwnFunction(name=signature.name)
            calls = [state.calls[case.number] for case in cases]
            calls = [replace(c, arguments=tuple(own if isinstance(a, TableFunction) else a for a in c.arguments)) for c in calls]
            again = yield state.again(function.name, calls, "end to end")
            reference = state.exam.assignment.function(other).reference
            right = [function.evaluate({**case.inputs, name: reference}) for case in cases]
            if all_equal(function, again.answers, right):
                state.results.add(state.keys(function.name), END_TO_END)
                break


def _all_wrong(state: GradingState) -> list[Function]:
    correct = {f.name for f in state.functions({Verdict.CORRECT})}
    return [f for f in state.functions(set(Verdict) - NO_ANSWER - {Verdict.CORRECT}) if f.name not in correct]


def _right_in_columns(state: GradingState, function: Function) -> Inquiry[bool]:
    """Repeat the calls with every matrix transposed: are the answers the expected ones, transposed?"""

    def transposed(argument: Argument) -> Argument:
        if isinstance(argument, Array):
            return Array(value=np.ascontiguousarray(argument.value.T))
        if isinstance(argument, TableFunction):  # each of its matrices
            expected = {i: np.ascontiguousarray(array.T) for i, array in argument.expected.items()}
            answers = tuple(np.ascontiguousarray(np.swapaxes(a, 1, 2)) if a.ndim > 2 else a for a in argument.answers)
            return replace(argument, expected=expected, answers=answers)
        return argument

    cases = [case for case in state.cases(function.name) if any(np.ndim(value) > 1 for value in case.inputs.values())]
    wrong = {f.case.number for key in state.keys(function.name) for f in state.findings[key] if f.verdict is not Verdict.CORRECT}
    if not cases or not wrong.issuperset(case.number for case in cases):
        return False  # what is right in rows as well is elementwise
    calls = [state.calls[case.number] for case in cases]
    calls = [replace(call, arguments=tuple(map(transposed, call.arguments))) for call in calls]
    again = yield state.again(function.name, calls, "columns")
    right = [{name: np.transpose(v) for name, v in state.exam.expected[case.number].items()} for case in cases]
    return all_equal(function, again.answers, right)


def all_equal(function: Function, answers: Sequence[Answer], expected: Sequence[Values], *, only: Collection[str] = ()) -> bool:
    """True if every output of every answer is right, in some layout; with `only`, every output of these."""
    for answer, values in zip(answers, expected, strict=True):
        if len(answer.outputs) != len(function.outputs):
            return False
        for name, array in zip(function.outputs, answer.outputs, strict=True):
            if only and name not in only:
                continue
            right = np.asarray(values[name], dtype=np.float64)
            same = (
                (compare(read, right) if right.ndim else compare_loss(read, float(right))).equal
                for _, read in (readings(array, right.shape) if isinstance(array, np.ndarray) else ())
            )
            if not any(same):
                return False
    return True
