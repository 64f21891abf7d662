"""The exact zero test: identities are 0, near-identities are not, in either ring; a signature never denies a zero."""

from __future__ import annotations

import contextlib
import itertools
from importlib.util import find_spec
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.symbolic.zero import RINGS, NoSignature, signature, vanishes
from grader.symbolic.zero.lattice import coordinates, echelon_basis, without_exponentials
from grader.symbolic.zero.ring import numerator_vanishes
from grader.symbolic.zero.signature import G, P, R, random_point

x, y, z = sp.symbols("x y z", real=True)
J = sp.Function("J", real=True)
sigma = lambda t: 1 / (1 + sp.exp(-t))  # noqa: E731

IDENTITIES: dict[str, Any] = {
    "nothing": 0,
    "expansion": (x + y) ** 3 - x**3 - 3 * x**2 * y - 3 * x * y**2 - y**3,
    "common denominator": 1 / (1 + sp.exp(x)) + 1 / (1 + sp.exp(-x)) - 1,
    "sum in an exponent": sp.exp(x + y) - sp.exp(x) * sp.exp(y),
    "roots of one number": sp.sqrt(1 + x**2) ** 3 / (1 + x**2) - sp.sqrt(1 + x**2),
    "roots of one number in terms": (x + 1) * sp.sqrt(1 + x) ** 3 - sp.sqrt(1 + x) ** 5,
    "half an exponent": sp.exp(x / 2) ** 2 - sp.exp(x),
    "exponents with a common part": sp.exp(2 * x + 3 * y) * sp.exp(-3 * x - 5 * y) - sp.exp(-x - 2 * y),
    "products in exponents": sp.exp(x * (y + z)) - sp.exp(x * y) * sp.exp(x * z),
    "the number e": sp.exp(1 + x) - sp.E * sp.exp(x),
    "derivative of sigma": sp.diff(sigma(x), x) - sigma(x) * (1 - sigma(x)),
    "two forms of sigma": sigma(x) - sp.exp(x) / (1 + sp.exp(x)),
    "log of a softmax": sp.log(sp.exp(x) / (sp.exp(x) + sp.exp(y))) + sp.log(1 + sp.exp(y - x)),
    "shifted log of a sum": sp.log(sp.exp(x - z) + sp.exp(y - z)) + z - sp.log(sp.exp(x) + sp.exp(y)),
    "a third of a logarithm": (sp.log(1 + sp.exp(x)) - x - sp.log(1 + sp.exp(-x))) / 3,
    "exact floats": sp.Float(0.5) * x + sp.Float(0.25) * x - 3 * x / 4,
    "unknown functions": J(x) * (x + 1) - x * J(x) - J(x),
    "slopes of unknown functions": sp.Derivative(J(x), x) * 2 - sp.Derivative(J(x), x) - sp.Derivative(J(x), x),
    "roots as symbols": y * (sp.sqrt(x) + 1) - y - y * sp.sqrt(x) * (x + 1) / (x + 1),
    "a logarithm beside a factor": y * sp.log(1 / (1 + sp.exp(-x))) - y * x + y * sp.log(1 + sp.exp(x)),
    "logarithms beside factors": z * sp.log(sigma(x)) + (1 - z) * sp.log(1 - sigma(x)) - z * x + sp.log(1 + sp.exp(x)),
    "logarithms of powers beside factors": y * sp.log(12 * x**2 * z) - 2 * y * sp.log(2 * x) - y * sp.log(3 * z),
    "logarithms of factors": y * sp.log(x**2 - z**2) - y * sp.log(x - z) - y * sp.log(x + z),
    "logarithms as symbols": x * sp.log(y) + y * sp.log(y) - (x + y) * sp.log(y),
}
NEAR: dict[str, Any] = {
    "a constant": sp.Rational(1, 10**30),
    "a small multiple": 1 / (1 + sp.exp(x)) + 1 / (1 + sp.exp(-x)) - 1 + x / 10**40,
    "a sign": sp.exp(x - y) - sp.exp(x) * sp.exp(y),
    "a factor": sp.diff(sigma(x), x) - 2 * sigma(x) * (1 - sigma(x)),
    "a coefficient in an exponent": sp.exp(2 * x) - sp.exp(x) * sp.exp(x + y / 10**20),
    "log of a sum with one term more": sp.log(sp.exp(x) + sp.exp(y)) - x - sp.log(1 + sp.exp(y - x) + sp.exp(z - x)),
    "a constant beside logarithms": sp.log(1 + sp.exp(x)) - x - sp.log(1 + sp.exp(-x)) + sp.Rational(1, 10**9),
    "a float that is no tenth": sp.Add(sp.Float(0.1) * x, -x / 10, evaluate=False),
    "a sign beside a factor": y * sp.log(1 / (1 + sp.exp(-x))) - y * x - y * sp.log(1 + sp.exp(x)),
    "logarithms beside factors, exchanged": (1 - z) * sp.log(sigma(x)) + z * sp.log(1 - sigma(x)) - z * x + sp.log(1 + sp.exp(x)),
    "a factor in a logarithm": y * sp.log(12 * x**2 * z) - 2 * y * sp.log(2 * x) - y * sp.log(2 * z),
    "logarithms of other factors": y * sp.log(x**2 + z**2) - y * sp.log(x - z) - y * sp.log(x + z),
    "another unknown function": J(x) - J(y),
    "undefined": sp.zoo,
    "not a number": sp.nan,
}


@pytest.mark.parametrize("ring", list(RINGS))
@pytest.mark.parametrize("name", list(IDENTITIES))
def test_an_identity_vanishes(name: str, ring: str) -> None:
    assert vanishes(IDENTITIES[name], ring=ring)


@pytest.mark.parametrize("ring", list(RINGS))
@pytest.mark.parametrize("name", list(NEAR))
def test_what_is_nearly_an_identity_does_not_vanish(name: str, ring: str) -> None:
    assert not vanishes(NEAR[name], ring=ring)


@pytest.mark.parametrize("ring", list(RINGS))
def test_the_decision_alone_tells_them_apart(ring: str) -> None:
    """Without the signature in front of it, which would otherwise answer no first."""
    for name in ("a small multiple", "a sign", "a factor", "a coefficient in an exponent"):
        assert not numerator_vanishes(without_exponentials(NEAR[name]), ring=ring)


def test_the_faster_ring_is_used_where_it_is_installed() -> None:
    assert list(RINGS) == ["sympy", "flint"] if find_spec("flint") else ["sympy"]


def test_the_prime_is_safe_and_the_generator_has_order_r() -> None:
    assert sp.isprime(P)
    assert sp.isprime(R)
    assert P == 2 * R + 1
    assert pow(G, R, P) == 1 != G


polynomials = st.recursive(
    st.sampled_from([x, y, z, sp.Integer(2), sp.Rational(-1, 3)]),
    lambda inner: st.builds(lambda a, b, op: op(a, b), inner, inner, st.sampled_from([sp.Add, sp.Mul, lambda a, b: a - b])),
    max_leaves=5,
)
terms = st.builds(lambda a, b: a * sp.exp(b), polynomials, polynomials)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(terms, min_size=1, max_size=3), terms, terms)
def test_a_signature_never_denies_a_zero(summands: list[sp.Expr], factor: sp.Expr, denominator: sp.Expr) -> None:
    below = 1 + denominator**2
    zero = factor * sp.Add(*summands) / below - sp.Add(*(sp.expand(factor * t, power_exp=True) / below for t in summands))
    with contextlib.suppress(NoSignature):
        assert signature(zero, random_point(frozenset(zero.free_symbols), 7)) == 0
    assert vanishes(zero)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(terms, min_size=1, max_size=3), polynomials)
def test_both_rings_say_the_same(summands: list[sp.Expr], other: sp.Expr) -> None:
    e = sp.Add(*summands) - other
    assert len({numerator_vanishes(without_exponentials(e), ring=ring) for ring in RINGS}) == 1


def test_no_signature_outside_of_the_class_or_at_a_pole() -> None:
    for strange in (sp.log(x), sp.exp(sp.exp(x)), sp.sqrt(x), 1 / (x - x * sp.exp(0) + 0 * y + sp.Mul(0, 1, evaluate=False))):
        with pytest.raises(NoSignature):
            signature(strange, {x: 3, y: 4})
    with pytest.raises(NoSignature, match="denominator"):
        signature(1 / (x - y), {x: 3, y: 3})


def test_a_pole_at_the_random_point_leaves_the_decision_to_the_ring() -> None:
    point = random_point(frozenset({x, y}), 1984)
    assert vanishes(1 / (x - point[x]) - 2 / (2 * x - 2 * point[x]) + y - y * x / x)
    assert not vanishes(1 / (x - point[x]) + y)


def test_nested_exponentials_are_taken_for_independent() -> None:
    assert vanishes(sp.exp(sp.exp(x) + y) - sp.exp(sp.exp(x)) * sp.exp(y))
    assert not vanishes(sp.exp(sp.exp(x)) - sp.exp(x))


def test_a_division_by_zero_is_an_error_of_the_ring() -> None:
    for ring in RINGS:
        with pytest.raises(ZeroDivisionError):
            numerator_vanishes(1 / (x * (y + 1) - x * y - x), ring=ring)
        with pytest.raises(TypeError, match="not a quotient"):
            numerator_vanishes(sp.sin(x), ring=ring)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(st.integers(-6, 6), min_size=n, max_size=n), min_size=1, max_size=5))
)
def test_an_echelon_basis_spans_the_same_lattice(vectors: list[list[int]]) -> None:
    basis = echelon_basis(vectors)
    for vector in vectors:
        found = coordinates(vector, basis)
        assert [sum(n * b[i] for n, b in zip(found, basis, strict=True)) for i in range(len(vector))] == vector
    # The other way round: each basis vector is an integer combination, as the Smith form of both matrices is the same.
    rank = sp.Matrix(vectors).rank()
    assert len(basis) == rank
    pivots = [next(i for i, a in enumerate(b) if a) for b in basis]
    assert pivots == sorted(set(pivots))
    assert all(b[i] > 0 for b, i in zip(basis, pivots, strict=True))
    if rank == len(vectors):
        minors = lambda rows: sp.gcd_list([abs(m.det()) for m in _square_minors(rows)])  # noqa: E731
        assert minors(vectors) == minors(basis)


def _square_minors(rows: list[list[int]]) -> list[sp.Matrix]:
    width = len(rows[0])
    return [sp.Matrix([[r[i] for i in chosen] for r in rows]) for chosen in itertools.combinations(range(width), len(rows))]
