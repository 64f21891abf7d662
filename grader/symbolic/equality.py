"""Decide whether a normal form is 0 although its terms do not cancel: common denominators, and sums that are merged.

    denominators  The atoms of the normal form are taken for independent numbers, and sigma is written out: a quotient that is 0
                  then is 0 (`zero`).
    merging       sum_i a_i + n b = sum_i (a_i + b), where n is the number of all i: if the bodies of all sums over one sort add
                  up to 0 for each i, by these means, the sum is 0. Finite sums are linear.
    parts         exp(a) = exp(b) if a - b is 0, and so for log, sigma, 1/a and sums: equal arguments are put in one form. This
                  takes time, so it is left to claims of which no point says that they are false.

Each answers yes only where it is a proof; no means that nothing was shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

import sympy as sp

from grader.symbolic.blocks import opened
from grader.symbolic.nodes import ZERO, Call, Factor, Inverse, Letter, Monomial, Name, Poly, Sort, Total, fresh, single
from grader.symbolic.rules import Rules
from grader.symbolic.zero import vanishes

MOST_SUMS = 3
"""Sums that are merged one inside the other: more do not occur in a gradient of a loss over examples, classes and features."""
MOST_CHOICES = 24
"""Ways to choose one of several sums over a sort in each term that are tried: 4! for four products of sums."""


def is_zero(p: Poly, rules: Rules, *, parts: bool = False, depth: int = MOST_SUMS) -> bool:
    """True if the normal form is shown to be 0; with `parts`, equal parts are looked for as well."""
    if not p or vanishes(as_sympy(p)) or (parts and vanishes(as_sympy(_Parts(rules).poly(p)))):
        return True
    return depth > 0 and any(_bodies_are_zero(p, sort, rules, parts, depth - 1) for sort in _sorts(p))


def _sorts(p: Poly) -> list[Sort]:
    """The sorts over which its terms are sums, those of coordinates last: inner products are rarely taken apart."""
    sums = (f for m in p.terms for f, n in m.powers.items() if isinstance(f, Total) and n > 0)
    return sorted({sort for total in sums for sort in total.sorts}, key=lambda sort: (sort.coordinate, sort))


def _bodies_are_zero(p: Poly, sort: Sort, rules: Rules, parts: bool, depth: int) -> bool:
    """True if what is summed over this sort adds up to 0, and the terms without such a sum as well."""
    index = fresh(sort)
    bodies = {m: [*_summands(m, index, rules)] for m in p.terms}
    rest = Poly({m: c for m, c in p.terms.items() if not bodies[m]})
    if not is_zero(rest, rules, parts=parts, depth=depth):
        return False
    summed = [(c, bodies[m]) for m, c in p.terms.items() if bodies[m]]
    choices = itertools.islice(itertools.product(*(options for _, options in summed)), MOST_CHOICES)
    merged = (ZERO.plus(*(body.scaled(c) for (c, _), body in zip(summed, chosen, strict=True))) for chosen in choices)
    return any(is_zero(body, rules, parts=parts, depth=depth) for body in merged)


def _summands(monomial: Monomial, index: Name, rules: Rules) -> Iterator[Poly]:
    """Each p for which the monomial is the sum of p over the index."""
    for factor, n in monomial.powers.items():
        one_less = Poly({Monomial({**monomial.powers, factor: n - 1}, monomial.exponent): Fraction(1)})
        if isinstance(factor, Letter) and factor.name == index.sort.size and n > 0:
            yield one_less
        if isinstance(factor, Total) and n > 0:
            for place in (place for place, sort in enumerate(factor.sorts) if sort == index.sort):
                names, body = opened(factor)
                others = [name for name in names if name is not names[place]]
                inside = rules.substitute(Poly({body: Fraction(1)}), {names[place]: index})
                yield rules.times(one_less, rules.total(others, inside))


class _Parts:
    """Rewrites polys so that arguments which are equal, though their normal forms are not, become the same."""

    def __init__(self, rules: Rules) -> None:
        self.rules, self.known = rules, dict[str, list[Poly]]()

    def poly(self, p: Poly) -> Poly:
        return ZERO.plus(*(self.monomial(m).scaled(c) for m, c in p.terms.items()))

    def monomial(self, m: Monomial) -> Poly:
        factors = [self.rules.power(self.factor(f), n) for f, n in m.powers.items()]
        return self.rules.times(*factors, self.rules.exp(self.form("exp", self.poly(m.exponent))))

    def factor(self, factor: Factor) -> Poly:
        match factor:
            case Call():
                function = self.rules.log if factor.function == "log" else self.rules.sigma
                return function(self.form(factor.function, self.poly(factor.argument)))
            case Inverse():
                return self.rules.power(self.form("1/", self.poly(factor.poly)), -1)
            case Total():
                return self.form("sum", single(factor))
        return single(factor)

    def form(self, kind: str, p: Poly) -> Poly:
        """The first argument of this kind that was equal to p; p itself if there was none."""
        known = self.known.setdefault(kind, [])
        same = next((other for other in known if other == p or is_zero(other.plus(p.scaled(-1)), self.rules)), None)
        if same is None:
            known.append(p)
        return p if same is None else same


def as_sympy(poly: Poly) -> sp.Expr:
    """The poly with one symbol for each atom; sigma is written out, so that its relation to exp is known."""
    return sp.Add(
        *(
            sp.Mul(
                sp.Rational(c.numerator, c.denominator),
                *(_factor(f) ** n for f, n in m.powers.items()),
                sp.exp(as_sympy(m.exponent)),
            )
            for m, c in poly.terms.items()
        )
    )


def _factor(factor: Factor) -> sp.Expr:
    match factor:
        case Inverse():
            return 1 / as_sympy(factor.poly)
        case Call(function="sigma"):
            return 1 / (1 + sp.exp(-as_sympy(factor.argument)))
        case Call():
            return sp.log(as_sympy(factor.argument))
        case Letter(positive=True):
            return sp.Symbol(factor.key, positive=True)
        case _:
            return sp.Symbol(factor.key, real=True)
