"""Meanings of the names in formulas, and the nodes that a formula may have.

One name stands for one thing, everywhere in a derivation: a size, an index, an array, a parameter, an unknown function, or a
definition. Otherwise a text could be read in two ways, and a proof by one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import sympy as sp

from grader.symbolic.definitions import Defined, Definition, Slope
from grader.symbolic.language import Array, Index, IndexSum, LogAddExp, Sigma, Softplus, scalar, size_of, sort_of
from grader.symbolic.nodes import Sort, checked_name
from grader.symbolic.unknowns import Partial, Unknown, signature_of

Meaning = tuple[str, str, Any]
"""A name, the kind of thing that it stands for in words, and the thing."""

INSTEAD = {
    sp.Sum: "write total(SORT, lambda i: ...)",
    sp.Product: "write exp(total(SORT, lambda i: log(...)))",
    sp.Derivative: "write derivative(of, by)",
    sp.Integral: "there are no integrals",
    sp.Symbol: "write scalar(name) for a real parameter",
    sp.Indexed: "write Array(name, SORT, ...) for an array",
    sp.Abs: "the root of a square is its absolute value; write the number itself where it is positive",
}
"""What to write instead of nodes that SymPy has and the language has not."""

_OPERATIONS = (sp.Add, sp.Mul, sp.Pow, sp.exp, sp.log, sp.tanh, Sigma, Softplus, LogAddExp)


def meanings(*expressions: Any) -> frozenset[Meaning]:
    """What the names in these expressions stand for.

    Raises TypeError for a node outside the language, ValueError for the index of a `total` that is not complete.
    """
    return frozenset[Meaning]().union(*(_meanings(sp.sympify(e)) for e in expressions))


def check_names(found: Iterable[Meaning]) -> None:
    """Raise ValueError if a name stands for two things."""
    known: dict[str, tuple[str, Any]] = {}
    for name, kind, thing in sorted(found, key=lambda meaning: (meaning[0], meaning[1], meaning[2] is None)):
        first_kind, first = known.setdefault(name, (kind, thing))
        if first_kind != kind:
            raise ValueError(f"the name {name} stands for two things: {first_kind} and {kind}")
        if thing is not None and thing != first:
            raise ValueError(f"the name {name} stands for two things: two different ones are {kind}")
    for name in known:
        base, _, under = name.partition("_")
        if (
            under
            and known.get(under, ("",))[0].startswith("an index")
            and known.get(base, ("",))[0] in ("an array", "a definition")
        ):
            raise ValueError(f"{name} is written like {base} at the index {under}: give one of them another name")


def check_closed(*expressions: sp.Basic) -> None:
    """Raise ValueError if the bound index of a sum stands outside of it."""
    for e in expressions:
        for index in e.free_symbols:
            if isinstance(index, Index) and (index.level or index.is_open):
                raise ValueError(f"the index {index} of a total is used outside of it")


@lru_cache(maxsize=100_000)
def _meanings(e: sp.Basic) -> frozenset[Meaning]:  # noqa: C901, PLR0911, PLR0912  # a line a node
    """Of a number: each node is read once, from the leaves upwards."""
    match e:
        case sp.Rational() | sp.Float() | sp.core.numbers.Exp1():
            return frozenset()
        case Index():
            raise TypeError(f"{e} is an index, not a number")
        case sp.Symbol() if e == size_of(Sort(e.name)):
            return frozenset({(e.name, "the size of a sort", None)})
        case sp.Symbol() if e == scalar(e.name):
            return frozenset({(e.name, "a parameter", None)})
        case IndexSum():
            return _meanings(e.body) | _of_sort(e.index.sort)
        case sp.KroneckerDelta():
            a, b, *more = e.args
            if sort_of(a) is None or sort_of(a) != sort_of(b) or more:
                raise TypeError(f"[{a} = {b}] compares what is not two indices of one sort: write delta(a, b)")
            return of_index(a) | of_index(b)
        case sp.Indexed() if isinstance(e.base, Array):
            return _of_entry(e)
        case Unknown():
            return _of_unknown(e)
        case Partial():
            return _meanings(e.function).union(*map(of_index, e.indices))
        case Defined() if not e.definition.is_named:
            return _meanings(e.formula)
        case Defined():
            named: Meaning = (e.name, "a definition", e.definition)
            return _of_definition(e.definition).union({named}, *map(of_index, e.indices))
        case Slope():
            return _meanings(e.of) | _meanings(e.by)
    if isinstance(e, _OPERATIONS):
        return frozenset[Meaning]().union(*map(_meanings, e.args))
    advice = next((f": {text}" for kind, text in INSTEAD.items() if isinstance(e, kind)), "")
    raise TypeError(f"the index language has no {e}{advice}")


@lru_cache(maxsize=4096)
def _of_definition(definition: Definition) -> frozenset[Meaning]:
    checked_name(definition.name)
    return frozenset[Meaning]().union(_meanings(definition.body), *(_of_sort(p.sort) for p in definition.parameters))


def _of_sort(sort: Sort) -> frozenset[Meaning]:
    return frozenset({(sort.size, "the size of a sort", sort)})


def of_index(index: Any) -> frozenset[Meaning]:
    """What the names in an index stand for."""
    if isinstance(index, Index):
        if index.is_open:
            raise ValueError("the index of a total is used outside of it")
        if not index.level:
            checked_name(index.name)
        named: Meaning = (index.name, f"an index of {index.sort.size}", index.sort)
        return _of_sort(index.sort) | (frozenset() if index.level else frozenset({named}))
    if sort_of(index) is None:
        raise TypeError(f"{index} is not an index")
    return of_array(index.base).union(*map(of_index, index.indices))


def of_array(array: Array) -> frozenset[Meaning]:
    """What the names in an array stand for."""
    kind = "an array of indices" if array.values else "an array"
    sorts = (*array.axes, array.values) if array.values else array.axes
    return frozenset({(array.name, kind, array)}).union(*map(_of_sort, sorts))


def _of_entry(e: sp.Indexed) -> frozenset[Meaning]:
    if e.base.values is not None:
        raise TypeError(f"{e} is an index, not a number")
    if tuple(map(sort_of, e.indices)) != e.base.axes:
        raise TypeError(f"{e.base.name} has no entry {e}: its indices are not of the sorts of its axes")
    return of_array(e.base).union(*map(of_index, e.indices))


def _of_unknown(e: Unknown) -> frozenset[Meaning]:
    found = {(checked_name(e.name), "an unknown function", signature_of(e))}
    for argument in e.arguments:
        if sort_of(argument) is not None:
            found |= of_index(argument)
        elif isinstance(argument, sp.Indexed):
            found |= of_array(argument.base).union(*map(of_index, argument.indices))
        else:
            found |= of_array(argument) if isinstance(argument, Array) else _meanings(argument)
    return frozenset(found)
