"""A value in a finite field that equal expressions share, exponentials included.

Gaston Gonnet, "Determining equivalence of expressions in random polynomial time", 16th ACM Symposium on the Theory of Computing,
1984, pages 334-341 (Maple's `testeq`). Symbols are random integers. A polynomial in an exponent is evaluated modulo r, everything
else modulo p = 2 r + 1, and exp(x) is g^x modulo p for a g of order r. Both reductions are ring maps, so exp(a + b) =
exp(a) exp(b), exp(-a) = 1/exp(a), exp(a/2)^2 = exp(a) hold exactly: if the signature is not 0, the expression is not 0.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

import sympy as sp

P = 2**128 - 15449
"""The largest safe prime below 2^128 (OEIS A181356). A random integer is a zero of degree n with chance n/P, far below 2^-100."""
R = (P - 1) // 2
G = 4
"""A square other than 1, so its order is the prime R."""

Known = dict[tuple[sp.Expr, int], int]
"""Values by node and modulus: a node may stand inside an exponent and outside of one."""


class NoSignature(ArithmeticError):
    """The expression is outside the class, or has a denominator that is 0 at this point."""


def random_point(symbols: frozenset[sp.Symbol], seed: int) -> dict[sp.Symbol, int]:
    """An integer for every symbol: the same for the same symbols and seed."""
    generator = random.Random(seed)  # noqa: S311  # no adversary: the expressions are our own
    return {symbol: generator.randrange(P) for symbol in sorted(symbols, key=str)}


def signature(expression: sp.Expr, point: Mapping[sp.Symbol, int]) -> int:
    """The value modulo P at integers. Raises NoSignature."""
    return _evaluate(expression, point, P, {})


def _evaluate(e: sp.Expr, point: Mapping[sp.Symbol, int], modulus: int, known: Known) -> int:
    """The value modulo P, or modulo R inside an exponent."""
    if (e, modulus) in known:
        return known[e, modulus]
    match e:
        case sp.Symbol():
            value = point[e] % modulus
        case sp.Rational():
            value = int(e.p) * _inverse(int(e.q), modulus) % modulus
        case sp.Add():
            value = sum(_evaluate(a, point, modulus, known) for a in e.args) % modulus
        case sp.Mul():
            value = 1
            for a in e.args:
                value = value * _evaluate(a, point, modulus, known) % modulus
        case sp.core.numbers.Exp1() if modulus == P:
            value = G
        case sp.exp() if modulus == P:
            value = pow(G, _evaluate(e.exp, point, R, known), P)
        case sp.Pow() if e.exp.is_Integer:
            base = _evaluate(e.base, point, modulus, known)
            value = pow(base, int(e.exp), modulus) if e.exp > 0 else pow(_inverse(base, modulus), -int(e.exp), modulus)
        case _:
            raise NoSignature(f"{e} has no signature")
    known[e, modulus] = value
    return value


def _inverse(value: int, modulus: int) -> int:
    if value % modulus == 0:
        raise NoSignature("a denominator is 0 at this point")
    return pow(value, -1, modulus)
