"""(f), (g): wrong rows of dJ/dU in negative sampling, with the right weights: wrong vector, wrong row, wrong count.

Letters: s sigma(u_w.v_c) of every word (V,), y one-hot at o (V,), n how often each word was drawn (V,), k the samples (K,),
U outside vectors (V, d). The right gradient is (y (s - 1) + n s) v_c^T.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import numpy as np

from .tables import Array, Row, mistakes, one_hot, sigma

# --- another number in the place of n -------------------------------------------------------------------------------------


def _counts(pairs: Iterable[tuple[int, int]], size: int) -> Array:
    """An array from pairs of word and count; of several counts for a word the last one stays."""
    counts = np.zeros(size, dtype=np.int64)
    for word, count in pairs:
        counts[word] = count
    return counts


def _sorted_counts(n: Array, k: Array) -> Array:
    """The counts as np.unique has them, beside the words as they were drawn."""
    return _counts(zip(dict.fromkeys(k.tolist()), n[np.unique(k)], strict=True), len(n))


def _drawn_counts(n: Array, k: Array) -> Array:
    """The counts as a dictionary has them, beside the words as np.unique has them."""
    return _counts(zip(np.unique(k), Counter(k.tolist()).values(), strict=True), len(n))


def _before_a_repeat(k: Sequence[int]) -> Sequence[int]:
    return k[: next((i for i, word in enumerate(k) if word in k[:i]), len(k))]


def _only(n: Array, word: int) -> Array:
    """The counts, but 0 for all words other than this one."""
    counts: Array = n * one_hot(word, len(n))
    return counts


BEGINS, ENDS = "Check where the loop begins.", "Check where the loop ends."
ITS_ROW, WHICH_COUNT = "Every sample has its row.", "Which count belongs to which word?"
MISSING: tuple[Row, ...] = (
    ("first-sample-missing", lambda n, k: n - one_hot(k[0], len(n)), "all samples but the first", BEGINS),
    ("last-sample-missing", lambda n, k: n - one_hot(k[-1], len(n)), "all samples but the last", ENDS),
)
ONLY: tuple[Row, ...] = (
    ("first-sample-only", lambda n, k: _only(n, k[0]), "the first sample only", ITS_ROW),
    ("last-sample-only", lambda n, k: _only(n, k[-1]), "the last sample only", ITS_ROW),
)
COUNTS: tuple[Row, ...] = (
    ("counts-squared", lambda n, k: n**2, "n_k^2 for n_k", "How often is each draw added?", "repeats"),
    (
        "not-accumulated",
        lambda n, k: np.minimum(n, 1),
        "n_k taken as 1",
        "A word that was drawn twice stands in two summands.",
        "repeats",
    ),
    (
        "one-too-many",
        lambda n, k: n + np.minimum(n, 1),
        "n_k + 1 for n_k",
        "Is something there before the first draw is added?",
    ),
    (
        "divided-by-count",
        lambda n, k: np.minimum(n, 1) / np.maximum(n, 1),
        "1/n_k for n_k",
        "Does a word matter less for being drawn more often?",
        "repeats",
    ),
    ("times-all", lambda n, k: len(k) * np.minimum(n, 1), "K for n_k", "How often was this word drawn?", "different samples"),
    (
        "misplaced-counts",
        lambda n, k: _counts(zip(np.unique(k), n[np.unique(k)][::-1], strict=True), len(n)),
        "the n_k of another word",
        WHICH_COUNT,
        "repeats",
    ),
    (
        "misplaced-counts",
        _sorted_counts,
        "the n_k in the order of the words, beside the words as drawn",
        WHICH_COUNT,
        "repeats",
    ),
    ("misplaced-counts", _drawn_counts, "the n_k as drawn, beside the words in order", WHICH_COUNT, "repeats"),
    (
        "counts-as-drawn",
        lambda n, k: _counts(zip(k, n[np.unique(k)], strict=False), len(n)),
        "sorted counts beside unsorted samples",
        WHICH_COUNT,
        "repeats",
    ),
    (
        "neighbours-only",
        lambda n, k: _counts(((word, len([*run])) for word, run in groupby(k.tolist())), len(n)),
        "the length of the last run of that word for n_k",
        "What becomes of a word that is drawn again later?",
        "repeats",
    ),
    (
        "until-a-repeat",
        lambda n, k: np.bincount(_before_a_repeat(k.tolist()), minlength=len(n)),
        "the samples before the first repeat only",
        "What becomes of the samples after a repeat?",
        "repeats",
    ),
)

# --- another number in the place of y (s - 1) + n s -----------------------------------------------------------------------


def _sorted(s: Array, y: Array, n: Array, k: Array) -> Array:
    weights: Array = y * (s - 1)
    weights[np.sort(k)] = s[k]
    return weights


OVERWRITTEN = "Does the loop use a name that you still need?"
IN_ALL_PARTS: tuple[Row, ...] = (
    (
        "shared-rows",
        lambda s, y, n, k: 0 * s + np.sum(y * (s - 1) + n * s),
        "the sum of all rows in every row",
        "How many arrays are there, if one is repeated V times in a list?",
    ),
)
NEXT_ROW: tuple[Row, ...] = (
    ("wrong-row", lambda s, y, n, k: np.roll(y * (s - 1) + n * s, 1), "in the next row", "Check the index of the row."),
)
OF_O: tuple[Row, ...] = (
    ("samples-in-row-o", lambda s, y, n, k: y * (s - 1 + n @ s), "the samples' share in row o, too", ITS_ROW),
)
OF_SAMPLES: tuple[Row, ...] = (
    (
        "summed-over-samples",
        lambda s, y, n, k: y * (s - 1) + np.minimum(n, 1) * (n @ s),
        "the sum over all samples in each sampled row",
        ITS_ROW,
        "different samples",
    ),
    (
        "position-for-index",
        lambda s, y, n, k: y * (s - 1) + np.concatenate([s[k], 0 * s[len(k) :]]),
        "in the rows 0, 1, 2, ...",
        "Which word is the k-th sample?",
        "samples other than 0, 1, 2, ...",
    ),
    (
        "true-word-overwritten",
        lambda s, y, n, k: n * s + one_hot(k[-1], len(n)) * (s - 1),
        "the true word's share added to the last sample's row",
        OVERWRITTEN,
    ),
    (
        "true-word-overwritten",
        lambda s, y, n, k: (n - _only(n, k[-1])) * s + one_hot(k[-1], len(n)) * (s - 1),
        "the true word's share in the last sample's row",
        OVERWRITTEN,
    ),
)
OF_DISTINCT: tuple[Row, ...] = (
    (
        "sorted-rows",
        _sorted,
        "the k-th weight in the row of the k-th smallest sample",
        "Are both in the same order?",
        "samples out of order",
    ),
    (
        "every-word",
        lambda s, y, n, k: np.maximum(n, 1) * s - y,
        "a gradient for words that were not drawn",
        "Which words does the loss use?",
    ),
)
OF_REPEATED: tuple[Row, ...] = (
    ("summed-over-samples", lambda s, y, n, k: y * (s - 1) + n * (n @ s), "n_k times the sum over all samples", ITS_ROW),
)

# --- another vector in the place of v_c -----------------------------------------------------------------------------------

OWN_VECTOR_OF_O: tuple[Row, ...] = (
    (
        "own-vector",
        lambda s, y, n, v, U: (y * (s - 1))[:, None] * U + np.outer(n * s, v),
        "u_o where v_c belongs",
        "By which vector is u_o multiplied in the loss?",
    ),
)
OWN_VECTORS: tuple[Row, ...] = (
    (
        "own-vector",
        lambda s, y, n, v, U: np.outer(y * (s - 1), v) + (np.minimum(n, 1) * s)[:, None] * U,
        "u_k where v_c belongs",
        "By which vector is u_k multiplied in the loss?",
    ),
)

# --- from the letters to the inputs ---------------------------------------------------------------------------------------


def _with_vectors(gradient: Callable[[Array, Array, Array, Array, Array], Array]) -> Callable[..., Array]:
    def formula(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Array:
        V = len(outside_vectors)
        n, y = np.bincount(negative_indices, minlength=V), one_hot(outside_index, V)
        return gradient(sigma(outside_vectors @ center_vector), y, n, center_vector, outside_vectors)

    return formula


def _with_weights(weights: Callable[[Array, Array, Array, Array], Array]) -> Callable[..., Array]:
    def formula(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Array:
        V, k = len(outside_vectors), np.array(negative_indices)
        n, y = np.bincount(k, minlength=V), one_hot(outside_index, V)
        return np.outer(weights(sigma(outside_vectors @ center_vector), y, n, k), center_vector)

    return formula


def _with_counts(counts: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    return _with_weights(lambda s, y, n, k: y * (s - 1) + counts(n, k) * s)


MISTAKES = tuple(
    mistake
    for part, make, rows in (
        ("f.uo", _with_vectors, OWN_VECTOR_OF_O),
        ("f.uo", _with_weights, (*NEXT_ROW, *OF_O, *IN_ALL_PARTS)),
        ("f.uk", _with_vectors, OWN_VECTORS),
        ("f.uk", _with_counts, (*ONLY, *MISSING)),
        ("f.uk", _with_weights, (*NEXT_ROW, *OF_SAMPLES, *OF_DISTINCT, *IN_ALL_PARTS)),
        ("g", _with_vectors, OWN_VECTORS),
        ("g", _with_counts, (*COUNTS, *MISSING)),
        ("g", _with_weights, (*OF_SAMPLES, *OF_REPEATED, *IN_ALL_PARTS)),
    )
    for mistake in mistakes(part, "negative_sampling", "grad_outside", rows, make)
)
