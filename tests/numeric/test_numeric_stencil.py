"""Nine values on a line: claims about order, truncation and noise."""

import math

import numpy as np
import pytest

from grader.numeric.differences.stencil import offsets, read

SMOOTH = {
    "exp": (np.exp, 1.0),
    "sin + cos": (lambda t: np.sin(t) + np.cos(t), 1.0),
    "log(2 + t)": (lambda t: np.log(2 + t), 0.5),
    "log-sum-exp": (lambda t: np.log(np.exp(t) + np.exp(-2 * t) + 3), -0.2),
    "1 / (1 + exp(-t - 1))": (lambda t: 1 / (1 + np.exp(-t - 1)), math.e / (1 + math.e) ** 2),
}


def reading(function, step):
    return read(function(np.array([*offsets(step)[:4], 0.0, *offsets(step)[4:]])), step)


def fall(quantity, function, step):
    """By how many powers of two a quantity falls when the step is halved."""
    return math.log2(quantity(reading(function, step)) / quantity(reading(function, step / 2)))


@pytest.mark.parametrize(("function", "derivative"), SMOOTH.values(), ids=SMOOTH)
def test_the_derivative_is_of_order_8(function, derivative):
    assert fall(lambda r: abs(r.derivative - derivative), function, 0.2) == pytest.approx(8, abs=0.6)


@pytest.mark.parametrize(("function", "_"), SMOOTH.values(), ids=SMOOTH)
def test_the_gap_is_of_order_6_and_the_bend_of_order_4_or_more(function, _):
    assert fall(lambda r: r.gap, function, 0.1) == pytest.approx(6, abs=0.6)
    assert fall(lambda r: r.bend, function, 0.1) > 3.5


@pytest.mark.parametrize(("function", "derivative"), SMOOTH.values(), ids=SMOOTH)
@pytest.mark.parametrize("step", [0.05, 0.1, 0.2, 0.3])
def test_the_truncation_estimate_covers_the_truncation(function, derivative, step):
    found = reading(function, step)
    rounding = 10 * found.roundoff(found.floor)
    assert abs(found.derivative - derivative) <= found.truncation + rounding
    assert found.truncation <= 1e4 * abs(found.derivative - derivative) + rounding


def test_a_polynomial_of_degree_8_is_exact():
    found = reading(np.polynomial.Polynomial([3.0, 2.0, -1.0, 4.0, 0.5, 1.0, -2.0, 1.0, 1.0]), 0.5)
    assert found.derivative == pytest.approx(2.0, abs=1e-12)


@pytest.mark.parametrize("size", [1e-12, 1e-6, 1e-2])
def test_noise_is_estimated_to_its_order_of_magnitude(size):
    rng = np.random.default_rng(3)
    found = [reading(lambda t: np.sin(t) + size * rng.normal(size=9), 1e-3).noise for _ in range(200)]
    assert size / 2 < np.median(found) < 2 * size
    assert np.quantile(found, 0.01) > size / 10


def test_noise_in_the_values_becomes_the_roundoff_of_the_derivative():
    rng = np.random.default_rng(4)
    errors = [reading(lambda t: t + 1e-6 * rng.normal(size=9), 0.01).derivative - 1 for _ in range(400)]
    assert np.std(errors) == pytest.approx(reading(np.sin, 0.01).roundoff(1e-6), rel=0.15)


def test_values_that_do_not_change_say_nothing():
    found = reading(np.ones_like, 0.1)
    assert math.isinf(found.truncation)
    assert found.noise == 0


def test_a_kink_keeps_its_bend_at_every_step():
    assert reading(np.abs, 0.1).bend == pytest.approx(2)
    assert reading(np.abs, 0.001).bend == pytest.approx(2)
