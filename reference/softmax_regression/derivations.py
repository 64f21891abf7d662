"""The derivation of softmax regression, for any number of examples n, features d and classes C.

X features (n, d), one example a row; y labels (n,); W weights (d, C); b bias (C,); lambda the strength of the L2 term. Entries
X[i, j] and W[j, k] are indexed as in code. The derivative is taken by W[q, r]: r is any class, not the k of a sum over classes.
"""

from __future__ import annotations

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
from grader.symbolic.slips import averaged, clues, drop, first, flip, instead, only, spoil, times, twice

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


Y = let("Y", EXAMPLES, CLASSES, lambda i, k: delta(k, labels[i]))
"""[k = y_i], the labels one-hot."""
DATA = -total(EXAMPLES, lambda i: log(yhat(i, labels[i]))) / n
PENALTY = strength / 2 * total(FEATURES, lambda j: total(CLASSES, lambda k: W[j, k] ** 2))
L = let("L", DATA + PENALTY)

# The data term of dL/dW and dL/db: sum_i of what stands before z_ir in the loss, times the derivative of z_ir.
OF_WEIGHTS = total(EXAMPLES, lambda i: X[i, q] * (yhat(i, r) - Y(i, r))) / n
OF_BIAS = total(EXAMPLES, lambda i: yhat(i, r) - Y(i, r)) / n

LOSS = equation(
    "loss",
    L,
    total(EXAMPLES, lambda i: log(total(CLASSES, lambda k: exp(z(i, k)))) - z(i, labels[i])) / n + PENALTY,
    output="loss",
)
WEIGHTS = gradient("weights", of=L, by=W[q, r], equals=OF_WEIGHTS + strength * W[q, r], output="grad_weights")
BIAS = gradient("bias", of=L, by=b[r], equals=OF_BIAS, output="grad_bias")

# --- slips: what students write, and a hint for each code -----------------------------------------------------------------

SLIPS = (
    spoil(
        LOSS,
        flip(hint="A loss is small when the prediction is good."),
        times(n, "not-averaged", DATA),
        drop(PENALTY, "missing-penalty", "What else is there besides the cross-entropy?"),
        twice(PENALTY, "missing-half"),
        instead(DATA + PENALTY + strength / 2 * total(CLASSES, lambda k: b[k] ** 2), "penalty-of-bias"),
        form=DATA + PENALTY,
    ),
    spoil(
        WEIGHTS,
        flip(),
        flip(OF_WEIGHTS, "sign-of-data"),
        flip(strength, "sign-of-penalty"),
        drop(Y, "missing-labels"),
        drop(yhat, "missing-prediction"),
        times(n, "not-averaged", OF_WEIGHTS),
        drop(strength, "missing-penalty"),
        twice(strength, "missing-half"),
        averaged(n, strength, "penalty-averaged"),
    ),
    spoil(
        BIAS,
        flip(),
        drop(Y, "missing-labels"),
        drop(yhat, "missing-prediction"),
        times(n, "not-averaged"),
        only(EXAMPLES, first(EXAMPLES), "first-example"),
        flip(Y, "sign-of-labels"),
        instead(OF_BIAS + strength * b[r], "penalty-of-bias"),
        instead(total(CLASSES, lambda k: total(EXAMPLES, lambda i: yhat(i, k) - Y(i, k))) / n, "sum-over-classes"),
        instead(total(EXAMPLES, lambda i: (yhat(i, r) - Y(i, r)) ** 2) / n, "squared"),
    ),
)
HINTS = {
    "not-averaged": "The loss is a mean over the examples.",
    "missing-penalty": "Differentiate the L2 term too.",
    "missing-half": "Check the factor of the L2 term.",
    "penalty-of-bias": "Which of the parameters are in the L2 term?",
    "penalty-averaged": "What is divided by n?",
    "sign-of-data": "Check the sign of the data term.",
    "sign-of-penalty": "Check the sign of the L2 term.",
    "missing-labels": "What became of y?",
    "missing-prediction": "What became of yhat?",
    "first-example": "Add up over the batch.",
    "sign-of-labels": "One of the two signs is wrong.",
    "sum-over-classes": "Which axis?",
    "squared": "Which loss is it?",
}

# --- clues: the closed forms as sums of terms, and what students add to them ----------------------------------------------

SUM_OF_PREDICTIONS = total(EXAMPLES, lambda i: yhat(i, r))
SUM_OF_LABELS = total(EXAMPLES, lambda i: Y(i, r))
PREDICTED = total(EXAMPLES, lambda i: X[i, q] * yhat(i, r))
LABELLED = total(EXAMPLES, lambda i: X[i, q] * Y(i, r))
CLUES = (
    clues(LOSS, (DATA, PENALTY), strength / 2 * total(CLASSES, lambda k: b[k] ** 2), n * DATA, PENALTY / strength),
    clues(
        WEIGHTS,
        (PREDICTED / n, -LABELLED / n, strength * W[q, r]),
        (PREDICTED, LABELLED),
        W[q, r],
        strength * W[q, r] / n,
    ),
    clues(BIAS, (SUM_OF_PREDICTIONS / n, -SUM_OF_LABELS / n), strength * b[r], (SUM_OF_PREDICTIONS, SUM_OF_LABELS)),
)

DERIVATION = Derivation(
    function="softmax_regression",
    symbols={"features": X, "labels": labels, "weights": W, "bias": b, "strength": strength},
    loss=L,
    claims=(LOSS, WEIGHTS, BIAS),
    worlds=(world(n=2, d=2, C=3, y=(2, 0)), world(n=3, d=1, C=2, y=(1, 1, 0)), world(n=1, d=2, C=2, y=(1,))),
    slips=SLIPS,
    hints=HINTS,
    clues=CLUES,
)

DERIVATIONS = (DERIVATION,)
