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
# What makes an array of something else, and would lose the subclass. Replaced before the submission is imported.
_MAKERS = ("array", "asarray", "ascontiguousarray", "asfortranarray")

_asarray, _ndarray = np.asarray, np.ndarray


class Point(NamedTuple):
    """An array that is nearly an input: its own values, and the same with each step scaled. Both alike where nothing moved."""

    original: Plain
    scaled: Plain


class Watch:
    """The inputs of one call, and all scaled numbers by value, each with its original and the input's number."""

    def __init__(self, inputs: Sequence[Any], factor: float) -> None:
        self._factor = factor
        arrays = [_plain(value) for value in inputs if _is_float_array(value)]
        self._scale = max([_SMALLEST_SCALE, *(float(np.abs(a).max(initial=0.0)) for a in arrays)])
        self._originals: dict[Any, tuple[Any, Any]] = {}
        self._rows: dict[int, list[Plain]] = {}  # by length: every row, column and flat copy of an input
        for array in arrays:
            for form in (np.atleast_2d(array), np.atleast_2d(array.T), array.reshape(1, -1)):
                if not any(np.array_equal(form, known) for known in self._rows.setdefault(form.shape[-1], [])):
                    self._rows[form.shape[-1]].append(form)
        self._known = {length: np.concatenate(forms) for length, forms in self._rows.items()}

    def point(self, array: Plain) -> Point | None:
        """The array as a point, None where no row of it is near an input's."""
        base = self._nearest(array) if array.dtype.kind in "fc" and array.size else None
        if base is None:
            return None
        original, scaled = array.copy(), array.copy()
        for where in zip(*np.nonzero(array != base), strict=True):
            stored = array[where]
            original[where] = self._originals.get(stored, (stored, None))[0]
            scaled[where] = self._scaled(original[where], base[where])
        return Point(original, scaled)

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
        """Whether all of a difference is so small that it may be a step."""
        return bool(np.all(np.abs(difference) <= 2 * _WIDEST * self._scale))

    def _scaled(self, original: Any, base: Any) -> Any:
        scaled = type(original)(base + (original - base) * self._factor)
        if len(self._originals) < _MOST_COMPARED:
            self._originals[scaled] = (original, base)
        return scaled

    def _nearest(self, array: Plain) -> Plain | None:
        """For each number of the array the input's number that it may have been moved from, or itself where there is none."""
        shape = array.shape
        if array.ndim > 1 and shape[-1] == 1:  # a column
            array = array[..., 0]
        rows = array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)
        known = self._known.get(rows.shape[1])
        if known is None or rows.size * len(known) > _MOST_COMPARED:
            return None
        distances = np.abs(rows[:, np.newaxis] - known).max(axis=2)
        nearest = distances.argmin(axis=1)
        near = distances[np.arange(len(rows)), nearest] <= _WIDEST * self._scale
        return np.where(near[:, np.newaxis], known[nearest], rows).reshape(shape) if near.any() else None


_watch = Watch((), 1.0)


def watched(values: Sequence[Any], factor: float) -> list[Any]:
    """The arguments of a call as watched ones, whose steps are multiplied by `factor` until the next call."""
    global _watch  # noqa: PLW0603 - one call at a time, and the replaced functions of NumPy need it
    _watch = Watch(values, factor)
    return [
        _watch.number(value) if type(value) is float else value.view(WatchedArray) if _is_float_array(value) else value
        for value in values
    ]


def replace_makers() -> None:
    """Have NumPy's functions that make arrays return watched ones for what is near an input."""
    for name in _MAKERS:
        setattr(np, name, _noticing(getattr(np, name)))


def _noticing(make: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(make)
    def noticing(*arguments: Any, **named: Any) -> Any:
        return _noticed(make(*map(_plain, arguments), **named))

    return noticing


def _is_float_array(value: object) -> bool:
    return isinstance(value, _ndarray) and value.dtype.kind == "f"


def _noticed(result: Any) -> Any:
    """A result as a watched array where it is near an input."""
    if type(result) is not _ndarray:
        return result
    point = _watch.point(result)
    if point is None:
        return result
    return (result if np.array_equal(point.scaled, result) else point.scaled).view(WatchedArray)


def _settle(array: Any) -> None:
    """Scale the steps in an array that was changed in place."""
    point = _watch.point(_plain(array)) if isinstance(array, WatchedArray) else None
    if point is not None:
        np.copyto(_plain(array), point.scaled)


def _plain(value: Any) -> Any:
    """A value without watched arrays and numbers in it; arrays share their memory."""
    if isinstance(value, WatchedArray):
        return value.view(_ndarray)
    if isinstance(value, WatchedNumber):
        return np.float64(value)
    if type(value) in (list, tuple):
        return type(value)(map(_plain, value))
    return value


def _computed(compute: Callable[..., Any], operands: Sequence[Any], *, is_difference: bool) -> Any:
    """The result for these operands: a point or a step from the original values, anything else from the scaled ones."""
    original, scaled, moved = [], [], False
    origins = []
    for operand in operands:
        plain = _plain(operand)
        pair = (plain, plain)
        if isinstance(operand, WatchedNumber):
            pair = (operand.original, plain)
            origins.append(operand.origin)
        elif isinstance(plain, _ndarray):
            pair = _watch.point(plain) or pair
        original.append(pair[0])
        scaled.append(pair[1])
        moved |= pair[0] is not pair[1]
    result = compute(*original)
    if np.ndim(result) == 0 and origins and isinstance(result, np.number):
        for origin in origins:
            number = _watch.number(result, origin)
            if number is not result:
                return number
    elif isinstance(noticed := _noticed(result), WatchedArray):
        return noticed
    if not moved or (is_difference and _watch.is_step(result)):
        return result
    return compute(*scaled)


class _Operand:
    """The hook of NumPy's elementwise functions, operators and products."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *operands: Any, **named: Any) -> Any:
        out = named.pop("out", None)
        if method != "__call__" or ufunc.nout > 1 or named.get("where", True) is not True:
            if out is not None:
                named["out"] = _plain(out)
            result = getattr(ufunc, method)(*map(_plain, operands), **named)
            _settle(operands[0])  # which `ufunc.at` has changed
            return result if out is None else out[0]
        compute = functools.partial(ufunc, **named)
        result = _computed(compute, operands, is_difference=ufunc is np.subtract)
        if out is None or isinstance(out[0], WatchedNumber):  # `number += step` is a new number
            return result
        np.copyto(_plain(out[0]), _plain(result), casting="same_kind")
        return out[0]


class WatchedNumber(_Operand, NDArrayOperatorsMixin, np.float64):
    """A number of an input, moved or not: `origin` is the input's, `original` the value before its step was scaled."""

    original: Any
    origin: Any
    __hash__ = np.float64.__hash__


class WatchedArray(_Operand, np.ndarray):  # type: ignore[type-arg]
    """An array that is an input, or was near one when it was made."""

    def __array_function__(self, function: Any, types: Any, arguments: Any, named: Any) -> Any:
        result = function(*_plain(arguments), **{name: _plain(value) for name, value in named.items()})
        if result is None:  # np.put, np.copyto and others change their first argument
            _settle(arguments[0] if arguments else None)
        return _noticed(result)

    def __getitem__(self, key: Any) -> Any:
        value = super().__getitem__(_plain(key))
        return _watch.number(value) if type(value) is np.float64 else value

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_plain(key), _plain(value))
        _settle(self)
        _settle(self.base)

    def tolist(self) -> Any:
        """The numbers as lists, watched too."""
        return [value.tolist() if isinstance(value, _ndarray) else value for value in self] if self.ndim else self[()]


for _kind, _name in ((WatchedArray, "ndarray"), (WatchedNumber, "float64")):  # for messages, and for who asks
    _kind.__name__, _kind.__qualname__, _kind.__module__ = _name, _name, "numpy"
