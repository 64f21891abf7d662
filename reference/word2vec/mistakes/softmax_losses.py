"""(a): wrong losses of the naive softmax.

Letters of the tables of the naive softmax: z logits (V,), p prediction yhat (V,), o outside index, y one-hot at o (V,), v center
vector (d,), U outside vectors (V, d).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from .tables import Row, mistakes

Array = npt.NDArray[Any]
OfVectors = Callable[[Array, int, Array], Any]
"""From v_c, o and U: a wrong output, a prediction that takes the place of yhat (V,), or one of yhat - y (V,)."""


def softmax(logits: Array) -> Array:
    """The prediction (V,)."""
    exponentials: Array = np.exp(logits - np.max(logits))
    yhat: Array = exponentials / np.sum(exponentials)
    return yhat


def one_hot(index: int, size: int) -> Array:
    """One at the index, 0 elsewhere: whole numbers, which stay exact on symbols."""
    row: Array = np.eye(size, dtype=np.int64)[index]
    return row


def by_name(wrong: OfVectors) -> Callable[..., Any]:
    """The formula as one of a case's inputs."""

    def formula(center_vector: Array, outside_index: int, outside_vectors: Array) -> Any:
        return wrong(center_vector, outside_index, outside_vectors)

    return formula


# --- (a): the loss --------------------------------------------------------------------------------------------------------

EPSILONS = (1e-4, 1e-5, 1e-6, 1e-7)
"""Students add these so that a logarithm stays finite. A smaller one shows only where yhat_o is small."""
EPSILON = "What keeps the logarithm finite? Does anything have to be added there?"
WHICH_LOSS, OF_WHAT = "Which loss is asked for?", "Of what is the logarithm taken?"
HOW_MANY, WHICH_LOG = "For how many words is y_w one?", "Which logarithm undoes the exponential?"
INDEX, WHICH_FUNCTION = "Check the index of the true word.", "Which function makes probabilities here?"
TRUE_SCORE, ADD_UP = "What became of the true word's own score?", "Over which words do the probabilities add up to one?"


def _others(values: Array, o: int) -> Any:
    """The sum over all words but o."""
    return np.sum(values) - values[o]


LOSSES: tuple[Row, ...] = (
    ("sign-flipped", lambda z, p, o: np.log(p[o]), "log yhat_o", "A loss is small when the prediction is good."),
    ("summed-over-all", lambda z, p, o: -np.sum(np.log(p)), "-sum_w log yhat_w", HOW_MANY),
    ("mean-over-all", lambda z, p, o: -np.mean(np.log(p)), "-1/V sum_w log yhat_w", HOW_MANY),
    ("missing-logarithm", lambda z, p, o: -p[o], "-yhat_o", "Cross-entropy takes a logarithm."),
    ("not-normalised", lambda z, p, o: -z[o], "-u_o.v_c", "The logarithm of the sum is missing."),
    ("missing-true-word", lambda z, p, o: np.log(np.sum(np.exp(z))), "log sum_w exp(u_w.v_c)", TRUE_SCORE),
    (
        "missing-maximum",
        lambda z, p, o: np.log(np.sum(np.exp(z - np.max(z)))) - z[o],
        "the loss less max_w u_w.v_c",
        "What is subtracted inside a logarithm must come back outside of it.",
    ),
    ("averaged", lambda z, p, o: -np.log(p[o]) / len(p), "-log yhat_o / V", "The loss is not averaged over the words."),
    ("base-two", lambda z, p, o: -np.log(p[o]) / np.log(2), "-log2 yhat_o", WHICH_LOG),
    ("base-ten", lambda z, p, o: -np.log(p[o]) / np.log(10), "-log10 yhat_o", WHICH_LOG),
    ("wrong-word", lambda z, p, o: -np.log(p[o - 1]), "-log yhat of the word before o", INDEX),
    ("next-word", lambda z, p, o: -np.log(p[(o + 1) % len(p)]), "-log yhat of the word after o", INDEX),
    ("first-word", lambda z, p, o: -np.log(p[0]), "-log yhat of the first word", "Whose probability is taken?", "o > 0"),
    ("entropy", lambda z, p, o: -p @ np.log(p), "-sum_w yhat_w log yhat_w", "By what is each logarithm weighted?"),
    (
        "binary",
        lambda z, p, o: -np.log(p[o]) - _others(np.log(1 - p), o),
        "-log yhat_o - sum_{w != o} log(1 - yhat_w)",
        "This is one choice among all words, not a yes or no for each of them.",
    ),
    ("squared-error", lambda z, p, o: p @ p - 2 * p[o] + 1, "sum_w (yhat_w - y_w)^2", WHICH_LOSS),
    ("squared-error", lambda z, p, o: (p @ p - 2 * p[o] + 1) / 2, "1/2 sum_w (yhat_w - y_w)^2", WHICH_LOSS),
    ("squared-error", lambda z, p, o: (p @ p - 2 * p[o] + 1) / len(p), "1/V sum_w (yhat_w - y_w)^2", WHICH_LOSS),
    ("one-plus-inside", lambda z, p, o: -np.log(1 + p[o]), "-log(1 + yhat_o): log1p for log", OF_WHAT),
    (
        "one-plus-inside",
        lambda z, p, o: np.log(1 + np.sum(np.exp(z))) - z[o],
        "log(1 + sum_w exp(u_w.v_c)) - u_o.v_c",
        OF_WHAT,
    ),
    *(
        ("epsilon-in-logarithm", lambda z, p, o, e=e: -np.log(p[o] + e), f"-log(yhat_o + {e:g})", EPSILON)
        for e in (*EPSILONS, 1e-8)
    ),
    ("complement", lambda z, p, o: -np.log(1 - p[o]), "-log(1 - yhat_o)", "Which probability should become large?"),
    ("sigmoid-for-softmax", lambda z, p, o: np.log(1 + np.exp(-z[o])), "-log sigma(u_o.v_c)", WHICH_FUNCTION),
    (
        "true-word-left-out",
        lambda z, p, o: np.log(_others(np.exp(z), o)) - z[o],
        "a denominator over the words other than o",
        ADD_UP,
        "yhat_o not tiny",
    ),
)


def _of_logits(loss: Callable[[Array, Array, int], Any]) -> Callable[..., Any]:
    return by_name(lambda v, o, U: loss(U @ v, softmax(U @ v), o))


MISTAKES = tuple(mistakes("a", "naive_softmax", "loss", LOSSES, _of_logits))
