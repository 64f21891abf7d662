"""Formulas in the letters of a derivation: `lambda yhat, y, u: (yhat - y) @ u`.

A letter is the name of an input, or a formula in other letters: {"u": "outside_vectors", "V": lambda u: len(u)}. What stands here
runs on numbers, and on symbols when a reference is validated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Formula = Callable[..., Any]
Letters = Mapping[str, Any]
"""By letter the name of an input, or a formula."""


def reader(letters: Letters, inputs: Mapping[str, Any]) -> Callable[[Formula], Any]:
    """A function that gives the value of a formula, whose parameters are letters or inputs. Each letter is computed once."""
    known: dict[str, Any] = {}

    def value(name: str) -> Any:
        if name not in known:
            letter = letters.get(name, name)
            known[name] = inputs[letter] if isinstance(letter, str) else of(letter)
        return known[name]

    def of(formula: Formula) -> Any:
        code = formula.__code__
        return formula(*(value(name) for name in code.co_varnames[: code.co_argcount]))

    return of


def in_letters(letters: Letters, formula: Formula) -> Formula:
    """The formula, whose parameters are letters, as a function of a case's inputs by keyword."""
    return lambda **inputs: reader(letters, inputs)(formula)


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
