"""Features of wrong values that diagnosis looks for, beside the wrong formulas of `mistakes.py`. Codes: `reference/CODES.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import CaseCondition, Features, Inputs, Invariant, LinearTerms, NamedRows, Size

Array = npt.NDArray[Any]
BATCH = "softmax_regression"

# --- terms ----------------------------------------------------------------------------------------------------------------


def _terms(features: Array, labels: Sequence[int], weights: Array, bias: Array, strength: float) -> Mapping[str, Any]:
    X, W, n = features, weights, len(labels)
    Z = X @ W + bias
    log_yhat = Z - np.max(Z, axis=1, keepdims=True)
    log_yhat = log_yhat - np.log(np.sum(np.exp(log_yhat), axis=1, keepdims=True))
    yhat, y = np.exp(log_yhat), np.eye(len(bias))[list(labels)]
    return {
        "-1/n sum_i log yhat_i": -np.sum(log_yhat * y) / n,
        "lambda/2 |W|^2": strength * np.sum(W * W) / 2,
        "-sum_i log yhat_i": -np.sum(log_yhat * y),
        "|W|^2": np.sum(W * W),
        "lambda/2 |b|^2": strength * np.sum(bias * bias) / 2,
        "1/n X^T yhat": X.T @ yhat / n,
        "1/n X^T y": X.T @ y / n,
        "lambda W": strength * W,
        "X^T yhat": X.T @ yhat,
        "X^T y": X.T @ y,
        "W": W,
        "1/n lambda W": strength * W / n,
        "1/n sum_i yhat_i": np.sum(yhat, axis=0) / n,
        "1/n sum_i y_i": np.sum(y, axis=0) / n,
        "sum_i yhat_i": np.sum(yhat, axis=0),
        "sum_i y_i": np.sum(y, axis=0),
        "lambda b": strength * bias,
    }


def _linear_terms(output: str, *expected: Mapping[str, float]) -> tuple[LinearTerms, ...]:
    def only(names: Mapping[str, float]) -> Callable[..., Mapping[str, Any]]:
        return lambda **inputs: {name: value for name, value in _terms(**inputs).items() if name in names}

    return tuple(LinearTerms(function=BATCH, output=output, expected=names, terms=only(names)) for names in expected)


LOSS = {"-1/n sum_i log yhat_i": 1.0, "lambda/2 |W|^2": 1.0}
WEIGHTS = {"1/n X^T yhat": 1.0, "1/n X^T y": -1.0, "lambda W": 1.0}
BIAS = {"1/n sum_i yhat_i": 1.0, "1/n sum_i y_i": -1.0}

LINEAR_TERMS = (
    *_linear_terms("loss", LOSS, LOSS | {"lambda/2 |b|^2": 0.0}, LOSS | {"-sum_i log yhat_i": 0.0}, LOSS | {"|W|^2": 0.0}),
    *_linear_terms(
        "grad_weights",
        WEIGHTS,
        WEIGHTS | {"X^T yhat": 0.0, "X^T y": 0.0},
        WEIGHTS | {"W": 0.0},
        WEIGHTS | {"1/n lambda W": 0.0},
    ),
    *_linear_terms("grad_bias", BIAS, BIAS | {"lambda b": 0.0}, BIAS | {"sum_i yhat_i": 0.0, "sum_i y_i": 0.0}),
)

# --- rows, conditions, sizes ----------------------------------------------------------------------------------------------


def _named_rows(code: str, what: str, output: str, rows: Callable[[Inputs], Array]) -> NamedRows:
    return NamedRows(code=code, what=what, function=BATCH, output=output, rows=rows)


def _seen(inputs: Inputs) -> Array:
    """The classes that some example of the batch has."""
    return np.isin(np.arange(len(inputs["bias"])), inputs["labels"])


NAMED_ROWS = (
    _named_rows("first-feature", "the first feature's row", "grad_weights", lambda i: np.arange(len(i["weights"])) == 0),
    _named_rows("last-feature", "the last feature's row", "grad_weights", lambda i: np.arange(len(i["weights"]))[::-1] == 0),
    _named_rows("seen-classes", "the classes that occur in the batch", "grad_bias", _seen),
    _named_rows("unseen-classes", "the classes that do not occur in the batch", "grad_bias", lambda i: ~_seen(i)),
    _named_rows("first-class", "the first class", "grad_bias", lambda i: np.arange(len(i["bias"])) == 0),
    _named_rows("last-class", "the last class", "grad_bias", lambda i: np.arange(len(i["bias"]))[::-1] == 0),
)
CONDITIONS = (
    CaseCondition(code="one-example", what="the batch is one example", function=BATCH, holds=lambda i: len(i["labels"]) == 1),
    CaseCondition(code="no-penalty", what="lambda = 0", function=BATCH, holds=lambda i: bool(i["strength"] == 0)),
    CaseCondition(
        code="repeated-label",
        what="two examples have one label",
        function=BATCH,
        holds=lambda i: max(Counter(i["labels"]).values()) > 1,
    ),
)
SIZES = (
    Size(letter="n", function=BATCH, of=lambda i: len(i["labels"])),
    Size(letter="d", function=BATCH, of=lambda i: len(i["weights"])),
    Size(letter="C", function=BATCH, of=lambda i: len(i["bias"])),
)

# --- invariants -----------------------------------------------------------------------------------------------------------


def _share(violation: Any, output: Any) -> float:
    """The largest violation as a share of the output's largest entry, or of 1 where all of the output is zero."""
    return float(np.max(np.abs(violation), initial=0.0)) / (float(np.max(np.abs(output), initial=0.0)) or 1.0)


def _below_the_penalty(inputs: Inputs, loss: Any) -> float:
    """Cross-entropy is positive."""
    penalty = inputs["strength"] * np.sum(inputs["weights"] ** 2) / 2
    return _share(min(float(loss) - float(penalty), 0.0), max(abs(float(loss)), 1.0))


def _rows_off(inputs: Inputs, gradient: Array) -> float:
    """The probabilities of an example add up to one, and so does its one-hot label: what is left of a row is the penalty's."""
    return _share(np.sum(gradient - inputs["strength"] * inputs["weights"], axis=1), gradient)


INVARIANTS = (
    Invariant(
        code="loss-below-the-penalty",
        what="the loss is no less than the L2 term alone",
        function=BATCH,
        output="loss",
        violation=_below_the_penalty,
    ),
    Invariant(
        code="rows-do-not-add-up",
        what="each row of dL/dW adds up to what that row of W does, times lambda",
        function=BATCH,
        output="grad_weights",
        violation=_rows_off,
    ),
    Invariant(
        code="classes-do-not-add-up",
        what="the entries of dL/db add up to zero",
        function=BATCH,
        output="grad_bias",
        violation=lambda _, gradient: _share(np.sum(gradient), gradient),
    ),
)

FEATURES = Features(linear_terms=LINEAR_TERMS, named_rows=NAMED_ROWS, conditions=CONDITIONS, sizes=SIZES, invariants=INVARIANTS)
