"""Right sigmoids, in as many ways as people find."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np


def plain(x):
    return 1 / (1 + np.exp(-x))


def quotient(x):
    return np.exp(x) / (np.exp(x) + 1)


def tanh(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def logaddexp(x):
    return np.exp(-np.logaddexp(0, -x))


def two_branches(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def masks(x):
    s, negative = np.empty_like(x), x < 0
    s[~negative] = 1 / (1 + np.exp(-x[~negative]))
    e = np.exp(x[negative])
    s[negative] = e / (1 + e)
    return s


def loop(x):
    s = np.zeros(x.shape)
    for i, value in np.ndenumerate(x):
        s[i] = 1 / (1 + math.exp(-value))
    return s


def vectorized(x):
    return np.vectorize(lambda t: 1.0 / (1.0 + math.exp(-t)))(x)


def softmax_of_two(x):
    e = np.exp(np.stack([x, np.zeros_like(x)]))
    return (e / e.sum(axis=0))[0]


def expm1(x):
    return 1 / (2 + np.expm1(-x))


def reciprocal(x):
    return np.reciprocal(1 + np.exp(-x))


def power_of_e(x):
    return 1 / (1 + np.e**-x)


def power_of_two(x):
    return 1 / (1 + np.exp2(-x * np.log2(np.e)))


def cosh(x):
    return np.exp(x / 2) / (2 * np.cosh(x / 2))


def log1p(x):
    return np.exp(-np.log1p(np.exp(-x)))


def half_squared(x):
    t = np.exp(-x / 2)
    return 1 / (1 + t * t)


def complement(x):
    return 1 - 1 / (1 + np.exp(x))


def piecewise(x):
    return np.piecewise(x, [x < 0], [lambda t: np.exp(t) / (1 + np.exp(t)), lambda t: 1 / (1 + np.exp(-t))])


def divided_where(x):
    s = np.zeros_like(x)
    np.divide(1.0, 1.0 + np.exp(-x), out=s, where=np.isfinite(x))
    return s


def in_place(x):
    s = np.negative(x)
    np.exp(s, out=s)
    s += 1
    return np.divide(1, s, out=s)


def changes_its_argument(x):
    x *= -1
    return 1 / (1 + np.exp(x, out=x))


def flat_list(x):
    return np.array([math.exp(t) / (1 + math.exp(t)) for t in x.ravel().tolist()]).reshape(x.shape)


def nested_lists(x):
    return [nested_lists(row) for row in x] if np.ndim(x) else 1 / (1 + math.exp(-x))


def along_an_axis(x):
    return np.apply_along_axis(lambda row: 1 / (1 + np.exp(-row)), -1, x)


def from_a_python_function(x):
    return np.frompyfunc(lambda t: 1 / (1 + math.exp(-t)), 1, 1)(x).astype(float)


def complex_numbers(x):
    return (1 / (1 + np.exp(-x.astype(complex)))).real


def long_double(x):
    return (1 / (1 + np.exp(-x.astype(np.longdouble)))).astype(float)


def decimals(x):
    return np.array([float(1 / (1 + (-Decimal(t)).exp())) for t in x.ravel().tolist()]).reshape(x.shape)


def linear_system(x):
    return np.linalg.solve(np.diag(1 + np.exp(-x.ravel())), np.ones(x.size)).reshape(x.shape)


def hyperbolic_quotient(x):
    return (1 + np.sinh(x) / (1 + np.cosh(x))) / 2


SIGMOIDS = (
    *(plain, quotient, tanh, logaddexp, two_branches, masks, loop, vectorized, softmax_of_two, expm1, reciprocal, power_of_e),
    *(power_of_two, cosh, log1p, half_squared, complement, piecewise, divided_where, in_place, changes_its_argument, flat_list),
    *(nested_lists, along_an_axis, from_a_python_function, complex_numbers, long_double, decimals, linear_system),
    hyperbolic_quotient,
)
STAY_IN_FLOAT32 = (plain, tanh, logaddexp, two_branches, expm1, complement, in_place)
"""Given float32 they compute and return float32."""
LEAVE_FLOAT32 = (loop, flat_list, decimals)
"""Given float32 they go on in float64."""
