"""Replace exponentials by independent variables.

exp(a), exp(b), exp(a + b) are three exponentials, but only two of them are independent. The exponents are written as integer
vectors over their monomials; an echelon basis of the lattice they span (the Hermite normal form without its reduction above the
pivots; Henri Cohen, "A Course in Computational Algebraic Number Theory", 2.4) gives one variable for each basis vector, and every
exponential is a product of powers of these.

Where the exponents are polynomials, the basis vectors are linearly independent over the rationals, hence their exponentials are
algebraically independent over the rational functions (James Ax, "On Schanuel's conjectures", Annals of Mathematics 93, 1971): an
expression is 0 exactly if it is 0 in these variables. With other exponents only the answer yes is a proof.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import sympy as sp

Vector = list[int]


def without_exponentials(expression: sp.Expr) -> sp.Expr:
    """The expression with products of powers of new symbols in place of its exponentials."""
    return expression.xreplace(independent(expression)[0])


def independent(expression: sp.Expr) -> tuple[dict[sp.Expr, sp.Expr], dict[sp.Symbol, sp.Expr]]:
    """For each exponential a product of powers of new symbols, and for each of these the exponent whose exponential it is."""
    exponentials = list(expression.atoms(sp.exp, sp.core.numbers.Exp1))  # in any order: the answer does not depend on the basis
    if not exponentials:
        return {}, {}
    parts = [_monomials(sp.S.One if e is sp.E else e.exp) for e in exponentials]
    # A constant exponent comes last: exp(1) is then a variable of its own only where no exponential of a variable hides it.
    monomials = sorted({m for part in parts for m in part}, key=lambda m: bool(m.is_number))
    common = math.lcm(*(int(c.q) for part in parts for c in part.values()))
    vectors = [[int(part.get(m, 0) * common) for m in monomials] for part in parts]
    basis = echelon_basis(vectors)
    variables = [sp.Dummy(f"E{n}", positive=True) for n in range(len(basis))]
    powers = [sp.Mul(*(x**n for x, n in zip(variables, coordinates(v, basis), strict=True))) for v in vectors]
    exponents = [sp.Add(*(sp.Rational(n, common) * m for n, m in zip(b, monomials, strict=True))) for b in basis]
    return dict(zip(exponentials, powers, strict=True)), dict(zip(variables, exponents, strict=True))


@lru_cache(maxsize=4096)
def _monomials(exponent: sp.Expr) -> dict[sp.Expr, sp.Rational]:
    """Rational coefficient by monomial."""
    return dict(sp.expand(exponent).as_coefficients_dict())


def echelon_basis(vectors: Sequence[Vector]) -> list[Vector]:
    """A basis of the integer lattice that the vectors span; each begins with more zeros than the last, then a positive entry."""
    rows = [list(v) for v in vectors]
    basis: list[Vector] = []
    for column in range(len(rows[0])):
        while len(live := [r for r in rows if r[column]]) > 1:
            pivot = min(live, key=lambda r: abs(r[column]))
            rows = [r if r is pivot else _minus(r, r[column] // pivot[column], pivot) for r in rows]
        if live:
            basis.append(live[0] if live[0][column] > 0 else [-a for a in live[0]])
            rows = [r for r in rows if r is not live[0]]
    return basis


def coordinates(vector: Vector, basis: Sequence[Vector]) -> list[int]:
    """The integers by which the basis vectors add up to this vector of the lattice."""
    numbers = []
    for b in basis:
        pivot = next(n for n, a in enumerate(b) if a)
        numbers.append(vector[pivot] // b[pivot])
        vector = _minus(vector, numbers[-1], b)
    assert not any(vector), "a vector outside the lattice"
    return numbers


def _minus(vector: Vector, times: int, other: Vector) -> Vector:
    return [a - times * b for a, b in zip(vector, other, strict=True)]
