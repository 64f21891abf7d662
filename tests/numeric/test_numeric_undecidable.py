"""Losses that do not show their gradient: the check says so, and why, and blames nobody."""

import numpy as np
import pytest

from grader.numeric.differences import Outcome, Reason, check_gradient

X = np.array([0.3, -1.2, 0.8, 2.1])


def check(loss, arrays, gradients):
    return check_gradient(loss, arrays, gradients, rng=np.random.default_rng(0))


def calls(function):
    """A loss that knows how often it was called."""
    count = iter(range(10**6))
    return lambda x: function(x, next(count))


UNDECIDABLE = {
    "kink": (lambda x: np.maximum(x - 0.3, 0).sum(), (X > 0.3) * 1.0, Reason.KINK),
    "kink, from above": (lambda x: np.maximum(x - 0.3, 0).sum(), (X >= 0.3) * 1.0, Reason.KINK),
    "absolute value": (lambda x: np.abs(x - 0.3).sum(), np.sign(X - 0.3), Reason.KINK),
    "constant": (lambda x: 3.0, 0 * X, Reason.FLAT),
    "constant, gradient not zero": (lambda x: 3.0, 0 * X + 1, Reason.FLAT),
    "clipped logarithm": (lambda x: -np.log(np.maximum(1e-30 * np.exp(x), 1e-12)).sum(), 0 * X - 1, Reason.FLAT),
    "rounded": (lambda x: round(float((x * x).sum()), 3), 2 * X, Reason.NOISY),
    "jitter": (lambda x: (x * x).sum() + 1e-3 * np.sin(1e9 * x.sum()), 2 * X, Reason.NOISY),
    "jump": (lambda x: (x * x).sum() + (x[1] > X[1]), 2 * X, Reason.NOISY),
    "noise": (calls(lambda x, n: (x * x).sum() + 1e-9 * np.sin(n)), 2 * X, Reason.NOT_DETERMINISTIC),
    "state": (calls(lambda x, n: (n + 1) * (x * x).sum()), 2 * X, Reason.NOT_DETERMINISTIC),
    "state that moves later": (calls(lambda x, n: (x * x).sum() + (n // 7) * 0.1), 2 * X, Reason.NOISY),
    "not finite": (lambda x: np.inf, 2 * X, Reason.NOT_FINITE),
    "finite only here": (lambda x: (x * x).sum() if np.array_equal(x, X) else np.nan, 2 * X, Reason.NOT_FINITE),
    "gradient below the rounding of the loss": (lambda x: 1e6 + 1e-6 * np.exp(x).sum(), 1e-6 * np.exp(X), Reason.NOISY),
    "right to eight digits": (lambda x: np.exp(x).sum(), np.exp(X) * (1 + 3e-8), Reason.CLOSE),
}


@pytest.mark.parametrize(("loss", "gradient", "reason"), UNDECIDABLE.values(), ids=UNDECIDABLE)
def test_what_cannot_be_decided_is_said_so_and_why(loss, gradient, reason):
    found = check(loss, [X], [gradient])
    assert (found.outcome, found.reason) == (Outcome.UNDECIDABLE, reason)
    assert found.detail


def test_at_a_kink_a_gradient_far_from_both_sides_fails():
    assert check(lambda x: np.maximum(x - 0.3, 0).sum(), [X], [-9.0 * (X > 0)]).outcome is Outcome.FAIL


def test_a_pole_nearby_is_stepped_back_from():
    x = np.array([1e-3, 5.0])
    assert check(lambda x: np.log(x).sum(), [x], [1 / x]).outcome is Outcome.PASS


def test_a_failing_block_outweighs_an_undecidable_one():
    found = check(lambda x, y: np.abs(x).sum() + (y * y).sum(), [np.zeros(2), X], [np.zeros(2), -2 * X])
    assert (found.outcome, found.block) == (Outcome.FAIL, 1)
