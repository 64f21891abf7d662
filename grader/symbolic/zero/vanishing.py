"""Decide whether an expression is 0: parts outside the class become symbols and logarithms powers, then the class is decided."""

from __future__ import annotations

import math
from collections import defaultdict

import sympy as sp

from grader.symbolic.zero.lattice import independent, without_exponentials
from grader.symbolic.zero.ring import numerator_vanishes
from grader.symbolic.zero.signature import NoSignature, random_point, signature

LARGEST_FACTORED = 200
"""Operations in an argument of a logarithm that is factored: a loss of one example, not a sum over all of them."""
SEED = 1984
"""Any seed works: an unlucky point only costs the time of a negative decision."""


def vanishes(expression: sp.Expr, *, ring: str = "") -> bool:
    """True if the expression is 0 wherever it is defined; False if that is not so, or cannot be shown (see the package)."""
    e = sp.sympify(expression)
    e = e.xreplace({f: sp.Rational(*float(f).as_integer_ratio()) for f in e.atoms(sp.Float)})  # a Float is a binary fraction
    e = _with_whole_powers(e)
    opaque = [
        part
        for part in e.atoms(sp.Function, sp.Derivative, sp.Pow)
        if (not part.exp.is_Integer if isinstance(part, sp.Pow) else not isinstance(part, (sp.exp, sp.log)))
    ]
    e = e.xreplace({part: sp.Dummy("opaque", real=True) for part in opaque})
    if not e.has(sp.log):
        return _is_zero(e, ring)
    linear, more = _without_logarithms(e)
    return _is_zero(linear, ring) or (more and _is_zero(_of_primes(e), ring))


def _is_zero(e: sp.Expr, ring: str) -> bool:
    """True if an expression without logarithms is 0."""
    if e.is_Rational:
        return bool(e == 0)
    if e.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        return False
    try:
        if signature(e, random_point(frozenset(e.free_symbols), SEED)) != 0:
            return False
    except NoSignature:
        pass  # the ring decides
    return numerator_vanishes(without_exponentials(e), ring=ring)


def _with_whole_powers(e: sp.Expr) -> sp.Expr:
    """The expression with t^n t^c in the place of t^(n + c), n whole, 0 < c < 1: t^(3/2) and t^(1/2) share a root."""
    roots = [p for p in e.atoms(sp.Pow) if p.exp.is_Rational and not p.exp.is_Integer and not p.base.is_number]
    known = {(p.base, p.exp % 1): sp.Dummy("root", real=True) for p in roots}
    return e.xreplace({p: p.base ** (p.exp // 1) * known[p.base, p.exp % 1] for p in roots})


def _without_logarithms(e: sp.Expr) -> tuple[sp.Expr, bool]:
    """An expression that is 0 exactly if e is: e = a + sum_i c_i log(t_i) is 0 if exp(n a) prod_i t_i^(n c_i) is 1.

    The c_i are rational, n is their common denominator. It is so because the values are real, and the t_i positive wherever the
    logarithms are defined. A logarithm that stands anywhere else (in a product, in an exponent) is opaque; True if there is one.
    """
    logarithms: dict[sp.Expr, sp.Rational] = defaultdict(lambda: sp.S.Zero)
    rest = _collect(e, sp.S.One, logarithms)
    others = rest.atoms(sp.log)
    rest = rest.xreplace({part: sp.Dummy("log", real=True) for part in others})
    n = math.lcm(*(int(c.q) for c in logarithms.values()))
    one = sp.exp(n * rest) * sp.Mul(*(t ** (n * c) for t, c in logarithms.items()))
    return one.xreplace({part: sp.Dummy("log", real=True) for part in one.atoms(sp.log)}) - 1, bool(others)


def _of_primes(e: sp.Expr) -> sp.Expr:
    """The expression with the logarithms of irreducible factors in place of its logarithms: log(p^n/q) = n log|p| - log|q|.

    The logarithm of an exponential is its exponent, that of any other factor a symbol of its own. So y log(1/(1 + exp(-x))) and
    y x - y log(1 + exp(x)) become the same, whatever stands before them.
    """
    powers, exponents = independent(e)
    known: dict[sp.Expr, sp.Expr] = dict(exponents)

    def written(inside: sp.Expr) -> sp.Expr:
        terms = []
        for part, sign in zip(sp.fraction(sp.together(inside.xreplace(powers))), (1, -1), strict=True):
            number, factors = sp.factor_list(part)
            primes = [*factors, *sp.factorint(abs(number.p)).items(), *((p, -n) for p, n in sp.factorint(number.q).items())]
            terms += [sign * n * known.setdefault(sp.sympify(p), sp.Dummy("log", real=True)) for p, n in primes]
        return sp.Add(*terms)

    outermost = {part for part in e.atoms(sp.log) if not part.args[0].has(sp.log)}
    plain = e.xreplace({part: written(part.args[0]) for part in outermost if _is_small(part.args[0])})
    return plain.xreplace({part: sp.Dummy("log", real=True) for part in plain.atoms(sp.log)}).xreplace(powers)


def _is_small(e: sp.Expr) -> bool:
    return int(sp.count_ops(e)) <= LARGEST_FACTORED


def _collect(e: sp.Expr, c: sp.Rational, logarithms: dict[sp.Expr, sp.Rational]) -> sp.Expr:
    """The product of c and e without its logarithms, which are added to `logarithms`."""
    if isinstance(e, sp.Add):
        return sp.Add(*(_collect(a, c, logarithms) for a in e.args))
    number, rest = e.as_coeff_Mul()
    if number.is_Rational and number != 1:
        return _collect(rest, c * number, logarithms)
    if isinstance(e, sp.log):
        logarithms[e.args[0]] += c
        return sp.S.Zero
    return c * e
