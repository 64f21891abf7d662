"""(e): wrong sigmoids and wrong derivatives of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader import Mistake

Elementwise = Callable[[Any], Any]


def _s(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


SIGMOIDS: tuple[tuple[str, Elementwise, str, str], ...] = (
    ("sign-of-argument", lambda x: 1 / (1 + np.exp(x)), "sigma(-x)", "Should it rise or fall with x?"),
    ("missing-one", lambda x: 1 / np.exp(-x), "1 / exp(-x)", "A probability never exceeds one."),
    ("precedence", lambda x: 1 / 1 + np.exp(-x), "1/1 + exp(-x)", "Mind the brackets of the denominator."),
    ("minus-for-plus", lambda x: 1 / (1 - np.exp(-x)), "1 / (1 - exp(-x))", "Look at the sign in the denominator."),
    ("hyperbolic-tangent", lambda x: 2 * _s(2 * x) - 1, "tanh x", "Sigma lies between zero and one."),
)
GRADIENTS: tuple[tuple[str, Elementwise, str, str], ...] = (
    ("of-value", lambda x: x * (1 - x), "x (1 - x)", "Your function is given x itself."),
    ("missing-factor", lambda x: 1 - _s(x), "1 - sigma", "One of two factors is missing."),
    ("not-differentiated", _s, "sigma", "The derivative of sigma is a product of two factors."),
    ("plus-for-minus", lambda x: _s(x) * (1 + _s(x)), "sigma (1 + sigma)", "Check a sign in the quotient rule."),
    ("squared", lambda x: _s(x) * _s(x), "sigma^2", "One of the two factors is not sigma."),
    ("sign-flipped", lambda x: -_s(x) * (1 - _s(x)), "-sigma (1 - sigma)", "Sigma rises everywhere."),
    ("of-sigma", lambda x: _s(_s(x)) * (1 - _s(_s(x))), "the derivative at sigma(x)", "At which point is it taken?"),
)

MISTAKES = (
    *(
        Mistake(code=f"sigmoid-{code}", part="e", function="sigmoid", output="sigma", formula=formula, what=what, hint=hint)
        for code, formula, what, hint in SIGMOIDS
    ),
    *(
        Mistake(code=code, part="e", function="sigmoid_gradient", output="gradient", formula=formula, what=what, hint=hint)
        for code, formula, what, hint in GRADIENTS
    ),
)
