"""(b) to (d): wrong gradients of the naive softmax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

from .pair_losses import softmax

Array = npt.NDArray[Any]
Delta = Callable[[Array, Array, Array], Array]


def _one_hot(index: int, size: int) -> Array:
    row: Array = np.eye(size, dtype=np.int64)[index]
    return row


# Every gradient of the naive softmax is made of delta = yhat - y: here slips in it, as functions of logits, yhat and y.
DELTAS: tuple[tuple[str, Delta, str, str], ...] = (
    (
        "sign-flipped",
        lambda z, p, y: y - p,
        "(y - yhat)",
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
    ("sign-of-true-word", lambda z, p, y: p + y, "(yhat + y)", "One of the two terms has the wrong sign."),
    ("true-word-twice", lambda z, p, y: p - 2 * y, "(yhat - 2 y)", "The true word is subtracted more than once."),
    (
        "one-from-every-word",
        lambda z, p, y: p - 1,
        "(yhat - 1): one is subtracted for every word",
        "From which of the probabilities is one subtracted?",
    ),
    (
        "averaged",
        lambda z, p, y: (p - y) / len(p),
        "(yhat - y) / V",
        "The loss is a sum; nothing in it is averaged over the words.",
    ),
    (
        "prediction-of-true-word",
        lambda z, p, y: np.sum(p * y) - y,
        "(yhat_o - y_w): yhat_o for every word",
        "Each word has a probability of its own.",
    ),
    (
        "uniform-prediction",
        lambda z, p, y: (0 * p + 1) / len(p) - y,
        "(1/V - y_w)",
        "Are all words equally likely?",
    ),
    ("not-normalised", lambda z, p, y: np.exp(z) - y, "(exp(u_w.v_c) - y_w)", "Something that should add up to one does not."),
    (
        "shifted-not-normalised",
        lambda z, p, y: np.exp(z - np.max(z)) - y,
        "(exp(u_w.v_c - max) - y_w)",
        "Something that should add up to one does not.",
    ),
    (
        "normalised-over-wrong-axis",
        lambda z, p, y: 0 * p + 1 - y,
        "(1 - y): every word has probability one",
        "Over which axis do the probabilities add up to one?",
    ),
    ("log-probabilities", lambda z, p, y: np.log(p) - y, "(log yhat - y)", "Is it the probabilities that you subtract from?"),
    (
        "sigmoid-for-softmax",
        lambda z, p, y: 1 / (1 + np.exp(-z)) - y,
        "(sigma(u_w.v_c) - y_w)",
        "Which function makes probabilities here?",
    ),
    (
        "wrong-word",
        lambda z, p, y: p - np.roll(y, 1),
        "(yhat - y) with the one at the next word",
        "Check the index of the true word.",
    ),
    (
        "previous-word",
        lambda z, p, y: p - np.roll(y, -1),
        "(yhat - y) with the one at the previous word",
        "Check the index of the true word.",
    ),
    (
        "first-word",
        lambda z, p, y: p - _one_hot(0, len(y)),
        "(yhat - y) with the one at the first word",
        "Does the true word matter in your result?",
    ),
    (
        "only-true-word",
        lambda z, p, y: (p - 1) * y,
        "(yhat_w - 1) y_w: the true word alone",
        "The other words stand in the sum too.",
    ),
    (
        "true-word-left-out",
        lambda z, p, y: p * (1 - y),
        "yhat_w (1 - y_w): all words but the true one",
        "The true word stands in the sum over all words, too.",
    ),
    (
        "true-word-not-predicted",
        lambda z, p, y: p * (1 - y) - y,
        "(yhat_w (1 - y_w) - y_w): -1 for the true word",
        "The true word stands in the sum over all words, too.",
    ),
    (
        "sign-for-true-word",
        lambda z, p, y: (p - y) * (1 - 2 * y),
        "(yhat - y) with the sign of the true word's entry turned round",
        "In which direction should the true word's vector move?",
    ),
    (
        "missing-logarithm",
        lambda z, p, y: np.sum(p * y) * (p - y),
        "yhat_o (yhat - y): the gradient of -yhat_o",
        "Of which function is this the gradient? Look at the loss once more.",
    ),
    (
        "times-derivative",
        lambda z, p, y: (p - y) * p * (1 - p),
        "(yhat - y) yhat (1 - yhat)",
        "Is there a derivative that you have already taken?",
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
        return delta(logits, softmax(logits), _one_hot(outside_index, len(logits))) @ outside_vectors

    return formula


def _grad_outside(delta: Delta) -> Callable[..., Array]:
    def formula(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
        logits = outside_vectors @ center_vector
        return np.outer(delta(logits, softmax(logits), _one_hot(outside_index, len(logits))), center_vector)

    return formula


def _of_u_o(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
    gradient: Array = (softmax(outside_vectors @ center_vector)[outside_index] - 1) * center_vector
    return gradient


def _wrong_vector(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
    yhat = softmax(outside_vectors @ center_vector)
    return np.outer(yhat - _one_hot(outside_index, len(yhat)), outside_vectors[outside_index])


def _own_vectors(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
    yhat = softmax(outside_vectors @ center_vector)
    return (yhat - _one_hot(outside_index, len(yhat)))[:, None] * outside_vectors


NEEDS = {
    "first-word": frozenset({"o > 0"}),
    "shifted-not-normalised": frozenset({"no word that takes all of the probability"}),
}
BY_WHICH = "By which vector is u_w multiplied in the loss?"


def _naive(part: str, output: str, code: str, formula: Callable[..., Any], what: str, hint: str) -> Mistake:
    return Mistake(
        code=code,
        part=part,
        function="naive_softmax",
        output=output,
        formula=formula,
        what=what,
        hint=hint,
        needs=NEEDS.get(code, frozenset()),
    )


MISTAKES = (
    *(_naive("b", "grad_center", code, _grad_center(d), f"U times {what}", hint) for code, d, what, hint in DELTAS),
    _naive("b", "grad_center", "by-the-wrong-vector", _of_u_o, "dJ/du_o", "By which vector do you differentiate here?"),
    *(
        _naive(part, "grad_outside", code, _grad_outside(d), f"v_c times {what}", hint)
        for part in ("c", "d")
        for code, d, what, hint in DELTAS
    ),
    *(_naive(part, "grad_outside", "wrong-vector", _wrong_vector, "(yhat_w - y_w) u_o", BY_WHICH) for part in ("c", "d")),
    *(_naive(part, "grad_outside", "own-vector", _own_vectors, "(yhat_w - y_w) u_w", BY_WHICH) for part in ("c", "d")),
)
