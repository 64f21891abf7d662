"""Fixtures of the symbolic tests."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from grader.symbolic.nodes import Bound, Call, Delta, Entry, Inverse, Letter, Lookup, Monomial, Name, Poly, Total


@pytest.fixture(scope="session")
def value() -> Callable[..., float]:
    """The value of a normal form, by brute force."""
    return value_of


Blocks = tuple[tuple[int, ...], ...]
"""The values of bound indices, the innermost block first."""


def value_of(poly: Poly, at: dict[str, int], data: dict[str, Any], blocks: Blocks = ()) -> float:
    """The value of a normal form, where `at` says what its free names are."""
    reading = _Reading(at, data, blocks)
    return math.fsum(float(c) * reading.monomial(m) for m, c in poly.terms.items())


@dataclass(frozen=True)
class _Reading:
    at: dict[str, int]
    data: dict[str, Any]
    blocks: Blocks

    def index(self, term: Any) -> int:
        match term:
            case Name():
                return self.at[term.name]
            case Bound():
                return self.blocks[term.depth][term.place]
            case Lookup():
                return self.data[term.array][self.index(term.indices[0])]  # type: ignore[no-any-return]
        raise AssertionError(term)

    def poly(self, poly: Poly) -> float:
        return value_of(poly, self.at, self.data, self.blocks)

    def monomial(self, m: Monomial) -> float:
        return math.prod(self.factor(f) ** n for f, n in m.powers.items()) * math.exp(self.poly(m.exponent))

    def factor(self, f: Any) -> float:
        match f:
            case Entry(array="v"):
                value = self.data["v"][self.index(f.indices[0])]
            case Entry():
                value = self.data["u"][self.index(f.indices[0])][self.index(f.indices[1])]
            case Letter():
                value = self.data[f.name]
            case Delta():
                value = self.index(f.left) == self.index(f.right)
            case Call(function="log"):
                value = math.log(self.poly(f.argument))
            case Call():
                value = 1 / (1 + math.exp(-self.poly(f.argument)))
            case Inverse():
                value = 1 / self.poly(f.poly)
            case Total():
                ranges = (range(self.data[sort.size]) for sort in f.sorts)
                inside = (_Reading(self.at, self.data, (chosen, *self.blocks)) for chosen in itertools.product(*ranges))
                value = math.fsum(reading.monomial(f.body) for reading in inside)
        return float(value)
