"""Arrays of symbols that NumPy code can run on.

NumPy does arithmetic on arrays of objects, but has no exp or maximum for them. `Traced` arrays define these: every ufunc has
a rule in `formulas`, or is plain arithmetic, or is refused. A number that is taken out of an array stays a (zero-dimensional)
Traced array, because np.log(yhat[o]) has to find its rule again. Python and NumPy numbers
that meet a Traced array become exact rationals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, Self

import numpy as np
import numpy.typing as npt
import sympy as sp

from grader.symbolic.tracing import formulas

Objects = npt.NDArray[Any]

ARITHMETIC = {
    *(np.add, np.subtract, np.multiply, np.true_divide, np.negative, np.positive, np.square, np.power, np.reciprocal, np.matmul),
}
"""Ufuncs that NumPy's own loops for objects compute correctly, with SymPy's operators."""

_MOVING = (
    "concatenate stack vstack hstack column_stack append split array_split reshape ravel transpose swapaxes moveaxis squeeze",
    "expand_dims broadcast_to atleast_1d atleast_2d copy copyto repeat tile roll flip take diag shape ndim size",
    "zeros_like ones_like full_like empty_like",
    "sum mean prod cumsum max min dot inner vdot outer tensordot einsum trace",
)
MOVING = {getattr(np, name) for names in _MOVING for name in names.split()}
"""NumPy functions that only move entries about, or add and multiply them, or call ufuncs. All others are refused."""


class Untraceable(TypeError):
    """The code does something that has no formula, such as looking at the value of a symbol."""


class Traced(np.ndarray[Any, np.dtype[Any]]):
    """An array of SymPy expressions."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        """NumPy asks here instead of computing."""
        if (rule := formulas.REDUCTIONS.get((ufunc, method)) or formulas.RULES.get(ufunc)) is not None:
            # identity=None tells NumPy that the order does not matter, as with the ufunc itself.
            function = getattr(np.frompyfunc(rule, ufunc.nin, 1, identity=None), method)
        else:
            _refuse_unless(ufunc in ARITHMETIC, f"np.{ufunc.__name__}")
            function = getattr(ufunc, method)
        if method == "at":
            target, index, *values = inputs
            _refuse_unless(isinstance(target, np.ndarray) and target.dtype == object, "adding symbols into a float array")
            return function(_plain(target), index, *(_objects(x) for x in values))
        _refuse_unless(options.pop("where", True) is True, "a ufunc with where=")
        if options.get("initial", np._NoValue) is np._NoValue:  # noqa: SLF001  # NumPy passes its own default
            options.pop("initial", None)
        passed = {key: value for key, value in options.items() if key in {"axis", "keepdims", "initial", "axes"}}
        value = function(*(_objects(x) for x in inputs), **passed)
        if out is None:
            return _wrapped(value)
        _refuse_unless(out[0].dtype == object, "writing symbols into an array of numbers")
        _plain(out[0])[...] = value
        return out[0]

    def __array_function__(self, func: Callable[..., Any], types: Any, args: Any, kwargs: Any) -> Any:
        """The same for functions that are not ufuncs."""
        if func is np.where and len(args) == 3:
            condition, yes, no = (_objects(x) for x in args)
            return _wrapped(condition * yes + (1 - condition) * no)
        _refuse_unless(func in MOVING, f"np.{func.__name__}")
        return _wrapped(super().__array_function__(func, types, args, kwargs))

    def __getitem__(self, key: Any) -> Any:
        """Entries stay arrays."""
        return _wrapped(super().__getitem__(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        """Entries are exact, and never arrays themselves."""
        objects = _objects(value)
        super().__setitem__(key, objects if objects.ndim else objects.item())

    def __bool__(self) -> bool:
        """Refuse: an if would silently treat every symbol as true."""
        raise Untraceable("deciding an if by a symbol: there is no rule for this")

    def nonzero(self) -> NoReturn:
        """Refuse: no rule decides which symbols are 0."""
        _refuse("looking for entries that are not 0")

    def astype(self, dtype: Any, *_: Any, **__: Any) -> Self:
        """Symbols stay symbols; a cast to integers or truth values would lose them."""
        _refuse_unless(np.dtype(dtype).kind in "fO", f"a cast of symbols to {np.dtype(dtype)}")
        return self.copy()


def traced(values: Any) -> Traced:
    """An array of SymPy expressions from anything that NumPy accepts as an array."""
    return _objects(values).view(Traced)


def _plain(array: Any) -> Objects:
    return array.view(np.ndarray) if isinstance(array, np.ndarray) else np.asarray(array)


def _objects(value: Any) -> Objects:
    """An array of exact objects."""
    return np.asarray(_exactly(_plain(value)), dtype=object)


def _exact(entry: Any) -> Any:
    """Numbers as rationals, everything else as it is; NumPy puts an array without axes into another as if it were a number."""
    if isinstance(entry, np.ndarray):
        return _exact(entry.item())
    if isinstance(entry, float):
        return sp.Rational(*float(entry).as_integer_ratio())
    return sp.Integer(int(entry)) if isinstance(entry, int | np.integer | np.bool_) else entry


_exactly = np.frompyfunc(_exact, 1, 1)


def _wrapped(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(_wrapped(v) for v in value)
    if isinstance(value, int | str | type(None)):
        return value
    array = np.asarray(value, dtype=object)
    return array.view(Traced)


def _refuse_unless(fine: bool, what: str) -> None:
    if not fine:
        _refuse(what)


def _refuse(what: str) -> NoReturn:
    raise Untraceable(f"{what}: there is no rule for this on symbols")
