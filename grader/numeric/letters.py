"""Formulas in the letters of a derivation: `lambda yhat, y, u: (yhat - y) @ u`.

A letter is the name of an input, or a formula in other letters: {"u": "outside_vectors", "V": lambda u: len(u)}. What stands here
runs on numbers, and on symbols when a reference is validated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.model import Mistake

Formula = Callable[..., Any]
Letters = Mapping[str, Any]
"""By letter the name of an input, or a formula."""


def in_letters(letters: Letters, formula: Formula) -> Formula:
    """The formula, whose parameters are letters, as a function of a case's inputs by keyword."""

    def of_inputs(**inputs: Any) -> Any:
        known: dict[str, Any] = {}

        def value(name: str) -> Any:
            if name not in known:
                letter = letters.get(name, name)
                known[name] = inputs[letter] if isinstance(letter, str) else applied(letter)
            return known[name]

        def applied(function: Formula) -> Any:
            code = function.__code__
            return function(*(value(name) for name in code.co_varnames[: code.co_argcount]))

        return applied(formula)

    return of_inputs


def mistakes(
    letters: Letters, function: str, output: str, parts: tuple[str, ...], rows: Iterable[tuple[str, Formula, str, str]]
) -> Iterator[Mistake]:
    """The mistakes of an output for each part that judges it: a row is the code, the formula, what it equals, and the hint."""
    for code, formula, what, hint in rows:
        of_inputs = in_letters(letters, formula)
        for part in parts:
            yield Mistake(code=code, part=part, function=function, output=output, formula=of_inputs, what=what, hint=hint)


def sigma(x: Any) -> Any:
    """The logistic function."""
    return 1 / (1 + np.exp(-x))


def softmax(scores: Any) -> Any:
    """The softmax along the last axis."""
    exponentials = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)


def one_hot(index: Any, size: int) -> Any:
    """One at the index, 0 elsewhere; a row for each of several. Whole numbers, which stay exact on symbols."""
    return np.eye(size, dtype=np.int64)[index]
