"""(h): wrong ways of adding up over the context, and wrong calls of the loss function that is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy.typing as npt

from grader import Mistake

from ..functions import LossAndGradient, naive_softmax_loss_and_gradient

Array = npt.NDArray[Any]
Pairs = Sequence[tuple[Any, Array, Array]]

# --- the sum --------------------------------------------------------------------------------------------------------------

Combine = Callable[[Sequence[Any], Sequence[int], int], Any]
"""From the values of the pairs (one a context word), the context and c to what is handed in."""


def _prefixes(values: Sequence[Any], context: Sequence[int], c: int) -> Any:
    """What was added up so far, added once more for every word."""
    return sum((len(values) - i) * value for i, value in enumerate(values))


def _each_word_once(values: Sequence[Any], context: Sequence[int], c: int) -> Any:
    return sum(value for i, value in enumerate(values) if context[i] not in context[:i])


def _center_word_skipped(values: Sequence[Any], context: Sequence[int], c: int) -> Any:
    return sum((value for value, word in zip(values, context, strict=True) if word != c), 0 * values[0])


SEVERAL = frozenset({"several context words"})
BEGINS, ENDS = "Check where the loop begins.", "Check where the loop ends."
COMBINATIONS: tuple[tuple[str, Combine, str, str, frozenset[str]], ...] = (
    ("last-pair-only", lambda v, w, c: v[-1], "the last pair only", "Is it added up, or overwritten?", SEVERAL),
    ("first-pair-only", lambda v, w, c: v[0], "the first pair only", "Does the loop return too early?", SEVERAL),
    ("last-pair-missing", lambda v, w, c: sum(v[:-1], 0 * v[0]), "all pairs but the last", ENDS, frozenset()),
    ("first-pair-missing", lambda v, w, c: sum(v[1:], 0 * v[0]), "all pairs but the first", BEGINS, frozenset()),
    ("averaged", lambda v, w, c: sum(v) / len(v), "the mean over the context", "The loss is a sum, not a mean.", SEVERAL),
    ("twice", lambda v, w, c: 2 * sum(v), "twice the sum", "Something is added more than once.", frozenset()),
    (
        "sign-flipped",
        lambda v, w, c: -sum(v),
        "the sum with its sign turned round",
        "A sum of losses is minimised, not maximised.",
        frozenset(),
    ),
    ("added-again", _prefixes, "the partial sums added up", "Something is added more than once.", SEVERAL),
    (
        "each-word-once",
        _each_word_once,
        "repeated words once",
        "A word that stands twice counts twice.",
        frozenset({"repeats"}),
    ),
    (
        "center-word-skipped",
        _center_word_skipped,
        "all pairs but those with the center word itself",
        "Which words of the context are left out?",
        frozenset({"c in the context"}),
    ),
    (
        "first-word-throughout",
        lambda v, w, c: len(v) * v[0],
        "the first pair once for each context word",
        "Does every turn of the loop look at its own word?",
        frozenset({"different context words"}),
    ),
    (
        "last-pair-twice",
        lambda v, w, c: 2 * v[-1],
        "twice the last pair",
        "Is the sum of the pairs still there when it is added to?",
        frozenset(),
    ),
    ("nothing-added", lambda v, w, c: 0 * v[0], "zero", "Nothing is added up.", frozenset()),
)

# --- the calls ------------------------------------------------------------------------------------------------------------

Ask = Callable[[LossAndGradient, int, Sequence[int], Array, Array], Pairs]
"""From the loss function, c, the context, V and U to the values of the pairs that are added up."""


def right_pairs(f: LossAndGradient, c: int, context: Sequence[int], V: Array, U: Array) -> Pairs:
    """The pairs as they should be."""
    return [f(V[c], o, U) for o in context]


CALLS: tuple[tuple[str, Ask, str, str, frozenset[str]], ...] = (
    (
        "ignores-loss-function",
        lambda f, c, context, V, U: right_pairs(naive_softmax_loss_and_gradient, c, context, V, U),
        "the naive softmax, whatever it was given",
        "Use the function given.",
        frozenset(),
    ),
    (
        "wrong-vectors",
        lambda f, c, context, V, U: [f(U[c], o, U) for o in context],
        "the loss function at other vectors than v_c and U",
        "Which of the two matrices holds the center vector, and which do you hand over?",
        frozenset(),
    ),
    (
        "center-of-context-word",
        lambda f, c, context, V, U: [f(V[o], o, U) for o in context],
        "a call at other vectors for each context word but c itself: at its own center vector, say",
        "Whose center vector is it that you hand over?",
        frozenset({"context words other than c"}),
    ),
    (
        "changed-in-the-loop",
        lambda f, c, context, V, U: [f(V[c] + i, o, U) for i, o in enumerate(context)],
        "a right call for the first pair, calls at other vectors for all that follow",
        "Are the vectors the same in every turn of the loop?",
        SEVERAL,
    ),
    (
        "center-as-outside-word",
        lambda f, c, context, V, U: [f(V[c], c, U) for _ in context],
        "the pair of the center word with itself, once for each context word",
        "Which word is predicted?",
        frozenset({"losses of two sums that differ"}),
    ),
    (
        "position-for-index",
        lambda f, c, context, V, U: [f(V[c], i, U) for i in range(len(context))],
        "the words 0, 1, 2, ... for those of the context",
        "Which word stands at that place of the context?",
        frozenset({"context words other than 0, 1, 2, ..."}),
    ),
)


def formula(output: int, combine: Combine, ask: Ask = right_pairs) -> Callable[..., Any]:
    """One of the three outputs, asked for or combined wrongly; the gradient of the center vector stands in row c."""

    def wrong(
        center_index: int,
        outside_indices: Sequence[int],
        center_vectors: Array,
        outside_vectors: Array,
        loss_and_gradient: LossAndGradient,
    ) -> Any:
        pairs = ask(loss_and_gradient, center_index, outside_indices, center_vectors, outside_vectors)
        combined = combine([pair[output] for pair in pairs], list(outside_indices), center_index)
        if output != 1:
            return combined
        gradient = 0 * center_vectors
        gradient[center_index] = combined
        return gradient

    return wrong


def added(values: Sequence[Any], context: Sequence[int], c: int) -> Any:
    """The sum as it should be."""
    return sum(values)


# --- the table ------------------------------------------------------------------------------------------------------------


def skip(
    part: str,
    output: str,
    code: str,
    wrong: Callable[..., Any],
    what: str,
    hint: str,
    needs: frozenset[str] = frozenset(),
) -> Mistake:
    """A mistake in skip-gram."""
    return Mistake(code=code, part=part, function="skip_gram", output=output, formula=wrong, what=what, hint=hint, needs=needs)


OUTPUTS = (("h.loss", "loss", 0), ("h.U", "grad_outside_vectors", 2), ("h.vc", "grad_center_vectors", 1))

MISTAKES = (
    *(
        skip(part, output, code, formula(i, combine), what, hint, needs)
        for part, output, i in OUTPUTS
        for code, combine, what, hint, needs in COMBINATIONS
    ),
    *(
        skip(part, output, code, formula(i, added, ask), what, hint, needs)
        for part, output, i in OUTPUTS
        for code, ask, what, hint, needs in CALLS
    ),
    skip(
        "h.loss",
        "loss",
        "counts",
        formula(0, lambda v, w, c: len(w) + 0 * v[0]),
        "the number of pairs",
        "What is added for each pair?",
    ),
)
