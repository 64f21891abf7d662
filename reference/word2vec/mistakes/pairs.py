"""(a) to (d): wrong losses and gradients of the naive softmax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

Array = npt.NDArray[Any]
Delta = Callable[[Array, Array, Array], Array]


def _softmax(logits: Array) -> Array:
    exponentials: Array = np.exp(logits - np.max(logits))
    yhat: Array = exponentials / np.sum(exponentials)
    return yhat


def _one_hot(index: int, size: int) -> Array:
    row: Array = np.eye(size, dtype=np.int64)[index]
    return row


# Every gradient of the naive softmax is made of delta = yhat - y: on the left a slip in it, as a function of logits, yhat and y.
DELTAS: tuple[tuple[str, Delta, str, str], ...] = (
    (
        "sign-flipped",
        lambda z, p, y: y - p,
        "y - yhat",
        "Every sign is turned round: follow the minus in front of the logarithm.",
    ),
    (
        "missing-true-word",
        lambda z, p, y: p,
        "yhat (the term of the true word is missing)",
        "What became of the true word's own score?",
    ),
    (
        "missing-prediction",
        lambda z, p, y: -y,
        "-y (the prediction is missing)",
        "Differentiate the logarithm of the sum as well.",
    ),
    ("sign-of-true-word", lambda z, p, y: p + y, "yhat + y", "One of the two terms has the wrong sign."),
    ("true-word-twice", lambda z, p, y: p - 2 * y, "yhat - 2 y", "The true word is subtracted more than once."),
    (
        "averaged",
        lambda z, p, y: (p - y) / len(p),
        "(yhat - y) / V",
        "The loss is a sum; nothing in it is averaged over the words.",
    ),
    (
        "prediction-of-true-word",
        lambda z, p, y: np.sum(p * y) - y,
        "yhat_o for every word",
        "Each word has a probability of its own.",
    ),
    ("not-normalised", lambda z, p, y: np.exp(z) - y, "exp(u_w.v_c) - y_w", "Something that should add up to one does not."),
    (
        "sigmoid-for-softmax",
        lambda z, p, y: 1 / (1 + np.exp(-z)) - y,
        "sigma(u_w.v_c) - y_w",
        "Which function makes probabilities here?",
    ),
    (
        "wrong-word",
        lambda z, p, y: p - np.roll(y, 1),
        "yhat - y with the one at the next word",
        "Check the index of the true word.",
    ),
    (
        "differentiated-twice",
        lambda z, p, y: p * (p - y - np.sum(p * (p - y))),
        "the softmax's own derivative applied once more",
        "Something is differentiated once more than needed.",
    ),
)


def _grad_center(delta: Delta) -> Callable[..., Array]:
    def formula(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
        logits = outside_vectors @ center_vector
        return delta(logits, _softmax(logits), _one_hot(outside_index, len(logits))) @ outside_vectors

    return formula


def _grad_outside(delta: Delta) -> Callable[..., Array]:
    def formula(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
        logits = outside_vectors @ center_vector
        return np.outer(delta(logits, _softmax(logits), _one_hot(outside_index, len(logits))), center_vector)

    return formula


def _wrong_vector(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
    yhat = _softmax(outside_vectors @ center_vector)
    return np.outer(yhat - _one_hot(outside_index, len(yhat)), outside_vectors[outside_index])


def _own_vectors(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
    yhat = _softmax(outside_vectors @ center_vector)
    return (yhat - _one_hot(outside_index, len(yhat)))[:, None] * outside_vectors


def _only_row_o(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
    yhat = _softmax(outside_vectors @ center_vector)
    return np.outer((yhat - 1) * _one_hot(outside_index, len(yhat)), center_vector)


def _loss(formula: Callable[[Array, Array, int], Any]) -> Callable[..., Any]:
    """A loss from the logits, yhat and o."""

    def loss(center_vector: Array, outside_index: int, outside_vectors: Array) -> Any:
        logits = outside_vectors @ center_vector
        return formula(logits, _softmax(logits), outside_index)

    return loss


LOSSES: tuple[tuple[str, Callable[[Array, Array, int], Any], str, str], ...] = (
    ("sign-flipped", lambda z, p, o: np.log(p[o]), "log yhat_o", "A loss is small when the prediction is good."),
    ("summed-over-all", lambda z, p, o: -np.sum(np.log(p)), "-sum_w log yhat_w", "For how many words is y_w one?"),
    ("missing-logarithm", lambda z, p, o: -p[o], "-yhat_o", "Cross-entropy takes a logarithm."),
    ("not-normalised", lambda z, p, o: -z[o], "-u_o.v_c", "The logarithm of the sum is missing."),
    ("averaged", lambda z, p, o: -np.log(p[o]) / len(p), "-log yhat_o / V", "The loss is not averaged over the words."),
    ("wrong-word", lambda z, p, o: -np.log(p[o - 1]), "-log yhat of another word", "Check the index of the true word."),
)


def _naive(part: str, output: str, code: str, formula: Callable[..., Any], what: str, hint: str) -> Mistake:
    return Mistake(code=code, part=part, function="naive_softmax", output=output, formula=formula, what=what, hint=hint)


MISTAKES = (
    *(_naive("a", "loss", code, _loss(formula), what, hint) for code, formula, what, hint in LOSSES),
    *(_naive("b", "grad_center", code, _grad_center(d), f"U times {what}", hint) for code, d, what, hint in DELTAS),
    *(
        _naive(part, "grad_outside", code, _grad_outside(d), f"v_c times {what}", hint)
        for part in ("c", "d")
        for code, d, what, hint in DELTAS
    ),
    *(
        _naive(part, "grad_outside", code, formula, what, hint)
        for part in ("c", "d")
        for code, formula, what, hint in (
            ("wrong-vector", _wrong_vector, "(yhat_w - y_w) u_o", "By which vector is u_w multiplied in the loss?"),
            ("own-vector", _own_vectors, "(yhat_w - y_w) u_w", "By which vector is u_w multiplied in the loss?"),
            ("only-true-word", _only_row_o, "(yhat_o - 1) v_c in row o, and zeros", "The other words stand in the sum too."),
        )
    ),
)
