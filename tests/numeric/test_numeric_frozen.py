"""A loss that samples stands still within `frozen`, and only there."""
# ruff: noqa: NPY002 - NumPy's legacy generator is one of the things that a loss may use

import random

import numpy as np
import pytest

from grader.numeric import Outcome, Reason, check_gradient, frozen

X = np.array([0.3, -1.2, 0.8])
SAMPLERS = {
    "random": random.random,
    "numpy.random": np.random.normal,
    "default_rng": lambda: np.random.default_rng().normal(),
    "RandomState": lambda: np.random.RandomState().normal(),
}


def sampled(sampler):
    """A loss and its gradient that agree when they draw the same sample."""

    def loss(x):
        return ((1 + sampler() ** 2) * x * x).sum()

    return loss, lambda: 2 * (1 + sampler() ** 2) * X


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
def test_sampling_is_not_deterministic_unless_it_is_frozen(sampler):
    loss, gradient = sampled(sampler)
    loose = check_gradient(loss, [X], [gradient()], rng=np.random.default_rng(0))
    assert (loose.outcome, loose.reason) == (Outcome.UNDECIDABLE, Reason.NOT_DETERMINISTIC)
    with frozen(loss, seed=3) as still, frozen(gradient, seed=3) as still_gradient:
        assert check_gradient(still, [X], [still_gradient()], rng=np.random.default_rng(0)).outcome is Outcome.PASS


def test_the_gradient_of_another_sample_fails():
    loss, gradient = sampled(SAMPLERS["numpy.random"])
    with frozen(loss, seed=3) as still, frozen(gradient, seed=4) as other:
        found = check_gradient(still, [X], [other()], rng=np.random.default_rng(0))
    assert found.outcome is Outcome.FAIL
    assert found.factor is not None


def test_seeds_that_are_given_are_kept():
    with frozen(lambda: np.random.default_rng(11).random() + np.random.RandomState(11).rand(), seed=3) as still:
        assert still() == np.random.default_rng(11).random() + np.random.RandomState(11).rand()


def test_everything_is_restored_even_after_an_error():
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), np.random.get_state()[1].copy(), np.random.default_rng, np.random.RandomState
    with pytest.raises(ZeroDivisionError), frozen(lambda: random.random() / 0, seed=3) as still:
        still()
    assert random.getstate() == before[0]
    assert np.array_equal(np.random.get_state()[1], before[1])
    assert (np.random.default_rng, np.random.RandomState) == before[2:]
