"""Wrong formulas of softmax regression: one table an output, one row a mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

Array = npt.NDArray[Any]
Formula = Callable[[Array, Array, Array, Array, float], Any]
"""From X (n, d), yhat (n, C), y (n, C), W (d, C) and lambda to the wrong output."""


def _by_name(formula: Formula) -> Callable[..., Any]:
    """The formula as one of a case's inputs."""

    def wrong(features: Array, labels: Sequence[int], weights: Array, bias: Array, strength: float) -> Any:
        logits = features @ weights + bias
        exponentials = np.exp(logits - np.max(logits, axis=1, keepdims=True))
        yhat = exponentials / np.sum(exponentials, axis=1, keepdims=True)
        y = np.eye(len(bias), dtype=np.int64)[list(labels)]
        return formula(features, yhat, y, weights, strength)

    return wrong


def _log_likelihood(yhat: Array, y: Array) -> Any:
    return np.sum(np.log(np.sum(yhat * y, axis=1)))


PENALTY, SEVERAL = "lambda > 0", "several examples"
MEAN, LABELS, PREDICTION = "The loss is a mean.", "What became of y?", "What became of yhat?"

# Rows are code, formula, what it equals, hint, and the conditions without which it does not show.
LOSSES: tuple[tuple[Any, ...], ...] = (
    (
        "sign-flipped",
        lambda X, p, y, W, s: _log_likelihood(p, y) / len(X) - s * np.sum(W * W) / 2,
        "-L",
        "A loss is small when the prediction is good.",
    ),
    (
        "not-averaged",
        lambda X, p, y, W, s: -_log_likelihood(p, y) + s * np.sum(W * W) / 2,
        "the sum over the batch",
        "The loss is a mean over the examples.",
        SEVERAL,
    ),
    (
        "missing-penalty",
        lambda X, p, y, W, s: -_log_likelihood(p, y) / len(X),
        "the loss without the L2 term",
        "What else is there besides the cross-entropy?",
        PENALTY,
    ),
    (
        "missing-half",
        lambda X, p, y, W, s: -_log_likelihood(p, y) / len(X) + s * np.sum(W * W),
        "lambda where lambda/2 belongs",
        "Check the factor of the L2 term.",
        PENALTY,
    ),
)
WEIGHTS: tuple[tuple[Any, ...], ...] = (
    ("sign-flipped", lambda X, p, y, W, s: X.T @ (y - p) / len(X) - s * W, "-dL/dW", "Follow the minus sign."),
    ("sign-of-data", lambda X, p, y, W, s: X.T @ (y - p) / len(X) + s * W, "y - yhat", "Check the sign of the data term."),
    (
        "sign-of-penalty",
        lambda X, p, y, W, s: X.T @ (p - y) / len(X) - s * W,
        "-lambda W",
        "Check the sign of the L2 term.",
        PENALTY,
    ),
    ("missing-labels", lambda X, p, y, W, s: X.T @ p / len(X) + s * W, "X^T yhat / n + lambda W", LABELS),
    ("missing-prediction", lambda X, p, y, W, s: -(X.T @ y) / len(X) + s * W, "-X^T y / n + lambda W", PREDICTION),
    ("not-averaged", lambda X, p, y, W, s: X.T @ (p - y) + s * W, "the sum over the batch", MEAN, SEVERAL),
    (
        "missing-penalty",
        lambda X, p, y, W, s: X.T @ (p - y) / len(X),
        "without lambda W",
        "Differentiate the L2 term too.",
        PENALTY,
    ),
    (
        "missing-half",
        lambda X, p, y, W, s: X.T @ (p - y) / len(X) + 2 * s * W,
        "2 lambda W",
        "Differentiate w^2/2 again.",
        PENALTY,
    ),
    (
        "penalty-averaged",
        lambda X, p, y, W, s: (X.T @ (p - y) + s * W) / len(X),
        "lambda W / n",
        "What is divided by n?",
        SEVERAL,
        PENALTY,
    ),
)
BIAS: tuple[tuple[Any, ...], ...] = (
    ("sign-flipped", lambda X, p, y, W, s: np.sum(y - p, axis=0) / len(X), "-dL/db", "Follow the minus sign."),
    ("missing-labels", lambda X, p, y, W, s: np.sum(p, axis=0) / len(X), "the mean of yhat", LABELS),
    ("missing-prediction", lambda X, p, y, W, s: -np.sum(y, axis=0) / len(X), "minus the mean of y", PREDICTION),
    ("not-averaged", lambda X, p, y, W, s: np.sum(p - y, axis=0), "the sum over the batch", MEAN, SEVERAL),
    (
        "first-example",
        lambda X, p, y, W, s: (p - y)[0] / len(X),
        "the first example only",
        "Add up over the batch.",
        SEVERAL,
    ),
    ("sign-of-labels", lambda X, p, y, W, s: np.sum(p + y, axis=0) / len(X), "yhat + y", "One sign is wrong."),
    ("sum-over-classes", lambda X, p, y, W, s: np.sum(p - y) / len(X) + 0 * p[0], "summed over the classes", "Which axis?"),
    ("squared", lambda X, p, y, W, s: np.sum((p - y) ** 2, axis=0) / len(X), "(yhat - y)^2", "Which loss is it?"),
)

MISTAKES = tuple(
    Mistake(
        code=code,
        part=part,
        function="softmax_regression",
        output=output,
        formula=_by_name(formula),
        what=what,
        hint=hint,
    )
    for part, output, rows in (("loss", "loss", LOSSES), ("weights", "grad_weights", WEIGHTS), ("bias", "grad_bias", BIAS))
    for code, formula, what, hint, *_ in rows
)
