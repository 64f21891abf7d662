"""The page, (e), line by line: each `=` is proved."""

from __future__ import annotations

from grader.symbolic import as_written, derivative, exp, log, step

from . import given
from .letters import X, i
from .sigmoid import SIGMOID, SIGMOID_GRADIENT, value

x, sigma = X[i], value(i)

with as_written():
    e = exp(x)
    VALUE = (
        step("e", 38, sigma, given.SIGMA, SIGMOID.claims[0]),
        step("e", 0, 1 / (e + 1), 1 - sigma, note="line 40 uses it without saying so"),
        step("e", 0, log(sigma), -log(1 + exp(-x)), note="as it is computed in code"),
    )
    SLOPE = (
        step(
            "e",
            40,
            derivative(sigma, x),
            derivative(e / (e + 1), x),
            (e * (e + 1) - e * e) / (e + 1) ** 2,
            e * (e + 1 - e) / (e + 1) ** 2,
            e / (e + 1) ** 2,
            e / (e + 1) * (1 / (e + 1)),
            sigma * (1 - sigma),
        ),
        step("e", 42, SIGMOID_GRADIENT.claims[0]),
    )
