"""(a) to (d): a softmax that is none, or a softmax of other scores. What was made of it is right otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

from .pair_losses import softmax

Array = npt.NDArray[Any]
Prediction = Callable[[Array, int, Array], Array]
"""From v_c, o and U to what stands in the place of yhat (V,)."""


def _clipped(bound: int) -> Prediction:
    return lambda v, o, U: softmax(np.maximum(np.minimum(U @ v, bound), -bound))


def _length(x: Array) -> Any:
    """The Euclidean length of each row (of a vector: its own)."""
    return np.sqrt(np.sum(x * x, axis=-1))


def _exponentials_less_maximum(v: Array, o: int, U: Array) -> Array:
    """exp(z) - max z, and that normalised."""
    exponentials = np.exp(U @ v) - np.max(U @ v)
    prediction: Array = exponentials / np.sum(exponentials)
    return prediction


def _cosines(v: Array, o: int, U: Array) -> Array:
    return softmax(U @ v / (_length(U) * _length(v)))


def _exponentials(v: Array, U: Array) -> Array:
    exponentials: Array = np.exp(U @ v - np.max(U @ v))
    return exponentials


ANGLE = "Is a score a dot product, or an angle?"
SCORES = "Which two vectors does the score of a word multiply, and what else is done to it?"
PREDICTIONS: tuple[tuple[str, Prediction, str, str], ...] = (
    ("softmax-twice", lambda v, o, U: softmax(softmax(U @ v)), "softmax(yhat)", "How often is each score exponentiated?"),
    (
        "euclidean-norm",
        lambda v, o, U: _exponentials(v, U) / _length(_exponentials(v, U)),
        "the exponentials as a vector of length one",
        "What should add up to one: the probabilities, or their squares?",
    ),
    (
        "temperature",
        lambda v, o, U: softmax(U @ v / np.sqrt(len(v))),
        "softmax(u_w.v_c / sqrt d)",
        "That belongs to attention: are the scores divided by anything here?",
    ),
    (
        "cosine-scores",
        _cosines,
        "the softmax of the cosines",
        ANGLE,
    ),
    ("scores-of-outside-word", lambda v, o, U: softmax(U @ U[o]), "softmax(u_w.u_o)", SCORES),
    ("sign-of-scores", lambda v, o, U: softmax(-(U @ v)), "softmax(-u_w.v_c)", "Should a large score be likely or unlikely?"),
    *(
        ("scores-clipped", _clipped(bound), f"the softmax of scores clipped at +-{bound}", "Is every score used as it is?")
        for bound in (1, 2, 3, 5)
    ),
)
OF_THE_GRADIENTS: tuple[tuple[str, Prediction, str, str], ...] = (
    (
        "exponentials-forgotten",
        lambda v, o, U: U @ v / np.sum(U @ v),
        "u_w.v_c / sum_x u_x.v_c",
        "How does a score that is negative become a probability?",
    ),
    (
        "maximum-after-exponential",
        _exponentials_less_maximum,
        "exp(u_w.v_c) - max, normalised",
        "A shift cancels inside the exponential: and outside of it?",
    ),
    ("scores-for-probabilities", lambda v, o, U: U @ v, "u_w.v_c", "Is it the probabilities that you subtract from?"),
    (
        "normalised-without-the-word",
        lambda v, o, U: np.exp(U @ v) / (np.sum(np.exp(U @ v)) - np.exp(U @ v)),
        "exp(u_w.v_c) over the sum of the others",
        "Over which words do the probabilities add up to one?",
    ),
)
"""These may be negative: the loss has no logarithm of them, or more than one form."""


def _loss(prediction: Prediction) -> Callable[..., Any]:
    def formula(center_vector: Array, outside_index: int, outside_vectors: Array) -> Any:
        return -np.log(prediction(center_vector, outside_index, outside_vectors)[outside_index])

    return formula


def _delta(prediction: Prediction, v: Array, o: int, U: Array) -> Array:
    delta: Array = prediction(v, o, U) - np.eye(len(U), dtype=np.int64)[o]
    return delta


def _grad_center(prediction: Prediction) -> Callable[..., Any]:
    def formula(center_vector: Array, outside_index: int, outside_vectors: Array) -> Any:
        return _delta(prediction, center_vector, outside_index, outside_vectors) @ outside_vectors

    return formula


def _grad_outside(prediction: Prediction) -> Callable[..., Any]:
    def formula(center_vector: Array, outside_index: int, outside_vectors: Array) -> Any:
        return np.outer(_delta(prediction, center_vector, outside_index, outside_vectors), center_vector)

    return formula


def _center_of_unit_vectors(center_vector: Array, outside_index: int, outside_vectors: Array) -> Any:
    unit = outside_vectors / _length(outside_vectors)[:, None]
    return _delta(_cosines, center_vector, outside_index, outside_vectors) @ unit


def _outside_of_unit_vectors(center_vector: Array, outside_index: int, outside_vectors: Array) -> Any:
    delta = _delta(_cosines, center_vector, outside_index, outside_vectors)
    return np.outer(delta, center_vector / _length(center_vector))


NEEDS = {
    "euclidean-norm": frozenset({"no word that takes all of the probability"}),
    "scores-clipped": frozenset({"a score beyond the bound"}),
    "normalised-without-the-word": frozenset({"a yhat_o that is not tiny"}),
}


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
    *(_naive("a", "loss", code, _loss(p), f"-log of {what}, for o", hint) for code, p, what, hint in PREDICTIONS),
    *(
        _naive(part, output, code, gradient(p), f"{of}, yhat being {what}", hint)
        for part, output, gradient, of in (
            ("b", "grad_center", _grad_center, "U (yhat - y)"),
            ("c", "grad_outside", _grad_outside, "v_c (yhat - y)^T"),
            ("d", "grad_outside", _grad_outside, "v_c (yhat - y)^T"),
        )
        for code, p, what, hint in (*PREDICTIONS, *OF_THE_GRADIENTS)
    ),
    _naive("b", "grad_center", "cosine-scores", _center_of_unit_vectors, "the same with all vectors of length one", ANGLE),
    *(
        _naive(part, "grad_outside", "cosine-scores", _outside_of_unit_vectors, "the same with all vectors of length one", ANGLE)
        for part in ("c", "d")
    ),
)
