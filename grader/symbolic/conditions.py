"""The conditions under which an expression has a value: denominators that are not 0, logarithms of positive numbers.

An equality is proved wherever both sides are defined, so what is not always so is told to the reader: log y^2 = 2 log y assumes
y > 0, n_p/n_p = 1 assumes n_p > 0, [p = o]/[p = o] = 1 assumes p = o. Nothing is said of what is positive anyway: exponentials,
sizes, sums of positive terms. Conditions are read from an expression as it is written, before any fraction is reduced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy as sp

from grader.symbolic.blocks import is_nonnegative, is_positive, is_positive_sum, relabel
from grader.symbolic.definitions import Defined, Slope
from grader.symbolic.facts import Fact
from grader.symbolic.language import IndexSum
from grader.symbolic.nodes import ZERO, Bound, Delta, Monomial, Name, Poly, Term, single
from grader.symbolic.normal_form import normal_form
from grader.symbolic.rules import Rules
from grader.symbolic.writing.normal_forms import text

Condition = tuple[str, Poly]
"""A sign, ">" or "!=", and the number that it is said of, as compared with 0; "=" says that all deltas of a product are 1."""


def conditions(expressions: Sequence[Any], facts: Sequence[Fact] = ()) -> tuple[str, ...]:
    """The conditions, each once. Raises ZeroDivisionError or ValueError for an expression that can have no value."""
    needed = dict.fromkeys(c for e in expressions for c in _Conditions(Rules(facts=facts)).of(e))
    signs = {(sign, poly.key) for sign, poly in needed}
    left = [(sign, p) for sign, p in needed if not (sign == "!=" and (">", p.key) in signs) and not _implied(p, signs)]
    return tuple(dict.fromkeys(_shown(sign, poly) for sign, poly in left))


def _implied(p: Poly, signs: set[tuple[str, str]]) -> bool:
    """True for a product of numbers of which each is said to be positive."""
    ((monomial, c), *more) = p.ordered()
    factors = [single(f).key for f in monomial.powers]
    return not more and c > 0 and len(factors) > 1 and all((">", key) in signs for key in factors)


class _Conditions:
    """Walks through expressions; each node is read once."""

    def __init__(self, rules: Rules) -> None:
        self.rules, self.seen = rules, set[sp.Basic]()

    def of(self, e: sp.Basic) -> Iterator[Condition]:
        if e in self.seen:
            return
        self.seen.add(e)
        match e:
            case Defined():
                yield from self.of(e.formula)
            case Slope():
                yield from self.of(e.of)
            case IndexSum():
                yield from self.of(e.body)
            case _:
                for a in e.args if isinstance(e, (sp.Add, sp.Mul, sp.Pow, sp.Function)) else ():
                    yield from self.of(a)
        if isinstance(e, sp.log):
            yield from self._of_number(e.args[0], positive=True)
        elif isinstance(e, sp.Pow) and e.base != sp.E and not e.exp.is_Integer:
            yield from self._of_number(e.base, positive=True)
        elif isinstance(e, sp.Pow) and e.base != sp.E and e.exp.is_negative:
            yield from self._of_number(e.base, positive=False)

    def _of_number(self, e: sp.Basic, *, positive: bool) -> Iterator[Condition]:
        poly, _ = self.rules.over_positive(normal_form(e, self.rules.facts))  # type: ignore[arg-type]
        never = all(c < 0 and all(is_nonnegative(f, n) for f, n in m.powers.items()) for m, c in poly.terms.items())

        def undefined(where: str = "") -> ZeroDivisionError:
            what = "the logarithm" if positive else "the reciprocal"
            return ZeroDivisionError(f"{what} of {text(poly)} is not defined{where}")

        if not poly or (positive and never):
            raise undefined()
        if is_positive_sum(poly) or is_positive_sum(poly.scaled(-1)):
            return
        if len(poly.terms) > 1:
            yield (">" if positive else "!="), poly
            return
        ((monomial, c),) = poly.terms.items()
        unknown = {f: n for f, n in monomial.powers.items() if not is_positive(f)}
        deltas = [f for f in unknown if isinstance(f, Delta)]
        if any(name.fresh for f in deltas for name in f.free):
            raise undefined(" where the indices differ")
        yield from (("=", single(f)) for f in deltas)
        odd = [f for f, n in unknown.items() if f not in deltas and n % 2]
        for f in unknown:
            if f not in deltas and not (positive and f in odd):
                yield (">" if is_nonnegative(f) else "!="), single(f)
        if positive and (odd or c < 0):
            yield ">", Poly({Monomial(dict.fromkeys(odd, 1), ZERO): c / abs(c)})


def _shown(sign: str, poly: Poly) -> str:
    letters: dict[Term, Name] = {}
    for name in sorted((n for n in poly.free if n.fresh), key=lambda n: n.key):
        taken = {n.name for n in (*poly.free, *letters.values())}
        spare = (letter + "'" * primes for primes in range(9) for letter in name.sort.letters)
        letters[name] = Name(next(letter for letter in spare if letter not in taken), name.sort)

    def change(term: Name | Bound, _: int) -> Term:
        return letters.get(term, term)

    named = Poly({relabel(m, change): c for m, c in poly.terms.items()})
    every = f" for every {', '.join(n.name for n in letters.values())}" if letters else ""
    written = text(named)
    return (written.strip("[]") if sign == "=" else f"{written} {sign} 0") + every
