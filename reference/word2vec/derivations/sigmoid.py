"""(e): the logistic function and its derivative.

    s  = 1/(1 + e^-x) = e^x/(e^x + 1)
    s' = (e^x (e^x + 1) - e^x e^x) / (e^x + 1)^2 = e^x/(e^x + 1)^2 = e^x/(e^x + 1) * 1/(e^x + 1) = s (1 - s)

because 1/(e^x + 1) = 1 - e^x/(e^x + 1). The derivative is taken by x and at x: a function that is given x has to compute s first.
Of a vector it is taken entry by entry (the Jacobian is the diagonal matrix of these numbers).

In the derivations of (f) and (g) sigma is a letter of its own. What the proofs use of it is proved here, from exp alone.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import Derivation, as_written, equation, exp, gradient, let, sigma, world

from .letters import ENTRIES, X, i


def s(number: Any) -> Any:
    """1 / (1 + e^-x), a number."""
    return 1 / (1 + exp(-number))


value = let("sigma", ENTRIES, lambda i: s(X[i]))
"""sigma(x), from exp alone."""
with as_written():
    VALUE = exp(X[i]) / (exp(X[i]) + 1)
    COMPLEMENT = 1 - value(i)
    SLOPE = value(i) * (1 - value(i))
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
            equals=s(X[i]) * s(-X[i]),
            output="gradient",
            note="s(-x) keeps the digits that 1 - s(x) loses where s(x) is close to 1: the code is measured by this form",
        ),
        equation("e", MIRRORED, SLOPE, note="the derivative is even"),
    ),
    worlds=(world(n=1), world(n=3)),
)
