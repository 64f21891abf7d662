"""(e): features of the sigmoid and its derivative."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader import CaseCondition, Inputs

from .common import Array, conditions, invariants, linear_terms, outside, share

SIGMOID, GRADIENT = "sigmoid", "sigmoid_gradient"


def _terms(inputs: Inputs) -> Mapping[str, Array]:
    x = inputs["x"]
    s = np.exp(-np.logaddexp(0.0, -x))
    return {
        "sigma(x)": s,
        "sigma(x)^2": s**2,
        "sigma(x)^3": s**3,
        "1": np.ones(x.shape),
        "x": x,
        "x^2": x**2,
        "x sigma(x)": x * s,
        "exp(-x)": np.exp(-x),
        "exp(x)": np.exp(x),
    }


VALUE = {"sigma(x)": 1.0}
SLOPE = {"sigma(x)": 1.0, "sigma(x)^2": -1.0}

LINEAR_TERMS = (
    *linear_terms(
        SIGMOID,
        "sigma",
        _terms,
        VALUE | {"1": 0.0},
        VALUE | {"1": 0.0, "sigma(x)^2": 0.0},
        VALUE | {"1": 0.0, "x": 0.0, "exp(-x)": 0.0, "exp(x)": 0.0},
    ),
    *linear_terms(
        GRADIENT,
        "gradient",
        _terms,
        SLOPE,
        SLOPE | {"1": 0.0},
        SLOPE | {"sigma(x)^3": 0.0},
        SLOPE | {"x": 0.0, "x^2": 0.0, "x sigma(x)": 0.0},
    ),
)


def _conditions(function: str) -> tuple[CaseCondition, ...]:
    """Conditions on the arguments. They are below 1.7 at scale 1; of twelve at scale 4 some are above 3."""
    return conditions(
        function,
        ("matrix", "x is a matrix", lambda i: i["x"].ndim > 1),
        ("holds-zero", "x holds 0", lambda i: not np.all(i["x"])),
        ("large-arguments", "x is large", lambda i: np.max(np.abs(i["x"])) > 3),
        ("tiny-arguments", "x is tiny", lambda i: np.max(np.abs(i["x"])) < 0.01),
    )


CONDITIONS = (*_conditions(SIGMOID), *_conditions(GRADIENT))

# --- invariants -----------------------------------------------------------------------------------------------------------


def _at_opposites(inputs: Inputs, output: Array) -> tuple[Array, Array]:
    """The outputs at x and at -x, for every x of which -x is there too."""
    x, y = inputs["x"].ravel(), np.ravel(output)
    here, there = np.nonzero(x[:, None] == -x[None, :])
    return y[here], y[there]


def _not_complementary(inputs: Inputs, sigma: Array) -> float:
    of_x, of_minus_x = _at_opposites(inputs, sigma)
    return share(of_x + of_minus_x - 1, sigma)


def _not_even(inputs: Inputs, gradient: Array) -> float:
    of_x, of_minus_x = _at_opposites(inputs, gradient)
    return share(of_x - of_minus_x, gradient)


def _falling(inputs: Inputs, sigma: Array) -> float:
    steps = np.diff(np.ravel(sigma)[np.argsort(inputs["x"], axis=None)])
    return share(np.minimum(steps, 0), sigma)


def _far_from_a_quarter(inputs: Inputs, gradient: Array) -> float:
    """The slope is at least 3/16 for |x| < log 3, that is, for sigma between 1/4 and 3/4."""
    near = np.abs(inputs["x"]) < np.log(3)
    return share(outside(gradient, 3 / 16, 1 / 4)[near], gradient)


INVARIANTS = invariants(
    SIGMOID,
    ("sigma", "not-complementary", "sigma(x) and sigma(-x) add up to one", _not_complementary),
    ("sigma", "not-between-0-and-1", "sigma lies between 0 and 1", lambda _, s: share(outside(s, 0, 1), s)),
    ("sigma", "falling", "sigma never falls", _falling),
) + invariants(
    GRADIENT,
    ("gradient", "not-even", "the slope at x is that at -x", _not_even),
    (
        "gradient",
        "not-between-0-and-a-quarter",
        "the slope lies between 0 and 1/4",
        lambda _, g: share(outside(g, 0, 0.25), g),
    ),
    (
        "gradient",
        "flat-in-the-middle",
        "the slope is at least 3/16 where sigma is between 1/4 and 3/4",
        _far_from_a_quarter,
    ),
)
