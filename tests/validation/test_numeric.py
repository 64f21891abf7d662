"""The numeric check: digits, zeros, sizes and state of a reference, and gradients that nothing checks."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.model import Assignment, NumericCheck
from grader.validation import numeric
from reference.softmax_regression import derivations as softmax_regression
from reference.softmax_regression.assignment import ASSIGNMENT as SOFTMAX_REGRESSION
from reference.word2vec import derivations as word2vec
from reference.word2vec import functions
from reference.word2vec.assignment import ASSIGNMENT as WORD2VEC
from tests.support.programs import FILE, UNTRACED, inserted

SEED = 3


def with_reference(assignment: Assignment, name: str, reference: Any) -> Assignment:
    changed = (replace(f, reference=reference) if f.name == name else f for f in assignment.functions)
    return replace(assignment, functions=tuple(changed), mistakes=())


def checked(assignment: Assignment, part: str) -> NumericCheck:
    derivations = word2vec.DERIVATIONS if assignment.name == "word2vec" else softmax_regression.DERIVATIONS
    cases = (*assignment.draw(SEED), *assignment.draw_stress_cases(SEED))
    return numeric.check_part(assignment, assignment.part(part), cases, derivations)


@pytest.mark.parametrize("name", list(UNTRACED))
def test_what_the_trace_does_not_see(name: str) -> None:
    check = checked(with_reference(SOFTMAX_REGRESSION, "softmax_regression", inserted(UNTRACED[name])), "loss")
    assert not check.ok
    assert "loss" in check.detail or FILE in check.detail


def test_state_between_calls() -> None:
    reference = inserted("calls = [] || calls.append(n)\n    loss = loss + 1e-9 * len(calls)")
    check = checked(with_reference(SOFTMAX_REGRESSION, "softmax_regression", reference), "loss")
    assert not check.ok


def after(name: str, change: Any) -> Assignment:
    """word2vec with a function whose outputs are changed."""
    original = WORD2VEC.function(name).reference

    def reference(**inputs: Any) -> Any:
        returned = original(**inputs)
        return change(returned, inputs) if isinstance(returned, tuple) else change((returned,), inputs)[0]

    return with_reference(WORD2VEC, name, reference)


def untouched(inputs: Any) -> list[int]:
    words = (inputs["outside_index"], *inputs["negative_indices"])
    return [row for row in range(len(inputs["outside_vectors"])) if row not in words]


def put(array: Any, rows: Any, value: Any) -> Any:
    changed = array.copy()
    changed[rows] = value
    return changed


def is_table(inputs: Any) -> bool:
    return type(inputs["loss_and_gradient"]).__name__ == "TableFunction"


CHANGES: dict[str, tuple[str, str, Any, str]] = {
    "digits": ("f.uo", "negative_sampling", lambda r, _: (*r[:2], r[2] * (1 + 8e-12)), "by 8.0e-12 of its value"),
    "digits of small entries": (
        "f.uk",
        "negative_sampling",
        lambda r, _: (*r[:2], np.where(abs(r[2]) < 0.1 * abs(r[2]).max(), r[2] * (1 + 8e-12), r[2])),
        "off the closed form",
    ),
    "rows that are 0": (
        "f.uk",
        "negative_sampling",
        lambda r, inputs: (*r[:2], put(r[2], untouched(inputs), 1e-13)),
        "1e-13 instead of exactly 0",
    ),
    "negative zeros count as zeros": (
        "f.uk",
        "negative_sampling",
        lambda r, inputs: (*r[:2], put(r[2], untouched(inputs), -0.0)),
        "",
    ),
    "a constant of long contexts": (
        "h.loss",
        "skip_gram",
        lambda r, inputs: (r[0] + (len(inputs["outside_indices"]) > 4), *r[1:]),
        "loss is off the closed form",
    ),
    "twice for tables": (
        "h.vc",
        "skip_gram",
        lambda r, inputs: (r[0], (2 if is_table(inputs) else 1) * r[1], r[2]),
        "grad_center_vectors",
    ),
    "another row for tables": (
        "h.vw",
        "skip_gram",
        lambda r, inputs: (r[0], np.roll(r[1], is_table(inputs), axis=0), r[2]),
        "grad_center_vectors",
    ),
    "single precision": ("b", "naive_softmax", lambda r, _: (r[0], r[1].astype(np.float32), r[2]), "is not float64"),
    "a column": ("b", "naive_softmax", lambda r, _: (r[0], r[1][:, None], r[2]), "has shape"),
    "no number": ("b", "naive_softmax", lambda r, _: (r[0], None, r[2]), "is not float64"),
    "an output less": ("b", "naive_softmax", lambda r, _: r[:2], "does not return the 3 outputs"),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_outputs_that_are_a_little_wrong(name: str) -> None:
    part, function, change, words = CHANGES[name]
    check = checked(after(function, change), part)
    assert check.ok is (words == "")
    assert words in check.detail


def lost_digits(center_vector: Any, outside_index: int, negative_indices: Any, outside_vectors: Any) -> Any:
    """Negative sampling with 1 - sigma(z) in the place of sigma(-z)."""
    words, signs = np.array([outside_index, *negative_indices]), np.array([1] + [-1] * len(negative_indices))
    z = signs * (outside_vectors[words] @ center_vector)
    weights, grad = -signs * (1 - functions.sigmoid(z)), np.zeros(outside_vectors.shape)
    np.add.at(grad, words, np.outer(weights, center_vector))
    return np.sum(np.logaddexp(0.0, -z)), weights @ outside_vectors[words], grad


def test_digits_that_a_difference_loses() -> None:
    assert "of its value" in checked(with_reference(WORD2VEC, "negative_sampling", lost_digits), "f.uo").detail

    def product(x: Any) -> Any:
        return functions.sigmoid(x) * (1 - functions.sigmoid(x))

    assert "gradient[4] is off" in checked(with_reference(WORD2VEC, "sigmoid_gradient", product), "e").detail


@pytest.mark.parametrize("reason", [SystemExit("bye"), KeyError("what"), RecursionError("deep")])
def test_an_error_has_a_place(reason: BaseException) -> None:
    def reference(**_: Any) -> Any:
        raise reason

    detail = checked(with_reference(WORD2VEC, "naive_softmax", reference), "a").detail
    assert "test_numeric.py line" in detail
    assert type(reason).__name__ in detail


# --- gradients that nothing checks ----------------------------------------------------------------------------------------


def test_each_output_that_is_a_gradient_has_a_check_by_differences() -> None:
    assert list(numeric.unchecked(WORD2VEC, word2vec.DERIVATIONS)) == []
    assert list(numeric.unchecked(SOFTMAX_REGRESSION, softmax_regression.DERIVATIONS)) == []


@pytest.mark.parametrize("missing", [("grad_weights",), ("grad_weights", "grad_bias")])
def test_a_gradient_that_is_not_declared_is_a_problem(missing: tuple[str, ...]) -> None:
    (function,) = SOFTMAX_REGRESSION.functions
    fewer = {output: wrt for output, wrt in function.gradients.items() if output not in missing}
    assignment = replace(SOFTMAX_REGRESSION, functions=(replace(function, gradients=fewer),))
    for derivations in (softmax_regression.DERIVATIONS, ()):
        problems = list(numeric.unchecked(assignment, derivations))
        assert [p.split()[1] for p in problems] == list(missing)
        assert all("`gradients`" in problem for problem in problems)


def test_a_gradient_of_a_loss_that_is_not_returned_is_a_problem() -> None:
    (function,) = SOFTMAX_REGRESSION.functions
    alone: Any = SimpleNamespace(functions=(replace(function, outputs=function.outputs[1:]),))
    problems = list(numeric.unchecked(alone, softmax_regression.DERIVATIONS))
    assert len(problems) == 2
    assert all("does not return the loss" in problem for problem in problems)


def test_a_derivative_of_no_function_is_a_problem() -> None:
    functions_ = tuple(replace(f, derivative_of="") if f.name == "sigmoid_gradient" else f for f in WORD2VEC.functions)
    (problem,) = numeric.unchecked(replace(WORD2VEC, functions=functions_), word2vec.DERIVATIONS)
    assert problem.startswith("output gradient of sigmoid_gradient")


def test_a_wrong_gradient_is_told_by_what_was_measured_for_the_right_one() -> None:
    function = WORD2VEC.function("naive_softmax")
    case = next(case for case in WORD2VEC.draw(SEED) if case.function == "naive_softmax")
    _, right, _ = function.reference(**case.inputs)

    def outcome(value: Any) -> str:
        check = numeric.gradient_check(WORD2VEC, function, case, "grad_center", value)
        assert check is not None
        return check.outcome.value

    assert outcome(right) == outcome(right.copy()) == outcome(right * (1 + 1e-14)) == "pass"
    for wrong in (-right, 2 * right, right + 1e-4, np.roll(right, 1), right[:-1], np.full_like(right, np.nan)):
        assert outcome(wrong) == "fail"
