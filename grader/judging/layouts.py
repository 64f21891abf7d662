"""Reading what was handed in as the array that is due: as it stands, with superfluous axes dropped, or in the column layout."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

AnyArray = npt.NDArray[Any]


class Layout(enum.Enum):
    """How an array had to be read to have the shape that is due."""

    AS_GIVEN = "as given"
    ONE_NUMBER = "one number"  # a loss of shape (1,) or (1, 1)
    EXTRA_AXES = "extra axes"  # (1, d) or (d, 1) where (d,) is due
    COLUMNS = "columns"  # words in columns, as on paper


def readings(given: AnyArray, shape: tuple[int, ...]) -> Iterator[tuple[Layout, AnyArray]]:
    """Every way in which `given` can be read as an array of `shape`, the most direct first."""
    if given.shape == shape:
        yield Layout.AS_GIVEN, given
    if not shape and given.size == 1 and given.ndim > 0:
        yield Layout.ONE_NUMBER, given.reshape(())
    elif given.ndim > len(shape) and _without_ones(given.shape) == _without_ones(shape):
        yield Layout.EXTRA_AXES, given.reshape(shape)
    if len(shape) == 2 and given.shape == shape[::-1]:
        yield Layout.COLUMNS, np.ascontiguousarray(given.T)


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(n for n in shape if n != 1)
