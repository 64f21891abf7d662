"""(e): the sigmoid and its derivative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader import CaseCondition, Inputs, Invariant

from .common import Array, expansions, outside, share

SIGMOID, GRADIENT = "sigmoid", "sigmoid_gradient"


def _terms(x: Array) -> Mapping[str, Array]:
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

EXPANSIONS = (
    *expansions(
        SIGMOID,
        "sigma",
        _terms,
        VALUE | {"1": 0.0},
        VALUE | {"1": 0.0, "sigma(x)^2": 0.0},
        VALUE | {"1": 0.0, "x": 0.0, "exp(-x)": 0.0, "exp(x)": 0.0},
    ),
    *expansions(
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
    """What the arguments have in common. They are below 1.7 at scale 1; of twelve at scale 4 some are above 3."""
    return (
        CaseCondition(code="matrix", what="x is a matrix", function=function, holds=lambda i: i["x"].ndim > 1),
        CaseCondition(code="holds-zero", what="x holds 0", function=function, holds=lambda i: not np.all(i["x"])),
        CaseCondition(
            code="large-arguments", what="x is large", function=function, holds=lambda i: bool(np.max(np.abs(i["x"])) > 3)
        ),
        CaseCondition(
            code="tiny-arguments", what="x is tiny", function=function, holds=lambda i: bool(np.max(np.abs(i["x"])) < 0.01)
        ),
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
    """Where sigma is between 1/4 and 3/4, that is |x| < log 3, its slope is at least 3/16."""
    near = np.abs(inputs["x"]) < np.log(3)
    return share(outside(gradient, 3 / 16, 1 / 4)[near], gradient)


def _invariant(code: str, what: str, function: str, violation: Any) -> Invariant:
    output = "sigma" if function == SIGMOID else "gradient"
    return Invariant(code=code, what=what, function=function, output=output, violation=violation)


INVARIANTS = (
    _invariant("not-complementary", "sigma(x) and sigma(-x) add up to one", SIGMOID, _not_complementary),
    _invariant("not-between-0-and-1", "sigma lies between 0 and 1", SIGMOID, lambda _, s: share(outside(s, 0, 1), s)),
    _invariant("falling", "sigma never falls", SIGMOID, _falling),
    _invariant("not-even", "the slope at x is that at -x", GRADIENT, _not_even),
    _invariant(
        "not-between-0-and-a-quarter",
        "the slope lies between 0 and 1/4",
        GRADIENT,
        lambda _, g: share(outside(g, 0, 0.25), g),
    ),
    _invariant(
        "flat-in-the-middle", "the slope is at least 3/16 where sigma is between 1/4 and 3/4", GRADIENT, _far_from_a_quarter
    ),
)
