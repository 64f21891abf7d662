"""Named rows of the gradients, for parts and features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from grader import Inputs, Rows


def rows(choose: Callable[[Inputs], int | Sequence[int]], matrix: str = "outside_vectors", *, others: bool = False) -> Rows:
    """The rows of `matrix` (V, d) whose indices `choose` names; with `others`, all but these."""

    def mask(inputs: Inputs) -> npt.NDArray[np.bool_]:
        chosen = np.zeros(len(inputs[matrix]), dtype=np.bool_)
        chosen[np.array(choose(inputs), dtype=np.intp)] = True
        return ~chosen if others else chosen

    return mask


def _touched(inputs: Inputs) -> list[int]:
    """The rows of U that negative sampling reads."""
    return [inputs["outside_index"], *inputs["negative_indices"]]


def _drawn(*, at_least: int, at_most: int) -> Rows:
    """The rows of words that negative sampling drew so many times."""
    return rows(lambda i: _repeated(i["negative_indices"], at_least, at_most))


def _repeated(words: Sequence[int], at_least: int, at_most: int) -> list[int]:
    """The words that stand so many times among these."""
    return [word for word, times in Counter(words).items() if at_least <= times <= at_most]


OFTEN = 10**6  # more often than any word is drawn

ROW_O = rows(lambda i: i["outside_index"])
NOT_ROW_O = rows(lambda i: i["outside_index"], others=True)
FIRST_ROW = rows(lambda _: 0)
LAST_ROW = rows(lambda _: -1)

SAMPLED = rows(lambda i: i["negative_indices"])
UNTOUCHED = rows(_touched, others=True)
FIRST_SAMPLE = rows(lambda i: i["negative_indices"][0])
LAST_SAMPLE = rows(lambda i: i["negative_indices"][-1])
DRAWN_ONCE = _drawn(at_least=1, at_most=1)
DRAWN_AGAIN = _drawn(at_least=2, at_most=OFTEN)
DRAWN_THRICE = _drawn(at_least=3, at_most=OFTEN)

ROW_C = rows(lambda i: i["center_index"], "center_vectors")
NOT_ROW_C = rows(lambda i: i["center_index"], "center_vectors", others=True)
CONTEXT = rows(lambda i: i["outside_indices"])
FIRST_IN_CONTEXT = rows(lambda i: i["outside_indices"][0])
LAST_IN_CONTEXT = rows(lambda i: i["outside_indices"][-1])
AGAIN_IN_CONTEXT = rows(lambda i: _repeated(i["outside_indices"], 2, OFTEN))
