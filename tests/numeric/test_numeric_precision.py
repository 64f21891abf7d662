"""Recognition of numbers that were computed in float32."""

import numpy as np
import pytest

from grader.numeric import low_precision
from grader.numeric.precision import quantum


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_the_type_tells(dtype):
    assert low_precision(np.zeros(3, dtype=dtype))


def test_float32_values_in_float64_arrays_are_recognised():
    values = np.random.default_rng(0).normal(size=50)
    assert not low_precision(values)
    assert low_precision(values.astype(np.float32).astype(np.float64))


def test_one_float64_value_is_enough_to_tell():
    values = np.random.default_rng(0).normal(size=50).astype(np.float32).astype(np.float64)
    values[17] = 1 / 3
    assert not low_precision(values)


def test_round_numbers_zeros_and_what_is_not_finite_tell_nothing():
    silent = np.array([0.0, -0.0, 1.0, -0.5, 3 / 1024, 7e5, np.nan, np.inf, 1e-40])
    assert not low_precision(silent)
    assert low_precision(np.append(silent, np.float64(np.float32(0.1))))


def test_whole_numbers_and_too_large_ones_are_not_float32():
    assert not low_precision(np.arange(5))
    assert not low_precision(np.array([1e300, 0.1]))


def test_the_quantum_of_values():
    assert quantum(np.array([1.0, 1 + 2.0**-52])) == 2.0**-52
    assert quantum(np.array([0.75, 6.0])) == 0.25
    assert quantum(np.zeros(4)) == 0


def test_the_quantum_shows_float32_and_cancellation():
    values = 1 + np.random.default_rng(0).uniform(size=9)
    assert quantum(values) == pytest.approx(2.0**-52, rel=1)
    assert quantum(values.astype(np.float32).astype(np.float64)) >= 2.0**-23
    assert quantum((1000 + values) - 1000) >= 2.0**-43
