"""The index language: losses and gradients of every size as SymPy trees.

    ROWS = Sort("V", letters="xyz"); COORDINATES = Sort("d", letters="j", coordinate=True)
    u = Array("u", ROWS, COORDINATES)           u[w, j]: coordinate j of the vector u_w
    s = Array("s", SAMPLES, values=ROWS)        s[k]: an index of a row; so u[s[k], j] is an entry as well
    total(ROWS, lambda x: exp(u[x, j]))         the sum over all rows x
    delta(w, o)                                 1 where w = o, otherwise 0

Every index has a sort, and an index of the wrong sort is a TypeError. An array is indexed in the order of its axes in code:
u[w, j] is in row w, column j, also if the mathematics writes these vectors as columns.

SymPy's own `Sum` captures: the derivative of Sum(a[w]**2, w) by a[w] is Sum(2*a[w]), though the two w have nothing in common (its
issue 21891). So `total` is the only binder, and it is given a function: the body gets an index that nobody else has, and when the
body is complete this index is named by its level, one more than the highest level inside. Two sums that differ in the names of
their bound indices are the same tree, and no name that people write is ever a bound one.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Self

import sympy as sp

from grader.symbolic.nodes import MARK, Sort, checked_name

_serials = itertools.count(1)

exp = sp.exp
log = sp.log
sqrt = sp.sqrt
tanh = sp.tanh


class Index(sp.Symbol):  # type: ignore[misc]  # SymPy is untyped
    """An index of a sort. Two indices are equal if name and sort are. `level` is 0 but for the bound index of a `total`."""

    sort: Sort
    level: int

    def __new__(cls, name: str, sort: Sort) -> Self:
        """An index of this name. Raises ValueError for a name that is no name."""
        if not isinstance(sort, Sort):
            raise TypeError(f"{name}: the sort of an index is a Sort, not {sort!r}")
        return cls.named(checked_name(name), sort)

    @classmethod
    def named(cls, name: str, sort: Sort, level: int = 0) -> Self:
        """An index of any name; of the level of the sum that binds it."""
        made: Self = sp.Symbol.__xnew__(cls, name, integer=True, nonnegative=True)
        made.sort, made.level = sort, level
        return made

    @classmethod
    def open(cls, sort: Sort) -> Self:
        """An index of a body that is being built. Its name occurs nowhere else."""
        return cls.named(f"{MARK}{MARK}{next(_serials)}", sort)

    @classmethod
    def bound(cls, sort: Sort, level: int) -> Self:
        """The bound index of a complete body."""
        return cls.named(f"{sort.letters[0]}{MARK}{level}", sort, level)

    @property
    def is_open(self) -> bool:
        """True for the index of a `total` that is still being built: outside of it, it means nothing."""
        return bool(self.name.startswith(MARK + MARK))

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
        if not axes:
            raise TypeError(f"{name}: an array has at least one axis; a number is scalar({name!r})")
        kind = {"real": True} if values is None else {"integer": True, "nonnegative": True}
        made: Self = sp.IndexedBase.__new__(cls, checked_name(name), shape=tuple(size_of(sort) for sort in axes), **kind)
        made.axes, made.values = axes, values
        return made

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.label)

    @property
    def func(self) -> Any:
        """SymPy rebuilds a node from its arguments; an array is itself."""
        return lambda *_: self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.axes, (self.values,) if self.values else ())

    def __getitem__(self, indices: Any, **_: Any) -> sp.Indexed:
        """The entry at these indices. Raises TypeError if they are too many, too few, or of another sort."""
        places = indices if isinstance(indices, tuple) else (indices,)
        if tuple(sort_of(i) for i in places) != self.axes:
            wanted = ", ".join(sort.size for sort in self.axes)
            raise TypeError(f"{self.name} is indexed by ({wanted}), not by ({', '.join(map(_described, places))})")
        return sp.Indexed(self, *places)


class IndexSum(sp.Expr):  # type: ignore[misc]  # SymPy is untyped
    """The sum of `body` over `index`. Made by `total`, which makes sure that no IndexSum inside has this index."""

    is_real = True
    body = property(lambda self: self.args[0])
    index = property(lambda self: self.args[1])

    @property
    def free_symbols(self) -> set[Any]:
        """All but the bound index."""
        return set(self.body.free_symbols) - {self.index}

    def _xreplace(self, rule: Any) -> tuple[Any, bool]:
        """The bound index is not replaced: it has no meaning outside."""
        return super()._xreplace({a: b for a, b in rule.items() if a != self.index})  # type: ignore[no-any-return]

    def _eval_derivative(self, by: Any) -> sp.Expr:
        """The derivative of a finite sum is the sum of the derivatives."""
        return IndexSum(sp.diff(self.body, by), self.index)


class Sigma(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """The logistic function 1/(1 + e^-x). That sigma' = sigma (1 - sigma) is proved from exp in a test."""

    nargs = 1
    is_real = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivative by the argument (SymPy's name for it)."""
        del argindex
        return self * (1 - self)


sigma = Sigma


class Softplus(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """log(1 + e^x), which is a word only: `evaluated` writes it out."""

    nargs = 1
    is_real = True


softplus = Softplus


class LogAddExp(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """log(e^a + e^b), a word as well."""

    nargs = 2
    is_real = True


logaddexp = LogAddExp


def size_of(sort: Sort) -> sp.Symbol:
    """The size of a sort, as a number in a formula."""
    return sp.Symbol(sort.size, integer=True, positive=True)


def scalar(name: str) -> sp.Symbol:
    """A real parameter."""
    return sp.Symbol(checked_name(name), real=True)


def row(array: Array, index: Any) -> sp.Indexed:
    """Row `index` of an array, as a whole."""
    if sort_of(index) != array.axes[0]:
        raise TypeError(f"{_described(index)} is not a row of {array.name}")
    return sp.Indexed(array, index)


def sort_of(index: Any) -> Sort | None:
    """The sort of an index; None if it is no index."""
    if isinstance(index, Index):
        return index.sort
    if isinstance(index, sp.Indexed) and isinstance(index.base, Array):
        return index.base.values
    return None


def _described(index: Any) -> str:
    sort = sort_of(index)
    return f"{index} of {sort.size}" if sort else f"{index}, which is no index"


@lru_cache(maxsize=100_000)
def level_of(e: sp.Basic) -> int:
    """The highest level of a bound index in an expression, also inside its definitions; 0 if nothing is bound in it."""
    return max((getattr(node, "level", 0) for node in sp.preorder_traversal(e)), default=0)


def closed(sorts: tuple[Sort, ...], body: Callable[..., Any]) -> tuple[list[Index], sp.Expr]:
    """The indices that a function of indices binds, and its value for these indices."""
    openings = [Index.open(sort) for sort in sorts]
    inside = number(body(*openings))
    level = level_of(inside)
    indices = [Index.bound(sort, level + n) for n, sort in enumerate(sorts, start=1)]
    return indices, inside.xreplace(dict(zip(openings, indices, strict=True)))


def rebuilt(e: sp.Basic, arguments: list[Any]) -> sp.Basic:
    """The node with other arguments, not simplified; the node itself if they are its own."""
    if all(a is b for a, b in zip(arguments, e.args, strict=True)):
        return e
    return e.func(*arguments, evaluate=False) if isinstance(e, (sp.Add, sp.Mul, sp.Pow, sp.Function)) else e.func(*arguments)


def put_in(e: sp.Basic, put: Mapping[sp.Basic, sp.Basic]) -> sp.Basic:
    """The expression with these nodes in the places of others, otherwise as it was written."""
    return put[e] if e in put else rebuilt(e, [put_in(a, put) for a in e.args]) if put else e


def number(formula: Any) -> sp.Expr:
    """A formula as a tree. Raises TypeError for what is no number, such as an index, an array, or a truth value."""
    if callable(formula) and not isinstance(formula, sp.Basic):
        raise TypeError(f"{getattr(formula, 'name', 'a function')} is called with its arguments; without them it is not a number")
    e = formula if isinstance(formula, str) else sp.sympify(formula)  # SymPy would run what a text says
    if isinstance(e, (Index, Array)) or not isinstance(e, sp.Expr):
        kind = (
            "an index" if isinstance(e, Index) else "an array without indices" if isinstance(e, Array) else type(formula).__name__
        )
        raise TypeError(f"{formula} is {kind}, not a number")
    return e


def total(sort: Any, body: Callable[..., Any]) -> IndexSum:
    """The sum over all i of a sort of body(i), as in `total(ROWS, lambda x: exp(u[x, j]))`.

    Raises TypeError for anything but a sort and a function of one index.
    """
    if not isinstance(sort, Sort) or not callable(body):
        meant = f"{sort.sort.size}, lambda {sort}: ..." if isinstance(sort, Index) else "SORT, lambda i: ..."
        raise TypeError(f"total takes a sort and a function of an index: write total({meant})")
    needed = [p for p in inspect.signature(body).parameters.values() if p.default is p.empty]
    if len(needed) != 1:
        raise TypeError("the function in a total has one index; nest two totals to sum over two")
    ((index,), inside) = closed((sort,), body)
    return IndexSum(inside, index)


def delta(a: Any, b: Any) -> sp.Expr:
    """[a = b]. Raises TypeError for indices of different sorts."""
    if sort_of(a) is None or sort_of(a) != sort_of(b):
        raise TypeError(f"[{a} = {b}] compares two indices of one sort, not {_described(a)} and {_described(b)}")
    return sp.KroneckerDelta(a, b)
