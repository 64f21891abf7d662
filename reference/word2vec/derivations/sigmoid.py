"""(e): the logistic function and its derivative.

The derivative is taken by x and at x: a function that is given x has to compute sigma(x) first. Of a vector it is taken entry
by entry (the Jacobian is the diagonal matrix of these numbers). The lines that lead there stand in page_sigmoid.

In the derivations of (f) and (g) sigma is a letter of its own. What the proofs use of it is proved here, from exp alone.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import Derivation, as_written, equation, exp, gradient, let, sigma, world

from .letters import ENTRIES, X, i


def s(number: Any) -> Any:
    """The logistic function of a number, from exp alone."""
    return 1 / (1 + exp(-number))


value = let("sigma", ENTRIES, lambda i: s(X[i]))
"""sigma(x), from exp alone."""
with as_written():
    VALUE = exp(X[i]) / (exp(X[i]) + 1)
    COMPLEMENT = 1 - value(i)
    SLOPE = value(i) * (1 - value(i))
    SLOPE_IN_DIGITS = value(i) * sigma(-X[i])
    MIRRORED = sigma(-X[i]) * (1 - sigma(-X[i]))


SIGMOID = Derivation(
    function="sigmoid",
    symbols={"x": X},
    claims=(
        equation(
            "e",
            value(i),
            VALUE,
            output="sigma",
            at=(i,),
        ),
        equation("e", sigma(-X[i]), COMPLEMENT),
        equation("e", sigma(X[i]), s(X[i]), note="what sigma means in (f) and (g), where it is a letter of its own"),
    ),
    worlds=(world(n=1), world(n=3)),
)

SIGMOID_GRADIENT = Derivation(
    function="sigmoid_gradient",
    symbols={"x": X},
    claims=(
        gradient(
            "e",
            of=value(i),
            by=X[i],
            equals=SLOPE,
            output="gradient",
        ),
        gradient(
            "e",
            of=value(i),
            by=X[i],
            equals=SLOPE_IN_DIGITS,
            output="gradient",
            note="`sigma(-x)` keeps the digits that `1 - sigma(x)` loses where `sigma(x)` is close to 1",
        ),
        equation("e", MIRRORED, SLOPE, note="the derivative is even"),
    ),
    worlds=(world(n=1), world(n=3)),
)
