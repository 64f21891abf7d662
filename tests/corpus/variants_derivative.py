"""Right derivatives of the sigmoid, in as many ways as people find."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np

from tests.corpus.variants_sigmoid import plain


def s_times_one_minus_s(x):
    s = plain(x)
    return s * (1 - s)


def s_minus_s_squared(x):
    s = plain(x)
    return s - s**2


def both_sides(x):
    return plain(x) * plain(-x)


def quotient_rule(x):
    e = np.exp(-x)
    return e / (1 + e) ** 2


def quotient_rule_upwards(x):
    e = np.exp(x)
    return (e * (1 + e) - e * e) / (1 + e) ** 2


def one_over_cosh(x):
    return 1 / (2 + 2 * np.cosh(x))


def one_over_cosh_squared(x):
    return 0.25 / np.cosh(x / 2) ** 2


def tanh_squared(x):
    return (1 - np.tanh(x / 2) ** 2) / 4


def by_logarithms(x):
    return np.exp(-np.logaddexp(0, x) - np.logaddexp(0, -x))


def by_log1p(x):
    return np.exp(-x - 2 * np.log1p(np.exp(-x)))


def even_function(x):
    e = np.exp(-np.abs(x))
    return e / (1 + e) ** 2


def completed_square(x):
    return 0.25 - (plain(x) - 0.5) ** 2


def squared_times_exponential(x):
    return plain(x) ** 2 * np.exp(-x)


def derivative_loop(x):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        s = 1 / (1 + math.exp(-x[i]))
        g[i] = s * (1 - s)
    return g


def derivative_vectorized(x):
    return np.vectorize(lambda t: 1 / (math.exp(t / 2) + math.exp(-t / 2)) ** 2)(x)


def derivative_lists(x):
    return [derivative_lists(row) for row in x] if np.ndim(x) else math.exp(-x) / (1 + math.exp(-x)) ** 2


def diagonal_of_the_jacobian(x):
    s = plain(x.ravel())
    return np.diagonal(np.diag(s) - np.diag(s) @ np.diag(s)).reshape(x.shape)


def determinants(x):
    s = plain(x)
    return np.linalg.det(s[..., None, None] * [[1, 0], [0, 0]] + (1 - s)[..., None, None] * [[0, 0], [0, 1]])


def product_along_an_axis(x):
    return np.prod([plain(x), 1 - plain(x)], axis=0)


def summed_product(x):
    return np.einsum("...i,...i->...", plain(x)[..., None], plain(-x)[..., None])


def reduced(x):
    return reduce(np.multiply, [plain(x), plain(-x)])


def dual_numbers(x):
    """Forward mode by hand: (value, derivative) through -x, exp, 1 + t and 1 / t."""
    e, e_ = np.exp(-x), -np.exp(-x)
    return -e_ / (1 + e) ** 2


def two_probabilities(x):
    e = np.exp(np.stack([x / 2, -x / 2]))
    p = e / e.sum(axis=0)
    return p[0] * p[1]


def derivative_in_place(x):
    s = plain(x)
    t = np.subtract(1, s)
    return np.multiply(s, t, out=t)


def derivative_by_masks(x):
    g = np.zeros_like(x)
    for side, mask in ((1, x < 0), (-1, x >= 0)):
        e = np.exp(side * x[mask])
        g[mask] = e / np.square(1 + e)
    return g


def derivative_in_long_double(x):
    return np.array(quotient_rule(x.astype(np.longdouble)), dtype=float)


GRADIENTS = (
    *(s_times_one_minus_s, s_minus_s_squared, both_sides, quotient_rule, quotient_rule_upwards, one_over_cosh),
    *(one_over_cosh_squared, tanh_squared, by_logarithms, by_log1p, even_function, completed_square, squared_times_exponential),
    *(derivative_loop, derivative_vectorized, derivative_lists, diagonal_of_the_jacobian, determinants, product_along_an_axis),
    *(summed_product, reduced, dual_numbers, two_probabilities, derivative_in_place, derivative_by_masks),
    derivative_in_long_double,
)
GRADIENTS_STAY_IN_FLOAT32 = (s_times_one_minus_s, both_sides, quotient_rule, one_over_cosh, tanh_squared, by_logarithms, reduced)
GRADIENTS_LEAVE_FLOAT32 = (derivative_lists, derivative_in_long_double)
