"""(h): sums that are right, or made of the right pairs, in the wrong rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ..functions import LossAndGradient
from .skip_gram import Pairs, right_pairs, skip

Array = npt.NDArray[Any]
Place = Callable[[Array, Pairs, int, Sequence[int]], None]
"""Fills a gradient (V, d) of zeros from the pairs, c and the context."""


def _placed(place: Place) -> Callable[..., Array]:
    def wrong(
        center_index: int,
        outside_indices: Sequence[int],
        center_vectors: Array,
        outside_vectors: Array,
        loss_and_gradient: LossAndGradient,
    ) -> Array:
        pairs = right_pairs(loss_and_gradient, center_index, outside_indices, center_vectors, outside_vectors)
        gradient = 0 * center_vectors
        place(gradient, pairs, center_index, outside_indices)
        return gradient

    return wrong


def _sum_in(rows: Callable[[int, int, Sequence[int]], Any]) -> Place:
    """The sum over the context in the rows `rows(V, c, context)`."""

    def place(g: Array, pairs: Pairs, c: int, context: Sequence[int]) -> None:
        g[rows(len(g), c, context)] = np.asarray(sum(pair[1] for pair in pairs))

    return place


def _each_in_its_row(g: Array, pairs: Pairs, c: int, context: Sequence[int]) -> None:
    for (_, gradient, _), o in zip(pairs, context, strict=True):
        g[o] = g[o] + gradient


def _own_rows_only(g: Array, pairs: Pairs, c: int, context: Sequence[int]) -> None:
    for (_, _, gradient), o in zip(pairs, context, strict=True):
        g[o] = g[o] + gradient[o]


def _with_the_center(g: Array, pairs: Pairs, c: int, context: Sequence[int]) -> None:
    g[:] = np.asarray(sum(pair[2] for pair in pairs))
    g[c] = g[c] + sum(pair[1] for pair in pairs)


WHICH_ROWS = "Which center vectors does the loss use?"
CHECK = "Check the index of the center word."
PLACES: tuple[tuple[tuple[str, ...], str, Place, str, str, frozenset[str]], ...] = (
    (("h.vw",), "every-row", _sum_in(lambda V, c, w: slice(None)), "the sum in every row", WHICH_ROWS, frozenset()),
    (
        ("h.vw",),
        "also-in-context",
        _sum_in(lambda V, c, w: [c, *w]),
        "the sum in row c and in those of the context",
        WHICH_ROWS,
        frozenset(),
    ),
    (("h.vc", "h.vw"), "next-row", _sum_in(lambda V, c, w: (c + 1) % V), "the sum in the row after c", CHECK, frozenset()),
    (("h.vc", "h.vw"), "previous-row", _sum_in(lambda V, c, w: c - 1), "the sum in the row before c", CHECK, frozenset()),
    (("h.vc", "h.vw"), "first-row", _sum_in(lambda V, c, w: 0), "the sum in row 0", CHECK, frozenset({"c > 0"})),
    (
        ("h.vc", "h.vw"),
        "middle-row",
        _sum_in(lambda V, c, w: V // 2),
        "the sum in row V // 2",
        "Look the center word up; do not guess its row.",
        frozenset({"c != V // 2"}),
    ),
    (
        ("h.vc", "h.vw"),
        "context-rows",
        _sum_in(lambda V, c, w: list(w)),
        "the sum in the rows of the context words",
        "Whose vector is v_c?",
        frozenset({"c not in the context"}),
    ),
    (
        ("h.vc", "h.vw"),
        "pair-rows",
        _each_in_its_row,
        "each pair's gradient in the row of its context word",
        "Whose vector is v_c?",
        frozenset(),
    ),
    (
        ("h.U",),
        "own-rows-only",
        _own_rows_only,
        "of each pair's dJ/dU the row of its own word only",
        "Which rows does the gradient of one pair have?",
        frozenset(),
    ),
    (
        ("h.U",),
        "center-gradient-added",
        _with_the_center,
        "dJ/dv_c added to row c of dJ/dU",
        "To which of the two matrices does each gradient belong?",
        frozenset(),
    ),
)

OUTPUT = {"h.vc": "grad_center_vectors", "h.vw": "grad_center_vectors", "h.U": "grad_outside_vectors"}
MISTAKES = tuple(
    skip(part, OUTPUT[part], code, _placed(place), what, hint, needs)
    for parts, code, place, what, hint, needs in PLACES
    for part in parts
)
