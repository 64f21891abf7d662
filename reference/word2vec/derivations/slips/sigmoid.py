"""(e): slips in the logistic function and in its derivative."""

from __future__ import annotations

from grader.symbolic import exp, log, sigma
from grader.symbolic.slips import clues, flip, instead, inverted, numpy, replace, spoil

from ..letters import X, i
from ..sigmoid import SIGMOID, SIGMOID_GRADIENT

x = X[i]
S = sigma(x)
BRANCHES = (
    ("np.exp(x) / (1 - np.exp(x))", "e^x / (1 - e^x)"),
    ("np.exp(x)", "e^x"),
    ("np.exp(x) / (1 + np.exp(-x))", "e^x / (1 + e^-x)"),
    ("np.exp(-x) / (1 + np.exp(x))", "e^-x / (1 + e^x)"),
    ("-sigma(x)", "-sigma(x)"),
    ("0 * x", "0"),
)
OF_SIGMOID = spoil(
    SIGMOID.claims[0],
    instead(sigma(-x), "sigmoid-sign-of-argument"),
    instead(sigma(2 * x), "sigmoid-scale-of-argument"),
    instead(sigma(x / 2), "sigmoid-scale-of-argument"),
    instead(exp(x), "sigmoid-missing-one"),
    instead(1 + exp(-x), "sigmoid-precedence"),
    instead(1 / (1 - exp(-x)), "sigmoid-minus-for-plus"),
    instead(exp(x) / (1 + exp(-x)), "sigmoid-mixed-signs"),
    instead(2 * sigma(2 * x) - 1, "sigmoid-hyperbolic-tangent"),
    instead(2 * sigma(x) - 1, "sigmoid-half-tangent"),
    instead(log(1 + exp(x)), "sigmoid-softplus"),
    instead(S * (1 - S), "sigmoid-derivative"),
    *(numpy(f"sigma(x * np.log({e}))", "sigmoid-rounded-e", f"1 / (1 + {e}^-x)") for e in (2.7, 2.71, 2.72, 2.718, 2.7183)),
    numpy("np.exp(x) / np.sum(np.exp(x))", "sigmoid-softmax", "a softmax over all entries"),
    numpy("sigma(np.abs(x))", "sigmoid-of-magnitude", "sigma(|x|)"),
    numpy("x / (1 + np.abs(x))", "sigmoid-softsign", "x / (1 + |x|)"),
    numpy("(x / (1 + np.abs(x)) + 1) / 2", "sigmoid-softsign", "(1 + x / (1 + |x|)) / 2"),
    numpy("np.maximum(x, 0)", "sigmoid-rectified", "max(x, 0)"),
    numpy("np.arctan(x) / np.pi + 0.5", "sigmoid-arctangent", "1/2 + arctan(x) / pi"),
    numpy("np.arctan(np.pi * x / 2) / np.pi + 0.5", "sigmoid-arctangent", "1/2 + arctan(pi x/2) / pi"),
    numpy("2 * np.arctan(x) / np.pi", "sigmoid-arctangent", "2 arctan(x) / pi"),
    numpy("sigma(x - np.max(x))", "sigmoid-maximum-subtracted", "sigma(x - max x)"),
    numpy("sigma(x + np.max(-x))", "sigmoid-maximum-subtracted", "sigma(x - min x)"),
    *(numpy(f"np.maximum(np.minimum(x / {c} + 0.5, 1), 0)", "sigmoid-hard", f"x/{c} + 1/2 between 0 and 1") for c in (4, 5, 6)),
    *(
        numpy(f"sigma(np.maximum(np.minimum(x, {c}), -{c}))", "sigmoid-clipped", f"sigma(x), x clipped at +-{c}")
        for c in (1, 2, 3)
    ),
    *(numpy(f"np.where(x >= 0, sigma(x), {f})", "sigmoid-negative-branch", f"{what} for x < 0") for f, what in BRANCHES),
    form=S,
)
OF_GRADIENT = spoil(
    SIGMOID_GRADIENT.claims[0],
    flip(hint="Sigma rises everywhere."),
    inverted(),
    replace(sigma, lambda x: x, "of-value"),
    replace(sigma, lambda x: sigma(sigma(x)), "of-sigma"),
    instead(S * (1 - x), "half-of-value"),
    instead(1 - S, "missing-factor"),
    instead(S, "not-differentiated"),
    instead(S * (1 + S), "plus-for-minus"),
    instead(S**2, "squared"),
    instead((1 - S) ** 2, "other-squared"),
    instead(S**2 * (1 - S), "one-sigma-too-many"),
    instead(exp(-x) / (1 + exp(-2 * x)), "precedence"),
    instead(S * (1 - S) * (1 - 2 * S), "differentiated-twice"),
    instead(1 - S**2, "of-tangent"),
    instead(4 * sigma(2 * x) * (1 - sigma(2 * x)), "derivative-of-tangent"),
    form=S * (1 - S),
)

ONE = "1", "np.ones(x.shape)"
OF_VALUE = clues(SIGMOID.claims[0], (S,), ONE, (ONE, S**2), (ONE, x, exp(-x), exp(x)))
OF_SLOPE = clues(SIGMOID_GRADIENT.claims[0], (S, -(S**2)), ONE, S**3, (x, x**2, x * S))
