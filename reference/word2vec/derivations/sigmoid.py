"""(e): the logistic function and its derivative.

    s  = 1/(1 + e^-x) = e^x/(e^x + 1)
    s' = (e^x (e^x + 1) - e^x e^x) / (e^x + 1)^2 = e^x/(e^x + 1)^2 = e^x/(e^x + 1) * 1/(e^x + 1) = s (1 - s)

because 1/(e^x + 1) = 1 - e^x/(e^x + 1). The derivative is taken by x and at x: a function that is given x has to compute s first.
Of a vector it is taken entry by entry (the Jacobian is the diagonal matrix of these numbers).

In the derivations of (f) and (g) sigma is a letter of its own. What the proofs use of it is proved here, from exp alone.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import Array, Derivation, Index, Sort, equation, exp, gradient, sigma, world

ENTRIES = Sort("n", letters="i")
X = Array("x", ENTRIES)
"""Any numbers (n,)."""
i = Index("i", ENTRIES)


def s(number: Any) -> Any:
    """1 / (1 + e^-x), a number."""
    return 1 / (1 + exp(-number))


SIGMOID = Derivation(
    function="sigmoid",
    symbols={"x": X},
    claims=(
        equation(
            "e",
            s(X[i]),
            exp(X[i]) / (exp(X[i]) + 1),
            output="sigma",
            at=(i,),
        ),
        equation("e", s(-X[i]), 1 - s(X[i])),
        equation("e", sigma(X[i]), s(X[i]), note="what sigma means as a letter of its own"),
    ),
    worlds=(world(n=1), world(n=3)),
)

SIGMOID_GRADIENT = Derivation(
    function="sigmoid_gradient",
    symbols={"x": X},
    claims=(
        gradient(
            "e",
            of=s(X[i]),
            by=X[i],
            equals=s(X[i]) * (1 - s(X[i])),
            output="gradient",
        ),
        equation("e", s(-X[i]) * (1 - s(-X[i])), s(X[i]) * (1 - s(X[i])), note="the derivative is even"),
    ),
    worlds=(world(n=1), world(n=3)),
)
