"""(h): slips in the sums over the context, in the calls of the given loss function, and in the rows of the center vectors.

J, J_v and J_u are what that function returns for each word: the loss, its derivatives by v_c and by all outside vectors.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import delta, total
from grader.symbolic.slips import (
    Slip,
    after,
    at,
    averaged,
    before,
    change,
    drop,
    first,
    flip,
    instead,
    last,
    leave_out,
    middle,
    numpy,
    only,
    remove,
    replace,
    spoil,
    together,
    twice,
    weighted,
    written_as,
)

from ..letters import CONTEXT, WORDS, c, context, x
from ..skip_gram import ANY_CENTER, J_SG, LOSS, OUTSIDE, SOFTMAX, WITH_SOFTMAX, C, J, dj_du, dj_dv

FIRST, LAST = first(CONTEXT), last(CONTEXT)
FIRST_TIME = "1 * np.array([x not in w[:a] for a, x in enumerate(w)])"
HALVES = (
    ("np.arange(C) < np.maximum(C // 2, 1)", "of the context the first half only"),
    ("np.arange(C) < (C + 1) // 2", "of the context the first half only, rounded up"),
    ("np.arange(C) < (C if C % 2 else C // 2)", "of the context the first windowSize words only"),
    ("np.arange(C) >= C // 2", "of the context the second half only"),
    ("np.arange(C) % 2 == 0", "every second word of the context only"),
)
COMBINATIONS = (
    only(CONTEXT, LAST, "last-pair-only"),
    only(CONTEXT, FIRST, "first-pair-only"),
    leave_out(CONTEXT, LAST, "last-pair-missing"),
    leave_out(CONTEXT, FIRST, "first-pair-missing"),
    averaged(C),
    twice(),
    flip(hint="A sum of losses is minimised, not maximised."),
    weighted(CONTEXT, "C - np.arange(C)", "added-again", "each word once more for each word after it"),
    weighted(CONTEXT, "1 * np.array([x not in w[:a] for a, x in enumerate(w)])", "each-word-once", "repeats left out"),
    weighted(CONTEXT, lambda a: 1 - delta(context[a], c), "center-word-skipped"),
    *(weighted(CONTEXT, f"1 * ({some})", "half-of-pairs", what) for some, what in HALVES),
    at(context, FIRST, "first-word-throughout"),
    together("last-pair-twice", only(CONTEXT, LAST, ""), twice()),
    drop(CONTEXT, "nothing-added"),
    at(J, c, "center-as-outside-word"),
)


def _calls(output: int) -> tuple[Slip, ...]:
    """The sums of what the loss function returns where it is called with other arguments; a gradient by v_c stands in row c."""

    def of(vector: str, code: str, what: str, pairs: str = "x in w") -> Slip:
        values = f"np.sum([loss_and_gradient({vector}, x, u)[{output}] for {pairs}], axis=0)"
        return numpy(f"np.outer(one_hot(c, V), {values})" if output == 1 else values, code, what)

    return (
        of("u[c]", "wrong-vectors", "sum_j of the loss function at other vectors than v_c and U"),
        of("v[x]", "center-of-context-word", "sum_j of the loss function at other vectors for each word, such as its own"),
        of("v[c] + a", "changed-in-the-loop", "sum_j of the loss function at other vectors from the second word on", PAIRS),
        of("v[c]", "position-for-index", "sum_j J(v_c, j, U), the words being 0, 1, 2, ...", "x in range(C)"),
    )


PAIRS = "a, x in enumerate(w)"
_, SOFTMAX_OUTSIDE, SOFTMAX_CENTER, _ = WITH_SOFTMAX
IN_LOSS = spoil(
    LOSS,
    *COMBINATIONS,
    *_calls(0),
    instead(SOFTMAX, "ignores-loss-function"),
    replace(J, 1, "counts"),
    form=J_SG,
)
IN_OUTSIDE = spoil(
    OUTSIDE,
    *COMBINATIONS,
    *_calls(2),
    instead(SOFTMAX_OUTSIDE.right, "ignores-loss-function"),
    instead(total(CONTEXT, lambda a: delta(x, context[a]) * dj_du(context[a])), "own-rows-only"),
    change(None, lambda e: e + delta(x, c) * total(CONTEXT, lambda a: dj_dv(context[a])), "center-gradient-added"),
)
IN_CENTER = spoil(
    ANY_CENTER,
    *COMBINATIONS,
    *_calls(1),
    instead(delta(x, c) * SOFTMAX_CENTER.right, "ignores-loss-function"),
    parts=("h.vc",),
)


def row_c(w: Any) -> Any:
    """1 in row c, otherwise 0."""
    return delta(w, c)


IN_ROWS = spoil(
    ANY_CENTER,
    replace(row_c, lambda w: delta(w, after(c)), "next-row"),
    replace(row_c, lambda w: delta(w, before(c)), "previous-row"),
    replace(row_c, lambda w: delta(w, first(WORDS)), "first-row"),
    replace(row_c, lambda w: delta(w, middle(WORDS)), "middle-row"),
    written_as(row_c, "np.minimum(n, 1)", "context-rows", "but in the rows of the context words"),
    instead(total(CONTEXT, lambda a: delta(x, context[a]) * dj_dv(context[a])), "pair-rows"),
    parts=("h.vc", "h.vw"),
)
IN_OTHER_ROWS = spoil(
    ANY_CENTER,
    remove(row_c, "every-row"),
    written_as(row_c, "np.maximum(np.minimum(n, 1), one_hot(c, V))", "also-in-context", "also in the rows of the context words"),
)

SLIPS = (IN_LOSS, IN_OUTSIDE, IN_CENTER, IN_ROWS, IN_OTHER_ROWS)
