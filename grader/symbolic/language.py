"""The index language: losses and gradients of every size as SymPy trees.

    ROWS = Sort("V", letters="xyz"); COORDINATES = Sort("d", letters="j", coordinate=True)
    u = Array("u", ROWS, COORDINATES)           u[w, j]: coordinate j of the vector u_w
    s = Array("s", SAMPLES, values=ROWS)        s[k]: an index of a row; so u[s[k], j] is an entry as well
    total(x, exp(u[x, j]))                      the sum over all rows x
    delta(w, o)                                 1 where w = o, otherwise 0
    derivative(J, u[w, j])                      SymPy's derivative

Every index has a sort, and an index of the wrong sort is a TypeError. An array is indexed in the order of its axes in code:
u[w, j] is in row w, column j, also if the mathematics writes these vectors as columns.

SymPy's own `Sum` captures: the derivative of Sum(a[w]**2, w) by a[w] is Sum(2*a[w]), though the two w have nothing in common (its
issue 21891). Here `total` gives its bound index a unique name at once, so nothing can be captured.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, Self

import sympy as sp

from grader.symbolic.nodes import MARK, Sort

_serials = itertools.count(1)

exp = sp.exp
log = sp.log


class Index(sp.Symbol):  # type: ignore[misc]  # SymPy is untyped
    """An index of a sort. Two indices are equal if name and sort are."""

    sort: Sort

    def __new__(cls, name: str, sort: Sort) -> Self:
        """An index of this name."""
        made: Self = sp.Symbol.__xnew__(cls, name, integer=True, nonnegative=True)
        made.sort = sort
        return made

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.sort)


class Array(sp.IndexedBase):  # type: ignore[misc]
    """An array of real numbers with typed axes; with `values` a list of indices of that sort (one axis)."""

    axes: tuple[Sort, ...]
    values: Sort | None

    def __new__(cls, name: str, *axes: Sort, values: Sort | None = None) -> Self:
        """An array of this name, one sort for each axis. Raises TypeError for indices along more than one axis."""
        if values is not None and len(axes) != 1:
            raise TypeError(f"{name}: indices stand in a list, along one axis")
        kind = {"real": True} if values is None else {"integer": True, "nonnegative": True}
        made: Self = sp.IndexedBase.__new__(cls, name, shape=tuple(size_of(sort) for sort in axes), **kind)
        made.axes, made.values = axes, values
        return made

    @property
    def func(self) -> Any:
        """SymPy rebuilds a node from its arguments; an array is itself."""
        return lambda *_: self

    def __getitem__(self, indices: Any, **_: Any) -> sp.Indexed:
        """The entry at these indices. Raises TypeError if they are too many, too few, or of another sort."""
        places = indices if isinstance(indices, tuple) else (indices,)
        if tuple(sort_of(i) for i in places) != self.axes:
            wanted = ", ".join(sort.size for sort in self.axes)
            raise TypeError(f"{self.label} is indexed by ({wanted}), not by {places}")
        return sp.Indexed(self, *places)


class IndexSum(sp.Expr):  # type: ignore[misc]
    """The sum of `body` over `index`. Made by `total`, which makes sure that no other IndexSum has this index."""

    is_real = True
    body = property(lambda self: self.args[0])
    index = property(lambda self: self.args[1])

    @property
    def free_symbols(self) -> set[Any]:
        """All but the bound index."""
        return set(self.body.free_symbols) - {self.index}

    def _eval_derivative(self, by: Any) -> sp.Expr:
        """The derivative of a finite sum is the sum of the derivatives."""
        return IndexSum(sp.diff(self.body, by), self.index)


class Sigma(sp.Function):  # type: ignore[misc]
    """The logistic function 1/(1 + e^-x). That sigma' = sigma (1 - sigma) is proved from exp in a test."""

    nargs = 1
    is_real = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivative by the argument (SymPy's name for it)."""
        del argindex
        return self * (1 - self)


sigma = Sigma


class Unknown(sp.Function):  # type: ignore[misc]
    """Base of the functions that `unknown` makes: only the arguments that they depend on are known."""

    nargs = 1
    is_real = True
    name: str
    slopes: Mapping[sp.Expr, Array]

    @property
    def free_symbols(self) -> set[Any]:
        """Includes all that the function depends on: SymPy returns 0 if it does not find the name that it differentiates by."""
        return set(super().free_symbols).union(*(place.free_symbols for place in self.slopes))

    def _eval_derivative(self, by: Any) -> sp.Expr:
        """The slope by one entry: 0 in the rows on which the function does not depend."""
        for place, slope in self.slopes.items():
            base, fixed = (place.base, place.indices) if isinstance(place, sp.Indexed) else (place, ())
            if isinstance(by, sp.Indexed) and by.base == base:
                same = sp.Mul(*(delta(a, b) for a, b in zip(fixed, by.indices, strict=False)))
                return same * slope[(self.args[0], *by.indices[len(fixed) :])]
        return sp.S.Zero


def unknown(name: str, slopes: Mapping[Any, Array]) -> type[Unknown]:
    """An unknown function J(w) of an index and of arrays.

    `slopes` lists what it depends on, and names the derivative by each: a whole array (u: dJ/du[w, p, q] at every entry u[p, q]),
    or the row of an array (row(v, c): dJ/dv[w, q] at the entries v[c, q]; by every other row the derivative is 0).
    """
    return type(name, (Unknown,), {"name": name, "slopes": dict(slopes)})


def row(array: Array, index: sp.Expr) -> sp.Indexed:
    """Row `index` of an array, as a whole."""
    if sort_of(index) != array.axes[0]:
        raise TypeError(f"{index} is not a row of {array.label}")
    return sp.Indexed(array, index)


def size_of(sort: Sort) -> sp.Symbol:
    """The size of a sort, as a number in a formula."""
    return sp.Symbol(sort.size, integer=True, positive=True)


def scalar(name: str) -> sp.Symbol:
    """A real parameter."""
    return sp.Symbol(name, real=True)


def sort_of(index: Any) -> Sort | None:
    """The sort of an index; None if it is no index."""
    if isinstance(index, Index):
        return index.sort
    if isinstance(index, sp.Indexed) and isinstance(index.base, Array):
        return index.base.values
    return None


def total(index: Index, body: Any) -> IndexSum:
    """The sum of `body` over all values of `index`, which has no meaning outside."""
    own = Index(f"{index.name}{MARK}{next(_serials)}", index.sort)
    return IndexSum(sp.sympify(body).xreplace({index: own}), own)


def delta(a: Any, b: Any) -> sp.Expr:
    """[a = b]. Raises TypeError for indices of different sorts."""
    if sort_of(a) is None or sort_of(a) != sort_of(b):
        raise TypeError(f"{a} and {b} are not indices of one sort")
    return sp.KroneckerDelta(a, b)


def derivative(of: sp.Expr, by: Any) -> sp.Expr:
    """SymPy's derivative by an entry u[w, j], whose indices stand for any of their sorts, or by a parameter."""
    return sp.diff(of, by)
