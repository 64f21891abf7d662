"""Operators that turn a right formula into a wrong one.

Each takes the target that it changes and the code; the hint of a code stands in `hints`, or beside the slip. A target is

    None                  the whole formula
    a definition          every place where it is used, also inside other definitions: yhat
    exp, log, sigma       every place where the function is applied
    a Python function     every place that is this function of some index: score
    a sort                every sum over it
    an array              every entry of it
    an index              every place where it stands, also below an array
    an expression         every place where it stands: score(o), V
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from grader.symbolic.definitions import Definition
from grader.symbolic.language import Array, Index, IndexSum, sort_of, total
from grader.symbolic.nodes import Sort
from grader.symbolic.slips.places import Change, Target, changed, indices_at, summand
from grader.symbolic.written import Position, Written, WrittenNumber

_serials = itertools.count(1)


def first(sort: Sort) -> Index:
    """The first index of a sort."""
    return _position("first", sort, "0")


def last(sort: Sort) -> Index:
    """The last index of a sort."""
    return _position("last", sort, "-1")


def middle(sort: Sort) -> Index:
    """The index in the middle of a sort."""
    return _position("middle", sort, f"{sort.size} // 2")


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
    code    what a report calls it
    hint    what a teacher would say, without the formula; "" for what the tables of hints say of the code
    what    what the value equals, if the wrong formula cannot say that itself; {} stands for the right formula
    """

    change: Callable[[sp.Expr, tuple[Index, ...]], sp.Expr]
    code: str
    hint: str = ""
    what: str = ""


def change(target: Target, how: Change, code: str, hint: str = "", what: str = "") -> Slip:
    """Something done to the target, wherever it stands: `how` is given the expression there."""

    def everywhere(formula: sp.Expr, _: tuple[Index, ...]) -> sp.Expr:
        return sp.sympify(how(formula) if target is None else changed(formula, target, how))

    return Slip(change=everywhere, code=code, hint=hint, what=what)


# --- one number for another -----------------------------------------------------------------------------------------------


def flip(target: Target = None, code: str = "sign-flipped", hint: str = "") -> Slip:
    """The target with the other sign."""
    return change(target, lambda e: -e, code, hint)


def drop(target: Target, code: str, hint: str = "") -> Slip:
    """0 for the target: a term is missing."""
    return change(target, lambda _: sp.S.Zero, code, hint)


def remove(target: Target, code: str, hint: str = "") -> Slip:
    """1 for the target: a factor is missing."""
    return change(target, lambda _: sp.S.One, code, hint)


def twice(target: Target = None, code: str = "twice", hint: str = "") -> Slip:
    """Two times the target."""
    return change(target, lambda e: 2 * e, code, hint)


def half(target: Target = None, code: str = "half", hint: str = "") -> Slip:
    """Half of the target."""
    return change(target, lambda e: e / 2, code, hint)


def averaged(size: Any, target: Target = None, code: str = "averaged", hint: str = "") -> Slip:
    """The target divided by a size."""
    return change(target, lambda e: e / size, code, hint)


def times(factor: Any, code: str, target: Target = None, hint: str = "") -> Slip:
    """The target times a number."""
    return change(target, lambda e: e * factor, code, hint)


def squared(target: Target = None, code: str = "squared", hint: str = "") -> Slip:
    """The square of the target."""
    return change(target, lambda e: e**2, code, hint)


def inverted(target: Target = None, code: str = "reciprocal", hint: str = "") -> Slip:
    """1 divided by the target."""
    return change(target, lambda e: 1 / e, code, hint)


def complement(target: Target = None, code: str = "complement", hint: str = "") -> Slip:
    """1 minus the target."""
    return change(target, lambda e: 1 - e, code, hint)


# --- one thing for another ------------------------------------------------------------------------------------------------


def instead(formula: Any, code: str, hint: str = "") -> Slip:
    """Another formula for the whole one."""
    return change(None, lambda _: formula, code, hint)


def replace(target: Target, new: Any, code: str, hint: str = "") -> Slip:
    """Something else for the target: a formula, or a function of its indices (its argument, for exp, log and sigma)."""

    def how(e: sp.Expr) -> Any:
        return new(*(indices_at(e, target) or (e,))) if callable(new) and not isinstance(new, sp.Basic) else new

    return change(target, how, code, hint)


def at(target: Target, index: Any, code: str, hint: str = "") -> Slip:
    """A definition, an array, or a function of an index, at another index of the same sort; or that index for another one."""
    sort = sort_of(index)
    if isinstance(target, Index):
        return change(None, lambda e: e.xreplace({target: index}), code, hint)

    def how(e: Any) -> Any:
        indices = tuple(index if sort_of(i) == sort else i for i in indices_at(e, target) or ())
        return target[indices] if isinstance(target, Array) else target(*indices)

    return change(target, how, code, hint)


def only(sort: Sort, index: Any, code: str, hint: str = "") -> Slip:
    """One summand, at this index, for each sum over a sort."""
    return change(sort, lambda e: summand(e, index), code, hint)


def leave_out(sort: Sort, index: Any, code: str, hint: str = "") -> Slip:
    """Each sum over a sort without its summand at this index."""
    return change(sort, lambda e: e - summand(e, index), code, hint)


def weighted(sort: Sort, weight: Callable[[Any], Any] | str, code: str, what: str = "", hint: str = "") -> Slip:
    """Each summand of a sum over a sort times a weight, which is 0 or 1 where some are left out.

    weight  a function of the index, or NumPy for the weights of all indices; then `what` reads on after the right formula
    """

    def how(e: IndexSum) -> sp.Expr:
        def body(i: Index) -> sp.Expr:
            by = written(code, weight, (i,)) if isinstance(weight, str) else weight(i)
            return sp.Mul(e.body.xreplace({e.index: i}), by)

        return total(sort, body)

    return change(sort, how, code, hint, what and f"{{}}, {what}")


def together(code: str, *slips: Slip, hint: str = "", what: str = "") -> Slip:
    """Several slips at once, one after the other."""

    def all_of_them(formula: sp.Expr, free: tuple[Index, ...]) -> sp.Expr:
        for slip in slips:
            formula = slip.change(formula, free)
        return formula

    return Slip(change=all_of_them, code=code, hint=hint, what=what or next((s.what for s in slips if s.what), ""))


def in_rows(where: Callable[[Any], Any], slip: Slip, code: str, hint: str = "") -> Slip:
    """Another slip, but only in the rows (by the first index of the output) for which `where` is 1 and not 0."""

    def rows(formula: sp.Expr, free: tuple[Index, ...]) -> sp.Expr:
        return where(free[0]) * slip.change(formula, free) + (1 - where(free[0])) * formula

    return Slip(change=rows, code=code, hint=hint)


# --- NumPy by hand --------------------------------------------------------------------------------------------------------


def numpy(source: str, code: str, what: str, hint: str = "") -> Slip:
    """Make the whole output from NumPy in the letters of the derivation; `what` is what it equals in words."""

    def by_hand(_: sp.Expr, free: tuple[Index, ...]) -> sp.Expr:
        return written(code, source, free)

    return Slip(change=by_hand, code=code, hint=hint, what=what)


def written_as(target: Any, source: str, code: str, what: str, hint: str = "") -> Slip:
    """NumPy for a definition, or for a function of an index; the rest of the formula is right.

    `what` reads on after the right formula: "yhat being ...", or anything else for a function.
    """
    said = f"{{}}, {target.name} being {what}" if isinstance(target, Definition) else f"{{}}, {what}"
    return change(target, lambda e: written(code, source, indices_at(e, target) or ()), code, hint, said)


def written(name: str, source: str, indices: tuple[Any, ...]) -> sp.Expr:
    """The entry at these indices of an array that NumPy source computes; without indices a number."""
    unique = f"{name.replace('-', '_')}_{next(_serials)}"
    if not indices:
        number = WrittenNumber(unique, real=True)
        number.source = source
        return number
    array = Written(unique, *(sort for i in indices if (sort := sort_of(i))))
    array.source = source
    return array[indices]
