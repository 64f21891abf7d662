"""(h): wrong sums over the context, wrong calls of the given loss function, and sums in the wrong rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..functions import LossAndGradient, naive_softmax_loss_and_gradient
from .tables import Array, Row, mistakes

Pairs = Sequence[tuple[Any, Array, Array]]
"""What the loss function returned for each context word: J, dJ/dv_c (d,), dJ/dU (V, d)."""

# --- the sum: v values of the pairs, one a context word; w the context; c the center word -------------------------------

SEVERAL = "several context words"
MORE_THAN_ONCE = "Something is added more than once."
COMBINATIONS: tuple[Row, ...] = (
    ("last-pair-only", lambda v, w, c: v[-1], "the last pair only", "Is it added up, or overwritten?", SEVERAL),
    ("first-pair-only", lambda v, w, c: v[0], "the first pair only", "Does the loop return too early?", SEVERAL),
    ("last-pair-missing", lambda v, w, c: sum(v[:-1], 0 * v[0]), "all pairs but the last", "Check where the loop ends."),
    ("first-pair-missing", lambda v, w, c: sum(v[1:], 0 * v[0]), "all pairs but the first", "Check where the loop begins."),
    ("averaged", lambda v, w, c: sum(v) / len(v), "the mean over the context", "The loss is a sum, not a mean.", SEVERAL),
    ("twice", lambda v, w, c: 2 * sum(v), "twice the sum", MORE_THAN_ONCE),
    (
        "sign-flipped",
        lambda v, w, c: -sum(v),
        "the sum with its sign turned round",
        "A sum of losses is minimised, not maximised.",
    ),
    (
        "added-again",
        lambda v, w, c: sum((len(v) - i) * value for i, value in enumerate(v)),
        "the partial sums added up",
        MORE_THAN_ONCE,
        SEVERAL,
    ),
    (
        "each-word-once",
        lambda v, w, c: sum(value for i, value in enumerate(v) if w[i] not in w[:i]),
        "repeated words once",
        "A word that stands twice counts twice.",
        "repeats",
    ),
    (
        "center-word-skipped",
        lambda v, w, c: sum((value for value, word in zip(v, w, strict=True) if word != c), 0 * v[0]),
        "all pairs but those with the center word itself",
        "Which words of the context are left out?",
        "c in the context",
    ),
    (
        "first-word-throughout",
        lambda v, w, c: len(v) * v[0],
        "the first pair once for each context word",
        "Does every turn of the loop look at its own word?",
        "different context words",
    ),
    (
        "last-pair-twice",
        lambda v, w, c: 2 * v[-1],
        "twice the last pair",
        "Is the sum of the pairs still there when it is added to?",
    ),
    ("nothing-added", lambda v, w, c: 0 * v[0], "zero", "Nothing is added up."),
)
OF_THE_LOSS: tuple[Row, ...] = (
    ("counts", lambda v, w, c: len(w) + 0 * v[0], "the number of pairs", "What is added for each pair?"),
)

# --- the calls: f the loss function, c the center word, w the context, V and U all vectors --------------------------------

Ask = Callable[[LossAndGradient, int, Sequence[int], Array, Array], Pairs]


def _right_pairs(f: LossAndGradient, c: int, w: Sequence[int], V: Array, U: Array) -> Pairs:
    return [f(V[c], o, U) for o in w]


CALLS: tuple[Row, ...] = (
    (
        "ignores-loss-function",
        lambda f, c, w, V, U: _right_pairs(naive_softmax_loss_and_gradient, c, w, V, U),
        "the naive softmax, whatever it was given",
        "Use the function given.",
    ),
    (
        "wrong-vectors",
        lambda f, c, w, V, U: [f(U[c], o, U) for o in w],
        "the loss function at other vectors than v_c and U",
        "Which of the two matrices holds the center vector, and which do you hand over?",
    ),
    (
        "center-of-context-word",
        lambda f, c, w, V, U: [f(V[o], o, U) for o in w],
        "a call at other vectors for each context word but c itself: at its own center vector, say",
        "Whose center vector is it that you hand over?",
        "context words other than c",
    ),
    (
        "changed-in-the-loop",
        lambda f, c, w, V, U: [f(V[c] + i, o, U) for i, o in enumerate(w)],
        "a right call for the first pair, calls at other vectors for all that follow",
        "Are the vectors the same in every turn of the loop?",
        SEVERAL,
    ),
    (
        "center-as-outside-word",
        lambda f, c, w, V, U: [f(V[c], c, U) for _ in w],
        "the pair of the center word with itself, once for each context word",
        "Which word is predicted?",
        "losses of two sums that differ",
    ),
    (
        "position-for-index",
        lambda f, c, w, V, U: [f(V[c], i, U) for i in range(len(w))],
        "the words 0, 1, 2, ... for those of the context",
        "Which word stands at that place of the context?",
        "context words other than 0, 1, 2, ...",
    ),
)

# --- the rows: the sum in the rows `rows(V, c, w)`, or a gradient (V, d) from all pairs, c and w --------------------------

CHECK = "Check the index of the center word."
WHOSE, WHICH_ROWS = "Whose vector is v_c?", "Which center vectors does the loss use?"
ROWS: tuple[Row, ...] = (
    ("next-row", lambda V, c, w: (c + 1) % V, "the sum in the row after c", CHECK),
    ("previous-row", lambda V, c, w: c - 1, "the sum in the row before c", CHECK),
    ("first-row", lambda V, c, w: 0, "the sum in row 0", CHECK, "c > 0"),
    (
        "middle-row",
        lambda V, c, w: V // 2,
        "the sum in row V // 2",
        "Look the center word up; do not guess its row.",
        "c != V // 2",
    ),
    ("context-rows", lambda V, c, w: w, "the sum in the rows of the context words", WHOSE, "c not in the context"),
)
SEVERAL_ROWS: tuple[Row, ...] = (
    ("every-row", lambda V, c, w: slice(None), "the sum in every row", WHICH_ROWS),
    ("also-in-context", lambda V, c, w: [c, *w], "the sum in row c and in those of the context", WHICH_ROWS),
)


def _at_each(pairs: Pairs, values: Sequence[Array], w: Sequence[int]) -> Array:
    """Each of the values in the row of its context word, added up."""
    gradient = 0 * pairs[0][2]
    for value, o in zip(values, w, strict=True):
        gradient[o] = gradient[o] + value
    return gradient


def _with_the_center(pairs: Pairs, c: int, w: Sequence[int]) -> Array:
    gradient: Array = np.asarray(sum(pair[2] for pair in pairs))
    gradient[c] = gradient[c] + sum(pair[1] for pair in pairs)
    return gradient


PLACED_PAIRS: tuple[Row, ...] = (
    (
        "pair-rows",
        lambda pairs, c, w: _at_each(pairs, [pair[1] for pair in pairs], w),
        "each pair's gradient in the row of its context word",
        WHOSE,
    ),
)
PLACED_OUTSIDE: tuple[Row, ...] = (
    (
        "own-rows-only",
        lambda pairs, c, w: _at_each(pairs, [pair[2][o] for pair, o in zip(pairs, w, strict=True)], w),
        "of each pair's dJ/dU the row of its own word only",
        "Which rows does the gradient of one pair have?",
    ),
    (
        "center-gradient-added",
        _with_the_center,
        "dJ/dv_c added to row c of dJ/dU",
        "To which of the two matrices does each gradient belong?",
    ),
)

# --- from the letters to the inputs ---------------------------------------------------------------------------------------


def _placed(gradient: Callable[[Pairs, int, Sequence[int]], Any], ask: Ask = _right_pairs) -> Callable[..., Any]:
    def formula(
        center_index: int,
        outside_indices: Sequence[int],
        center_vectors: Array,
        outside_vectors: Array,
        loss_and_gradient: LossAndGradient,
    ) -> Any:
        pairs = ask(loss_and_gradient, center_index, outside_indices, center_vectors, outside_vectors)
        return gradient(pairs, center_index, list(outside_indices))

    return formula


def _in_rows(rows: Callable[[int, int, Sequence[int]], Any]) -> Callable[[Pairs, int, Sequence[int]], Array]:
    def place(pairs: Pairs, c: int, w: Sequence[int]) -> Array:
        gradient = 0 * pairs[0][2]
        gradient[rows(len(gradient), c, w)] = np.asarray(sum(pair[1] for pair in pairs))
        return gradient

    return place


def _combined(output: int, combine: Callable[[Sequence[Any], Sequence[int], int], Any]) -> Callable[..., Any]:
    """Output 0, 1 or 2 of the pairs, combined; the gradient of the center vector (1) stands in row c."""

    def value(pairs: Pairs, c: int, w: Sequence[int]) -> Any:
        combined = combine([pair[output] for pair in pairs], w, c)
        if output != 1:
            return combined
        gradient = 0 * pairs[0][2]
        gradient[c] = combined
        return gradient

    return value


MISTAKES = tuple(
    mistake
    for part, output, rows, make in (
        *(
            (part, output, rows, make)
            for part, output, i in (("h.loss", "loss", 0), ("h.U", "grad_outside_vectors", 2), ("h.vc", "grad_center_vectors", 1))
            for rows, make in (
                (COMBINATIONS, lambda combine, i=i: _placed(_combined(i, combine))),
                (CALLS, lambda ask, i=i: _placed(_combined(i, lambda v, w, c: sum(v)), ask)),
            )
        ),
        ("h.loss", "loss", OF_THE_LOSS, lambda combine: _placed(_combined(0, combine))),
        ("h.vw", "grad_center_vectors", SEVERAL_ROWS, lambda rows: _placed(_in_rows(rows))),
        ("h.vc", "grad_center_vectors", ROWS, lambda rows: _placed(_in_rows(rows))),
        ("h.vw", "grad_center_vectors", ROWS, lambda rows: _placed(_in_rows(rows))),
        ("h.vc", "grad_center_vectors", PLACED_PAIRS, _placed),
        ("h.vw", "grad_center_vectors", PLACED_PAIRS, _placed),
        ("h.U", "grad_outside_vectors", PLACED_OUTSIDE, _placed),
    )
    for mistake in mistakes(part, "skip_gram", output, rows, make)
)
