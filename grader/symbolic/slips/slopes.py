"""The derivative of a formula as a person writes it: with its definitions by their names, and without sums over a delta."""

from __future__ import annotations

from typing import Any

import sympy as sp

from grader.symbolic.definitions import Defined, evaluated
from grader.symbolic.language import IndexSum, delta, total


def slope(e: Any, by: Any) -> sp.Expr:
    """The derivative of a formula by an entry of an array or a parameter."""
    if not evaluated(e).has(by.base if isinstance(by, sp.Indexed) else by):
        return sp.S.Zero
    match e:
        case IndexSum():
            derived = added(e.index.sort, lambda i: slope(e.body.xreplace({e.index: i}), by))
        case Defined():
            derived = _of_definition(e, by)
        case sp.Indexed():
            derived = sp.Mul(*(delta(a, b) for a, b in zip(e.indices, by.indices, strict=True)))
        case sp.Symbol():
            derived = sp.S.One
        case _:  # the chain rule
            inside = {sp.Dummy(real=True): a for a in e.args}
            outside = e.func(*inside)
            derived = sp.Add(*(outside.diff(x).xreplace(inside) * slope(a, by) for x, a in inside.items()))
    return derived


def _of_definition(e: Defined, by: Any) -> sp.Expr:
    """The derivative of a definition. That of exp(a)/b is the definition itself times a' - b'/b, as of a softmax."""
    formula = e.formula
    above, below = formula.as_numer_denom()
    if not isinstance(above, sp.exp) or below == 1:
        return slope(formula, by)
    weight = e.definition
    inner = below.formula if isinstance(below, Defined) else below
    if isinstance(inner, IndexSum) and len(e.indices) == 1:
        bound = inner.index
        if weight(bound).formula.as_numer_denom()[0] == inner.body:  # b = sum_x exp(a_x): b'/b is the mean of the a_x'
            mean = added(bound.sort, lambda i: weight(i) * slope(inner.body.args[0].xreplace({bound: i}), by))
            return e * (slope(above.args[0], by) - mean)
    return e * (slope(above.args[0], by) - slope(below, by) / below)


def added(sort: Any, body: Any) -> sp.Expr:
    """The sum over a sort. Factors without the index stand outside, and a factor [i = a] puts a in its place."""
    whole = total(sort, body)
    terms = sp.Add.make_args(sp.expand_mul(whole.body))
    return sp.Add(*(_one_sum(term, whole.index) for term in terms))


def _one_sum(term: sp.Expr, index: Any) -> sp.Expr:
    factors = sp.Mul.make_args(term)
    outside = sp.Mul(*(f for f in factors if index not in f.free_symbols))
    inside = [f for f in factors if index in f.free_symbols]
    for d in (f for f in inside if isinstance(f, sp.KroneckerDelta) and index in f.args):
        other = d.args[1] if d.args[0] == index else d.args[0]
        if index not in other.free_symbols:
            return outside * sp.Mul(*(f for f in inside if f is not d)).xreplace({index: other})
    if not inside:
        return outside * sp.Symbol(index.sort.size, integer=True, positive=True)
    return outside * total(index.sort, lambda i: sp.Mul(*inside).xreplace({index: i}))
