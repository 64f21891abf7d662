"""Constructors and conditions that the features of several functions share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import CaseCondition, Inputs, Invariant, LinearTerms, NamedRows, Rows, Size

Array = npt.NDArray[Any]

# --- constructors ---------------------------------------------------------------------------------------------------------


def linear_terms(
    function: str, output: str, terms: Callable[[Inputs], Mapping[str, Any]], *expected: Mapping[str, float]
) -> tuple[LinearTerms, ...]:
    """One expansion for each of `expected`, in the terms that it names."""

    def only(names: Mapping[str, float]) -> Callable[..., Mapping[str, Any]]:
        def chosen(**inputs: Any) -> Mapping[str, Any]:
            every = terms(inputs)
            return {name: every[name] for name in names}

        return chosen

    return tuple(LinearTerms(function=function, output=output, expected=names, terms=only(names)) for names in expected)


def named_rows(function: str, output: str, *named: tuple[str, str, Rows]) -> tuple[NamedRows, ...]:
    """Rows by their code and their name."""
    return tuple(NamedRows(code=code, what=what, function=function, output=output, rows=rows) for code, what, rows in named)


def conditions(function: str, *named: tuple[str, str, Callable[[Inputs], Any]]) -> tuple[CaseCondition, ...]:
    """Conditions by their code and their name."""

    def boolean(holds: Callable[[Inputs], Any]) -> Callable[[Inputs], bool]:
        return lambda inputs: bool(holds(inputs))

    return tuple(CaseCondition(code=code, what=what, function=function, holds=boolean(holds)) for code, what, holds in named)


def sizes(function: str, **by_letter: Callable[[Inputs], int]) -> tuple[Size, ...]:
    """Sizes by their letter."""
    return tuple(Size(letter=letter, function=function, of=of) for letter, of in by_letter.items())


def invariants(function: str, *named: tuple[str, str, str, Callable[[Inputs, Any], float]]) -> tuple[Invariant, ...]:
    """Invariants by their output, code and statement."""
    return tuple(
        Invariant(code=code, what=what, function=function, output=output, violation=violation)
        for output, code, what, violation in named
    )


# --- violations -----------------------------------------------------------------------------------------------------------


def share(violation: Any, output: Any) -> float:
    """The largest violation as a share of the output's largest entry, or of 1 where all of the output is zero."""
    size = float(np.max(np.abs(output), initial=0.0)) or 1.0
    return float(np.max(np.abs(violation), initial=0.0)) / size


def outside(output: Any, low: Any, high: Any) -> Any:
    """The distance of each entry below `low` or above `high`; 0 between them."""
    return np.maximum(np.maximum(low - output, output - high), 0)


def off_the_line(inputs: Inputs, gradient: Array) -> float:
    """The size of the rows (V, d) without their parts along v_c (d,)."""
    v = inputs["center_vector"]
    return share(gradient - np.outer(gradient @ v, v) / (v @ v), gradient)


# --- features of any pair of words ----------------------------------------------------------------------------------------


def regularisers(inputs: Inputs) -> dict[str, Any]:
    """Terms that are added to a loss to keep vectors short."""
    v = inputs["center_vector"]
    return {"||U||^2": np.sum(inputs["outside_vectors"] ** 2), "||v_c||^2": v @ v}


def _largest_logit(inputs: Inputs) -> float:
    """The largest |u_w.v_c| of the words that the loss reads."""
    U = inputs["outside_vectors"]
    read = [inputs["outside_index"], *inputs["negative_indices"]] if "negative_indices" in inputs else range(len(U))
    return float(np.max(np.abs(U[list(read)] @ inputs["center_vector"])))


LARGE, TINY = 3.5, 0.01
"""The largest logits are above 4, between 1 and 3, or below 0.003."""


def sizes_compared(function: str, matrix: str = "outside_vectors") -> tuple[CaseCondition, ...]:
    """Conditions on the shape of a matrix (V, d)."""
    return conditions(
        function,
        ("V-equals-d", "V = d", lambda i: i[matrix].shape[0] == i[matrix].shape[1]),
        ("d-above-V", "d > V", lambda i: i[matrix].shape[0] < i[matrix].shape[1]),
    )


def conditions_of_a_pair(function: str) -> tuple[CaseCondition, ...]:
    """Conditions on the vectors and the outside word of a pair."""

    def last(i: Inputs) -> int:
        return len(i["outside_vectors"]) - 1

    return sizes_compared(function) + conditions(
        function,
        ("first-word", "the outside word is the first (o = 0)", lambda i: i["outside_index"] == 0),
        ("last-word", "the outside word is the last (o = V - 1)", lambda i: i["outside_index"] == last(i)),
        ("middle-word", "the outside word is neither the first nor the last", lambda i: 0 < i["outside_index"] < last(i)),
        ("large-logits", "some u_w.v_c is large", lambda i: _largest_logit(i) > LARGE),
        ("tiny-logits", "every u_w.v_c is tiny", lambda i: _largest_logit(i) < TINY),
        (
            "equal-vectors",
            "two words have the same outside vector",
            lambda i: len(np.unique(i["outside_vectors"], axis=0)) < len(i["outside_vectors"]),
        ),
    )


def entries_of_center(function: str) -> tuple[NamedRows, ...]:
    """Entries of dJ/dv_c (d,): both ends, and those that a program written for d = 3 forgets."""

    def at(choose: Callable[[Array], Any]) -> Rows:
        return lambda i: np.asarray(choose(np.arange(len(i["center_vector"]))), dtype=np.bool_)

    return named_rows(
        function,
        "grad_center",
        ("first-entry", "the first entry", at(lambda j: j == 0)),
        ("last-entry", "the last entry", at(lambda j: j == len(j) - 1)),
        ("beyond-third-entry", "the entries beyond the third", at(lambda j: j > 2)),
    )
