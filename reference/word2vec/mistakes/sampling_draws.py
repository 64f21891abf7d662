"""(f), (g): which draws are counted, which count belongs to which word, and rows that are one and the same array."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from .sampling_rows import edited
from .sampling_weights import negative

Array = npt.NDArray[Any]
Counts = Callable[[Sequence[int]], Iterable[tuple[int, int]]]
"""From the samples to words with the number that stands for n_k; a word that comes again is overwritten."""


def _s(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


# --- how often ------------------------------------------------------------------------------------------------------------


def _counted(counts: Counts) -> Callable[..., Array]:
    def edit(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
        g[samples] = 0 * v
        for word, count in counts(samples.tolist()):
            g[word] = count * _s(U[word] @ v) * v

    return edited(edit)


def _sorted_counts(samples: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The counts as np.unique has them, beside the words as they were drawn."""
    return zip(dict.fromkeys(samples), (n for _, n in sorted(Counter(samples).items())), strict=True)


def _drawn_counts(samples: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The counts as a dictionary has them, beside the words as np.unique has them."""
    return zip(sorted({*samples}), Counter(samples).values(), strict=True)


def _runs(samples: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Each run of the same word by itself, as itertools.groupby has them."""
    return ((word, len(list(run))) for word, run in groupby(samples))


def _until_a_repeat(samples: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The words before the first repeat."""
    end = next((k for k, word in enumerate(samples) if word in samples[:k]), len(samples))
    return ((word, 1) for word in samples[:end])


# --- which rows -----------------------------------------------------------------------------------------------------------


def _summed_each_time(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    """The sum over all samples, once more for every draw."""
    times = np.bincount(samples, minlength=len(g))[samples]
    g[samples] = np.sum(_s(U[samples] @ v)) * times[:, None] * v


def _shared(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    """As if all rows were one array."""
    g[:] = np.sum(g, axis=0)


def _last_for_true_word(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    """What belongs to o is computed of the last sample, and added to its row."""
    g[o] = 0 * v
    g[samples[-1]] = g[samples[-1]] + (_s(U[samples[-1]] @ v) - 1) * v


def _last_assigned(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    """The same, in the place of what is in that row."""
    g[o] = 0 * v
    g[samples[-1]] = (_s(U[samples[-1]] @ v) - 1) * v


# --- the table ------------------------------------------------------------------------------------------------------------

WHICH_COUNT, NAME = "Which count belongs to which word?", "Does the loop use a name that you still need?"
COUNTS: tuple[tuple[str, Counts, str, str], ...] = (
    ("misplaced-counts", _sorted_counts, "the n_k in the order of the words, beside the words as drawn", WHICH_COUNT),
    ("misplaced-counts", _drawn_counts, "the n_k as drawn, beside the words in order", WHICH_COUNT),
    (
        "neighbours-only",
        _runs,
        "the length of the last run of that word for n_k",
        "What becomes of a word that is drawn again later?",
    ),
    (
        "until-a-repeat",
        _until_a_repeat,
        "the samples before the first repeat only",
        "What becomes of the samples after a repeat?",
    ),
)
ROWS = (
    (("g",), "summed-over-samples", _summed_each_time, "n_k times the sum over all samples", "Every sample has its row."),
    (
        ("f.uo", "f.uk", "g"),
        "shared-rows",
        _shared,
        "the sum of all rows in every row",
        "How many arrays are there, if one is repeated V times in a list?",
    ),
    (("f.uk", "g"), "true-word-overwritten", _last_for_true_word, "the true word's share added to the last sample's row", NAME),
    (("f.uk", "g"), "true-word-overwritten", _last_assigned, "the true word's share in the last sample's row", NAME),
)
REPEATS = frozenset({"repeats"})

MISTAKES = (
    *(negative("g", "grad_outside", code, _counted(counts), what, hint, REPEATS) for code, counts, what, hint in COUNTS),
    *(negative(part, "grad_outside", code, edited(edit), what, hint) for parts, code, edit, what, hint in ROWS for part in parts),
)
