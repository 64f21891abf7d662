"""What the families share: terms by name, a violation as a share, and what is true of any pair of words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import CaseCondition, Inputs, LinearTerms, NamedRows, Rows

Array = npt.NDArray[Any]
Terms = Callable[..., Mapping[str, Any]]


def expansions(function: str, output: str, terms: Terms, *dues: Mapping[str, float]) -> tuple[LinearTerms, ...]:
    """One expansion for each of `dues`, in the terms that it names."""

    def chosen(due: Mapping[str, float]) -> Terms:
        def named(**inputs: Any) -> Mapping[str, Any]:
            every = terms(**inputs)
            return {name: every[name] for name in due}

        return named

    return tuple(LinearTerms(function=function, output=output, expected=due, terms=chosen(due)) for due in dues)


def regularisers(center_vector: Array, outside_vectors: Array) -> dict[str, Any]:
    """What is added to a loss to keep vectors short."""
    return {"||U||^2": np.sum(outside_vectors**2), "||v_c||^2": center_vector @ center_vector}


def share(violation: Any, output: Any) -> float:
    """The largest violation as a share of the output's largest entry, or of 1 where all of the output is zero."""
    size = float(np.max(np.abs(output), initial=0.0)) or 1.0
    return float(np.max(np.abs(violation), initial=0.0)) / size


def outside(output: Any, low: Any, high: Any) -> Any:
    """How far each entry is below `low` or above `high`; 0 between them."""
    return np.maximum(np.maximum(low - output, output - high), 0)


def off_the_line(gradient: Array, vector: Array) -> Array:
    """What is left of each row (V, d) without its part along `vector` (d,)."""
    left: Array = gradient - np.outer(gradient @ vector, vector) / (vector @ vector)
    return left


# --- conditions -----------------------------------------------------------------------------------------------------------


def _largest_logit(inputs: Inputs) -> float:
    """The largest |u_w.v_c| of the words that the loss reads."""
    U = inputs["outside_vectors"]
    read = [inputs["outside_index"], *inputs["negative_indices"]] if "negative_indices" in inputs else range(len(U))
    return float(np.max(np.abs(U[list(read)] @ inputs["center_vector"])))


LARGE, TINY = 3.5, 0.01
"""The largest logits are above 4, between 1 and 3, or below 0.003."""


def sizes_compared(function: str, matrix: str = "outside_vectors") -> tuple[CaseCondition, ...]:
    """Conditions on the shape of a matrix (V, d)."""
    return (
        CaseCondition(
            code="V-equals-d",
            what="V = d",
            function=function,
            holds=lambda i: bool(i[matrix].shape[0] == i[matrix].shape[1]),
        ),
        CaseCondition(
            code="d-above-V", what="d > V", function=function, holds=lambda i: bool(i[matrix].shape[0] < i[matrix].shape[1])
        ),
    )


def of_a_pair(function: str) -> tuple[CaseCondition, ...]:
    """Conditions on the vectors and the outside word of a pair."""

    def last(i: Inputs) -> int:
        return len(i["outside_vectors"]) - 1

    told: tuple[tuple[str, str, Callable[[Inputs], bool]], ...] = (
        ("first-word", "the outside word is the first (o = 0)", lambda i: bool(i["outside_index"] == 0)),
        ("last-word", "the outside word is the last (o = V - 1)", lambda i: bool(i["outside_index"] == last(i))),
        ("middle-word", "the outside word is neither the first nor the last", lambda i: 0 < i["outside_index"] < last(i)),
        ("large-logits", "some u_w.v_c is large", lambda i: _largest_logit(i) > LARGE),
        ("tiny-logits", "every u_w.v_c is tiny", lambda i: _largest_logit(i) < TINY),
    )
    return (
        *sizes_compared(function),
        *(CaseCondition(code=code, what=what, function=function, holds=holds) for code, what, holds in told),
    )


# --- landmarks ------------------------------------------------------------------------------------------------------------


def landmarks(function: str, output: str, *named: tuple[str, str, Rows]) -> tuple[NamedRows, ...]:
    """Rows by their code and their name."""
    return tuple(NamedRows(code=code, what=what, function=function, output=output, rows=rows) for code, what, rows in named)


def entries_of_center(function: str) -> tuple[NamedRows, ...]:
    """Entries of dJ/dv_c (d,): the ends, and what a program forgets that was written for d = 3."""

    def at(choose: Callable[[Array], Any]) -> Rows:
        return lambda i: np.asarray(choose(np.arange(len(i["center_vector"]))), dtype=np.bool_)

    return landmarks(
        function,
        "grad_center",
        ("first-entry", "the first entry", at(lambda j: j == 0)),
        ("last-entry", "the last entry", at(lambda j: j == len(j) - 1)),
        ("beyond-third-entry", "the entries beyond the third", at(lambda j: j > 2)),
    )
