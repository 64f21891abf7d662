"""(b) to (d): gradients of the naive softmax that go wrong behind yhat - y: in the loop, in the product, in the array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

from .pair_losses import softmax

Array = npt.NDArray[Any]
Gradient = Callable[[Array, Array, Array, Array], Array]
"""From yhat, y, v_c and U to the wrong gradient."""

# --- (b): the sum over the words ------------------------------------------------------------------------------------------

OVERWRITTEN, EVERY_WORD = "Is it added up, or overwritten?", "Over which words does the sum run?"
CENTER: tuple[tuple[str, Gradient, str, str], ...] = (
    ("last-word-only", lambda p, y, v, U: (p[-1] - y[-1]) * U[-1], "the last word's term only", OVERWRITTEN),
    ("last-word-only", lambda p, y, v, U: p[-1] * U[-1] - y @ U, "of U yhat the last word's term only", OVERWRITTEN),
    ("first-word-only", lambda p, y, v, U: (p[0] - y[0]) * U[0], "the first word's term only", "Does the loop return too early?"),
    (
        "first-word-only",
        lambda p, y, v, U: p[0] * U[0] - y @ U,
        "of U yhat the first word's term only",
        "Does the loop return too early?",
    ),
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
        "What shape does the difference have?",
    ),
    (
        "broadcast-to-a-square",
        lambda p, y, v, U: (1 - len(p) * y) @ U,
        "U (1 - V y): yhat (V,) minus y (V, 1) has V x V entries",
        "What shape does the difference have?",
    ),
)

# --- (c), (d): the product and its place ----------------------------------------------------------------------------------


def _reshaped(p: Array, y: Array, v: Array, U: Array) -> Array:
    """The product in the paper's layout, (d, V), read row by row as (V, d). Where V = d it is judged as what it is: columns."""
    V, d = U.shape
    return np.outer(v, p - y).reshape(U.shape) if d != V else np.outer(p - y, v)


OUTSIDE: tuple[tuple[str, Gradient, str, str], ...] = (
    (
        "reshaped",
        _reshaped,
        "v_c (yhat - y)^T, d x V, reshaped to V x d",
        "Does a reshape turn rows into columns?",
    ),
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


def _of(gradient: Gradient) -> Callable[..., Array]:
    def formula(center_vector: Array, outside_index: int, outside_vectors: Array) -> Array:
        y: Array = np.eye(len(outside_vectors), dtype=np.int64)[outside_index]
        return gradient(softmax(outside_vectors @ center_vector), y, center_vector, outside_vectors)

    return formula


NEEDS = {"reshaped": frozenset({"V != d"})}

MISTAKES = tuple(
    Mistake(
        code=code,
        part=part,
        function="naive_softmax",
        output=output,
        formula=_of(gradient),
        what=what,
        hint=hint,
        needs=NEEDS.get(code, frozenset()),
    )
    for part, output, table in (("b", "grad_center", CENTER), ("c", "grad_outside", OUTSIDE), ("d", "grad_outside", OUTSIDE))
    for code, gradient, what, hint in table
)
