"""Operators that turn a right formula into a wrong one.

Each takes the target that it changes, the code and the hint; code and hint may be left to `table`. A target is

    nothing               the whole formula
    a definition          every place where it is used, also inside other definitions: yhat
    exp, log, sigma       every place where the function is applied
    a Python function     every place that is this function of some index: score
    a sort                every sum over it
    an array              every entry of it
    an expression         every place where it stands: score(o), V
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import sympy as sp

from grader.symbolic.definitions import Defined, Definition
from grader.symbolic.emitting import Position, Written, WrittenNumber
from grader.symbolic.language import Array, Index, IndexSum, delta, sort_of, total
from grader.symbolic.nodes import Sort
from grader.symbolic.slips.table import TABLE

Target = Any
Change = Callable[[sp.Expr], Any]

_serials = itertools.count(1)


def first(sort: Sort) -> Index:
    """The first index of a sort."""
    return _position("first", sort, "0")


def last(sort: Sort) -> Index:
    """The last index of a sort."""
    return _position("last", sort, "-1")


def before(index: Index) -> Index:
    """The index before another one; before the first comes the last."""
    return _position(f"before_{index.name}", index.sort, f"{index.name} - 1")


def after(index: Index) -> Index:
    """The index after another one; after the last comes the first."""
    return _position(f"after_{index.name}", index.sort, f"({index.name} + 1) % {index.sort.size}")


def _position(name: str, sort: Sort, source: str) -> Index:
    position = Position(name, sort)
    position.source = source
    return position


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slip:
    """One thing that is done to a formula.

    change  from the right formula and its free indices to the wrong one
    code    what a report calls it; {} stands for the word of the target
    what    what the value equals, if the wrong formula cannot say that itself
    """

    change: Callable[[sp.Expr, tuple[Index, ...]], sp.Expr]
    target: Target
    code: str
    hint: str
    what: str = ""


def _slip(operator: str, change: Change, target: Target, code: str, hint: str, what: str = "") -> Slip:
    row = TABLE[operator]

    def everywhere(formula: sp.Expr, _: tuple[Index, ...]) -> sp.Expr:
        return sp.sympify(change(formula) if target is None else changed(formula, target, change))

    code = code or (row.whole if target is None else row.part)
    return Slip(change=everywhere, target=target, code=code, hint=hint or row.hint, what=what)


# --- one number for another -----------------------------------------------------------------------------------------------


def flip(target: Target = None, code: str = "", hint: str = "") -> Slip:
    """With the other sign."""
    return _slip("flip", lambda e: -e, target, code, hint)


def drop(target: Target = None, code: str = "", hint: str = "") -> Slip:
    """0 for the target: a term is missing."""
    return _slip("drop", lambda _: sp.S.Zero, target, code, hint)


def remove(target: Target, code: str = "", hint: str = "") -> Slip:
    """1 for the target: a factor is missing."""
    return _slip("remove", lambda _: sp.S.One, target, code, hint)


def twice(target: Target = None, code: str = "", hint: str = "") -> Slip:
    """Two times the target."""
    return _slip("twice", lambda e: 2 * e, target, code, hint)


def half(target: Target = None, code: str = "", hint: str = "") -> Slip:
    """Half of the target."""
    return _slip("half", lambda e: e / 2, target, code, hint)


def averaged(size: Any, target: Target = None, code: str = "", hint: str = "") -> Slip:
    """The target divided by a size."""
    return _slip("averaged", lambda e: e / size, target, code, hint)


def times(factor: Any, target: Target = None, code: str = "", hint: str = "") -> Slip:
    """The target times a number."""
    return _slip("times", lambda e: e * factor, target, code, hint)


def squared(target: Target = None, code: str = "", hint: str = "") -> Slip:
    """The square of the target."""
    return _slip("squared", lambda e: e**2, target, code, hint)


def inverted(target: Target = None, code: str = "", hint: str = "") -> Slip:
    """1 divided by the target."""
    return _slip("inverted", lambda e: 1 / e, target, code, hint)


def complement(target: Target = None, code: str = "", hint: str = "") -> Slip:
    """1 minus the target."""
    return _slip("complement", lambda e: 1 - e, target, code, hint)


# --- one thing for another ------------------------------------------------------------------------------------------------


def replace(target: Target, new: Any, code: str = "", hint: str = "", *, what: str = "") -> Slip:
    """Something else for the target: a formula, or a function of its indices (its argument, for exp, log and sigma)."""

    def change(e: sp.Expr) -> Any:
        if isinstance(new, sp.Basic) or not callable(new):
            return new
        return new(*(_indices_at(e, target) or (e,)))

    return _slip("replace", change, target, code, hint, what)


def at(target: Target, index: Any, code: str = "", hint: str = "") -> Slip:
    """A definition, an array, or a function of an index, at another index of the same sort."""
    sort = sort_of(index)

    def change(e: Any) -> Any:
        indices = tuple(index if sort_of(i) == sort else i for i in _indices_at(e, target) or ())
        return target[indices] if isinstance(target, Array) else target(*indices)

    return _slip("at", change, target, code, hint)


def only(sort: Sort, index: Any, code: str = "", hint: str = "") -> Slip:
    """One summand, at this index, for the sum over a sort."""
    return _slip("only", lambda e: e.body.xreplace({e.index: index}), sort, code, hint)


def leave_out(sort: Sort, index: Any, code: str = "", hint: str = "") -> Slip:
    """The sum over a sort without its summand at this index."""
    return _slip("leave_out", lambda e: e - e.body.xreplace({e.index: index}), sort, code, hint)


def in_row(index: Any, slip: Slip, code: str = "", hint: str = "", *, others: bool = False) -> Slip:
    """Another slip, in the row of this index only; with `others` in all rows but this."""

    def change(formula: sp.Expr, free: tuple[Index, ...]) -> sp.Expr:
        here = delta(next(i for i in free if i.sort == sort_of(index)), index)
        wrong = slip.change(formula, free)
        return here * formula + (1 - here) * wrong if others else here * wrong + (1 - here) * formula

    return Slip(change=change, target=slip.target, code=code or TABLE["in_row"].part, hint=hint or slip.hint)


# --- NumPy by hand --------------------------------------------------------------------------------------------------------


def numpy(source: str, code: str, what: str, hint: str = "") -> Slip:
    """The whole output in NumPy, in the letters of the derivation: numpy("yhat[-1] * u[-1]", ...)."""

    def change(_: sp.Expr, free: tuple[Index, ...]) -> sp.Expr:
        return _written(code, source, free)

    return Slip(change=change, target=None, code=code, hint=hint or TABLE["numpy"].hint, what=what)


def written_as(target: Definition, source: str, code: str, what: str, hint: str = "") -> Slip:
    """NumPy for a definition: the rest of the formula is right. `what` reads on after its name: "yhat being ..."."""
    return _slip("numpy", lambda e: _written(code, source, e.indices), target, code, hint, f"{target.name} being {what}")


def _written(name: str, source: str, indices: tuple[Any, ...]) -> sp.Expr:
    """The entry at these indices of an array that NumPy source computes; without indices a number."""
    unique = f"{name.replace('-', '_')}_{next(_serials)}"
    if not indices:
        number = WrittenNumber(unique, real=True)
        number.source = source
        return number
    array = Written(unique, *(sort_of(i) for i in indices))  # type: ignore[arg-type]  # each index has a sort
    array.source = source
    return array[indices]


# --- where ----------------------------------------------------------------------------------------------------------------


def changed(e: sp.Basic, target: Target, change: Change) -> sp.Basic:
    """The expression with a change made to every place of a target. A definition in which something changes loses its name."""
    if _indices_at(e, target) is not None:
        return sp.sympify(change(e))
    if isinstance(e, Defined):
        body = changed(e.formula, target, change)
        return e if body == e.formula else body
    if isinstance(e, IndexSum):
        return total(e.index.sort, lambda i: changed(e.body.xreplace({e.index: i}), target, change))
    if isinstance(e, sp.Indexed) or not e.args:
        return e
    arguments = [changed(a, target, change) for a in e.args]
    return e if all(a is b for a, b in zip(arguments, e.args, strict=True)) else e.func(*arguments)


def _indices_at(e: Any, target: Target) -> tuple[Any, ...] | None:
    """What a target is applied to, if the expression is this target at some place; None if it is not."""
    match target:
        case Definition():
            return e.indices if isinstance(e, Defined) and e.definition == target else None
        case Array():
            return tuple(e.indices) if isinstance(e, sp.Indexed) and e.base == target else None
        case Sort():
            return () if isinstance(e, IndexSum) and e.index.sort == target else None
        case type():
            return e.args if isinstance(e, target) else None
        case FunctionType():
            places = (i for i in _indices_in(e) if _is_at(e, target, i))
            return next(((i,) for i in places), None)
    return () if e == target else None


def _indices_in(e: sp.Basic) -> list[Any]:
    """The free indices of a formula: names, and entries of lists of indices."""
    if isinstance(e, sp.Indexed) or not e.args:
        return []
    lists = [n for n in sp.preorder_traversal(e) if isinstance(n, sp.Indexed) and sort_of(n) is not None]
    return [*sorted((i for i in e.free_symbols if isinstance(i, Index)), key=str), *lists]


def _is_at(e: sp.Basic, function: Callable[[Any], Any], index: Any) -> bool:
    """True if an expression is a function of this index."""
    try:
        return bool(function(index) == e)
    except TypeError:  # an index of another sort
        return False
