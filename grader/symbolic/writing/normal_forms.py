"""Write a normal form: what is left over of a claim that is not proved, in the notation of the claims."""

from __future__ import annotations

from functools import reduce
from typing import Any

import sympy as sp

from grader.symbolic.definitions import as_written
from grader.symbolic.language import Array, Index, IndexSum, Sigma
from grader.symbolic.nodes import Bound, Call, Delta, Entry, Factor, Inverse, Letter, Lookup, Monomial, Name, Poly, Term, Total
from grader.symbolic.writing import writer
from grader.symbolic.writing.pieces import Opaque


def text(poly: Poly) -> str:
    """The normal form in ASCII, its terms in the order of their keys; "0" if it is zero."""
    with as_written():
        formula = _poly(poly, ())
    return writer(formula).formula(formula)


Blocks = tuple[tuple[Index, ...], ...]
"""The indices of the sums around a term, the innermost block first."""


def _poly(poly: Poly, blocks: Blocks) -> Any:
    terms = []
    for monomial, c in poly.ordered():
        whole, number = _monomial(monomial, blocks), sp.Rational(c.numerator, c.denominator)
        terms.append(number if whole == 1 else whole if c == 1 else -whole if c == -1 else number * whole)
    return reduce(lambda a, b: a + b, terms) if terms else sp.S.Zero


def _monomial(monomial: Monomial, blocks: Blocks) -> Any:
    """Its factors, sums last: they reach over what follows them."""
    above: list[Any] = []
    totals: list[Any] = []
    below: list[Any] = []
    for factor, n in monomial.powers.items():
        part = _factor(factor, blocks) if abs(n) == 1 else _factor(factor, blocks) ** abs(n)
        (below if n < 0 or isinstance(factor, Inverse) else totals if isinstance(factor, Total) else above).append(part)
    exponential = [sp.exp(_poly(monomial.exponent, blocks))] if monomial.exponent else []
    whole = reduce(lambda a, b: a * b, [*above, *exponential, *totals] or [sp.S.One])
    return reduce(lambda a, b: a / b, below, whole)


def _factor(factor: Factor, blocks: Blocks) -> Any:  # noqa: PLR0911 - one for each kind of factor
    match factor:
        case Entry() if "(" in factor.array:
            return Opaque(factor.array, *(_index(i, blocks) for i in factor.indices))
        case Entry():
            return sp.Indexed(
                Array(factor.array, *(i.sort for i in factor.indices)), *(_index(i, blocks) for i in factor.indices)
            )
        case Letter():
            return sp.Symbol(factor.name)
        case Delta():
            return sp.KroneckerDelta(_index(factor.left, blocks), _index(factor.right, blocks))
        case Call():
            return (sp.log if factor.function == "log" else Sigma)(_poly(factor.argument, blocks))
        case Inverse():
            return _poly(factor.poly, blocks)
        case Total():
            level = sum(len(block) for block in blocks)
            own = tuple(Index.bound(sort, level + n) for n, sort in enumerate(factor.sorts, start=1))
            return reduce(IndexSum, reversed(own), _monomial(factor.body, (own, *blocks)))


def _index(term: Term, blocks: Blocks) -> Any:
    match term:
        case Name():
            return Index.named(term.name, term.sort)
        case Bound():
            return blocks[term.depth][term.place]
        case Lookup():
            array = Array(term.array, *(i.sort for i in term.indices), values=term.sort)
            return sp.Indexed(array, *(_index(i, blocks) for i in term.indices))
