"""Notice where a submission moves its inputs by something tiny, and scale those steps while it runs.

A gradient that is obtained by differencing evaluates the loss at *the input moved by a step*, real or imaginary, and divides by
the step. Here every such step is multiplied by a factor near 1, and the divisor is left alone: a quotient is multiplied by that
factor, whatever its formula and the size of its step. A result that was derived does not change. An epsilon that is added to an
input changes its result by the factor times that epsilon, which nobody sees. So nothing is decided in here: the trusted half
compares what comes back for different factors.

The inputs are subclasses of NumPy's array and number (`WatchedArray`, `WatchedNumber`). What is computed from one is compared
with the inputs by value: a row that is nearly a row of an input is a point. A moved point is stored with its step scaled, so that
whatever is computed from it, also by code that knows nothing of these classes, is computed from there. Each scaled number
remembers its original, so that adding the step again leads back to the input exactly, and `(x + h) - x` is h.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from .inside_wire import Plain

# The widest step, as a share of the largest entry of the input. Steps of 1e-2 are the widest in use.
_WIDEST = 0.03
# Inputs near zero are measured against this instead.
_SMALLEST_SCALE = 1e-2
# Comparisons of one array with all inputs, in numbers: larger arrays are not looked at.
_MOST_COMPARED = 1 << 20
# Up to so many pairs of rows are compared by their ends first, one by one: most results are near nothing, and NumPy takes longer.
_FEW_PAIRS = 100
# Numbers of an array whose bytes are compared with those of the inputs first.
_FEW_NUMBERS = 1000
# What changes its first argument, which so must be the very array.
_CHANGING = ("copyto", "put", "place", "putmask", "fill_diagonal", "put_along_axis")

_asarray, _ndarray, _FLOAT64 = np.asarray, np.ndarray, np.dtype(np.float64)
_EVERYWHERE: Plain = _asarray(True)
_UNWATCHED = frozenset((int, float, bool))


class Point(NamedTuple):
    """An array some rows of which are nearly an input's.

    original  its values, with the steps that the submission took
    scaled    the same with each step scaled; the very same array where nothing moved
    is_near   which numbers belong to these rows
    """

    original: Plain
    scaled: Plain
    is_near: Plain


class Watch:
    """The inputs of one call, and all scaled numbers by value, each with its original and the input's number."""

    def __init__(self, inputs: Sequence[Any], factor: float) -> None:
        self._factor = factor
        arrays = [plain(value).copy() for value in inputs if _is_float_array(value)]
        self._inputs = {array.shape: array for array in arrays}
        self._widest = _WIDEST * max([_SMALLEST_SCALE, *(float(np.abs(a).max(initial=0.0)) for a in arrays)])
        self._originals: dict[Any, tuple[Any, Any]] = {}
        forms: dict[int, list[Plain]] = {}
        unmoved = set[tuple[tuple[int, ...], bytes]]()
        for array in arrays:
            for form in (array, array.T) if array.ndim == 2 else (array,):
                unmoved.add((form.shape, form.tobytes()))
                unmoved.update([(row.shape, row.tobytes()) for row in form if form.ndim == 2])
            for form in (np.atleast_2d(array), np.atleast_2d(array.T), array.reshape(1, -1)):
                forms.setdefault(form.shape[1], []).append(form)
        # By length: the rows of all inputs, their columns, and each as one long row; the first and the last number of each.
        self._rows = {length: np.concatenate(several) for length, several in forms.items()}
        self._ends = {length: _ends(rows) for length, rows in self._rows.items() if length}
        self._unmoved = unmoved  # inputs, their rows and columns: shape and bytes

    def point(self, array: Plain) -> Point | None:
        """The array as a point, None where no row of it is near an input's."""
        if array.dtype.kind not in "fc" or not array.size:
            return None
        if array.size <= _FEW_NUMBERS and (array.shape, array.tobytes()) in self._unmoved:
            return Point(array, array, _EVERYWHERE)
        nearest = self._nearest(array)
        if nearest is None:
            return None
        base, is_near = nearest
        if np.array_equal(array, base):
            return Point(array, array, is_near)
        original, scaled = array.copy(), array.copy()
        for where in zip(*np.nonzero(array != base), strict=True):
            stored = array[where]
            original[where] = self._originals.get(stored, (stored, None))[0]
            scaled[where] = self._scaled(original[where], base[where])
        return Point(original, scaled, is_near)

    def number(self, value: Any, origin: float | None = None) -> Any:
        """A number near `origin` as a watched one, its step scaled; without an origin, as it is stored in an array."""
        if origin is None:
            original, origin = self._originals.get(value, (value, value))
        elif not self.is_step(value - origin):
            return value
        else:
            original, value = value, self._scaled(value, origin)
        if not isinstance(value, float):
            return value
        watched = WatchedNumber(value)
        watched.original, watched.origin = original, origin
        return watched

    def is_step(self, difference: Any) -> bool:
        """Whether all of a difference is so small that it may be a step, or twice one."""
        size = abs(difference)
        return bool((size.max(initial=0.0) if isinstance(size, _ndarray) else size) <= 2 * self._widest)

    def _scaled(self, original: Any, base: Any) -> Any:
        scaled = type(original)(base + (original - base) * self._factor)
        if len(self._originals) < _MOST_COMPARED:
            self._originals[scaled] = (original, base)
        return scaled

    def _nearest(self, array: Plain) -> tuple[Plain, Plain] | None:
        """The numbers that those of the array may have been moved from, themselves where there are none, and which have one."""
        shape = array.shape
        same = self._inputs.get(shape)
        begins = same is not None and abs(array.item(0) - same.item(0)) <= self._widest  # mostly, it is not
        if same is not None and begins and abs(array - same).max() <= self._widest:
            return same, np.ones(shape, bool)
        if array.ndim > 1 and shape[-1] == 1:  # a column
            array = array[..., 0]
        rows = array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)
        known = self._rows.get(rows.shape[1])
        if known is None or rows.size * len(known) > _MOST_COMPARED:
            return None
        if len(rows) * len(known) <= _FEW_PAIRS:
            widest, ends = self._widest, self._ends[rows.shape[1]]
            for first, last in _ends(rows):
                if any(abs(first - a) <= widest and abs(last - b) <= widest for a, b in ends):
                    break
            else:
                return None
        distances = np.abs(rows[:, np.newaxis] - known).max(axis=2)
        nearest = distances.argmin(axis=1)
        near = distances.min(axis=1) <= self._widest
        if not near.any():
            return None
        base = np.where(near[:, np.newaxis], known[nearest], rows)
        return base.reshape(shape), np.broadcast_to(near[:, np.newaxis], rows.shape).reshape(shape)


def _ends(rows: Plain) -> list[tuple[Any, Any]]:
    """The first and the last number of each row."""
    return list(zip(rows[:, 0].tolist(), rows[:, -1].tolist(), strict=True))


_nobody = Watch((), 1.0)
_watch = _nobody


def unwatched(values: Sequence[Any]) -> list[Any]:
    """The arguments of a call as they are. Nothing is watched until the next call."""
    global _watch  # noqa: PLW0603 - one call at a time, and the replaced functions of NumPy need it
    _watch = _nobody
    return list(values)


def watched(values: Sequence[Any], factor: float) -> list[Any]:
    """The arguments of a call as watched ones, whose steps are multiplied by `factor` until the next call."""
    global _watch  # noqa: PLW0603
    _watch = Watch(values, factor)
    return [
        _watch.number(value) if type(value) is float else value.view(WatchedArray) if _is_float_array(value) else value
        for value in values
    ]


def is_watching() -> bool:
    """Whether the arguments of the call that is being made are watched."""
    return _watch is not _nobody


def _is_float_array(value: object) -> bool:
    return isinstance(value, _ndarray) and value.dtype.kind == "f"


def noticed(result: Any) -> Any:
    """A result as a watched array where it is near an input."""
    if type(result) is not _ndarray:
        return result
    point = _watch.point(result)
    if point is None:
        return result
    return (result if np.array_equal(point.scaled, result) else point.scaled).view(WatchedArray)


def _settle(array: Any) -> None:
    """Scale the steps in an array that was changed in place."""
    point = _watch.point(plain(array)) if isinstance(array, WatchedArray) else None
    if point is not None:
        np.copyto(plain(array), point.scaled)


def plain(value: Any) -> Any:
    """A value without watched arrays and numbers in it; arrays share their memory."""
    if isinstance(value, WatchedArray):
        return value.view(_ndarray)
    if isinstance(value, WatchedNumber):
        return np.float64(value)
    if type(value) in (list, tuple):
        return type(value)(map(plain, value))
    return value


def evaluated(value: Any) -> Any:
    """A value without watched arrays and numbers in it; arrays that were moved unseen (copies entry by entry) are scaled."""
    if type(value) in (list, tuple):
        return type(value)(map(evaluated, value))
    value = plain(value)
    point = _watch.point(value) if type(value) is _ndarray else None
    return value if point is None else point.scaled


def _computed(compute: Callable[..., Any], operands: Sequence[Any], *, is_difference: bool) -> Any:
    """The result for these operands: a point or a step from the original values, anything else from the scaled ones."""
    original, scaled, moved = [], [], False
    for operand in operands:
        before = after = operand if type(operand) in _UNWATCHED else plain(operand)
        if isinstance(operand, WatchedNumber):
            before = operand.original
            moved |= bool(before != after)
        elif isinstance(after, _ndarray) and (point := _watch.point(after)):
            before, after = point.original, point.scaled
            moved |= before is not after
        original.append(before)
        scaled.append(after)
    result = compute(*original)
    if isinstance(result, np.number):
        for operand in operands:
            if isinstance(operand, WatchedNumber) and (number := _watch.number(result, operand.origin)) is not result:
                return number
    if not moved:
        return noticed(result)
    if is_difference and _watch.is_step(result):
        return result
    evaluated = compute(*scaled)
    point = _watch.point(result) if isinstance(result, _ndarray) else None
    return evaluated if point is None else np.where(point.is_near, point.scaled, evaluated).view(WatchedArray)


def _array_ufunc(_: Any, ufunc: np.ufunc, method: str, *operands: Any, **named: Any) -> Any:
    """The hook of NumPy's elementwise functions, operators and matrix products."""
    out = named.pop("out", None)
    if method != "__call__" or ufunc.nout > 1 or named.get("where", True) is not True:
        if out is not None:
            named["out"] = plain(out)
        result = getattr(ufunc, method)(*map(plain, operands), **named)
        _settle(operands[0])  # which `ufunc.at` has changed
        return result if out is None else out[0]
    result = _computed(functools.partial(ufunc, **named) if named else ufunc, operands, is_difference=ufunc is np.subtract)
    if out is None:
        return result
    np.copyto(plain(out[0]), plain(result), casting="same_kind")
    return out[0]


class _Posing(type):
    """The kind of a class that passes for its base class: `type(x) == np.ndarray` is true. `is` cannot be answered so."""

    def __eq__(cls, other: object) -> bool:
        return other is cls or other is cls.__base__

    def __hash__(cls) -> int:
        return hash(cls.__base__)


class WatchedNumber(np.float64, metaclass=_Posing):
    """A number of an input, moved or not: `origin` is the input's, `original` the value before its step was scaled."""

    original: Any
    origin: Any
    __array_ufunc__ = _array_ufunc


# np.float64's own operators know no hook. A second base class is no way: NumPy would take the numbers for objects.
for _name, _operator in vars(NDArrayOperatorsMixin).items():
    if callable(_operator) and not _name.startswith("__i"):  # `number += step` is a new number
        setattr(WatchedNumber, _name, _operator)


class WatchedArray(np.ndarray, metaclass=_Posing):
    """An array that is an input, or was near one when it was made."""

    __array_ufunc__ = _array_ufunc

    def __array_function__(self, function: Any, types: Any, arguments: Any, named: Any) -> Any:
        changing = arguments[:1] if function.__name__ in _CHANGING else ()
        others = evaluated(arguments[len(changing) :])
        result = function(*plain(changing), *others, **{name: plain(value) for name, value in named.items()})
        if result is None:  # np.put, np.copyto and others change their first argument
            _settle(arguments[0] if arguments else None)
        return noticed(result)

    def __getitem__(self, key: Any) -> Any:
        value = super().__getitem__(plain(key))
        return _watch.number(value) if type(value) is np.float64 else value

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(plain(key), plain(value))
        _settle(self)
        _settle(self.base)

    def dot(self, *others: Any, **named: Any) -> Any:
        """The method as the function, which is asked by its name."""
        return np.dot(self, *others, **named)

    def tolist(self) -> Any:
        """The numbers as lists, watched too."""
        return [value.tolist() if isinstance(value, _ndarray) else value for value in self] if self.ndim else self[()]


for _kind, _name in ((WatchedArray, "ndarray"), (WatchedNumber, "float64")):  # for messages, and for who asks
    _kind.__name__, _kind.__qualname__, _kind.__module__ = _name, _name, "numpy"
