"""Functions of which nothing is known but their arguments: a loss J(v_c, w, U) whatever it is.

    J = unknown("J")
    J(row(v, c), w, u)                              of a row, of an index, and of a whole array
    derivative(J(row(v, c), w, u), v[p, q])         [p = c] times the derivative of J by entry q of its first argument

All that such a function depends on is an argument in the tree. So a sum over c, or another row in its place, is what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Self

import sympy as sp
from sympy.core.symbol import Str

from grader.symbolic.language import Array, Index, delta, sort_of
from grader.symbolic.nodes import Sort, checked_name

Place = Any
"""What an unknown function depends on: an array, a row or an entry of one, a parameter; sp.Expr for SymPy."""


class Unknown(sp.Expr):  # type: ignore[misc]  # SymPy is untyped
    """An unknown function of indices and places."""

    is_real = True
    name = property(lambda self: self.args[0].name)
    arguments = property(lambda self: self.args[1:])

    def __new__(cls, name: Any, *arguments: Any) -> Self:
        """The function at these arguments. Raises TypeError for an argument that is neither an index nor a place."""
        for argument in arguments:
            if sort_of(argument) is None and not _is_place(argument):
                raise TypeError(f"{name} is a function of indices, arrays, rows, entries and parameters, not of {argument}")
        return sp.Expr.__new__(cls, name if isinstance(name, Str) else Str(name), *arguments)  # type: ignore[no-any-return]

    def _eval_derivative(self, by: Any) -> sp.Expr:
        """The sum over all places in which `by` may stand: each contributes where its indices are those of `by`."""
        terms = []
        for n, place in enumerate(self.arguments):
            if sort_of(place) is not None:
                continue
            base, fixed = split(place)
            if isinstance(by, sp.Indexed) and by.base == base:
                same = (delta(a, b) for a, b in zip(fixed, by.indices, strict=False))
                terms.append(sp.Mul(*same, Partial(self, sp.Integer(n), *by.indices[len(fixed) :])))
            elif by == place:
                terms.append(Partial(self, sp.Integer(n)))
        return sp.Add(*terms)


class Partial(sp.Expr):  # type: ignore[misc]  # SymPy is untyped
    """The derivative of an unknown function by one of its arguments, at the remaining indices of that argument."""

    is_real = True
    function = property(lambda self: self.args[0])
    number = property(lambda self: int(self.args[1]))
    indices = property(lambda self: self.args[2:])

    def _eval_derivative(self, by: Any) -> sp.Expr:
        if sp.diff(self.function, by) == 0:
            return sp.S.Zero
        raise TypeError(f"the second derivative of the unknown {self.function.name} is not known")


def split(place: Place) -> tuple[Any, tuple[Any, ...]]:
    """The array of a place and the indices that are fixed there."""
    return (place.base, tuple(place.indices)) if isinstance(place, sp.Indexed) else (place, ())


def axes_of(place: Place) -> tuple[Sort, ...]:
    """The sorts along which a place extends: none for a number."""
    base, fixed = split(place)
    return base.axes[len(fixed) :] if isinstance(base, Array) else ()


def signature_of(node: Unknown) -> tuple[Any, ...]:
    """The kinds of its arguments: an index by its sort, a place by the sorts along which it extends."""
    return tuple(sort_of(a) or axes_of(a) for a in node.arguments)


def _is_place(argument: Any) -> bool:
    base, _ = split(argument)
    if isinstance(base, Array):
        return base.values is None
    return isinstance(argument, sp.Symbol) and not isinstance(argument, Index) and not argument.is_integer


def unknown(name: str) -> Callable[..., Unknown]:
    """An unknown function. It is called with all that it depends on: indices, arrays, rows, entries, parameters."""
    return partial(Unknown, checked_name(name))
