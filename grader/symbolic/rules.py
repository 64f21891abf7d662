"""All rules of the normal form, each with the reason why it holds for every size.

Sizes are symbols, so no rule may use the number of indices of a sort; only that there is at least one.

 1  ring          Sums and products of polynomials, coefficients rational. Arithmetic.
 2  exponents     exp(a) exp(b) = exp(a + b), exp(a)^n = exp(n a), exp((n + c) log t) = t^n exp(c log t) with 0 <= c < 1. The
                  functional equation. A power t^c is exp(c log t), which is so where t is positive.
 3  logarithm     log(a b) = log a + log b, log a^n = n log a, log exp a = a; only where a is positive (`is_positive`), so that b
                  is positive wherever the left side is defined. Of a sum, one positive term is taken out as a factor.
 4  log quotient  log(p/q) = log p - log q for a positive q: a sum is brought over its positive denominators first, and in it
                  sigma(x) is 1/(1 + exp(-x)). By the definition of sigma and rule 3.
 5  reflection    sigma(-x) = 1 - sigma(x). The definition of sigma; a test proves it from exp. It picks one of x and -x.
 6  same index    [a = a] = 1, [a = b]^n = [a = b]. The definition of the delta.
 7  facts         [a = b] = 0 if a hypothesis states that they differ; [s_k = s_l] = [k = l] if s is injective.
 8  under a delta [a = b] f(a) = [a = b] f(b). Where the delta is not 0, a and b are the same index. The deltas of a product are
                  an equivalence relation: one member stands for its class, and facts about any two members hold as well.
 9  linearity     sum_i (a + b) = sum_i a + sum_i b. Sums are finite.
10  collapse      sum_i [i = b] f(i) = f(b), where b is of i's sort (deltas are typed) and free of i: exactly one i meets it.
11  constant      sum_i a = n a, where a is free of i and n is the size of i's sort.
12  product       (sum_i a_i) (sum_j b_j) = sum_i sum_j a_i b_j. A sum inside that depends on i joins the block of i.
13  factors       sum_ij a_i b_j = (sum_i a_i) (sum_j b_j): a block falls apart into those indices that some factor ties together.
14  order         sum_i sum_j = sum_j sum_i. Finite sums may be exchanged; of all orders the one with the smallest key is taken.
15  reciprocal    1/(c m) = m^-1 / c for one term m, (1/p)^-1 = p. For several terms 1/p is kept whole, leading coefficient 1.

Each rule rewrites a value into an equal one wherever both are defined, so a normal form of 0 is a proof. The converse is not
claimed: two equal expressions may have different normal forms, and then a claim stays open.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Protocol

from grader.symbolic.blocks import (
    classes,
    closed,
    collapsing,
    is_positive,
    is_positive_sum,
    logarithm_of,
    opened,
    product,
    put_inside,
    put_into,
    raw,
    tied,
)
from grader.symbolic.nodes import (
    ONE,
    UNIT,
    ZERO,
    Call,
    Delta,
    Entry,
    Factor,
    Inverse,
    Letter,
    Lookup,
    Monomial,
    Name,
    Poly,
    Term,
    Total,
    constant,
    single,
)


class Knowledge(Protocol):
    """Hypotheses about two indices of one sort."""

    def separates(self, a: Term, b: Term) -> bool:
        """True if a and b are known to differ."""

    def is_injective(self, array: str) -> bool:
        """True if this array of indices is known to hold no index twice."""


@dataclass(frozen=True)
class Rules:
    """Arithmetic on normal forms under some facts: every method takes and returns normal forms."""

    facts: Sequence[Knowledge] = field(default=())

    # --- ring and exponents (1, 2) ---------------------------------------------------------------------------------------

    def times(self, *polys: Poly) -> Poly:
        """The product."""
        result = ONE
        for p in polys:
            if result is ONE or p is ONE:
                result = p if result is ONE else result
            else:
                result = ZERO.plus(*(self._settled(m).scaled(c) for m, c in raw(result, p).terms.items()))
        return result

    def _settled(self, monomial: Monomial) -> Poly:
        """Rules 2 and 8 for a product, in which logarithms may have become whole and deltas may have met."""
        if _whole_logarithms(monomial.exponent):
            return self.times(Poly({Monomial(monomial.powers, ZERO): Fraction(1)}), self.exp(monomial.exponent))
        return self._under_delta(monomial)

    def power(self, p: Poly, n: int) -> Poly:
        """An integer power of p, by rule 15 if negative. Raises ZeroDivisionError for a negative power of a p that may be 0."""
        if n >= 0:
            half = self.power(p, n // 2) if n > 1 else ONE
            return self.times(half, half, *[p] * (n % 2))
        monomial, leading = p.ordered()[0] if p else (UNIT, Fraction(0))
        if not p or (len(p.terms) == 1 and any(isinstance(f, Delta) for f in monomial.powers)):
            raise ZeroDivisionError("the reciprocal of what is 0 where indices differ" if p else "the reciprocal of 0")
        if len(p.terms) > 1:
            reciprocal = single(Inverse(p.scaled(1 / leading))).scaled(1 / leading)
        else:
            plain: dict[Factor, int] = {f: -k for f, k in monomial.powers.items() if not isinstance(f, Inverse)}
            wholes = [self.power(f.poly, k) for f, k in monomial.powers.items() if isinstance(f, Inverse)]
            reciprocal = self.times(Poly({Monomial(plain, monomial.exponent.scaled(-1)): 1 / leading}), *wholes)
        return self.power(reciprocal, -n)

    def exp(self, p: Poly) -> Poly:
        """The exponential of p, by rule 2 for multiples of a logarithm."""
        whole = _whole_logarithms(p)
        rest = p.plus(Poly(whole).scaled(-1))
        powers = [self.power(argument, int(n)) for m, n in whole.items() if (argument := logarithm_of(m)) is not None]
        return self.times(Poly({Monomial({}, rest): Fraction(1)}), *powers)

    # --- functions (3, 4, 5) ---------------------------------------------------------------------------------------------

    def log(self, p: Poly) -> Poly:
        """The logarithm of p: of its numerator, without the logarithms of its positive denominators."""
        numerator, denominators = self.over_positive(p)
        below = [self.log(q).scaled(-n) for q, n in denominators.items()]
        if len(numerator.terms) == 1:
            return self._log_of_product(numerator).plus(*below)
        content, share = self._content(numerator)
        if share != numerator:
            return self.log(share).plus(self._log_of_product(content), *below)
        positive = [(m, c) for m, c in numerator.terms.items() if c > 0 and all(is_positive(f) for f in m.powers)]
        pivots = positive or [(UNIT, abs(numerator.ordered()[0][1]) if numerator else Fraction(1))]
        shares = [(self.times(numerator, self.power(Poly({m: c}), -1)), Poly({m: c})) for m, c in pivots]
        share, pivot = max(shares, key=lambda pair: pair[0].key)
        return single(Call("log", share)).plus(self._log_of_product(pivot), *below)

    def _content(self, p: Poly) -> tuple[Poly, Poly]:
        """A term and a positive sum whose product is p; 1 and p itself if p is no such product."""
        first, *others = [m.powers for m in p.terms] or [{}]
        shared = [f for f in first if all(f in powers for powers in others) and not isinstance(f, Delta)]
        sign = -1 if p and all(c < 0 for c in p.terms.values()) else 1
        content = Poly({Monomial({f: min(m.powers[f] for m in p.terms) for f in shared}, ZERO): Fraction(sign)})
        share = self.times(p, self.power(content, -1))
        return (content, share) if content != ONE and is_positive_sum(share) else (ONE, p)

    def over_positive(self, p: Poly) -> tuple[Poly, dict[Poly, int]]:
        """A numerator and positive denominators with their powers, whose quotient is p; each sigma(x) is 1/(1 + exp(-x))."""
        plain = ZERO.plus(*(self._without_sigma(m).scaled(c) for m, c in p.terms.items()))
        most: dict[Inverse, int] = {}
        for factor, n in ((f, n) for m in plain.terms for f, n in m.powers.items()):
            if isinstance(factor, Inverse) and is_positive(factor):
                most[factor] = max(n, most.get(factor, 0))
        terms = []
        for m, c in plain.terms.items():
            rest = Monomial({f: n for f, n in m.powers.items() if f not in most}, m.exponent)
            missing = [self.power(f.poly, n - m.powers.get(f, 0)) for f, n in most.items()]
            terms.append(self.times(Poly({rest: c}), *missing))
        return ZERO.plus(*terms), {f.poly: n for f, n in most.items()}

    def _without_sigma(self, monomial: Monomial) -> Poly:
        sigmas = {f: n for f, n in monomial.powers.items() if isinstance(f, Call) and f.function == "sigma"}
        rest = Monomial({f: n for f, n in monomial.powers.items() if f not in sigmas}, monomial.exponent)
        written = [self.power(ONE.plus(self.exp(f.argument.scaled(-1))), -n) for f, n in sigmas.items()]
        return self.times(Poly({rest: Fraction(1)}), *written) if sigmas else Poly({monomial: Fraction(1)})

    def _log_of_product(self, p: Poly) -> Poly:
        """The logarithm of one term: the sum of those of its positive factors, and of what is left of it."""
        ((monomial, c),) = p.terms.items()
        known = {f: n for f, n in monomial.powers.items() if is_positive(f)}
        rest = Monomial({f: n for f, n in monomial.powers.items() if f not in known}, ZERO)
        left = Poly({rest: Fraction(-1 if c < 0 else 1)})
        parts = [(constant(abs(c)), Fraction(1)), (left, Fraction(1))]
        if c > 0 and len(rest.powers) == 1:  # t^3 and t are positive together, and t^4 is a square of t^2
            ((factor, n),) = rest.powers.items()
            least = 1 if n % 2 else 2
            parts[1] = Poly({Monomial({factor: least}, ZERO): Fraction(1)}), Fraction(n, least)
        terms = [single(Call("log", part)).scaled(n) for part, n in parts if part != ONE]
        return monomial.exponent.plus(*terms, *(single(Call("log", single(f))).scaled(n) for f, n in known.items()))

    def sigma(self, p: Poly) -> Poly:
        """The logistic function of p, by rule 5 for the one of p and -p that begins with a positive number; 1/2 at 0."""
        if not p:
            return constant(Fraction(1, 2))
        if p.ordered()[0][1] < 0:
            return ONE.plus(single(Call("sigma", p.scaled(-1))).scaled(-1))
        return single(Call("sigma", p))

    # --- deltas (6, 7, 8) ------------------------------------------------------------------------------------------------

    def delta(self, a: Term, b: Term) -> Poly:
        """[a = b]."""
        if a == b:
            return ONE
        if any(fact.separates(a, b) or fact.separates(b, a) for fact in self.facts):
            return ZERO
        if (
            isinstance(a, Lookup)
            and isinstance(b, Lookup)
            and a.array == b.array
            and any(fact.is_injective(a.array) for fact in self.facts)
        ):
            return self.times(*(self.delta(i, j) for i, j in zip(a.indices, b.indices, strict=True)))
        return single(Delta(a, b))

    def _under_delta(self, monomial: Monomial) -> Poly:
        """Rule 8, until nothing changes any more."""
        deltas = [f for f in monomial.powers if isinstance(f, Delta)]
        if not deltas:
            return Poly({monomial: Fraction(1)})
        groups = classes(deltas)
        pairs = [(a, b) for members in groups for a, b in itertools.combinations(members, 2)]
        implied = [said for a, b in pairs if (said := self.delta(a, b)) != single(Delta(a, b))]
        stands_for = {other: first for first, *others in groups for other in others}
        plain = Monomial({f: n for f, n in monomial.powers.items() if not isinstance(f, Delta)}, monomial.exponent)
        same = [(put_inside(first, stands_for), put_inside(other, stands_for)) for first, *others in groups for other in others]
        products = raw(self.substitute(Poly({plain: Fraction(1)}), stands_for), *(self.delta(a, b) for a, b in same), *implied)
        settled = Poly({m: c for m, c in products.terms.items() if m == monomial})
        return settled.plus(*(self._under_delta(m).scaled(c) for m, c in products.terms.items() if m != monomial))

    # --- substitution ----------------------------------------------------------------------------------------------------

    def substitute(self, p: Poly, put: Mapping[Term, Term]) -> Poly:
        """The poly with indices put in place of others. Bound indices have no names, so nothing can be captured."""
        touched = frozenset[Name]().union(*(term.free for term in put))
        terms = []
        for monomial, c in p.terms.items():
            if monomial.free & touched:
                factors = [self.power(self._substitute_factor(f, put), n) for f, n in monomial.powers.items()]
                terms.append(self.times(*factors, self.exp(self.substitute(monomial.exponent, put))).scaled(c))
            else:
                terms.append(Poly({monomial: c}))
        return ZERO.plus(*terms)

    def _substitute_factor(self, factor: Factor, put: Mapping[Term, Term]) -> Poly:
        match factor:
            case Entry():
                return single(Entry(factor.array, tuple(put_into(i, put) for i in factor.indices)))
            case Delta():
                return self.delta(put_into(factor.left, put), put_into(factor.right, put))
            case Call():
                function = self.log if factor.function == "log" else self.sigma
                return function(self.substitute(factor.argument, put))
            case Inverse():
                return self.power(self.substitute(factor.poly, put), -1)
            case Total():
                binders, body = opened(factor)
                return self.total(binders, self.substitute(Poly({body: Fraction(1)}), put))
            case Letter():
                return single(factor)

    # --- sums (9 to 14) --------------------------------------------------------------------------------------------------

    def total(self, binders: Sequence[Name], p: Poly) -> Poly:
        """The sum of p over these names, which no longer occur in the result."""
        return ZERO.plus(*(self._total(binders, m).scaled(c) for m, c in p.terms.items()))

    def _total(self, binders: Sequence[Name], monomial: Monomial) -> Poly:
        """Rules 12 and 10, then 11, 13 and 14."""
        inner = [f for f, n in monomial.powers.items() if isinstance(f, Total) and n > 0 and f.free & {*binders}]
        if inner:
            names, body = opened(inner[0])
            one_less = Monomial({**monomial.powers, inner[0]: monomial.powers[inner[0]] - 1}, monomial.exponent)
            return self.total([*binders, *names], self.times(Poly({one_less: Fraction(1)}), Poly({body: Fraction(1)})))
        for factor in monomial.powers:
            if isinstance(factor, Delta) and (pair := collapsing(factor, binders)):
                rest = [b for b in binders if b != pair[0]]
                return self.total(rest, self.substitute(Poly({monomial: Fraction(1)}), dict([pair])))
        pieces = [Monomial({f: n}, ZERO) for f, n in monomial.powers.items()]
        pieces += [Monomial({}, Poly({m: c})) for m, c in monomial.exponent.terms.items()]
        free = reduce(product, (piece for piece in pieces if not piece.free & {*binders}), UNIT)
        blocks = [
            single(closed(names, body) if body is not None else Letter(names[0].sort.size, positive=True))
            for names, body in tied(binders, pieces)
        ]
        return self.times(Poly({free: Fraction(1)}), *blocks)


def _whole_logarithms(exponent: Poly) -> dict[Monomial, Fraction]:
    """For each logarithm in an exponent the whole number of times that it is there, if that is not 0."""
    whole = {m: Fraction(math.floor(c)) for m, c in exponent.terms.items() if logarithm_of(m) is not None}
    return {m: n for m, n in whole.items() if n}
