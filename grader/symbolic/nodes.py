"""Nodes of a normal form: plain values, no SymPy, because a small kernel is easier to trust than a large one.

    Poly       sum of  rational coefficient * Monomial
    Monomial   product of  Factor ** integer,  times  exp(Poly)
    Factor     Entry u[w, j] | Letter V | Delta [a = b] | Call log(Poly), sigma(Poly) | Inverse 1/Poly | Total sum_{i, j} Monomial
    Term       an index: Name p | Bound (the binder of a Total) | Lookup s[k], an index that is looked up in an array of indices

Bound indices have no names. A Bound says how many Totals lie between it and its own (`depth`) and which index of that Total's
block it is (`place`), so two sums that differ in the names of their bound indices are the same value and nothing can be captured
(locally nameless terms: Arthur Charguéraud, "The Locally Nameless Representation", J. Autom. Reasoning 49, 2012).

Every node has a `key`, a text that identifies it: equality, hashing and order are those of the keys.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

_serials = itertools.count(1)

MARK = "~"
"""Marks the name of a bound index, so that it differs from all names that people write."""


NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*'*")


def checked_name(name: Any) -> str:
    """The name. Raises ValueError unless it is letters, digits and underscores, with primes at its end: "v_c", "x'"."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name: use letters, digits and underscores, begin with a letter, primes at the end")
    return name


@dataclass(frozen=True, slots=True, order=True)
class Sort:
    """A finite, not empty set of indices.

    size     the letter of its size ("V")
    letters  letters of its bound indices in printed formulas
    coordinate  an index of this sort numbers the coordinates of a vector: u[w, j] is then read as the vector u_w
    silent   an index of this sort is not written: x[i] is read as any one entry x
    place    what an index is written as, with * for its letter: "t+*" if the j-th word of a context is w_{t+j}
    short    the vector of the word that stands at an index of this sort is written u_k, short for u_{w_k}
    span     the values that a sum runs over, in LaTeX, with * for the index: "*=1..K"
    """

    size: str
    letters: str = "xyz"
    coordinate: bool = False
    silent: bool = False
    place: str = ""
    span: str = ""
    short: bool = False

    def __post_init__(self) -> None:
        for name in (self.size, *self.letters):
            checked_name(name)
        if not self.letters:
            raise ValueError(f"the sort {self.size} has no letters for its bound indices")
        for pattern in (self.place, self.span):
            if pattern and "*" not in pattern:
                raise ValueError(f"{pattern!r} does not show which index of the sort {self.size} is meant: write it with a *")


class Node:
    """Base of everything here. `key` identifies it, `free` are the names that occur in it."""

    __slots__ = ()
    key: str
    free: frozenset[Name]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Node) and self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return self.key


def _free(nodes: Iterable[Node]) -> frozenset[Name]:
    return frozenset[Name]().union(*(node.free for node in nodes))


class Name(Node):
    """A free index. `fresh` ones stand for a binder whose sum is being worked on; they have MARK in their names."""

    __slots__ = ("free", "fresh", "key", "name", "sort")

    def __init__(self, name: str, sort: Sort) -> None:
        self.name, self.sort, self.fresh = name, sort, MARK in name
        self.key = f"{sort.size}.{name}"
        self.free = frozenset((self,))


class Bound(Node):
    """The index that is number `place` in the block of the Total that is `depth` Totals further out."""

    __slots__ = ("depth", "free", "key", "place", "sort")

    def __init__(self, depth: int, place: int, sort: Sort) -> None:
        self.depth, self.place, self.sort = depth, place, sort
        self.key = f"#{depth}.{place}.{sort.size}"
        self.free = frozenset()


class Lookup(Node):
    """s[k]: the index that stands at k in an array of indices; `sort` is the sort of that index."""

    __slots__ = ("array", "free", "indices", "key", "sort")

    def __init__(self, array: str, indices: tuple[Term, ...], sort: Sort) -> None:
        self.array, self.indices, self.sort = array, indices, sort
        self.key = f"{array}[{','.join(i.key for i in indices)}]"
        self.free = _free(indices)


Term = Name | Bound | Lookup


class Entry(Node):
    """u[w, j]: a real number from an array of data."""

    __slots__ = ("array", "free", "indices", "key")

    def __init__(self, array: str, indices: tuple[Term, ...]) -> None:
        self.array, self.indices = array, indices
        self.key = f"{array}({','.join(i.key for i in indices)})"
        self.free = _free(indices)


class Letter(Node):
    """A number without an index: a size (then positive) or a parameter."""

    __slots__ = ("free", "key", "name", "positive")

    def __init__(self, name: str, *, positive: bool) -> None:
        self.name, self.positive, self.key, self.free = name, positive, name, frozenset()


class Delta(Node):
    """[a = b]: 1 where two indices of one sort are the same, otherwise 0."""

    __slots__ = ("free", "key", "left", "right")

    def __init__(self, left: Term, right: Term) -> None:
        self.left, self.right = (left, right) if left.key <= right.key else (right, left)
        self.key = f"[{self.left.key}={self.right.key}]"
        self.free = left.free | right.free


class Call(Node):
    """log(p) or sigma(p)."""

    __slots__ = ("argument", "free", "function", "key")

    def __init__(self, function: str, argument: Poly) -> None:
        self.function, self.argument = function, argument
        self.key = f"{function}({argument.key})"
        self.free = argument.free


class Inverse(Node):
    """1/p, where p has more than one term; its power is positive."""

    __slots__ = ("free", "key", "poly")

    def __init__(self, poly: Poly) -> None:
        self.poly, self.key, self.free = poly, f"1/({poly.key})", poly.free


class Total(Node):
    """The sum of a monomial over a block of indices, one for each of `sorts`."""

    __slots__ = ("body", "free", "key", "sorts")

    def __init__(self, sorts: tuple[Sort, ...], body: Monomial) -> None:
        self.sorts, self.body = sorts, body
        self.key = f"sum<{','.join(s.size for s in sorts)}>({body.key})"
        self.free = body.free


Factor = Entry | Letter | Delta | Call | Inverse | Total


class Monomial(Node):
    """A product of powers of factors, times exp(exponent)."""

    __slots__ = ("exponent", "free", "key", "powers")

    def __init__(self, powers: Mapping[Factor, int], exponent: Poly) -> None:
        self.powers = {f: n for f, n in sorted(powers.items(), key=lambda item: item[0].key) if n}
        self.exponent = exponent
        factors = [f.key if n == 1 else f"{f.key}^{n}" for f, n in self.powers.items()]
        self.key = "*".join([*factors, f"exp({exponent.key})"] if exponent else factors)
        self.free = _free((*self.powers, exponent))


class Poly(Node):
    """A sum: coefficient by monomial, none of them 0. `bool(poly)` says whether it is anything but 0."""

    def __init__(self, terms: Mapping[Monomial, Fraction]) -> None:
        self.terms = {m: c for m, c in terms.items() if c}

    @cached_property
    def key(self) -> str:  # type: ignore[override]  # most polys are never embedded in anything, so their key is never needed
        """Coefficients and monomials in the order of the monomials' keys."""
        return "+".join(f"{c}*{m.key}" for m, c in self.ordered())

    @cached_property
    def free(self) -> frozenset[Name]:  # type: ignore[override]
        """The names that occur in any monomial."""
        return _free(self.terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def ordered(self) -> list[tuple[Monomial, Fraction]]:
        """The terms in the order of their monomials' keys: the same for equal polys."""
        return sorted(self.terms.items(), key=lambda item: item[0].key)

    def scaled(self, by: Fraction | int) -> Poly:
        """The product with a number."""
        return Poly({m: c * by for m, c in self.terms.items()})

    def plus(self, *others: Poly) -> Poly:
        """The sum."""
        terms = dict(self.terms)
        for m, c in itertools.chain.from_iterable(o.terms.items() for o in others):
            terms[m] = terms.get(m, Fraction(0)) + c
        return Poly(terms)


ZERO = Poly({})
UNIT = Monomial({}, ZERO)
ONE = Poly({UNIT: Fraction(1)})


def constant(value: Fraction | int) -> Poly:
    """A number."""
    return ONE.scaled(Fraction(value))


def single(factor: Factor) -> Poly:
    """One factor."""
    return Poly({Monomial({factor: 1}, ZERO): Fraction(1)})


def fresh(sort: Sort) -> Name:
    """A name that occurs nowhere else. Serials are padded, so that their order is that of their making."""
    return Name(f"{MARK}{next(_serials):09d}", sort)
