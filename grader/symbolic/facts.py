"""Hypotheses of a claim about its indices. What a reader sees of them is written by `writing`.

A fact is used three times: the normal form of a proof uses it to decide deltas, a trace uses only inputs for which it holds, and
so do the random points at which a claim is compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """Base of the hypotheses. `note` is a remark for the reader, which is never part of what is assumed."""

    note: str = field(default="", kw_only=True)

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

    def __post_init__(self) -> None:
        if self.array.values is None:
            raise TypeError(f"{self.array.name} is an array of numbers; a hypothesis is about an array of indices")

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

    def __post_init__(self) -> None:
        if type(self.index) is not Index or self.array.values != self.index.sort:
            raise TypeError(f"{self.index} is no free index of the sort that {self.array.name} holds")

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

    def __post_init__(self) -> None:
        if {type(self.one), type(self.other)} != {Index} or self.one.sort != self.other.sort:
            raise TypeError(f"{self.one} and {self.other} are not two free indices of one sort")
        if self.one == self.other:
            raise ValueError(f"{self.one} cannot differ from itself")

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
