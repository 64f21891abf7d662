"""Random inputs that a person can read."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import AssignmentError
from grader.numeric import cancels, short_decimals


def significant_digits(value):
    return len(Decimal(repr(float(value))).normalize().as_tuple().digits)


@settings(deadline=None)  # how long it takes is not the question
@given(st.integers(0, 2**32), st.floats(1e-9, 1e9), st.integers(1, 4))
def test_decimals_are_short_at_every_scale_and_never_zero(seed, scale, digits):
    drawn = short_decimals(np.random.default_rng(seed), (3, 4), scale=scale, digits=digits)
    assert drawn.shape == (3, 4)
    assert all(significant_digits(value) <= digits for value in drawn.flat)
    assert np.abs(drawn).min() > 0.1 * scale
    assert np.abs(drawn).max() < 2.5 * scale  # 1.62, rounded to one digit


def test_decimals_have_the_scale_both_signs_and_no_cluster_at_zero():
    drawn = short_decimals(np.random.default_rng(1), 4000, scale=1e-3)
    assert np.sqrt(np.mean(drawn**2)) == pytest.approx(1e-3, rel=0.05)
    assert 0.45 < np.mean(drawn > 0) < 0.55
    assert np.mean(np.abs(drawn) < 3e-4) < 0.1


def test_the_same_generator_gives_the_same_decimals():
    assert np.array_equal(short_decimals(np.random.default_rng(5), 9), short_decimals(np.random.default_rng(5), 9))


def test_one_decimal_has_no_axes():
    assert short_decimals(np.random.default_rng(0), ()).shape == ()


@pytest.mark.parametrize("options", [{"scale": 0.0}, {"scale": -1.0}, {"scale": np.inf}, {"scale": np.nan}, {"digits": 0}])
def test_impossible_decimals_are_refused(options):
    with pytest.raises(AssignmentError):
        short_decimals(np.random.default_rng(0), 3, **options)


def test_a_sum_that_loses_four_digits_cancels():
    term = np.array([1.0, 2.0])
    assert cancels(np.array([1e-5, 3e-4]), [term, -term])
    assert not cancels(np.array([1e-5, 5e-4]), [term, -term])
    assert cancels(np.zeros(2), [term, -term])


def test_zero_by_definition_does_not_cancel():
    assert not cancels(np.zeros(2), [np.zeros(2), np.zeros(2)])
    assert not cancels(np.zeros(2), [])
    assert not cancels(np.zeros((0, 2)), [np.ones((0, 2))])
