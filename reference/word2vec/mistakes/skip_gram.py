"""(h): wrong ways of adding up over the context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

from ..functions import LossAndGradient, naive_softmax_loss_and_gradient

Array = npt.NDArray[Any]
Combine = Callable[[Sequence[Any], Sequence[int]], Any]
"""From the values of the pairs (one a context word) and the context to what is handed in."""


def _last(values: Sequence[Any], context: Sequence[int]) -> Any:
    return values[-1]


def _first(values: Sequence[Any], context: Sequence[int]) -> Any:
    return values[0]


def _all_but_last(values: Sequence[Any], context: Sequence[int]) -> Any:
    return sum(values[:-1], 0 * values[0])


def _mean(values: Sequence[Any], context: Sequence[int]) -> Any:
    return sum(values) / len(values)


def _twice(values: Sequence[Any], context: Sequence[int]) -> Any:
    return 2 * sum(values)


def _negated(values: Sequence[Any], context: Sequence[int]) -> Any:
    return -sum(values)


def _each_word_once(values: Sequence[Any], context: Sequence[int]) -> Any:
    return sum(value for i, value in enumerate(values) if context[i] not in context[:i])


def _nothing(values: Sequence[Any], context: Sequence[int]) -> Any:
    return 0 * values[0]


COMBINATIONS: tuple[tuple[str, Combine, str, str, frozenset[str]], ...] = (
    ("last-pair-only", _last, "the last pair only", "Is it added up, or overwritten?", frozenset({"several context words"})),
    ("first-pair-only", _first, "the first pair only", "Does the loop return too early?", frozenset({"several context words"})),
    ("last-pair-missing", _all_but_last, "all pairs but the last", "Check where the loop ends.", frozenset()),
    ("averaged", _mean, "the mean over the context", "The loss is a sum, not a mean.", frozenset({"several context words"})),
    ("twice", _twice, "twice the sum", "Something is added more than once.", frozenset()),
    ("sign-flipped", _negated, "the sum with its sign turned round", "A sum of losses is minimised, not maximised.", frozenset()),
    ("each-word-once", _each_word_once, "repeated words once", "A word that stands twice counts twice.", frozenset({"repeats"})),
    ("nothing-added", _nothing, "zero", "Nothing is added up.", frozenset()),
)


def _formula(output: int, combine: Combine) -> Callable[..., Any]:
    """One of the three outputs, combined wrongly; the gradient of the center vector stands in row c."""

    def formula(
        center_index: int,
        outside_indices: Sequence[int],
        center_vectors: Array,
        outside_vectors: Array,
        loss_and_gradient: LossAndGradient,
    ) -> Any:
        pairs = [loss_and_gradient(center_vectors[center_index], o, outside_vectors) for o in outside_indices]
        combined = combine([pair[output] for pair in pairs], list(outside_indices))
        if output != 1:
            return combined
        gradient = 0 * center_vectors
        gradient[center_index] = combined
        return gradient

    return formula


def _placed(place: Callable[[Array, Array, int, Sequence[int]], None]) -> Callable[..., Array]:
    """The right sum for v_c, put where `place(gradient, sum, c, context)` puts it."""

    def formula(
        center_index: int,
        outside_indices: Sequence[int],
        center_vectors: Array,
        outside_vectors: Array,
        loss_and_gradient: LossAndGradient,
    ) -> Array:
        total = sum(loss_and_gradient(center_vectors[center_index], o, outside_vectors)[1] for o in outside_indices)
        gradient = 0 * center_vectors
        place(gradient, np.asarray(total), center_index, outside_indices)
        return gradient

    return formula


def _every_row(g: Array, total: Array, c: int, context: Sequence[int]) -> None:
    g[:] = total


def _next_row(g: Array, total: Array, c: int, context: Sequence[int]) -> None:
    g[(c + 1) % len(g)] = total


def _middle_row(g: Array, total: Array, c: int, context: Sequence[int]) -> None:
    g[len(g) // 2] = total


def _context_rows(g: Array, total: Array, c: int, context: Sequence[int]) -> None:
    g[list(context)] = total


def _also_in_context(g: Array, total: Array, c: int, context: Sequence[int]) -> None:
    g[[c, *context]] = total


PLACES: tuple[tuple[str, Callable[[Array, Array, int, Sequence[int]], None], str, str, bool], ...] = (
    ("every-row", _every_row, "added to every row", "Which center vectors does the loss use?", False),
    ("next-row", _next_row, "in the row after c", "Check the index of the center word.", True),
    ("middle-row", _middle_row, "in row V // 2", "Look the center word up; do not guess its row.", True),
    ("context-rows", _context_rows, "in the rows of the context words", "Whose vector is v_c?", True),
    (
        "also-in-context",
        _also_in_context,
        "in row c and in those of the context",
        "Which center vectors does the loss use?",
        False,
    ),
)


NEEDS = {"middle-row": frozenset({"c != V // 2"}), "context-rows": frozenset({"c not in the context"})}


def _ignoring(output: int) -> Callable[..., Any]:
    def formula(
        center_index: int,
        outside_indices: Sequence[int],
        center_vectors: Array,
        outside_vectors: Array,
        loss_and_gradient: LossAndGradient,
    ) -> Any:
        inputs = (center_index, outside_indices, center_vectors, outside_vectors, naive_softmax_loss_and_gradient)
        return _formula(output, lambda values, context: sum(values))(*inputs)

    return formula


OUTPUTS = (("h.loss", "loss", 0), ("h.U", "grad_outside_vectors", 2), ("h.vc", "grad_center_vectors", 1))


def _skip(
    part: str, output: str, code: str, formula: Callable[..., Any], what: str, hint: str, needs: frozenset[str] = frozenset()
) -> Mistake:
    return Mistake(code=code, part=part, function="skip_gram", output=output, formula=formula, what=what, hint=hint, needs=needs)


def _only_one_is_added(losses: Sequence[Any], context: Sequence[int]) -> Any:
    return len(context) + 0 * losses[0]


MISTAKES = (
    *(
        _skip(part, output, code, _formula(i, combine), what, hint, needs)
        for part, output, i in OUTPUTS
        for code, combine, what, hint, needs in COMBINATIONS
    ),
    _skip("h.loss", "loss", "counts", _formula(0, _only_one_is_added), "the number of pairs", "What is added for each pair?"),
    *(
        _skip(
            part,
            output,
            "ignores-loss-function",
            _ignoring(i),
            "the naive softmax, whatever it was given",
            "Use the function given.",
        )
        for part, output, i in OUTPUTS
    ),
    *(
        _skip(part, "grad_center_vectors", code, _placed(place), what, hint, NEEDS.get(code, frozenset()))
        for code, place, what, hint, spoils_row_c in PLACES
        for part in (("h.vc", "h.vw") if spoils_row_c else ("h.vw",))
    ),
)
