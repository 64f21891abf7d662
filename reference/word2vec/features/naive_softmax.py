"""(a) to (d): features of the naive softmax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader import Inputs

from .. import rows
from .common import (
    Array,
    conditions_of_a_pair,
    entries_of_center,
    invariants,
    linear_terms,
    named_rows,
    off_the_line,
    outside,
    regularisers,
    share,
    sizes,
)

NAIVE = "naive_softmax"


# --- terms ----------------------------------------------------------------------------------------------------------


def _yhat(logits: Array) -> Array:
    exponentials: Array = np.exp(logits - np.max(logits))
    yhat: Array = exponentials / np.sum(exponentials)
    return yhat


def _vectors(inputs: Inputs) -> tuple[Array, Array, int]:
    return inputs["outside_vectors"], inputs["center_vector"], inputs["outside_index"]


def _of_loss(inputs: Inputs) -> Mapping[str, Any]:
    U, v, o = _vectors(inputs)
    z = U @ v
    return {
        "log sum_w exp(u_w.v_c)": np.max(z) + np.log(np.sum(np.exp(z - np.max(z)))),
        "u_o.v_c": z[o],
        "max_w u_w.v_c": np.max(z),
        "sum_w u_w.v_c": np.sum(z),
        "sum_w yhat_w u_w.v_c": _yhat(z) @ z,
        "1": np.float64(1.0),
        "log V": np.log(len(z)),
        "yhat_o": _yhat(z)[o],
        "log(1 + 1e-8 / yhat_o)": np.log1p(1e-8 / _yhat(z)[o]),
        **regularisers(inputs),
    }


def _of_center(inputs: Inputs) -> Mapping[str, Array]:
    U, v, o = _vectors(inputs)
    yhat = _yhat(U @ v)
    return {
        "U yhat": yhat @ U,
        "u_o": U[o],
        "sum_w u_w": np.sum(U, axis=0),
        "yhat_o u_o": yhat[o] * U[o],
        "yhat_o U yhat": yhat[o] * (yhat @ U),
        "sum_w yhat_w^2 u_w": yhat**2 @ U,
        "v_c": v,
        "sum_w (yhat_w - y_w)^2 v_c": np.sum((yhat - (np.arange(len(U)) == o)) ** 2) * v,
        "the vector before u_o": U[o - 1],
        "the vector after u_o": U[(o + 1) % len(U)],
    }


def _of_outside(inputs: Inputs) -> Mapping[str, Array]:
    U, v, o = _vectors(inputs)
    yhat = _yhat(U @ v)
    y = np.arange(len(U)) == o
    return {
        "yhat v_c^T": np.outer(yhat, v),
        "row o: v_c": np.outer(y, v),
        "v_c in every row": np.outer(np.ones(len(U)), v),
        "row o: yhat_o v_c": np.outer(y * yhat, v),
        "yhat_o yhat v_c^T": yhat[o] * np.outer(yhat, v),
        "row w: yhat_w^2 v_c": np.outer(yhat**2, v),
        "yhat u_o^T": np.outer(yhat, U[o]),
        "row o: u_o": np.outer(y, U[o]),
        "row w: yhat_w u_w": yhat[:, None] * U,
        "row w: u_w": U,
        "(yhat - y) (dJ/dv_c)^T": np.outer(yhat - y, (yhat - y) @ U),
        "dJ/dv_c in every row": np.outer(np.ones(len(U)), (yhat - y) @ U),
        "the row before o: v_c": np.outer(np.roll(y, -1), v),
        "the row after o: v_c": np.outer(np.roll(y, 1), v),
    }


LOSS = {"log sum_w exp(u_w.v_c)": 1.0, "u_o.v_c": -1.0}
CENTER = {"U yhat": 1.0, "u_o": -1.0}
OUTSIDE = {"yhat v_c^T": 1.0, "row o: v_c": -1.0}

LINEAR_TERMS = (
    *linear_terms(
        NAIVE,
        "loss",
        _of_loss,
        LOSS,
        LOSS | {"max_w u_w.v_c": 0.0, "1": 0.0},
        LOSS | {"log V": 0.0, "sum_w u_w.v_c": 0.0},
        LOSS | {"sum_w yhat_w u_w.v_c": 0.0},
        LOSS | {"||U||^2": 0.0, "||v_c||^2": 0.0},
        LOSS | {"yhat_o": 0.0, "1": 0.0},
        LOSS | {"log(1 + 1e-8 / yhat_o)": 0.0},
    ),
    *linear_terms(
        NAIVE,
        "grad_center",
        _of_center,
        CENTER,
        CENTER | {"sum_w u_w": 0.0},
        CENTER | {"yhat_o u_o": 0.0, "yhat_o U yhat": 0.0},
        CENTER | {"the vector before u_o": 0.0, "the vector after u_o": 0.0, "v_c": 0.0},
        CENTER | {"yhat_o u_o": 0.0, "sum_w yhat_w^2 u_w": 0.0},
        CENTER | {"v_c": 0.0, "sum_w (yhat_w - y_w)^2 v_c": 0.0},
    ),
    *linear_terms(
        NAIVE,
        "grad_outside",
        _of_outside,
        OUTSIDE,
        OUTSIDE | {"v_c in every row": 0.0, "row o: yhat_o v_c": 0.0},
        OUTSIDE | {"yhat u_o^T": 0.0, "row o: u_o": 0.0},
        OUTSIDE | {"row w: yhat_w u_w": 0.0, "row w: u_w": 0.0},
        OUTSIDE | {"yhat_o yhat v_c^T": 0.0, "row o: yhat_o v_c": 0.0},
        OUTSIDE | {"the row before o: v_c": 0.0, "the row after o: v_c": 0.0},
        OUTSIDE | {"row w: yhat_w^2 v_c": 0.0, "row o: yhat_o v_c": 0.0},
        OUTSIDE | {"(yhat - y) (dJ/dv_c)^T": 0.0, "dJ/dv_c in every row": 0.0},
    ),
)

# --- rows, conditions, sizes ----------------------------------------------------------------------------------------------

NAMED_ROWS = (
    *entries_of_center(NAIVE),
    *named_rows(
        NAIVE,
        "grad_outside",
        ("row-o", "row o", rows.ROW_O),
        ("rows-other-than-o", "the rows other than o", rows.NOT_ROW_O),
        ("first-row", "the first word's row", rows.FIRST_ROW),
        ("last-row", "the last word's row", rows.LAST_ROW),
    ),
)
CONDITIONS = conditions_of_a_pair(NAIVE)
SIZES = sizes(NAIVE, V=lambda i: len(i["outside_vectors"]), d=lambda i: len(i["center_vector"]))

# --- invariants -----------------------------------------------------------------------------------------------------------


def _beyond_the_largest(inputs: Inputs, loss: Any) -> float:
    """The log of a sum of V exponentials is at least the largest exponent, and at most log V more."""
    U, v, o = _vectors(inputs)
    z = U @ v
    least = np.max(z) - z[o]
    return share(outside(loss, least, least + np.log(len(z))), max(abs(float(loss)), 1.0))


def _beyond_the_differences(inputs: Inputs, gradient: Array) -> float:
    """U yhat - u_o is an average of the u_w - u_o."""
    differences = inputs["outside_vectors"] - inputs["outside_vectors"][inputs["outside_index"]]
    return share(outside(gradient, np.min(differences, axis=0), np.max(differences, axis=0)), gradient)


def _on_the_wrong_side(inputs: Inputs, gradient: Array) -> float:
    """yhat_o - 1 is negative, every other yhat_w positive."""
    along = gradient @ inputs["center_vector"]
    along[inputs["outside_index"]] *= -1
    return share(np.minimum(along, 0), along)


INVARIANTS = invariants(
    NAIVE,
    (
        "loss",
        "loss-out-of-bounds",
        "the loss is at least the largest u_w.v_c minus u_o.v_c, and at most log V more",
        _beyond_the_largest,
    ),
    (
        "grad_center",
        "center-out-of-bounds",
        "each entry lies between the smallest and the largest entry there of the u_w - u_o",
        _beyond_the_differences,
    ),
    ("grad_outside", "rows-do-not-add-up", "the rows add up to zero", lambda _, g: share(np.sum(g, axis=0), g)),
    ("grad_outside", "rows-not-along-v_c", "every row is a multiple of v_c", off_the_line),
    (
        "grad_outside",
        "rows-on-the-wrong-side",
        "row o points against v_c, every other row along it",
        _on_the_wrong_side,
    ),
)
