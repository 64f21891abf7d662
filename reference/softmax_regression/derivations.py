"""The derivation of softmax regression, for any number of examples n, features d and classes C.

X features (n, d), one example a row; y labels (n,); W weights (d, C); b bias (C,); lambda the strength of the L2 term. Entries
X[i, j] and W[j, k] are indexed as in code. The derivative is taken by W[q, r]: r is any class, not the k of a sum over classes.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import (
    Array,
    Derivation,
    Index,
    Sort,
    delta,
    equation,
    exp,
    gradient,
    let,
    log,
    scalar,
    size_of,
    total,
    world,
)

EXAMPLES = Sort("n", letters="i")
FEATURES = Sort("d", letters="jh", coordinate=True)
CLASSES = Sort("C", letters="kl")
n = size_of(EXAMPLES)

q = Index("q", FEATURES)
"""Any feature."""
r = Index("r", CLASSES)
"""Any class."""

X = Array("x", EXAMPLES, FEATURES)
labels = Array("y", EXAMPLES, values=CLASSES)
W = Array("W", FEATURES, CLASSES)
b = Array("b", CLASSES)
strength = scalar("lambda")


z = let("z", EXAMPLES, CLASSES, lambda i, k: total(FEATURES, lambda j: X[i, j] * W[j, k]) + b[k])
"""The logit x_i.W_k + b_k, a number."""
yhat = let("yhat", EXAMPLES, CLASSES, lambda i, k: exp(z(i, k)) / total(CLASSES, lambda m: exp(z(i, m))))
"""P(k | x_i) = exp(z_ik) / sum_l exp(z_il)."""


def y(example: Any, label: Any) -> Any:
    """[k = y_i]."""
    return delta(label, labels[example])


DATA = -total(EXAMPLES, lambda i: log(yhat(i, labels[i]))) / n
PENALTY = strength / 2 * total(FEATURES, lambda j: total(CLASSES, lambda k: W[j, k] ** 2))
L = let("L", DATA + PENALTY)

# The data term of dL/dW and dL/db: sum_i of what stands before z_ir in the loss, times the derivative of z_ir.
OF_WEIGHTS = total(EXAMPLES, lambda i: X[i, q] * (yhat(i, r) - y(i, r))) / n
OF_BIAS = total(EXAMPLES, lambda i: yhat(i, r) - y(i, r)) / n

DERIVATION = Derivation(
    function="softmax_regression",
    symbols={"features": X, "labels": labels, "weights": W, "bias": b, "strength": strength},
    loss=L,
    claims=(
        equation(
            "loss",
            L,
            total(EXAMPLES, lambda i: log(total(CLASSES, lambda k: exp(z(i, k)))) - z(i, labels[i])) / n + PENALTY,
            output="loss",
            wrong={
                "sign-flipped": -L,
                "not-averaged": n * DATA + PENALTY,
                "missing-penalty": DATA,
                "missing-half": DATA + 2 * PENALTY,
                "missing-data": PENALTY,
                "penalty-of-bias": L + strength / 2 * total(CLASSES, lambda k: b[k] ** 2),
            },
        ),
        gradient(
            "weights",
            of=L,
            by=W[q, r],
            equals=OF_WEIGHTS + strength * W[q, r],
            output="grad_weights",
            wrong={
                "sign-flipped": -OF_WEIGHTS - strength * W[q, r],
                "sign-of-data": -OF_WEIGHTS + strength * W[q, r],
                "sign-of-penalty": OF_WEIGHTS - strength * W[q, r],
                "missing-labels": total(EXAMPLES, lambda i: X[i, q] * yhat(i, r)) / n + strength * W[q, r],
                "missing-prediction": -total(EXAMPLES, lambda i: X[i, q] * y(i, r)) / n + strength * W[q, r],
                "not-averaged": n * OF_WEIGHTS + strength * W[q, r],
                "missing-penalty": OF_WEIGHTS,
                "missing-half": OF_WEIGHTS + 2 * strength * W[q, r],
                "penalty-averaged": OF_WEIGHTS + strength * W[q, r] / n,
            },
        ),
        gradient(
            "bias",
            of=L,
            by=b[r],
            equals=OF_BIAS,
            output="grad_bias",
            wrong={
                "sign-flipped": -OF_BIAS,
                "missing-labels": total(EXAMPLES, lambda i: yhat(i, r)) / n,
                "missing-prediction": -total(EXAMPLES, lambda i: y(i, r)) / n,
                "not-averaged": n * OF_BIAS,
                "sign-of-labels": total(EXAMPLES, lambda i: yhat(i, r) + y(i, r)) / n,
                "squared": total(EXAMPLES, lambda i: (yhat(i, r) - y(i, r)) ** 2) / n,
                "with-penalty": OF_BIAS + strength * b[r],
                "sum-over-classes": total(CLASSES, lambda k: total(EXAMPLES, lambda i: yhat(i, k) - y(i, k))) / n,
                "of-weights": total(EXAMPLES, lambda i: total(FEATURES, lambda j: X[i, j] * (yhat(i, r) - y(i, r)))) / n,
            },
        ),
    ),
    worlds=(world(n=2, d=2, C=3, y=(2, 0)), world(n=3, d=1, C=2, y=(1, 1, 0)), world(n=1, d=2, C=2, y=(1,))),
)

DERIVATIONS = (DERIVATION,)
