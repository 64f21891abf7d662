"""Recognise a function that passes a wrong index to the function it is given.

The given function is a table, and the right result is linear in its rows. So the values that were returned show which rows were
added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from grader.diagnosis.wrong_output import FITS
from grader.grading.followups.state import VALUES, GradingState, Inquiry
from grader.judging.exam import AnyArray, Exam
from grader.model import Case, Diagnosis, FloatArray, Function, Output, TableFunction

CLEAR = 1e-6
"""Weights of rows are equal within this: they are fractions of the number of calls, which is small."""

HINT = "Which word is predicted in this turn of the loop? Print the index that you pass for it."
STRAY = Diagnosis(
    code="wrong-arguments",
    message="the given function is called with wrong arguments for some of the words",
    hint="Do all turns of the loop pass the same vectors?",
)
NO_WORD = Diagnosis(code="wrong-index", message="the given function is called with an index that no word has", hint=HINT)


def applies(state: GradingState) -> bool:
    """True if a function that is given a table returns wrong values."""
    return any(function.takes for function in state.functions(VALUES))


def ask(state: GradingState) -> Inquiry[None]:
    """Name the pieces whose values are sums over calls with other indices than the right ones."""
    for function in (f for f in state.functions(VALUES) if f.takes):
        cases = state.cases(function.name)
        actual = [_mixture(state.exam, case, state.answers[case.number].outputs) for case in cases]
        expected = [[state.exam.expected[case.number][name] for name in function.outputs] for case in cases]
        right = [_mixture(state.exam, case, outputs) for case, outputs in zip(cases, expected, strict=True)]
        mixtures = [mixture for mixture in actual if mixture is not None]
        if not cases or len(mixtures) < len(cases) or None in right:
            continue
        keys = [table.keys for case in cases for table in case.inputs.values() if isinstance(table, TableFunction)]
        diagnosis = _name([shares for shares, _ in mixtures], [mixture[0] for mixture in right if mixture], keys)
        no_word = diagnosis is STRAY and (yield from _index_is_of_no_word(state, function, cases))
        values = {case.number: mixed for case, (_, mixed) in zip(cases, mixtures, strict=True)}
        for key in state.keys(function.name):
            if diagnosis is None or state.results.diagnoses.get(key) or state.verdict(key) not in VALUES:
                continue
            piece = state.wrong_piece(key)
            if piece.output is None or (piece.formulas and not no_word):
                continue
            if piece.output.equals(lambda f, v=values, name=piece.output.piece.output: v[f.case.number][name]):  # type: ignore[misc]
                state.results.add([key], NO_WORD if no_word else diagnosis)


def _index_is_of_no_word(state: GradingState, function: Function, cases: Sequence[Case]) -> Inquiry[bool]:
    """Ask with tables that accept any arrays: is there a stray answer in each case all the same?"""
    calls = [state.calls[case.number] for case in cases]
    tables = [
        replace(call, arguments=tuple(replace(a, expected={}) if isinstance(a, TableFunction) else a for a in call.arguments))
        for call in calls
    ]
    again = yield state.again(function.name, tables, "any arrays")
    mixtures = [_mixture(state.exam, case, answer.outputs) for case, answer in zip(cases, again.answers, strict=True)]
    return all(mixture is not None and mixture[0][-1] > CLEAR for mixture in mixtures)


@lru_cache(maxsize=64)  # the cases of one exam
def _by_row(exam: Exam, case: Case) -> list[dict[str, AnyArray]]:
    """By row of the table: the outputs, if every call were answered by that row."""
    values = []
    for name, table in case.inputs.items():
        if isinstance(table, TableFunction):
            for row in range(len(table.keys) + 1):
                alone = replace(table, keys=(), answers=tuple(array[row : row + 1] for array in table.answers))
                values.append(exam.assignment.function(case.function).evaluate({**case.inputs, name: alone}))
    return values


def _mixture(exam: Exam, case: Case, outputs: Sequence[Output]) -> tuple[FloatArray, Mapping[str, AnyArray]] | None:
    """The share of each row of the table in the fullest output, and all outputs with these shares.

    None if that output is no mixture of the rows.
    """
    function, values = exam.assignment.function(case.function), _by_row(exam, case)
    fullest = max(function.outputs, key=lambda name: np.count_nonzero(values[0][name])) if values else ""
    if not values or len(outputs) != len(function.outputs):
        return None
    actual = outputs[function.outputs.index(fullest)]
    if not isinstance(actual, np.ndarray) or actual.shape != np.shape(values[0][fullest]) or actual.dtype.kind not in "biuf":
        return None
    matrix = np.stack([np.ravel(value[fullest]) for value in values], axis=1)
    if not np.all(np.isfinite(actual)) or len(matrix) <= matrix.shape[1]:
        return None
    shares = np.asarray(np.linalg.lstsq(matrix, actual.ravel().astype(np.float64), rcond=None)[0], dtype=np.float64)
    exact = np.abs(matrix @ shares - actual.ravel()).max() <= FITS * np.abs(actual).max()
    if not exact or shares.min() < -CLEAR or abs(shares.sum() - 1) > CLEAR:
        return None
    return shares, {name: sum(share * value[name] for share, value in zip(shares, values, strict=True)) for name in values[0]}


def _name(weights: list[FloatArray], right: list[FloatArray], keys: list[tuple[int, ...]]) -> Diagnosis | None:
    """The name of the wrong rows, from their weights in each case; the last row is the stray answer."""
    if len(weights) != len(right) or all(np.allclose(w, r, atol=CLEAR) for w, r in zip(weights, right, strict=True)):
        return None
    if all(np.all(w[:-1] <= r[:-1] + CLEAR) for w, r in zip(weights, right, strict=True)):
        return STRAY
    rows = [int(np.argmax(w)) for w in weights]
    alone = {k[row] for row, k in zip(rows, keys, strict=True) if row < len(k)}
    if len(alone) == 1 and all(w.max() > 1 - CLEAR for w in weights):
        (index,) = alone
        if all(row < len(k) or index not in k for row, k in zip(rows, keys, strict=True)):
            message = f"the given function is called with the index {index} for every word"
            return Diagnosis(code="constant-index", message=message, hint=HINT)
    message = "the given function is called with the indices of other words than those that are predicted"
    return Diagnosis(code="wrong-index", message=message, hint=HINT)
