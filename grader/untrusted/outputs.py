"""Convert what a function returned to arrays of numbers, or to the name of its type."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np

from .inside_wire import Plain

MOST_PARTS = 16  # outputs that are kept; no function of an assignment returns as many
MOST_DIMENSIONS = 4  # what the wire carries; a gradient has at most two
_NAME_LENGTH = 100  # characters of a type's name: it is shown on one line

# Taken now: a submission may put something else in their place.
_asarray, _array = np.asarray, np.array
_ON_THE_WIRE = frozenset(np.dtype(name) for name in ("<f8", "<f4", "<i8", "|b1"))


class TooLargeError(Exception):
    """More numbers than an answer may hold; its text gives the shape."""


def parts(value: Any, count: int) -> list[Any]:
    """The outputs in a returned value: the value itself, or the items of a sequence if there should be several outputs."""
    kind = type(value)
    if count > 1 and issubclass(kind, tuple):
        return list(islice(tuple.__iter__(value), MOST_PARTS))
    if count > 1 and issubclass(kind, list):
        return list(islice(list.__iter__(value), MOST_PARTS))
    if count > 1 and issubclass(kind, np.ndarray):
        array = _asarray(value)
        return array[:MOST_PARTS].tolist() if array.ndim == 1 and array.dtype.kind == "O" else [value]
    return [value]


def plain(value: Any, most_bytes: int) -> Plain | str:
    """A copy as a plain array with a dtype of the wire, or the name of the value's type (for an array also what it holds).

    Raises TooLargeError.

    The submission's own code may run in here (`__array__`, `__float__`, `__len__`): whatever it raises, the value is no number.
    """
    try:
        array = _asarray(value)
        as_it_is = array.dtype in _ON_THE_WIRE
        code = ""  # the dtype that holds these numbers without loss (a long double is rounded); empty if they are not real
        match array.dtype.kind if not as_it_is else "":
            case "b":
                code = "|b1"
            case "i":
                code = "<i8"
            case "u" if array.dtype.itemsize < 8 or array.size == 0 or array.max() <= np.iinfo(np.int64).max:
                code = "<i8"
            case "f":
                code = "<f4" if array.dtype.itemsize <= 4 else "<f8"
        dtype = array.dtype if as_it_is else np.dtype(code) if code else None
    except BaseException:  # noqa: BLE001 - also SystemExit from __array__
        return type_name(type(value))
    if dtype is None or array.ndim > MOST_DIMENSIONS:
        if not issubclass(type(value), np.ndarray):
            return type_name(type(value))
        many = f" with {array.ndim} dimensions" if array.ndim > MOST_DIMENSIONS else ""
        return f"{type_name(type(value))} of {array.dtype.name}"[:_NAME_LENGTH] + many
    if array.size * dtype.itemsize > most_bytes:
        raise TooLargeError(f"an array of shape {array.shape} is more than an answer may hold")
    if as_it_is:
        return _array(array, order="C", copy=True, subok=False)
    with np.errstate(all="ignore"):  # a long double may not fit; what is left is the student's inf
        return _array(array, dtype=dtype, order="C", copy=True, subok=False)


def type_name(kind: type) -> str:
    """The name of a type, asked of `type` itself: a metaclass of the submission has no say."""
    name: str = type.__dict__["__name__"].__get__(kind)
    return name[:_NAME_LENGTH]
