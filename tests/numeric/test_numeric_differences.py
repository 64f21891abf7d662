"""The gradient check on functions that everybody can differentiate: what passes and what fails."""

import numpy as np
import pytest

from grader.errors import AssignmentError
from grader.numeric.differences import Outcome, Reason, check_gradient

X = np.array([0.3, -1.2, 0.8, 2.1])
A = np.array([[2.0, 0.3], [0.3, 1.5]])

KNOWN = {
    "linear": (lambda x: 3 * x.sum(), lambda x: np.full(x.shape, 3.0)),
    "square": (lambda x: (x * x).sum(), lambda x: 2 * x),
    "exp": (lambda x: np.exp(x).sum(), np.exp),
    "log": (lambda x: np.log(x * x).sum(), lambda x: 2 / x),
    "sin": (lambda x: np.sin(x).sum(), np.cos),
    "fast sin": (lambda x: np.sin(50 * x).sum(), lambda x: 50 * np.cos(50 * x)),
    "very fast sin": (lambda x: np.sin(1e4 * x).sum(), lambda x: 1e4 * np.cos(1e4 * x)),
    "norm": (lambda x: np.sqrt((x * x).sum()), lambda x: x / np.sqrt((x * x).sum())),
    "product": (lambda x: x.prod(), lambda x: x.prod() / x),
    "tanh": (lambda x: np.tanh(x).sum(), lambda x: 1 / np.cosh(x) ** 2),
    "log-sum-exp": (lambda x: np.log(np.exp(x).sum()), lambda x: np.exp(x) / np.exp(x).sum()),
    "tiny": (lambda x: 1e-300 * (x**3).sum(), lambda x: 3e-300 * x * x),
    "huge": (lambda x: 1e300 * (x**3).sum(), lambda x: 3e300 * x * x),
    "offset": (lambda x: 1e6 + np.exp(x).sum(), np.exp),
    "no complex numbers": (lambda x: float(np.exp(x).sum()), np.exp),
    "kink further away": (lambda x: np.abs(x).sum(), np.sign),
}


def check(loss, arrays, gradients, seed=0):
    return check_gradient(loss, arrays, gradients, rng=np.random.default_rng(seed))


@pytest.mark.parametrize(("loss", "gradient"), KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize("seed", range(3))
def test_known_gradients_pass(loss, gradient, seed):
    found = check(loss, [X], [gradient(X)], seed)
    assert (found.outcome, found.reason, found.where, found.factor) == (Outcome.PASS, None, (), None)
    assert found.max_relative_error is not None
    assert found.max_relative_error < 1e-9


@pytest.mark.parametrize(("loss", "gradient"), KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize("error", [2.0, 1e-2, 1e-4, 1e-6])
def test_one_entry_off_fails_and_is_found(loss, gradient, error):
    wrong = gradient(X)
    worst = int(np.argmax(np.abs(wrong)))
    right = wrong[worst]
    wrong[worst] *= 1 + error
    found = check(loss, [X], [wrong])
    assert (found.outcome, found.reason, found.block) == (Outcome.FAIL, Reason.DIFFERS, 0)
    assert [entry.index for entry in found.where] == [(worst,)]
    assert found.where[0].gradient == wrong[worst]
    assert abs(found.where[0].derivative - right) <= found.where[0].bar + 1e-12 * abs(right)


@pytest.mark.parametrize("factor", [-1.0, 0.5, 1e-3, 1e6, 1.0001])
def test_a_constant_factor_is_recognised(factor):
    found = check(lambda x: np.exp(x).sum(), [X], [np.exp(X) / factor])
    assert found.outcome is Outcome.FAIL
    assert found.factor == pytest.approx(factor, rel=1e-7)
    assert found.where == ()


def test_one_number_has_no_factor():
    """Any two numbers differ by some factor: that explains nothing."""
    found = check(lambda x: x * x, [np.array(1.5)], [np.array(-3.0)])
    assert (found.outcome, found.factor) == (Outcome.FAIL, None)
    assert [entry.index for entry in found.where] == [()]


def quadratic(W, b):
    return (W @ A * W).sum() / 2 + (b * b).sum() + W.sum() * b.sum()


def quadratic_gradients(W, b):
    return [W @ A + b.sum(), 2 * b + W.sum()]


@pytest.fixture
def blocks():
    rng = np.random.default_rng(1)
    return [rng.normal(size=(40, 2)), rng.normal(size=3)]


def test_several_blocks_pass_and_cost_the_same_at_any_size(blocks):
    assert check(quadratic, blocks, quadratic_gradients(*blocks)).outcome is Outcome.PASS
    large = [np.resize(blocks[0], (4000, 2)), blocks[1]]
    small, big = check(quadratic, blocks, quadratic_gradients(*blocks)), check(quadratic, large, quadratic_gradients(*large))
    assert big.outcome is Outcome.PASS
    assert big.evaluations <= small.evaluations + 16


@pytest.mark.parametrize("row", [0, 17, 39])
def test_a_wrong_row_is_found_in_the_right_block(blocks, row):
    gradients = quadratic_gradients(*blocks)
    gradients[0][row] *= [-1.0, 1.5]
    found = check(quadratic, blocks, gradients)
    assert (found.outcome, found.block, found.factor) == (Outcome.FAIL, 0, None)
    assert {entry.index for entry in found.where} == {(row, 0), (row, 1)}


def test_a_wrong_second_block_is_found_after_a_right_first_one(blocks):
    gradients = quadratic_gradients(*blocks)
    gradients[1] = -gradients[1]
    found = check(quadratic, blocks, gradients)
    assert (found.outcome, found.block) == (Outcome.FAIL, 1)
    assert found.factor == pytest.approx(-1)


def test_many_wrong_entries_are_named_eight_at_most(blocks):
    gradients = quadratic_gradients(*blocks)
    gradients[0] = gradients[0] + np.linspace(1, 2, 80).reshape(40, 2)
    found = check(quadratic, blocks, gradients)
    assert found.outcome is Outcome.FAIL
    assert 1 <= len(found.where) <= 8
    assert found.evaluations < 1000


def test_a_large_array_that_is_wrong_all_over_costs_a_bounded_number_of_evaluations():
    x = np.random.default_rng(1).normal(size=(300, 200))
    found = check(lambda x: (x * x).sum(), [x], [2 * x + np.cos(x)])
    assert found.outcome is Outcome.FAIL
    assert len(found.where) <= 8
    assert found.evaluations < 700


def test_a_wrong_entry_reads_as_a_sentence():
    found = check(lambda x: np.exp(x).sum(), [X], [np.exp(X) + np.eye(4)[2]])
    assert str(found.where[0]).startswith("(2,): 3.22554, by the loss 2.22554 +- ")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_gradient_that_is_not_finite_fails(bad):
    wrong = 2 * X
    wrong[2] = bad
    found = check(lambda x: (x * x).sum(), [X], [wrong])
    assert (found.outcome, found.reason, found.block) == (Outcome.FAIL, Reason.NOT_FINITE, 0)
    assert found.max_relative_error is None


def test_an_absurdly_large_gradient_fails():
    assert check(lambda x: (x * x).sum(), [X], [np.full(4, 1e308)]).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("gradients", "reason"),
    [
        ([], Reason.COUNT),
        ([2 * X, X], Reason.COUNT),
        ([2 * X[:3]], Reason.SHAPE),
        ([2 * X[None]], Reason.SHAPE),
        ([3.0], Reason.SHAPE),
        ([np.array(list("abcd"))], Reason.NOT_NUMERIC),
        ([2j * X], Reason.NOT_NUMERIC),
    ],
)
def test_a_wrong_form_fails_before_any_evaluation(gradients, reason):
    found = check(lambda x: (x * x).sum(), [X], gradients)
    assert (found.outcome, found.reason, found.evaluations) == (Outcome.FAIL, reason, 0)
    assert found.detail


def test_whole_numbers_are_a_gradient():
    assert check(lambda x: 3 * x.sum(), [X], [[3, 3, 3, 3]]).outcome is Outcome.PASS


def test_an_empty_block_has_nothing_wrong():
    assert check(lambda x, y: (x * x).sum(), [X, np.zeros((0, 3))], [2 * X, np.zeros((0, 3))]).outcome is Outcome.PASS


def test_no_block_at_all_is_a_mistake_of_the_assignment():
    with pytest.raises(AssignmentError, match="nothing to differentiate"):
        check(lambda: 1.0, [], [])


def test_a_float32_loss_and_gradient_pass_and_gross_errors_fail():
    x = X.astype(np.float32)

    def loss(z):
        return np.exp(z.astype(np.float32)).sum()

    assert check(loss, [x], [np.exp(x)]).outcome is Outcome.PASS
    assert check(loss, [x], [np.exp(x).astype(np.float64)]).outcome is Outcome.PASS
    assert check(loss, [x], [np.float32(0.95) * np.exp(x)]).outcome is Outcome.FAIL


def test_the_complex_step_sharpens_the_bar():
    def bar(loss):
        return max(probe.tolerance / probe.scale for probe in check(loss, [X], [np.exp(X)]).probes)

    assert bar(lambda x: np.exp(x).sum()) < bar(lambda x: float(np.exp(x).sum())) < 1e-8


def test_a_misleading_complex_step_is_not_believed():
    """Squared absolute values are not analytic: their complex step is zero."""
    found = check(lambda x: (np.abs(x) ** 2 + 0 * x).sum(), [X], [2 * X])
    assert found.outcome is Outcome.PASS
