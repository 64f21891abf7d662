"""(h): skip-gram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader import CaseCondition, Inputs, Invariant, Size

from .. import rows
from ..functions import LossAndGradient
from .common import Array, expansions, landmarks, share, sizes_compared

SKIP = "skip_gram"


# --- expansions -----------------------------------------------------------------------------------------------------------


def _places(context: Sequence[int], c: int) -> dict[str, list[bool]]:
    """Which of the pairs are meant, by name. The only pair of a context of one word is the first."""
    last = len(context) - 1
    again = [word in context[:i] for i, word in enumerate(context)]
    return {
        "the first pair": [i == 0 for i in range(len(context))],
        "the pairs between": [0 < i < last for i in range(len(context))],
        "the last pair": [0 < i == last for i in range(len(context))],
        "words for the first time": [not repeated for repeated in again],
        "words again": again,
        "words other than c": [word != c for word in context],
        "c itself": [word == c for word in context],
    }


def _sums(values: Sequence[Array], context: Sequence[int], c: int) -> dict[str, Array]:
    """The sum over the pairs that are meant, by name; `all` is the sum over all of them."""
    return {"all": np.sum(values, axis=0)} | {
        name: np.tensordot(np.array(place, dtype=np.float64), np.array(values), axes=1)
        for name, place in _places(context, c).items()
    }


def _pairs(
    center_index: int, outside_indices: Sequence[int], center_vectors: Array, outside_vectors: Array, f: LossAndGradient
) -> list[tuple[Any, Array, Array]]:
    return [f(center_vectors[center_index], o, outside_vectors) for o in outside_indices]


def _of_loss(
    center_index: int,
    outside_indices: Sequence[int],
    center_vectors: Array,
    outside_vectors: Array,
    loss_and_gradient: LossAndGradient,
) -> Mapping[str, Any]:
    pairs = _pairs(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient)
    sums = _sums([np.asarray(p[0]) for p in pairs], outside_indices, center_index)
    return {f"J, {name}" if name != "all" else "sum_j J": value for name, value in sums.items()} | {
        "1": np.float64(1.0),
        "m": np.float64(len(pairs)),
    }


def _of_outside(
    center_index: int,
    outside_indices: Sequence[int],
    center_vectors: Array,
    outside_vectors: Array,
    loss_and_gradient: LossAndGradient,
) -> Mapping[str, Array]:
    pairs = _pairs(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient)
    sums = _sums([p[2] for p in pairs], outside_indices, center_index)
    own = np.array([np.arange(len(outside_vectors)) == o for o in outside_indices])[:, :, None]
    of_center = np.zeros(outside_vectors.shape)
    of_center[center_index] = np.sum([p[1] for p in pairs], axis=0)
    gradients = np.array([p[2] for p in pairs])
    return {f"dJ/dU, {name}" if name != "all" else "sum_j dJ/dU": value for name, value in sums.items()} | {
        "row w_j of dJ/dU for w_j": np.sum(gradients * own, axis=0),
        "other rows of dJ/dU for w_j": np.sum(gradients * ~own, axis=0),
        "row c: sum_j dJ/dv_c": of_center,
        "row w: u_w": outside_vectors,
    }


def _of_center(
    center_index: int,
    outside_indices: Sequence[int],
    center_vectors: Array,
    outside_vectors: Array,
    loss_and_gradient: LossAndGradient,
) -> Mapping[str, Array]:
    pairs = _pairs(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient)
    gradients = [p[1] for p in pairs]
    sums = _sums(gradients, outside_indices, center_index)
    words = np.arange(len(center_vectors))
    here, in_context = words == center_index, np.isin(words, outside_indices)
    own = np.zeros(center_vectors.shape)
    np.add.at(own, list(outside_indices), np.array(gradients))
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
        | {"row w_j: dJ/dv_c of the pair j": own, "row w: v_w": center_vectors}
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


EXPANSIONS = (
    *expansions(SKIP, "loss", _of_loss, *_apart("J"), {"sum_j J": 1.0, "1": 0.0, "m": 0.0}),
    *expansions(
        SKIP,
        "grad_outside_vectors",
        _of_outside,
        *_apart("dJ/dU"),
        {"row w_j of dJ/dU for w_j": 1.0, "other rows of dJ/dU for w_j": 1.0},
        OUTSIDE | {"row c: sum_j dJ/dv_c": 0.0},
        OUTSIDE | {"row w: u_w": 0.0},
    ),
    *expansions(
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

# --- places, conditions, sizes --------------------------------------------------------------------------------------------

LANDMARKS = tuple(
    landmark
    for output in ("grad_center_vectors", "grad_outside_vectors")
    for landmark in landmarks(
        SKIP,
        output,
        ("row-c", "row c", rows.ROW_C),
        ("rows-other-than-c", "the rows other than c", rows.NOT_ROW_C),
        ("context-rows", "rows of the context words", rows.CONTEXT),
        ("repeated-context-rows", "rows of words that stand more than once in the context", rows.AGAIN_IN_CONTEXT),
        ("first-context-row", "the first context word's row", rows.FIRST_IN_CONTEXT),
        ("last-context-row", "the last context word's row", rows.LAST_IN_CONTEXT),
        ("first-row", "the first word's row", rows.FIRST_ROW),
        ("last-row", "the last word's row", rows.LAST_ROW),
    )
)


def _condition(code: str, what: str, holds: Any) -> CaseCondition:
    return CaseCondition(code=code, what=what, function=SKIP, holds=holds)


CONDITIONS = (
    *sizes_compared(SKIP, "center_vectors"),
    _condition("one-word-context", "the context is one word", lambda i: len(i["outside_indices"]) == 1),
    _condition(
        "repeated-context-word",
        "a word stands more than once in the context",
        lambda i: max(Counter(i["outside_indices"]).values()) > 1,
    ),
    _condition(
        "center-in-context", "the center word stands in its own context", lambda i: i["center_index"] in i["outside_indices"]
    ),
    _condition("center-is-first", "the center word is the first (c = 0)", lambda i: i["center_index"] == 0),
    _condition(
        "center-is-last", "the center word is the last (c = V - 1)", lambda i: i["center_index"] == len(i["center_vectors"]) - 1
    ),
)
SIZES = (
    Size(letter="V", function=SKIP, of=lambda i: len(i["center_vectors"])),
    Size(letter="d", function=SKIP, of=lambda i: i["center_vectors"].shape[1]),
    Size(letter="m", function=SKIP, of=lambda i: len(i["outside_indices"])),
)

# --- invariants -----------------------------------------------------------------------------------------------------------


def _below_a_pair(inputs: Inputs, loss: Any) -> float:
    """Every pair's loss is positive, so that the sum is none the smaller for any of them."""
    losses = [float(p[0]) for p in _pairs(*inputs.values())]
    return share(max(max(losses) - float(loss), 0.0), max(abs(float(loss)), 1.0))


INVARIANTS = (
    Invariant(
        code="loss-below-a-pair",
        what="the loss is at least that of each pair",
        function=SKIP,
        output="loss",
        violation=_below_a_pair,
    ),
    Invariant(
        code="other-rows-not-zero",
        what="rows other than c are exactly zero",
        function=SKIP,
        output="grad_center_vectors",
        violation=lambda i, gradient: share(gradient[rows.NOT_ROW_C(i)], gradient),
    ),
)
