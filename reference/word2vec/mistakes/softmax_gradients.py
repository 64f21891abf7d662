"""(b) to (d): wrong gradients of the naive softmax. The letters are those of `softmax_losses`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .softmax_losses import INDEX, TRUE_SCORE, WHICH_FUNCTION, Array, by_name, one_hot, softmax
from .tables import Row, mistakes, sigma

# --- (b) to (d): yhat - y, of which every gradient is made ----------------------------------------------------------------

ADDS_UP, TRUE_WORD_TOO = "Something that should add up to one does not.", "The true word stands in the sum over all words, too."
DELTAS: tuple[Row, ...] = (
    (
        "sign-flipped",
        lambda z, p, y: y - p,
        "(y - yhat)",
        "Every sign is turned round: follow the minus in front of the logarithm.",
    ),
    ("missing-true-word", lambda z, p, y: p, "yhat (the term of the true word is missing)", TRUE_SCORE),
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
    ("uniform-prediction", lambda z, p, y: (0 * p + 1) / len(p) - y, "(1/V - y_w)", "Are all words equally likely?"),
    ("not-normalised", lambda z, p, y: np.exp(z) - y, "(exp(u_w.v_c) - y_w)", ADDS_UP),
    (
        "shifted-not-normalised",
        lambda z, p, y: np.exp(z - np.max(z)) - y,
        "(exp(u_w.v_c - max) - y_w)",
        ADDS_UP,
        "no word that takes all of the probability",
    ),
    (
        "normalised-over-wrong-axis",
        lambda z, p, y: 0 * p + 1 - y,
        "(1 - y): every word has probability one",
        "Over which axis do the probabilities add up to one?",
    ),
    ("log-probabilities", lambda z, p, y: np.log(p) - y, "(log yhat - y)", "Is it the probabilities that you subtract from?"),
    ("sigmoid-for-softmax", lambda z, p, y: sigma(z) - y, "(sigma(u_w.v_c) - y_w)", WHICH_FUNCTION),
    ("wrong-word", lambda z, p, y: p - np.roll(y, 1), "(yhat - y) with the one at the next word", INDEX),
    ("previous-word", lambda z, p, y: p - np.roll(y, -1), "(yhat - y) with the one at the previous word", INDEX),
    (
        "first-word",
        lambda z, p, y: p - one_hot(0, len(y)),
        "(yhat - y) with the one at the first word",
        "Does the true word matter in your result?",
        "o > 0",
    ),
    (
        "only-true-word",
        lambda z, p, y: (p - 1) * y,
        "(yhat_w - 1) y_w: the true word alone",
        "The other words stand in the sum too.",
    ),
    ("true-word-left-out", lambda z, p, y: p * (1 - y), "yhat_w (1 - y_w): all words but the true one", TRUE_WORD_TOO),
    (
        "true-word-not-predicted",
        lambda z, p, y: p * (1 - y) - y,
        "(yhat_w (1 - y_w) - y_w): -1 for the true word",
        TRUE_WORD_TOO,
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


Delta = Callable[[Array, Array, Array], Array]


def _of_vectors(delta: Delta, v: Array, o: int, U: Array) -> Array:
    return delta(U @ v, softmax(U @ v), one_hot(o, len(U)))


def _center(delta: Delta) -> Callable[..., Any]:
    return by_name(lambda v, o, U: _of_vectors(delta, v, o, U) @ U)


def _outside(delta: Delta) -> Callable[..., Any]:
    return by_name(lambda v, o, U: np.outer(_of_vectors(delta, v, o, U), v))


# --- (b): the sum over the words; (c), (d): the product and its place ----------------------------------------------------

OVERWRITTEN, EVERY_WORD = "Is it added up, or overwritten?", "Over which words does the sum run?"
TOO_EARLY, SHAPE = "Does the loop return too early?", "What shape does the difference have?"
CENTER: tuple[Row, ...] = (
    ("by-the-wrong-vector", lambda p, y, v, U: (p @ y - 1) * v, "dJ/du_o", "By which vector do you differentiate here?"),
    ("last-word-only", lambda p, y, v, U: (p[-1] - y[-1]) * U[-1], "the last word's term only", OVERWRITTEN),
    ("last-word-only", lambda p, y, v, U: p[-1] * U[-1] - y @ U, "of U yhat the last word's term only", OVERWRITTEN),
    ("first-word-only", lambda p, y, v, U: (p[0] - y[0]) * U[0], "the first word's term only", TOO_EARLY),
    ("first-word-only", lambda p, y, v, U: p[0] * U[0] - y @ U, "of U yhat the first word's term only", TOO_EARLY),
    ("last-word-missing", lambda p, y, v, U: (p - y)[:-1] @ U[:-1], "all words but the last", EVERY_WORD),
    ("last-word-missing", lambda p, y, v, U: p[:-1] @ U[:-1] - y @ U, "of U yhat all words but the last", EVERY_WORD),
    ("first-word-missing", lambda p, y, v, U: (p - y)[1:] @ U[1:], "all words but the first", EVERY_WORD),
    ("first-word-missing", lambda p, y, v, U: p[1:] @ U[1:] - y @ U, "of U yhat all words but the first", EVERY_WORD),
    (
        "collapsed",
        lambda p, y, v, U: 0 * v + np.sum((p - y) @ U),
        "the sum of all entries in every entry",
        "Over which axis is the sum taken?",
    ),
    (
        "broadcast-to-a-square",
        lambda p, y, v, U: (len(p) * p - 1) @ U,
        "U (V yhat - 1): yhat (V, 1) minus y (V,) has V x V entries",
        SHAPE,
    ),
    (
        "broadcast-to-a-square",
        lambda p, y, v, U: (1 - len(p) * y) @ U,
        "U (1 - V y): yhat (V,) minus y (V, 1) has V x V entries",
        SHAPE,
    ),
)


def _reshaped(p: Array, y: Array, v: Array, U: Array) -> Array:
    """The product in the paper's layout, (d, V), read row by row as (V, d). Where V = d it is judged as what it is: columns."""
    V, d = U.shape
    return np.outer(v, p - y).reshape(U.shape) if d != V else np.outer(p - y, v)


BY_WHICH = "By which vector is u_w multiplied in the loss?"
OUTSIDE: tuple[Row, ...] = (
    ("wrong-vector", lambda p, y, v, U: np.outer(p - y, y @ U), "(yhat_w - y_w) u_o", BY_WHICH),
    ("own-vector", lambda p, y, v, U: (p - y)[:, None] * U, "(yhat_w - y_w) u_w", BY_WHICH),
    ("reshaped", _reshaped, "v_c (yhat - y)^T, d x V, reshaped to V x d", "Does a reshape turn rows into columns?", "V != d"),
    (
        "fractions-cut-off",
        lambda p, y, v, U: np.trunc(np.outer(p - y, v)),
        "the gradient without what follows the decimal point",
        "What type of number does your array hold?",
    ),
    (
        "center-gradient-for-vector",
        lambda p, y, v, U: np.outer(p - y, (p - y) @ U),
        "(yhat_w - y_w) dJ/dv_c",
        "Is v_c still what it was when you use it?",
    ),
    (
        "center-gradient-in-every-row",
        lambda p, y, v, U: 0 * U + (p - y) @ U,
        "dJ/dv_c in every row",
        "By which vector do you differentiate here?",
    ),
    (
        "one-for-vector",
        lambda p, y, v, U: np.outer(p, v) - y[:, None],
        "yhat_w v_c - y_w: the number one in row o for v_c",
        "Is it a number or a vector that is subtracted there?",
    ),
)


def _of_prediction(gradient: Callable[[Array, Array, Array, Array], Array]) -> Callable[..., Any]:
    return by_name(lambda v, o, U: gradient(softmax(U @ v), one_hot(o, len(U)), v, U))


GRADIENTS = (
    ("b", "grad_center", _center, "U times {}", CENTER),
    ("c", "grad_outside", _outside, "v_c times {}", OUTSIDE),
    ("d", "grad_outside", _outside, "v_c times {}", OUTSIDE),
)
MISTAKES = tuple(
    mistake
    for part, output, product, what, table in GRADIENTS
    for group in (
        mistakes(part, "naive_softmax", output, DELTAS, product, what),
        mistakes(part, "naive_softmax", output, table, _of_prediction),
    )
    for mistake in group
)
