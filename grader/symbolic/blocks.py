"""Operations that the rules combine: products of monomials, substitution of indices, classes of equal indices, blocks of sums.

None of them uses hypotheses; `rules` does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce

from grader.symbolic.nodes import (
    UNIT,
    Bound,
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
    fresh,
)

MOST_ORDERS = 120
"""Orders of a block that are compared (rule 14): five indices of one sort. Of more, only the first ones are."""

Relabel = Callable[[Name | Bound, int], Term]
"""From an index and the number of Totals around it to its replacement."""


def product(a: Monomial, b: Monomial) -> Monomial:
    """Rules 1, 2 and 6 for two monomials."""
    if a is UNIT or b is UNIT:
        return b if a is UNIT else a
    powers = dict(a.powers)
    for factor, n in b.powers.items():
        powers[factor] = 1 if isinstance(factor, Delta) else powers.get(factor, 0) + n
    exponent = a.exponent.plus(b.exponent) if a.exponent and b.exponent else a.exponent or b.exponent
    return Monomial(powers, exponent)


def raw(*polys: Poly) -> Poly:
    """The product by rules 1, 2 and 6 alone: the consequences of deltas for the other factors are not used yet."""
    result = polys[0]
    for poly in polys[1:]:
        terms: dict[Monomial, Fraction] = {}
        for (a, c), (b, e) in itertools.product(result.terms.items(), poly.terms.items()):
            monomial = product(a, b)
            terms[monomial] = terms.get(monomial, Fraction(0)) + c * e
        result = Poly(terms)
    return result


def put_into(term: Term, put: Mapping[Term, Term]) -> Term:
    """The index with replacements for it, or for the indices in it."""
    inside = put_inside(term, put)
    return put.get(inside, put.get(term, inside))


def put_inside(term: Term, put: Mapping[Term, Term]) -> Term:
    """The same, leaving the index itself as it is."""
    if not isinstance(term, Lookup):
        return term
    return Lookup(term.array, tuple(put_into(i, put) for i in term.indices), term.sort)


def classes(deltas: Iterable[Delta]) -> list[list[Term]]:
    """The classes of equal indices, in each the member that stands for all first.

    Free ones come before fresh ones, then simple ones before nested ones. So no member contains another that it stands for, and
    putting it in place of the others comes to an end.
    """
    groups: list[set[Term]] = []
    for delta in deltas:
        met = [g for g in groups if delta.left in g or delta.right in g]
        groups = [g for g in groups if g not in met] + [{delta.left, delta.right}.union(*met)]
    return sorted((sorted(g, key=_rank) for g in groups), key=lambda members: _rank(members[0]))


def _rank(term: Term) -> tuple[bool, int, str]:
    return any(name.fresh for name in term.free), _lookups(term), term.key


def _lookups(term: Term) -> int:
    return 1 + sum(_lookups(i) for i in term.indices) if isinstance(term, Lookup) else 0


def collapsing(delta: Delta, binders: Sequence[Name]) -> tuple[Name, Term] | None:
    """The binder that this delta eliminates, and its replacement."""
    for index, other in ((delta.left, delta.right), (delta.right, delta.left)):
        if isinstance(index, Name) and index in binders and index not in other.free:
            return index, other
    return None


def tied(binders: Sequence[Name], pieces: Sequence[Monomial]) -> list[tuple[list[Name], Monomial | None]]:
    """The binders in groups that some piece ties together, each with the product of its pieces (rule 13)."""
    groups: list[tuple[list[Name], Monomial | None]] = [([b], None) for b in binders]
    for piece in pieces:
        met = [g for g in groups if piece.free & {*g[0]}]
        if met:
            names = [name for g in met for name in g[0]]
            body = reduce(product, (g[1] for g in met if g[1]), piece)
            groups = [g for g in groups if g not in met] + [(names, body)]
    return groups


def opened(total: Total) -> tuple[list[Name], Monomial]:
    """The body of a Total with fresh names for its bound indices."""
    names = [fresh(sort) for sort in total.sorts]

    def change(term: Name | Bound, depth: int) -> Term:
        return names[term.place] if isinstance(term, Bound) and term.depth == depth else term

    return names, relabel(total.body, change)


def closed(names: Sequence[Name], body: Monomial) -> Total:
    """The Total of a body over these names, in the order that makes its key smallest (rule 14)."""
    by_sort = sorted(names, key=lambda name: name.sort.size)
    groups = [list(group) for _, group in itertools.groupby(by_sort, key=lambda name: name.sort.size)]
    orders = itertools.product(*(itertools.permutations(group) for group in groups))
    totals = [_close(list(itertools.chain(*order)), body) for order in itertools.islice(orders, MOST_ORDERS)]
    return min(totals, key=lambda total: total.key)


def _close(names: list[Name], body: Monomial) -> Total:
    places = {name: place for place, name in enumerate(names)}

    def change(term: Name | Bound, depth: int) -> Term:
        return Bound(depth, places[term], term.sort) if isinstance(term, Name) and term in places else term

    return Total(tuple(name.sort for name in names), relabel(body, change))


def _relabel_term(term: Term, change: Relabel, depth: int = 0) -> Term:
    """The index with `change` made to its names."""
    if isinstance(term, Lookup):
        return Lookup(term.array, tuple(_relabel_term(i, change, depth) for i in term.indices), term.sort)
    return change(term, depth)


def relabel(monomial: Monomial, change: Relabel, depth: int = 0) -> Monomial:
    """The monomial with its indices renamed one to one. Nothing is simplified: renaming cannot make two indices equal."""
    powers = {_relabel_factor(f, change, depth): n for f, n in monomial.powers.items()}
    return Monomial(powers, _relabel_poly(monomial.exponent, change, depth))


def _relabel_poly(poly: Poly, change: Relabel, depth: int) -> Poly:
    return Poly({relabel(m, change, depth): c for m, c in poly.terms.items()})


def _relabel_factor(factor: Factor, change: Relabel, depth: int) -> Factor:
    match factor:
        case Entry():
            return Entry(factor.array, tuple(_relabel_term(i, change, depth) for i in factor.indices))
        case Delta():
            return Delta(_relabel_term(factor.left, change, depth), _relabel_term(factor.right, change, depth))
        case Call():
            return Call(factor.function, _relabel_poly(factor.argument, change, depth))
        case Inverse():
            return Inverse(_relabel_poly(factor.poly, change, depth))
        case Total():
            return Total(factor.sorts, relabel(factor.body, change, depth + 1))
        case Letter():
            return factor


def logarithm_of(monomial: Monomial) -> Poly | None:
    """t, if the monomial is log(t)."""
    for factor, n in monomial.powers.items():
        if isinstance(factor, Call) and factor.function == "log" and n == len(monomial.powers) == 1 and not monomial.exponent:
            return factor.argument
    return None


def is_positive(factor: Factor) -> bool:
    """True if a factor is known to be positive: a size, a sigma, a sum or quotient of positive things, a count that is not 0."""
    match factor:
        case Letter():
            return factor.positive
        case Call():
            return factor.function == "sigma"
        case Inverse():
            return is_positive_sum(factor.poly)
        case Total():
            return all(is_positive(f) for f in factor.body.powers) or _counts_itself(factor)
        case _:
            return False


def is_nonnegative(factor: Factor, n: int = 1) -> bool:
    """True if this power of a factor is known not to be negative: a square, a count, a sum of such."""
    inside = isinstance(factor, Total) and all(is_nonnegative(f, k) for f, k in factor.body.powers.items())
    return n % 2 == 0 or inside or isinstance(factor, Delta) or is_positive(factor)


def is_positive_sum(p: Poly) -> bool:
    """True if no term is negative, and one is positive; an exp always is."""
    positive = any(all(map(is_positive, m.powers)) for m in p.terms)
    return positive and all(c > 0 and all(is_nonnegative(f, n) for f, n in m.powers.items()) for m, c in p.terms.items())


def _counts_itself(total: Total) -> bool:
    """True for sum_k [s_k = s_l], where l is free of k: at least k = l counts."""
    match total.sorts, [*total.body.powers]:
        case [sort], [Delta(left=Lookup() as a, right=Lookup() as b)] if a.array == b.array:
            k = Bound(0, 0, sort)
            others = [other.indices for one, other in ((a, b), (b, a)) if one.indices == (k,)]
            return any(k.key not in i.key for (i,) in others) and not total.body.exponent
    return False
