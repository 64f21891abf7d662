"""Places of a slip's target in a formula, and the formula with something else in those places."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any

import sympy as sp

from grader.symbolic.definitions import Defined, Definition, Slope, as_written, evaluated
from grader.symbolic.language import Array, Index, IndexSum, rebuilt, sort_of, total
from grader.symbolic.nodes import Sort

Target = Any
Change = Callable[[sp.Expr], Any]


@lru_cache(maxsize=100_000)
def rearranged(e: sp.Basic) -> sp.Basic:
    """The expression as SymPy arranges it, with its definitions: two ways of writing one formula become one tree."""
    if isinstance(e, Slope):
        return evaluated(e)
    if isinstance(e, sp.Indexed) or not e.args:
        return e
    with sp.evaluate(True):
        return e.func(*map(rearranged, e.args))


def changed(e: sp.Basic, target: Target, how: Change) -> sp.Basic:
    """The expression with a change made to every place of a target. A definition in which something changes loses its name."""
    if indices_at(e, target) is not None:
        with sp.evaluate(True):
            return sp.sympify(how(e))
    if isinstance(e, Defined):
        formula = e.formula
        body = changed(formula, target, how)
        return e if body is formula else body
    if isinstance(e, IndexSum):
        with as_written():
            made = total(e.index.sort, lambda i: changed(summand(e, i), target, how))
        return e if made == e else made
    if isinstance(e, sp.Indexed) or not e.args:
        return e
    arguments = [changed(a, target, how) for a in e.args]
    return e if all(a is b for a, b in zip(arguments, e.args, strict=True)) else _rebuilt(e, arguments)


def summand(e: IndexSum, index: Any) -> sp.Expr:
    """The summand of a sum at an index, in the form in which it was written."""
    with as_written():
        return e.body.xreplace({e.index: index})


def _rebuilt(e: sp.Basic, arguments: list[Any]) -> sp.Basic:
    """The expression with other arguments, in the form in which it was written, but without what is 0 or 1."""
    if isinstance(e, sp.Mul):
        parts = [a.as_coeff_Mul() for a in arguments]
        with sp.evaluate(True):
            number = sp.Mul(*(c for c, _ in parts))
        arguments = [a for a in (number, *(rest for _, rest in parts)) if a != 1] if number else [sp.S.Zero]
    if isinstance(e, sp.Add):
        arguments = [a for a in arguments if a != 0]
    if len(arguments) == 1 and isinstance(e, (sp.Add, sp.Mul)):
        return arguments[0]
    return rebuilt(e, arguments)


def indices_at(e: Any, target: Target) -> tuple[Any, ...] | None:
    """What a target is applied to, if the expression is this target at some place; None if it is not."""
    match target:
        case Definition():
            return e.indices if isinstance(e, Defined) and e.definition == target else None
        case Array():
            return tuple(e.indices) if isinstance(e, sp.Indexed) and e.base == target else None
        case Sort():
            return () if isinstance(e, IndexSum) and e.index.sort == target else None
        case type():
            return tuple(e.args) if isinstance(e, target) else None  # type: ignore[attr-defined]
        case FunctionType():
            places = (i for i in _indices_in(e) if _is_at(e, target, i))
            return next(((i,) for i in places), None)
    return () if rearranged(e) == rearranged(sp.sympify(target)) else None


def _indices_in(e: sp.Basic) -> list[Any]:
    """The free indices of a formula: names, and entries of lists of indices."""
    if isinstance(e, sp.Indexed) or not e.args:
        return []
    lists = [n for n in sp.preorder_traversal(e) if isinstance(n, sp.Indexed) and sort_of(n) is not None]
    return [*sorted((i for i in e.free_symbols if isinstance(i, Index)), key=str), *lists]


def _is_at(e: sp.Basic, function: Callable[[Any], Any], index: Any) -> bool:
    """True if an expression is a function of this index."""
    try:
        return bool(rearranged(function(index)) == rearranged(e))
    except TypeError:  # an index of another sort
        return False
