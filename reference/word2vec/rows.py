"""The rows of the gradients that parts judge."""

from __future__ import annotations

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


ROW_O = rows(lambda i: i["outside_index"])
NOT_ROW_O = rows(lambda i: i["outside_index"], others=True)
SAMPLED = rows(lambda i: i["negative_indices"])
UNTOUCHED = rows(lambda i: [i["outside_index"], *i["negative_indices"]], others=True)
ROW_C = rows(lambda i: i["center_index"], "center_vectors")
NOT_ROW_C = rows(lambda i: i["center_index"], "center_vectors", others=True)
