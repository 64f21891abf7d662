"""Convert a SymPy tree of the index language to its normal form under some facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp

from grader.symbolic.definitions import evaluated
from grader.symbolic.facts import Fact
from grader.symbolic.language import Array, Index, IndexSum, Sigma, sort_of
from grader.symbolic.names import meanings
from grader.symbolic.nodes import ONE, ZERO, Entry, Letter, Lookup, Name, Poly, Term, constant, single
from grader.symbolic.rules import Rules
from grader.symbolic.unknowns import Partial, Unknown, split


def normal_form(expression: Any, facts: Sequence[Fact] = ()) -> Poly:
    """The normal form. Raises TypeError for nodes outside the index language, ZeroDivisionError for 1/0."""
    meanings(expression)
    return _Reader(rules=Rules(facts=facts)).read(evaluated(expression))


def term(index: Any) -> Term:
    """An index of the language as a term of the kernel."""
    if isinstance(index, Index):
        return Name(index.name, index.sort)
    sort = sort_of(index)
    if sort is None:
        raise TypeError(f"{index} is not an index")
    return Lookup(str(index.base.label), tuple(term(i) for i in index.indices), sort)


def unknown_entry(e: Unknown) -> Entry:
    """An unknown function as an entry: its name says how it is called, with {} for each index: "J(v[{}],{},u)"."""
    parts: list[str] = []
    indices: list[Term] = []
    for argument in e.arguments:
        base, fixed = ("", (argument,)) if sort_of(argument) is not None else split(argument)
        places = ",".join("{}" for _ in fixed)
        parts.append(f"{base}[{places}]" if base and fixed else str(base) or places)
        indices += map(term, fixed)
    return Entry(f"{e.name}({','.join(parts)})", tuple(indices))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a tree from the leaves upwards, each node once."""

    rules: Rules
    known: dict[sp.Basic, Poly] = field(default_factory=dict)

    def read(self, e: sp.Basic) -> Poly:
        if e in self.known:
            return self.known[e]
        match e:
            case sp.Rational():
                poly = constant(Fraction(int(e.p), int(e.q)))
            case sp.Add():
                poly = ZERO.plus(*(self.read(a) for a in e.args))
            case sp.Mul():
                poly = self.rules.times(*(self.read(a) for a in e.args))
            case IndexSum():
                poly = self.rules.total([Name(e.index.name, e.index.sort)], self.read(e.body))
            case sp.KroneckerDelta():
                poly = self.rules.delta(*(term(i) for i in e.args))
            case sp.Indexed() if isinstance(e.base, Array) and e.base.values is None:
                poly = single(Entry(str(e.base.label), tuple(term(i) for i in e.indices)))
            case sp.Symbol() if not isinstance(e, Index):
                poly = single(Letter(e.name, positive=bool(e.is_positive)))
            case _:
                poly = self._read_function(e)
        self.known[e] = poly
        return poly

    def _read_function(self, e: sp.Basic) -> Poly:  # noqa: PLR0911  # a line a node
        match e:
            case sp.core.numbers.Exp1():
                return self.rules.exp(ONE)
            case sp.exp():
                return self.rules.exp(self.read(e.exp))
            case sp.log():
                return self.rules.log(self.read(e.args[0]))
            case Sigma():
                return self.rules.sigma(self.read(e.args[0]))
            case sp.Pow() if e.exp.is_Integer:
                return self.rules.power(self.read(e.base), int(e.exp))
            case sp.Pow():
                return self.rules.exp(self.rules.times(self.read(e.exp), self.rules.log(self.read(e.base))))
            case Unknown():
                return single(unknown_entry(e))
            case Partial():
                whole = unknown_entry(e.function)
                pattern = f"D{e.number + 1} {whole.array}[{','.join('{}' for _ in e.indices)}]"
                return single(Entry(pattern, (*whole.indices, *map(term, e.indices))))
            case _:
                raise TypeError(f"the index language has no {e}")
