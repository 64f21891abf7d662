"""Right in its own way: with words in columns, as on paper, or with functions that fit each other but not the interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from grader.grading.followups.state import GradingState, Look
from grader.judging.exam import Values
from grader.judging.layouts import readings
from grader.model import (
    Answer,
    Argument,
    Array,
    Case,
    Diagnosis,
    Function,
    NotNumeric,
    OwnFunction,
    TableFunction,
    Verdict,
)
from grader.numeric import compare, compare_loss

OWN_LAYOUT = "own-layout"
SPARED = frozenset({Verdict.CORRECT, Verdict.MISSING, Verdict.TIMEOUT})


def find_own_layout(heard: GradingState) -> Look[dict[str, Diagnosis]]:
    """For functions that answer nothing right as they are called: whether they are right in a layout of their own.

    Returns a diagnosis for each such function of the assignment, by name.
    """
    found: dict[str, Diagnosis] = {}
    for function in heard.functions(set(Verdict) - SPARED):
        if all(heard.verdict(key) is not Verdict.CORRECT for key in heard.keys(function.name)):
            if (yield from _right_in_columns(heard, function)):
                found[function.name] = _COLUMNS
            elif (yield from _right_end_to_end(heard, function)):
                found[function.name] = _END_TO_END
    return found


_COLUMNS = Diagnosis(
    code=OWN_LAYOUT,
    message="right, if words are columns: the arrays that it is given have words in their rows",
    hint="Transpose once at the beginning and once at the end, or write every product the other way round.",
)
_END_TO_END = Diagnosis(
    code=OWN_LAYOUT,
    message="right end to end: it fits your own loss function, but not one that keeps to the interface",
    hint="Compare what your loss function takes and returns with what the assignment asks for.",
)


# --- words in columns -----------------------------------------------------------------------------------------------------


def _right_in_columns(heard: GradingState, function: Function) -> Look[bool]:
    """Ask again with every matrix transposed: are the answers the right ones, transposed?"""
    cases = [case for case in heard.cases(function.name) if any(np.ndim(value) > 1 for value in case.inputs.values())]
    wrong = {f.case.number for key in heard.keys(function.name) for f in heard.findings[key] if f.verdict is not Verdict.CORRECT}
    if not cases or not wrong.issuperset(case.number for case in cases):
        return False  # nothing is right in columns that is right in rows as well: it is elementwise
    calls = [heard.calls[case.number] for case in cases]
    turned = tuple(replace(call, arguments=tuple(map(_transposed, call.arguments))) for call in calls)
    again = yield heard.again(function.name, turned, "columns")
    right = {case.number: {n: np.transpose(v) for n, v in heard.exam.expected[case.number].items()} for case in cases}
    return all(_same(function, answer, right[case.number]) for case, answer in zip(cases, again.answers, strict=True))


def _transposed(argument: Argument) -> Argument:
    """A matrix with its rows as columns; in a table each of its matrices."""
    if isinstance(argument, Array):
        return Array(value=np.ascontiguousarray(argument.value.T))
    if isinstance(argument, TableFunction):
        expected = {i: np.ascontiguousarray(array.T) for i, array in argument.expected.items()}
        answers = tuple(np.ascontiguousarray(np.swapaxes(a, 1, 2)) if a.ndim > 2 else a for a in argument.answers)
        return replace(argument, expected=expected, answers=answers)
    return argument


# --- end to end -----------------------------------------------------------------------------------------------------------


def _right_end_to_end(heard: GradingState, function: Function) -> Look[bool]:
    """Ask again with the submission's own function where a table stood in its place: is the result right as a whole?"""
    cases = heard.cases(function.name)
    for name, other in function.takes.items():
        signature = heard.interface.signature(other)
        if signature is None or signature.name not in heard.loaded.names - heard.loaded.untouched or not cases:
            continue
        own = OwnFunction(name=signature.name)
        calls = [heard.calls[case.number] for case in cases]
        ours = tuple(replace(c, arguments=tuple(own if isinstance(a, TableFunction) else a for a in c.arguments)) for c in calls)
        again = yield heard.again(function.name, ours, "end to end")
        right = [_with_reference(heard, function, case, name, other) for case in cases]
        if all(_same(function, answer, values) for answer, values in zip(again.answers, right, strict=True)):
            return True
    return False


def _with_reference(heard: GradingState, function: Function, case: Case, name: str, other: str) -> Values:
    """What is right where the reference's own function is handed over."""
    reference = heard.exam.assignment.function(other).reference
    values = function.evaluate({**case.inputs, name: reference})
    return {output: np.asarray(value, dtype=np.float64) for output, value in values.items()}


def _same(function: Function, answer: Answer, right: Mapping[str, np.ndarray]) -> bool:
    """Whether every output is the right one."""
    if len(answer.outputs) != len(function.outputs):
        return False
    return all(_equal(given, right[name]) for name, given in zip(function.outputs, answer.outputs, strict=True))


def _equal(given: np.ndarray | NotNumeric, right: np.ndarray) -> bool:
    if isinstance(given, NotNumeric):
        return False
    for _, array in readings(given, right.shape):
        if (compare(array, right) if right.ndim else compare_loss(array, float(right))).equal:
            return True
    return False
