"""Clues: a closed form as a sum of terms, and further terms that students are known to write.

    clues(B, (total(WORDS, lambda w: u[w, q] * yhat(w)), -u[o, q]), total(WORDS, lambda w: u[w, q]), (v[q], u[before(o), q]))

Diagnosis writes a wrong output as a combination of the terms alone, then of the terms and each further group, and says which
coefficient is wrong. A term that the index language has no formula for is a pair: what it is, and its NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from grader.symbolic.claims import Claim
from grader.symbolic.language import number
from grader.symbolic.slips.mistaken import said
from grader.symbolic.slips.operators import written

Term = Any
"""A formula, or what it is and its NumPy."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expansion:
    """Terms by what they are: the coefficient, 0 for a term that is not in the closed form, and the formula."""

    claim: Claim
    terms: dict[str, tuple[sp.Rational, sp.Expr]]
    further: tuple[dict[str, sp.Expr], ...]


def clues(claim: Claim, terms: tuple[Term, ...], *further: Term) -> Expansion:
    """The closed form of a claim as a sum of terms, with their signs; each of `further` is another term, or a group of them."""
    written_out = [_named(claim, term) for term in terms]
    groups = tuple(group if isinstance(group, tuple) and not _is_numpy(group) else (group,) for group in further)
    total = sp.Add(*(c * formula for _, c, formula in written_out))
    return Expansion(
        claim=replace(claim, right=total, note="a sum of terms, for clues"),
        terms={name: (c, formula) for name, c, formula in written_out},
        further=tuple({name: formula for name, _, formula in (_named(claim, term) for term in group)} for group in groups),
    )


def _is_numpy(term: Any) -> bool:
    return isinstance(term, tuple) and all(isinstance(x, str) for x in term)


def _named(claim: Claim, term: Term) -> tuple[str, sp.Rational, sp.Expr]:
    """What a term is, the number in front of it, and the rest."""
    if _is_numpy(term):
        what, source = term
        return what, sp.S.One, written("term", source, claim.at)
    coefficient, rest = number(term).as_coeff_Mul()
    return said(rest), coefficient, rest
