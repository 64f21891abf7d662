"""(a) to (d): a wrong softmax, or the softmax of wrong scores; the loss and the gradients made of it are right otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .softmax_losses import ADD_UP, Array, OfVectors, by_name, one_hot, softmax
from .tables import Row, mistakes


def _length(x: Array) -> Any:
    """The Euclidean length of each row (of a vector: its own)."""
    return np.sqrt(np.sum(x * x, axis=-1))


def _exponentials(v: Array, U: Array) -> Array:
    exponentials: Array = np.exp(U @ v - np.max(U @ v))
    return exponentials


def _less_maximum(v: Array, o: int, U: Array) -> Array:
    exponentials: Array = np.exp(U @ v) - np.max(U @ v)
    prediction: Array = exponentials / np.sum(exponentials)
    return prediction


def _cosines(v: Array, o: int, U: Array) -> Array:
    return softmax(U @ v / (_length(U) * _length(v)))


ANGLE = "Is a score a dot product, or an angle?"
PREDICTIONS: tuple[Row, ...] = (
    ("softmax-twice", lambda v, o, U: softmax(softmax(U @ v)), "softmax(yhat)", "How often is each score exponentiated?"),
    (
        "euclidean-norm",
        lambda v, o, U: _exponentials(v, U) / _length(_exponentials(v, U)),
        "the exponentials as a vector of length one",
        "What should add up to one: the probabilities, or their squares?",
        "no word that takes all of the probability",
    ),
    (
        "temperature",
        lambda v, o, U: softmax(U @ v / np.sqrt(len(v))),
        "softmax(u_w.v_c / sqrt d)",
        "That belongs to attention: are the scores divided by anything here?",
    ),
    ("cosine-scores", _cosines, "the softmax of the cosines", ANGLE),
    (
        "scores-of-outside-word",
        lambda v, o, U: softmax(U @ U[o]),
        "softmax(u_w.u_o)",
        "Which two vectors does the score of a word multiply, and what else is done to it?",
    ),
    ("sign-of-scores", lambda v, o, U: softmax(-(U @ v)), "softmax(-u_w.v_c)", "Should a large score be likely or unlikely?"),
    *(
        (
            "scores-clipped",
            lambda v, o, U, bound=bound: softmax(np.maximum(np.minimum(U @ v, bound), -bound)),
            f"the softmax of scores clipped at +-{bound}",
            "Is every score used as it is?",
            "a score beyond the bound",
        )
        for bound in (1, 2, 3, 5)
    ),
)
OF_THE_GRADIENTS: tuple[Row, ...] = (
    (
        "exponentials-forgotten",
        lambda v, o, U: U @ v / np.sum(U @ v),
        "u_w.v_c / sum_x u_x.v_c",
        "How does a score that is negative become a probability?",
    ),
    (
        "maximum-after-exponential",
        _less_maximum,
        "exp(u_w.v_c) - max, normalised",
        "A shift cancels inside the exponential: and outside of it?",
    ),
    ("scores-for-probabilities", lambda v, o, U: U @ v, "u_w.v_c", "Is it the probabilities that you subtract from?"),
    (
        "normalised-without-the-word",
        lambda v, o, U: np.exp(U @ v) / (np.sum(np.exp(U @ v)) - np.exp(U @ v)),
        "exp(u_w.v_c) over the sum of the others",
        ADD_UP,
        "a yhat_o that is not tiny",
    ),
)
"""These may be negative: the loss has no logarithm of them, or more than one form."""


def _delta(prediction: OfVectors, v: Array, o: int, U: Array) -> Array:
    delta: Array = prediction(v, o, U) - one_hot(o, len(U))
    return delta


def _loss(prediction: OfVectors) -> Callable[..., Any]:
    return by_name(lambda v, o, U: -np.log(prediction(v, o, U)[o]))


def _center(prediction: OfVectors) -> Callable[..., Any]:
    return by_name(lambda v, o, U: _delta(prediction, v, o, U) @ U)


def _outside(prediction: OfVectors) -> Callable[..., Any]:
    return by_name(lambda v, o, U: np.outer(_delta(prediction, v, o, U), v))


SAME = "the same with all vectors of length one"
UNIT_CENTER: Row = ("cosine-scores", lambda v, o, U: _delta(_cosines, v, o, U) @ (U / _length(U)[:, None]), SAME, ANGLE)
UNIT_OUTSIDE: Row = ("cosine-scores", lambda v, o, U: np.outer(_delta(_cosines, v, o, U), v / _length(v)), SAME, ANGLE)

GRADIENTS = (
    ("b", "grad_center", _center, "U (yhat - y)", UNIT_CENTER),
    ("c", "grad_outside", _outside, "v_c (yhat - y)^T", UNIT_OUTSIDE),
    ("d", "grad_outside", _outside, "v_c (yhat - y)^T", UNIT_OUTSIDE),
)
MISTAKES = (
    *mistakes("a", "naive_softmax", "loss", PREDICTIONS, _loss, "-log of {}, for o"),
    *(
        mistake
        for part, output, make, of, unit in GRADIENTS
        for group in (
            mistakes(part, "naive_softmax", output, (*PREDICTIONS, *OF_THE_GRADIENTS), make, of + ", yhat being {}"),
            mistakes(part, "naive_softmax", output, [unit], by_name),
        )
        for mistake in group
    ),
)
