"""(e): wrong sigmoids and wrong derivatives of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .tables import Row, mistakes
from .tables import sigma as _s

PIECES: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (lambda x: np.exp(x) / (1 - np.exp(x)), "e^x / (1 - e^x)"),
    (np.exp, "e^x"),
    (lambda x: np.exp(x) / (1 + np.exp(-x)), "e^x / (1 + e^-x)"),
    (lambda x: np.exp(-x) / (1 + np.exp(x)), "e^-x / (1 + e^x)"),
    (lambda x: -_s(x), "-sigma(x)"),
    (lambda x: 0 * x, "0"),
)
EXPONENTIAL = "Where is the exponential?"
SHIFTED = "In a softmax such a shift cancels: does it here?"
STRAIGHT, SMALL = "That one is made of straight lines.", "an argument that is not tiny"
SIGMOIDS: tuple[Row, ...] = (
    ("sign-of-argument", lambda x: 1 / (1 + np.exp(x)), "sigma(-x)", "Should it rise or fall with x?"),
    ("missing-one", lambda x: 1 / np.exp(-x), "1 / exp(-x)", "A probability never exceeds one."),
    ("precedence", lambda x: 1 / 1 + np.exp(-x), "1/1 + exp(-x)", "Mind the brackets of the denominator."),
    ("minus-for-plus", lambda x: 1 / (1 - np.exp(-x)), "1 / (1 - exp(-x))", "Look at the sign in the denominator."),
    ("mixed-signs", lambda x: np.exp(x) / (1 + np.exp(-x)), "exp(x) / (1 + exp(-x))", "Two of its forms are mixed here."),
    ("of-magnitude", lambda x: _s(np.abs(x)), "sigma(|x|)", "What should it be for negative x?"),
    ("hyperbolic-tangent", lambda x: 2 * _s(2 * x) - 1, "tanh x", "Sigma lies between zero and one."),
    ("half-tangent", lambda x: 2 * _s(x) - 1, "tanh(x/2)", "Sigma lies between zero and one."),
    ("softplus", lambda x: np.log(1 + np.exp(x)), "log(1 + exp(x))", "Sigma is the derivative of this one."),
    ("softsign", lambda x: x / (1 + np.abs(x)), "x / (1 + |x|)", "Another function of that shape: where is the exponential?"),
    ("rectified", lambda x: np.maximum(x, 0), "max(x, 0)", "That is another activation."),
    ("scale-of-argument", lambda x: _s(2 * x), "sigma(2x) = (1 + tanh x) / 2", "By what is the argument of tanh divided?"),
    ("scale-of-argument", lambda x: _s(x / 2), "sigma(x/2)", "By what is the argument divided?"),
    *(
        ("hard", lambda x, c=c: np.maximum(np.minimum(x / c + 0.5, 1), 0), f"x/{c} + 1/2 between 0 and 1", STRAIGHT, SMALL)
        for c in (4, 5, 6)
    ),
    *(
        (
            "negative-branch",
            lambda x, wrong=wrong: np.where(x >= 0, _s(x), wrong(x)),
            f"{what} for x < 0",
            "Is the other branch right, for x below zero?",
        )
        for wrong, what in PIECES
    ),
    ("maximum-subtracted", lambda x: _s(x - np.max(x)), "sigma(x - max x)", SHIFTED),
    ("maximum-subtracted", lambda x: _s(x + np.max(-x)), "sigma(x - min x)", SHIFTED),
    ("softmax", lambda x: np.exp(x) / np.sum(np.exp(x)), "a softmax over all entries", "Each entry is squashed by itself."),
    ("softsign", lambda x: (x / (1 + np.abs(x)) + 1) / 2, "(1 + x / (1 + |x|)) / 2", EXPONENTIAL),
    ("arctangent", lambda x: np.arctan(x) / np.pi + 0.5, "1/2 + arctan(x) / pi", EXPONENTIAL),
    ("arctangent", lambda x: np.arctan(np.pi * x / 2) / np.pi + 0.5, "1/2 + arctan(pi x/2) / pi", EXPONENTIAL),
    ("arctangent", lambda x: 2 * np.arctan(x) / np.pi, "2 arctan(x) / pi", EXPONENTIAL),
    *(
        (
            "clipped",
            lambda x, c=c: _s(np.maximum(np.minimum(x, c), -c)),
            f"sigma of x clipped at +-{c}",
            "Is every argument used as it is?",
            "an argument beyond the bound",
        )
        for c in (1, 2, 3)
    ),
    ("derivative", lambda x: _s(x) * (1 - _s(x)), "sigma (1 - sigma)", "The function itself is asked for here."),
)
GRADIENTS: tuple[Row, ...] = (
    ("of-value", lambda x: x * (1 - x), "x (1 - x)", "Your function is given x itself."),
    ("half-of-value", lambda x: _s(x) * (1 - x), "sigma (1 - x)", "Your function is given x itself."),
    ("missing-factor", lambda x: 1 - _s(x), "1 - sigma", "One of two factors is missing."),
    ("not-differentiated", _s, "sigma", "The derivative of sigma is a product of two factors."),
    ("plus-for-minus", lambda x: _s(x) * (1 + _s(x)), "sigma (1 + sigma)", "Check a sign in the quotient rule."),
    ("squared", lambda x: _s(x) * _s(x), "sigma^2", "One of the two factors is not sigma."),
    ("other-squared", lambda x: (1 - _s(x)) ** 2, "(1 - sigma)^2", "Only one of the two factors is what you have."),
    ("one-sigma-too-many", lambda x: _s(x) ** 2 * (1 - _s(x)), "sigma^2 (1 - sigma)", "Check the power of the denominator."),
    (
        "precedence",
        lambda x: np.exp(-x) / (1 + np.exp(-2 * x)),
        "exp(-x) / (1 + exp(-x)^2)",
        "What exactly is squared in the denominator?",
    ),
    ("sign-flipped", lambda x: -_s(x) * (1 - _s(x)), "-sigma (1 - sigma)", "Sigma rises everywhere."),
    ("of-sigma", lambda x: _s(_s(x)) * (1 - _s(_s(x))), "the derivative at sigma(x)", "At which point is it taken?"),
    (
        "differentiated-twice",
        lambda x: _s(x) * (1 - _s(x)) * (1 - 2 * _s(x)),
        "the second derivative",
        "How often is sigma differentiated?",
    ),
    ("of-tangent", lambda x: 1 - _s(x) ** 2, "1 - sigma^2", "That rule belongs to another function."),
    ("derivative-of-tangent", lambda x: 4 * _s(2 * x) * (1 - _s(2 * x)), "1 - tanh(x)^2", "That is another function's."),
    (
        "reciprocal",
        lambda x: 1 / (_s(x) * (1 - _s(x))),
        "1 / (sigma (1 - sigma))",
        "Upside down: which way do you differentiate?",
    ),
)

MISTAKES = (
    *mistakes("e", "sigmoid", "sigma", ((f"sigmoid-{code}", *rest) for code, *rest in SIGMOIDS), lambda formula: formula),
    *mistakes("e", "sigmoid_gradient", "gradient", GRADIENTS, lambda formula: formula),
)
