"""Ways to lay out an array, and to read a returned array as one of the expected shape."""

from __future__ import annotations

import enum
from collections.abc import Iterator

import numpy as np

from grader.judging.exam import AnyArray


class Layout(enum.Enum):
    """The way in which an array had to be read to have the expected shape."""

    AS_GIVEN = "as given"
    ONE_NUMBER = "one number"  # a loss of shape (1,) or (1, 1)
    EXTRA_AXES = "extra axes"  # (1, d) or (d, 1) instead of (d,)
    COLUMNS = "columns"  # words in columns, as in the derivation


class Turn(enum.Enum):
    """A way to lay out an array for a file with a layout of its own."""

    AS_GIVEN = "as given"
    TRANSPOSED = "transposed"
    COLUMN = "a column"
    ROW = "a row"

    def __call__(self, arrays: AnyArray) -> AnyArray:
        """Turn an array, or each of a stack of arrays."""
        match self:
            case Turn.TRANSPOSED:
                return np.ascontiguousarray(np.swapaxes(arrays, -1, -2))
            case Turn.COLUMN:
                return arrays[..., None]
            case Turn.ROW:
                return arrays[..., None, :]
            case _:
                return arrays


TURNS = {1: (Turn.AS_GIVEN, Turn.COLUMN, Turn.ROW), 2: (Turn.AS_GIVEN, Turn.TRANSPOSED)}
"""The turns of an array with that many dimensions; one that is not here is always as given."""


def readings(array: AnyArray, shape: tuple[int, ...]) -> Iterator[tuple[Layout, AnyArray]]:
    """Every way to read `array` as an array of `shape`, the most direct first."""
    if array.shape == shape:
        yield Layout.AS_GIVEN, array
    if not shape and array.size == 1 and array.ndim > 0:
        yield Layout.ONE_NUMBER, array.reshape(())
    elif array.ndim > len(shape) and [n for n in array.shape if n != 1] == [n for n in shape if n != 1]:
        yield Layout.EXTRA_AXES, array.reshape(shape)
    if len(shape) == 2 and array.shape == shape[::-1]:
        yield Layout.COLUMNS, np.ascontiguousarray(array.T)


def fits(array: AnyArray, shape: tuple[int, ...]) -> bool:
    """True if `array` can be read as an array of `shape`."""
    return any(True for _ in readings(array, shape))
