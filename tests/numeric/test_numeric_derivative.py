"""Elementwise derivatives, by random weights."""

import numpy as np
import pytest

from grader.errors import AssignmentError
from grader.numeric.differences import Outcome, check_derivative


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


ELEMENTWISE = {
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "square": (np.square, lambda x: 2 * x),
    "sigmoid in float32": (lambda x: sigmoid(np.float32(x)), lambda x: sigmoid(np.float32(x)) * (1 - sigmoid(np.float32(x)))),
}


@pytest.mark.parametrize(("function", "derivative"), ELEMENTWISE.values(), ids=ELEMENTWISE)
@pytest.mark.parametrize("shape", [(), (1,), (7,), (4, 5)])
def test_elementwise_derivatives_pass(function, derivative, shape):
    x = np.asarray(np.random.default_rng(2).normal(size=shape))
    assert check_derivative(function, derivative, x, rng=np.random.default_rng(0)).outcome is Outcome.PASS


WRONG_DERIVATIVES = {
    "s": sigmoid,
    "1 - s": lambda x: 1 - sigmoid(x),
    "x (1 - x)": lambda x: x * (1 - x),
    "s (1 + s)": lambda x: sigmoid(x) * (1 + sigmoid(x)),
    "sign": lambda x: -sigmoid(x) * (1 - sigmoid(x)),
    "1e-6 off": lambda x: (1 + 1e-6) * sigmoid(x) * (1 - sigmoid(x)),
    "summed": lambda x: (sigmoid(x) * (1 - sigmoid(x))).sum(),
    "not numeric": lambda x: np.full(x.shape, "s"),
    "not finite": lambda x: x * np.nan,
}


@pytest.mark.parametrize("derivative", WRONG_DERIVATIVES.values(), ids=WRONG_DERIVATIVES)
def test_wrong_elementwise_derivatives_fail(derivative):
    found = check_derivative(sigmoid, derivative, [-1.3, 0.2, 0.9], rng=np.random.default_rng(0))
    assert found.outcome is Outcome.FAIL


def test_a_function_that_mixes_entries_has_no_elementwise_derivative():
    def softmax(x):
        return np.exp(x) / np.exp(x).sum()

    found = check_derivative(softmax, lambda x: softmax(x) * (1 - softmax(x)), [0.1, -0.7, 1.2], rng=np.random.default_rng(0))
    assert found.outcome is Outcome.FAIL
    with pytest.raises(AssignmentError, match="not elementwise"):
        check_derivative(np.sum, np.ones_like, [0.3, -1.2], rng=np.random.default_rng(0))
