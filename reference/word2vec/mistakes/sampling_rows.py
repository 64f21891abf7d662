"""(f), (g): rows of dJ/dU that go wrong in negative sampling though the weights are right: which vector, which row, how often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .sampling_weights import gradients, negative, right

Array = npt.NDArray[Any]
Edit = Callable[[Array, Array, int, Array, Array], None]
"""Spoils some rows of the right dJ/dU: `edit(gradient, v_c, o, samples, U)`."""


def _s(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def edited(edit: Edit) -> Callable[..., Array]:
    """The right dJ/dU, spoiled."""

    def formula(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Array:
        gradient = gradients(right)(center_vector, outside_index, negative_indices, outside_vectors)[1]
        edit(gradient, center_vector, outside_index, np.array(negative_indices), outside_vectors)
        return gradient

    return formula


# --- the wrong vector -----------------------------------------------------------------------------------------------------


def _own_vector_of_o(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[o] = (_s(U[o] @ v) - 1) * U[o]


def _own_vector_of_samples(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples] = _s(U[samples] @ v)[:, None] * U[samples]


def _summed(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples] = np.sum(_s(U[samples] @ v)) * v


# --- the wrong row --------------------------------------------------------------------------------------------------------


def _first_only(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples[samples != samples[0]]] = 0 * v


def _last_only(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples[samples != samples[-1]]] = 0 * v


def _first_missing(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples[0]] = g[samples[0]] - _s(U[samples[0]] @ v) * v


def _last_missing(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples[-1]] = g[samples[-1]] - _s(U[samples[-1]] @ v) * v


def _next_rows(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[:] = np.roll(g, 1, axis=0)


def _added_to_row_o(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples] = 0 * v
    g[o] = g[o] + np.sum(_s(U[samples] @ v)) * v


def _at_positions(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples] = 0 * v
    for k, sample in enumerate(samples):
        g[k] = g[k] + _s(U[sample] @ v) * v


def _sorted(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[np.sort(samples)] = _s(U[samples] @ v)[:, None] * v


def _every_word(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    others = np.array([w for w in range(len(U)) if w not in {o, *samples.tolist()}])
    g[others] = _s(U[others] @ v)[:, None] * v


# --- the wrong number of times --------------------------------------------------------------------------------------------


def _counted(count: Callable[[Array, int], Any]) -> Edit:
    """Every sampled row by the count `count(n_k, K)` in the place of n_k."""

    def edit(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
        times = np.bincount(samples, minlength=len(g))[samples]
        g[samples] = (count(times, len(samples)) * _s(U[samples] @ v))[:, None] * v

    return edit


def _misplaced_counts(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    counts = np.bincount(samples, minlength=len(g))[np.unique(samples)]
    g[np.unique(samples)] = counts[::-1, None] * _s(U[np.unique(samples)] @ v)[:, None] * v


def _counts_as_drawn(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples] = 0 * v
    for k, count in zip(samples, np.unique(samples, return_counts=True)[1], strict=False):
        g[k] = count * _s(U[k] @ v) * v


# --- the table ------------------------------------------------------------------------------------------------------------

WHICH_VECTOR = "By which vector is u_k multiplied in the loss?"
ITS_ROW = "Every sample has its row."
WHICH_COUNT = "Which count belongs to which word?"

ROWS: tuple[tuple[str, str, Edit, str, str], ...] = (
    ("f.uo", "own-vector", _own_vector_of_o, "u_o where v_c belongs", "By which vector is u_o multiplied in the loss?"),
    ("f.uo", "wrong-row", _next_rows, "in the next row", "Check the index of the row."),
    ("f.uo", "samples-in-row-o", _added_to_row_o, "the samples' share in row o, too", ITS_ROW),
    ("f.uk", "own-vector", _own_vector_of_samples, "u_k where v_c belongs", WHICH_VECTOR),
    ("f.uk", "summed-over-samples", _summed, "the sum over all samples in each sampled row", ITS_ROW),
    ("f.uk", "first-sample-only", _first_only, "the first sample only", ITS_ROW),
    ("f.uk", "last-sample-only", _last_only, "the last sample only", ITS_ROW),
    ("f.uk", "first-sample-missing", _first_missing, "all samples but the first", "Check where the loop begins."),
    ("f.uk", "last-sample-missing", _last_missing, "all samples but the last", "Check where the loop ends."),
    ("f.uk", "wrong-row", _next_rows, "in the next row", "Check the index of the row."),
    ("f.uk", "position-for-index", _at_positions, "in the rows 0, 1, 2, ...", "Which word is the k-th sample?"),
    ("f.uk", "sorted-rows", _sorted, "the k-th weight in the row of the k-th smallest sample", "Are both in the same order?"),
    ("f.uk", "every-word", _every_word, "a gradient for words that were not drawn", "Which words does the loss use?"),
    ("g", "counts-squared", _counted(lambda n, K: n**2), "n_k^2 for n_k", "How often is each draw added?"),
    (
        "g",
        "not-accumulated",
        _counted(lambda n, K: 0 * n + 1),
        "n_k taken as 1",
        "A word that was drawn twice stands in two summands.",
    ),
    ("g", "one-too-many", _counted(lambda n, K: n + 1), "n_k + 1 for n_k", "Is something there before the first draw is added?"),
    (
        "g",
        "divided-by-count",
        _counted(lambda n, K: 1 / n),
        "1/n_k for n_k",
        "Does a word matter less for being drawn more often?",
    ),
    ("g", "times-all", _counted(lambda n, K: K), "K for n_k", "How often was this word drawn?"),
    ("g", "misplaced-counts", _misplaced_counts, "the n_k of another word", WHICH_COUNT),
    ("g", "counts-as-drawn", _counts_as_drawn, "sorted counts beside unsorted samples", WHICH_COUNT),
    ("g", "own-vector", _own_vector_of_samples, "u_k where v_c belongs", WHICH_VECTOR),
    ("g", "summed-over-samples", _summed, "the sum over all samples in each sampled row", ITS_ROW),
    ("g", "first-sample-missing", _first_missing, "all samples but the first", "Check where the loop begins."),
    ("g", "last-sample-missing", _last_missing, "all samples but the last", "Check where the loop ends."),
    ("g", "position-for-index", _at_positions, "in the rows 0, 1, 2, ...", "Which word is the k-th sample?"),
)
REPEATS, DIFFERENT = frozenset({"repeats"}), frozenset({"different samples"})
NEEDS = {
    ("g", "not-accumulated"): REPEATS,
    ("g", "misplaced-counts"): REPEATS,
    ("g", "counts-as-drawn"): REPEATS,
    ("g", "counts-squared"): REPEATS,
    ("g", "divided-by-count"): REPEATS,
    ("g", "times-all"): DIFFERENT,
    ("g", "summed-over-samples"): DIFFERENT,
    ("g", "position-for-index"): frozenset({"samples other than 0, 1, 2, ..."}),
    ("f.uk", "position-for-index"): frozenset({"samples other than 0, 1, 2, ..."}),
    ("f.uk", "sorted-rows"): frozenset({"samples out of order"}),
}

MISTAKES = tuple(
    negative(part, "grad_outside", code, edited(edit), what, hint, NEEDS.get((part, code), frozenset()))
    for part, code, edit, what, hint in ROWS
)
