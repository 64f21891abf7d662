"""Hypotheses of a claim about its indices, each with the sentence that a reader sees.

A fact is used twice: the normal form of a proof uses it to decide deltas, and a trace uses only inputs for which it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from grader.symbolic.language import Array, Index
from grader.symbolic.nodes import Lookup, Name, Term


class IndexValues(Protocol):
    """Values of all indices: a world, and values for those that it leaves open."""

    def index(self, index: Any) -> int:
        """The value of an index."""

    def contents(self, array: Array) -> tuple[int, ...]:
        """The contents of an array of indices."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of the hypotheses; by itself it states nothing."""

    sentence: str

    @property
    def indices(self) -> tuple[Index, ...]:
        """The indices that it is about."""
        return ()

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The arrays of indices that it is about."""
        return ()

    def separates(self, a: Term, b: Term) -> bool:
        """True if it states that these two indices differ."""
        del a, b
        return False

    def is_injective(self, array: str) -> bool:
        """True if it states that this array of indices holds none twice."""
        del array
        return False

    def holds(self, values: IndexValues) -> bool:
        """True if it holds for these values."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Injective(Fact):
    """The array of indices holds no index twice."""

    array: Array

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The array."""
        return (self.array,)

    def is_injective(self, array: str) -> bool:
        """True for this array: s[k] = s[l] only where k = l."""
        return array == str(self.array.label)

    def holds(self, values: IndexValues) -> bool:
        """True if its values differ from one another."""
        contents = values.contents(self.array)
        return len(set(contents)) == len(contents)


@dataclass(frozen=True, slots=True)
class Absent(Fact):
    """The array of indices does not hold this index."""

    array: Array
    index: Index

    @property
    def indices(self) -> tuple[Index, ...]:
        """The absent one."""
        return (self.index,)

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The array."""
        return (self.array,)

    def separates(self, a: Term, b: Term) -> bool:
        """True for any entry of the array and the index."""
        return isinstance(a, Lookup) and a.array == str(self.array.label) and _is(b, self.index)

    def holds(self, values: IndexValues) -> bool:
        """True if the index is not among the values of the array."""
        return values.index(self.index) not in values.contents(self.array)


@dataclass(frozen=True, slots=True)
class Different(Fact):
    """Two indices differ."""

    one: Index
    other: Index

    @property
    def indices(self) -> tuple[Index, ...]:
        """Both."""
        return (self.one, self.other)

    def separates(self, a: Term, b: Term) -> bool:
        """True for these two."""
        return _is(a, self.one) and _is(b, self.other)

    def holds(self, values: IndexValues) -> bool:
        """True if their values differ."""
        return values.index(self.one) != values.index(self.other)


def _is(term: Term, index: Index) -> bool:
    return isinstance(term, Name) and term == Name(index.name, index.sort)
