"""Wrong formulas of softmax regression, as values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

Array = npt.NDArray[Any]
Formula = Callable[[Array, Array, Array, Array, float], Any]
"""From X (n, d), yhat (n, C), y (n, C), W (d, C) and lambda to the wrong output."""


def _of(formula: Formula) -> Callable[..., Any]:
    """A formula in the derivation's letters, as one of the case's inputs."""

    def wrong(features: Array, labels: Sequence[int], weights: Array, bias: Array, strength: float) -> Any:
        logits = features @ weights + bias
        exponentials = np.exp(logits - np.max(logits, axis=1, keepdims=True))
        yhat = exponentials / np.sum(exponentials, axis=1, keepdims=True)
        y = np.eye(len(bias), dtype=np.int64)[list(labels)]
        return formula(features, yhat, y, weights, strength)

    return wrong


def _log_likelihood(yhat: Array, y: Array) -> Any:
    return np.sum(np.log(np.sum(yhat * y, axis=1)))


FORMULAS: tuple[tuple[str, str, str, Formula, str, str], ...] = (
    # part, output, code, formula, what it equals, hint
    (
        "loss",
        "loss",
        "sign-flipped",
        lambda X, p, y, W, s: _log_likelihood(p, y) / len(X) - s * np.sum(W * W) / 2,
        "-L",
        "A loss is small when the prediction is good.",
    ),
    (
        "loss",
        "loss",
        "not-averaged",
        lambda X, p, y, W, s: -_log_likelihood(p, y) + s * np.sum(W * W) / 2,
        "the sum over the batch",
        "The loss is a mean over the examples.",
    ),
    (
        "loss",
        "loss",
        "missing-penalty",
        lambda X, p, y, W, s: -_log_likelihood(p, y) / len(X),
        "the loss without the L2 term",
        "What else is there besides the cross-entropy?",
    ),
    (
        "loss",
        "loss",
        "missing-half",
        lambda X, p, y, W, s: -_log_likelihood(p, y) / len(X) + s * np.sum(W * W),
        "lambda where lambda/2 belongs",
        "Check the factor of the L2 term.",
    ),
    *(
        ("weights", "grad_weights", code, formula, what, hint)
        for code, formula, what, hint in (
            ("sign-flipped", lambda X, p, y, W, s: X.T @ (y - p) / len(X) - s * W, "-dL/dW", "Follow the minus sign."),
            (
                "sign-of-data",
                lambda X, p, y, W, s: X.T @ (y - p) / len(X) + s * W,
                "y - yhat",
                "Check the sign of the data term.",
            ),
            (
                "sign-of-penalty",
                lambda X, p, y, W, s: X.T @ (p - y) / len(X) - s * W,
                "-lambda W",
                "Check the sign of the L2 term.",
            ),
            ("missing-labels", lambda X, p, y, W, s: X.T @ p / len(X) + s * W, "X^T yhat / n + lambda W", "What became of y?"),
            (
                "missing-prediction",
                lambda X, p, y, W, s: -(X.T @ y) / len(X) + s * W,
                "-X^T y / n + lambda W",
                "What became of yhat?",
            ),
            ("not-averaged", lambda X, p, y, W, s: X.T @ (p - y) + s * W, "the sum over the batch", "The loss is a mean."),
            (
                "missing-penalty",
                lambda X, p, y, W, s: X.T @ (p - y) / len(X),
                "without lambda W",
                "Differentiate the L2 term too.",
            ),
            (
                "missing-half",
                lambda X, p, y, W, s: X.T @ (p - y) / len(X) + 2 * s * W,
                "2 lambda W",
                "Differentiate w^2/2 again.",
            ),
            ("penalty-averaged", lambda X, p, y, W, s: (X.T @ (p - y) + s * W) / len(X), "lambda W / n", "What is divided by n?"),
        )
    ),
    *(
        ("bias", "grad_bias", code, formula, what, hint)
        for code, formula, what, hint in (
            ("sign-flipped", lambda X, p, y, W, s: np.sum(y - p, axis=0) / len(X), "-dL/db", "Follow the minus sign."),
            ("missing-labels", lambda X, p, y, W, s: np.sum(p, axis=0) / len(X), "the mean of yhat", "What became of y?"),
            (
                "missing-prediction",
                lambda X, p, y, W, s: -np.sum(y, axis=0) / len(X),
                "minus the mean of y",
                "What became of yhat?",
            ),
            ("not-averaged", lambda X, p, y, W, s: np.sum(p - y, axis=0), "the sum over the batch", "The loss is a mean."),
            ("first-example", lambda X, p, y, W, s: (p - y)[0] / len(X), "the first example only", "Add up over the batch."),
            ("sign-of-labels", lambda X, p, y, W, s: np.sum(p + y, axis=0) / len(X), "yhat + y", "One sign is wrong."),
            (
                "sum-over-classes",
                lambda X, p, y, W, s: np.sum(p - y) / len(X) + 0 * p[0],
                "summed over the classes",
                "Which axis?",
            ),
            ("squared", lambda X, p, y, W, s: np.sum((p - y) ** 2, axis=0) / len(X), "(yhat - y)^2", "Which loss is it?"),
        )
    ),
)

BATCH, PENALTY = frozenset({"several examples"}), frozenset({"lambda > 0"})
NEEDS = dict.fromkeys(("missing-penalty", "missing-half", "sign-of-penalty"), PENALTY) | {
    "not-averaged": BATCH,
    "first-example": BATCH,
    "penalty-averaged": BATCH | PENALTY,
}

MISTAKES = tuple(
    Mistake(
        code=code,
        part=part,
        function="softmax_regression",
        output=output,
        formula=_of(formula),
        what=what,
        hint=hint,
        needs=NEEDS.get(code, frozenset()),
    )
    for part, output, code, formula, what, hint in FORMULAS
)
