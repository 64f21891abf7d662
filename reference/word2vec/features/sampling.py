"""(f), (g): negative sampling."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np

from grader import CaseCondition, Inputs, Invariant, Size

from .. import rows
from .common import Array, entries_of_center, landmarks, of_a_pair, off_the_line, outside, share
from .sampling_terms import NEGATIVE

# --- places, conditions, sizes --------------------------------------------------------------------------------------------

LANDMARKS = (
    *entries_of_center(NEGATIVE),
    *landmarks(
        NEGATIVE,
        "grad_outside",
        ("row-o", "row o", rows.ROW_O),
        ("rows-other-than-o", "the rows other than o", rows.NOT_ROW_O),
        ("sampled-rows", "the sampled rows", rows.SAMPLED),
        ("untouched-rows", "rows that were not drawn", rows.UNTOUCHED),
        ("repeated-rows", "rows of words drawn more than once", rows.DRAWN_AGAIN),
        ("single-rows", "rows of words drawn once", rows.DRAWN_ONCE),
        ("tripled-rows", "rows of words drawn three times or more", rows.DRAWN_THRICE),
        ("first-sample-row", "the first sample's row", rows.FIRST_SAMPLE),
        ("last-sample-row", "the last sample's row", rows.LAST_SAMPLE),
        ("first-row", "the first word's row", rows.FIRST_ROW),
        ("last-row", "the last word's row", rows.LAST_ROW),
    ),
)


def _most(inputs: Inputs) -> int:
    """How often the most frequent sample was drawn."""
    return max(Counter(inputs["negative_indices"]).values())


def _beside(inputs: Inputs) -> bool:
    """Whether some sample repeats, and whatever repeats stands beside itself."""
    words = inputs["negative_indices"]
    return _most(inputs) > 1 and sum(a != b for a, b in pairwise(words)) + 1 == len({*words})


MANY = 5  # the course's own tests draw ten; who hard-codes a number of samples tries it with few
CONDITIONS = (
    *of_a_pair(NEGATIVE),
    CaseCondition(
        code="smallest-word",
        what="the outside word comes before every sample",
        function=NEGATIVE,
        holds=lambda i: bool(i["outside_index"] < min(i["negative_indices"])),
    ),
    CaseCondition(
        code="more-than-five-samples",
        what="there are more than five samples",
        function=NEGATIVE,
        holds=lambda i: len(i["negative_indices"]) > MANY,
    ),
    CaseCondition(
        code="repeated-sample", what="a sample is drawn more than once", function=NEGATIVE, holds=lambda i: _most(i) > 1
    ),
    CaseCondition(code="neighbouring-repeats", what="all repeats of a sample are neighbours", function=NEGATIVE, holds=_beside),
    CaseCondition(
        code="tripled-sample", what="a sample is drawn three times or more", function=NEGATIVE, holds=lambda i: _most(i) > 2
    ),
)
SIZES = (
    Size(letter="V", function=NEGATIVE, of=lambda i: len(i["outside_vectors"])),
    Size(letter="d", function=NEGATIVE, of=lambda i: len(i["center_vector"])),
    Size(letter="K", function=NEGATIVE, of=lambda i: len(i["negative_indices"])),
)

# --- invariants -----------------------------------------------------------------------------------------------------------


def _loss_out_of_bounds(inputs: Inputs, loss: Any) -> float:
    """log(1 + e^z) is at least max(0, z), and at most log 2 more: once for -u_o.v_c, once for each u_k.v_c."""
    z = inputs["outside_vectors"] @ inputs["center_vector"]
    each = np.array([-z[inputs["outside_index"]], *z[list(inputs["negative_indices"])]])
    least = np.sum(np.maximum(each, 0))
    return share(outside(loss, least, least + len(each) * np.log(2)), max(abs(float(loss)), 1.0))


def _center_out_of_bounds(inputs: Inputs, gradient: Array) -> float:
    """A share between 0 and 1 of -u_o and of each u_k."""
    U = inputs["outside_vectors"]
    each = np.array([-U[inputs["outside_index"]], *U[list(inputs["negative_indices"])]])
    return share(outside(gradient, np.sum(np.minimum(each, 0), axis=0), np.sum(np.maximum(each, 0), axis=0)), gradient)


def _rows_out_of_bounds(inputs: Inputs, gradient: Array) -> float:
    """Row o is between -v_c and 0, the row of a word that was drawn n times between 0 and n v_c."""
    v = inputs["center_vector"]
    times = np.bincount(inputs["negative_indices"], minlength=len(gradient))
    times[inputs["outside_index"]] = -1
    ends = np.outer(times, v)
    return share(outside(gradient, np.minimum(ends, 0), np.maximum(ends, 0)), gradient)


INVARIANTS = (
    Invariant(
        code="loss-out-of-bounds",
        what="each summand lies between its own argument and log 2 more, and is not negative",
        function=NEGATIVE,
        output="loss",
        violation=_loss_out_of_bounds,
    ),
    Invariant(
        code="center-out-of-bounds",
        what="no vector has a weight beyond 1: none but u_o a negative one, and u_o no positive one",
        function=NEGATIVE,
        output="grad_center",
        violation=_center_out_of_bounds,
    ),
    Invariant(
        code="undrawn-row-not-zero",
        what="rows that were not drawn are exactly zero",
        function=NEGATIVE,
        output="grad_outside",
        violation=lambda i, gradient: share(gradient[rows.UNTOUCHED(i)], gradient),
    ),
    Invariant(
        code="rows-not-along-v_c",
        what="every row is a multiple of v_c",
        function=NEGATIVE,
        output="grad_outside",
        violation=lambda i, gradient: share(off_the_line(gradient, i["center_vector"]), gradient),
    ),
    Invariant(
        code="rows-out-of-bounds",
        what="row o lies between -v_c and 0, the row of a word drawn n times between 0 and n v_c",
        function=NEGATIVE,
        output="grad_outside",
        violation=_rows_out_of_bounds,
    ),
)
