"""(h): features of skip-gram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader import Inputs

from .common import Array, linear_terms

SKIP = "skip_gram"


# --- terms ----------------------------------------------------------------------------------------------------------------


def _pairs(inputs: Inputs) -> list[tuple[Any, Array, Array]]:
    """The values of the loss function for each context word."""
    f, v = inputs["loss_and_gradient"], inputs["center_vectors"][inputs["center_index"]]
    return [f(v, o, inputs["outside_vectors"]) for o in inputs["outside_indices"]]


def _sums(values: Sequence[Array], inputs: Inputs) -> dict[str, Array]:
    """Sums over some of the pairs, by name; `all` is the sum over all of them. The only pair of a context of one is the first."""
    context, c = inputs["outside_indices"], inputs["center_index"]
    last = len(context) - 1
    again = [word in context[:i] for i, word in enumerate(context)]
    chosen = {
        "the first pair": [i == 0 for i in range(len(context))],
        "the pairs between": [0 < i < last for i in range(len(context))],
        "the last pair": [0 < i == last for i in range(len(context))],
        "words for the first time": [not repeated for repeated in again],
        "words again": again,
        "words other than c": [word != c for word in context],
        "c itself": [word == c for word in context],
    }
    return {"all": np.sum(values, axis=0)} | {
        name: np.tensordot(np.array(mask, dtype=np.float64), np.array(values), axes=1) for name, mask in chosen.items()
    }


def _of_loss(inputs: Inputs) -> Mapping[str, Any]:
    pairs = _pairs(inputs)
    sums = _sums([np.asarray(p[0]) for p in pairs], inputs)
    return {f"J, {name}" if name != "all" else "sum_j J": value for name, value in sums.items()} | {
        "1": np.float64(1.0),
        "m": np.float64(len(pairs)),
    }


def _of_outside(inputs: Inputs) -> Mapping[str, Array]:
    pairs, U = _pairs(inputs), inputs["outside_vectors"]
    sums = _sums([p[2] for p in pairs], inputs)
    own = np.array([np.arange(len(U)) == o for o in inputs["outside_indices"]])[:, :, None]
    of_center = np.zeros(U.shape)
    of_center[inputs["center_index"]] = np.sum([p[1] for p in pairs], axis=0)
    gradients = np.array([p[2] for p in pairs])
    return {f"dJ/dU, {name}" if name != "all" else "sum_j dJ/dU": value for name, value in sums.items()} | {
        "row w_j of dJ/dU for w_j": np.sum(gradients * own, axis=0),
        "other rows of dJ/dU for w_j": np.sum(gradients * ~own, axis=0),
        "row c: sum_j dJ/dv_c": of_center,
        "row w: u_w": U,
    }


def _of_center(inputs: Inputs) -> Mapping[str, Array]:
    V = inputs["center_vectors"]
    gradients = [p[1] for p in _pairs(inputs)]
    sums = _sums(gradients, inputs)
    here = np.arange(len(V)) == inputs["center_index"]
    in_context = np.isin(np.arange(len(V)), inputs["outside_indices"])
    own = np.zeros(V.shape)
    np.add.at(own, list(inputs["outside_indices"]), np.array(gradients))
    placed = {
        "row c: sum_j dJ/dv_c": here,
        "rows other than c: sum_j dJ/dv_c": ~here,
        "rows of the context: sum_j dJ/dv_c": in_context & ~here,
        "the row after c: sum_j dJ/dv_c": np.roll(here, 1),
        "the row before c: sum_j dJ/dv_c": np.roll(here, -1),
    }
    return (
        {f"row c: dJ/dv_c, {name}": np.outer(here, value) for name, value in sums.items()}
        | {name: np.outer(mask, sums["all"]) for name, mask in placed.items()}
        | {"row w_j: dJ/dv_c of the pair j": own, "row w: v_w": V}
    )


HALVES = (
    ("words for the first time", "words again"),
    ("the first pair", "the pairs between", "the last pair"),
    ("words other than c", "c itself"),
)
"""A sum over the context taken apart: each of these names all pairs."""

CENTER = {"row c: sum_j dJ/dv_c": 1.0}
OUTSIDE = {"sum_j dJ/dU": 1.0}


def _apart(prefix: str) -> tuple[Mapping[str, float], ...]:
    return tuple({f"{prefix}, {name}": 1.0 for name in names} for names in HALVES)


LINEAR_TERMS = (
    *linear_terms(SKIP, "loss", _of_loss, *_apart("J"), {"sum_j J": 1.0, "1": 0.0, "m": 0.0}),
    *linear_terms(
        SKIP,
        "grad_outside_vectors",
        _of_outside,
        *_apart("dJ/dU"),
        {"row w_j of dJ/dU for w_j": 1.0, "other rows of dJ/dU for w_j": 1.0},
        OUTSIDE | {"row c: sum_j dJ/dv_c": 0.0},
        OUTSIDE | {"row w: u_w": 0.0},
    ),
    *linear_terms(
        SKIP,
        "grad_center_vectors",
        _of_center,
        CENTER | {"rows other than c: sum_j dJ/dv_c": 0.0},
        *_apart("row c: dJ/dv_c"),
        CENTER | {"rows of the context: sum_j dJ/dv_c": 0.0},
        CENTER | {"row w_j: dJ/dv_c of the pair j": 0.0},
        CENTER | {"row w: v_w": 0.0},
        CENTER | {"the row before c: sum_j dJ/dv_c": 0.0, "the row after c: sum_j dJ/dv_c": 0.0},
    ),
)
