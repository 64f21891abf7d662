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
    as_written,
    delta,
    derivative,
    equation,
    exp,
    given,
    gradient,
    let,
    log,
    scalar,
    size_of,
    step,
    total,
    world,
)
from grader.symbolic.slips import averaged, clues, drop, first, flip, instead, only, spoil, times, twice

EXAMPLES = Sort("n", letters="im")
FEATURES = Sort("d", letters="jh", coordinate=True)
CLASSES = Sort("C", letters="kl")
n = size_of(EXAMPLES)

q = Index("q", FEATURES)
"""Any feature."""
example = Index("i", EXAMPLES)
"""Any example."""
r = Index("r", CLASSES)
"""Any class."""

X = Array("x", EXAMPLES, FEATURES)
labels = Array("y", EXAMPLES, values=CLASSES)
W = Array("W", FEATURES, CLASSES)
b = Array("b", CLASSES)
strength = scalar("lambda")


z = let("z", EXAMPLES, CLASSES, lambda i, k: total(FEATURES, lambda j: X[i, j] * W[j, k]) + b[k])
"""The logit, a number."""
yhat = let("yhat", EXAMPLES, CLASSES, lambda i, k: exp(z(i, k)) / total(CLASSES, lambda m: exp(z(i, m))))
"""P(k | x_i)."""


Y = let("Y", EXAMPLES, CLASSES, lambda i, k: delta(k, labels[i]))
"""[k = y_i], the labels one-hot."""

with as_written():
    DATA = -1 / n * total(EXAMPLES, lambda i: log(yhat(i, labels[i])))
    PENALTY = strength / 2 * total(FEATURES, lambda j: total(CLASSES, lambda k: W[j, k] ** 2))
    L = let("L", DATA + PENALTY)
    # The data term of dL/dW and dL/db: sum_i of what stands before z_ir in the loss, times the derivative of z_ir.
    OF_WEIGHTS = 1 / n * total(EXAMPLES, lambda i: (yhat(i, r) - Y(i, r)) * X[i, q])
    OF_BIAS = 1 / n * total(EXAMPLES, lambda i: yhat(i, r) - Y(i, r))
    OF_ALL = OF_WEIGHTS + strength * W[q, r]
    OF_LOGITS = 1 / n * total(EXAMPLES, lambda i: log(total(CLASSES, lambda k: exp(z(i, k)))) - z(i, labels[i])) + PENALTY

# --- the lines that lead to them, and the loss as the assignment states it ----------------------------------------------------

with as_written():
    LOG_OF_SUM = log(total(CLASSES, lambda k: exp(z(example, k))))
    OF_LABEL = z(example, labels[example])
    ONE = LOG_OF_SUM - OF_LABEL
    STEPS = (
        step("loss", 0, z(example, r), total(FEATURES, lambda j: X[example, j] * W[j, r]) + b[r]),
        step("loss", 0, yhat(example, r), exp(z(example, r)) / total(CLASSES, lambda k: exp(z(example, k)))),
        step("loss", 0, -log(yhat(example, labels[example])), ONE),
        step("loss", 0, L, DATA + PENALTY, OF_LOGITS),
        step("weights", 0, derivative(LOG_OF_SUM, W[q, r]), yhat(example, r) * X[example, q]),
        step("weights", 0, derivative(OF_LABEL, W[q, r]), Y(example, r) * X[example, q]),
        step("weights", 0, derivative(ONE, W[q, r]), (yhat(example, r) - Y(example, r)) * X[example, q]),
        step("weights", 0, derivative(PENALTY, W[q, r]), strength * W[q, r]),
        step("bias", 0, derivative(ONE, b[r]), yhat(example, r) - Y(example, r)),
    )
    LOGITS = let("s", EXAMPLES, CLASSES, lambda i, k: total(FEATURES, lambda j: X[i, j] * W[j, k]) + b[k])
    CROSS_ENTROPY = total(EXAMPLES, lambda i: -log(exp(LOGITS(i, labels[i])) / total(CLASSES, lambda k: exp(LOGITS(i, k)))))
    SQUARES = total(FEATURES, lambda j: total(CLASSES, lambda k: W[j, k] ** 2))
    GIVEN = (given("loss", 0, "loss", CROSS_ENTROPY / n + strength * SQUARES / 2),)

# --- the claims about the code ------------------------------------------------------------------------------------------------

LOSS = equation("loss", L, OF_LOGITS, output="loss")
WEIGHTS = gradient("weights", of=L, by=W[q, r], equals=OF_ALL, output="grad_weights")
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
    given=GIVEN,
    steps=STEPS,
    claims=(LOSS, WEIGHTS, BIAS),
    worlds=(world(n=2, d=2, C=3, y=(2, 0)), world(n=3, d=1, C=2, y=(1, 1, 0)), world(n=1, d=2, C=2, y=(1,))),
    slips=SLIPS,
    hints=HINTS,
    clues=CLUES,
)

DERIVATIONS = (DERIVATION,)
