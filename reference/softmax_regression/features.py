"""Features of wrong values beside wrong formulas: terms of the closed forms, rows, properties of cases, sizes, invariants.

Formulas are in the letters of `generated`. The terms come from the clues of the derivation. Codes: `reference/CODES.md`.
"""

import numpy as np

from grader import Features, conditions, invariants, named_rows, sizes

from .generated import CLUES, SOFTMAX_REGRESSION

BATCH = "softmax_regression"

NAMED_ROWS = (
    *named_rows(
        SOFTMAX_REGRESSION,
        BATCH,
        "grad_weights",
        "d",
        ("first-feature", "the first feature's row", lambda: 0),
        ("last-feature", "the last feature's row", lambda: -1),
    ),
    *named_rows(
        SOFTMAX_REGRESSION,
        BATCH,
        "grad_bias",
        "C",
        ("seen-classes", "the classes that occur in the batch", lambda y: y),
        ("unseen-classes", "the classes that do not occur in the batch", lambda y, C: ~np.isin(np.arange(C), y)),
        ("first-class", "the first class", lambda: 0),
        ("last-class", "the last class", lambda: -1),
    ),
)
CONDITIONS = conditions(
    SOFTMAX_REGRESSION,
    BATCH,
    ("one-example", "the batch is one example", lambda n: n == 1),
    ("no-penalty", "lambda = 0", lambda lambda_: lambda_ == 0),
    ("repeated-label", "two examples have one label", lambda y, n: len(set(y)) < n),
)
INVARIANTS = invariants(
    SOFTMAX_REGRESSION,
    BATCH,
    (  # cross-entropy is positive
        "loss",
        "loss-below-the-penalty",
        "the loss is no less than the L2 term alone",
        lambda output, lambda_, W: min(output - lambda_ * np.sum(W**2) / 2, 0),
    ),
    (  # the probabilities of an example add up to one, and so does its one-hot label: what is left of a row is the penalty's
        "grad_weights",
        "rows-do-not-add-up",
        "each row of dL/dW adds up to what that row of W does, times lambda",
        lambda output, lambda_, W: np.sum(output - lambda_ * W, axis=1),
    ),
    ("grad_bias", "classes-do-not-add-up", "the entries of dL/db add up to zero", lambda output: output.sum()),
)

FEATURES = Features(
    linear_terms=CLUES,
    named_rows=NAMED_ROWS,
    conditions=tuple(CONDITIONS),
    sizes=tuple(sizes(SOFTMAX_REGRESSION, BATCH, "n", "d", "C")),
    invariants=tuple(INVARIANTS),
)
