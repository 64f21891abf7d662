"""Hypotheses: what a claim assumes of its indices, each with the sentence that a reader gets to see.

A fact is used twice: the normal form of a proof uses it to decide deltas, and a trace only looks at inputs where it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.symbolic.language import Array, Index
from grader.symbolic.nodes import Lookup, Name, Term

Evaluate = Callable[[Any], int]
"""From an index expression to its value in some world."""


@dataclass(frozen=True, slots=True)
class Injective:
    """The array of indices holds no index twice."""

    array: Array
    sentence: str

    def separates(self, a: Term, b: Term) -> bool:
        """Never: whether s[k] and s[l] differ is for the delta [k = l] to say."""
        del a, b
        return False

    def is_injective(self, array: str) -> bool:
        """True for this array."""
        return array == str(self.array.label)

    def holds(self, values: tuple[int, ...], evaluate: Evaluate) -> bool:
        """Whether these values of the array differ from one another."""
        del evaluate
        return len(set(values)) == len(values)


@dataclass(frozen=True, slots=True)
class Absent:
    """The array of indices does not hold this index."""

    array: Array
    index: Index
    sentence: str

    def separates(self, a: Term, b: Term) -> bool:
        """True for an entry of the array and the index."""
        return isinstance(a, Lookup) and a.array == str(self.array.label) and _is(b, self.index)

    def is_injective(self, array: str) -> bool:
        """Nothing is said of that."""
        del array
        return False

    def holds(self, values: tuple[int, ...], evaluate: Evaluate) -> bool:
        """Whether the index is not among the values of the array."""
        return evaluate(self.index) not in values


@dataclass(frozen=True, slots=True)
class Different:
    """Two indices differ."""

    one: Index
    other: Index
    sentence: str

    def separates(self, a: Term, b: Term) -> bool:
        """True for these two."""
        return _is(a, self.one) and _is(b, self.other)

    def is_injective(self, array: str) -> bool:
        """Nothing is said of that."""
        del array
        return False

    def holds(self, values: tuple[int, ...], evaluate: Evaluate) -> bool:
        """Whether their values differ."""
        del values
        return evaluate(self.one) != evaluate(self.other)


Fact = Injective | Absent | Different


def _is(term: Term, index: Index) -> bool:
    return isinstance(term, Name) and term == Name(index.name, index.sort)
