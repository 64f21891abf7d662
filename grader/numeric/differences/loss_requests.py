"""Requests for values of a loss that may run in another process.

The checks of this package are generators: they yield a Request (points on a line), are sent the loss at these points, and
return their result. `drive` answers the requests from a callable.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from grader.errors import AssignmentError
from grader.model import FloatArray

T = TypeVar("T")

Point = tuple[npt.NDArray[Any], ...]
"""The arguments of one call of the loss. They are read-only."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Request:
    """A request for the loss at points where `offset * direction` is added to one of its arguments, one point for each offset.

    arrays     the arguments of the loss, float64, read-only
    block      index of the argument that is moved
    direction  of the shape of that array
    offsets    multiples of the direction, in order; imaginary ones ask for a complex step
    """

    arrays: tuple[FloatArray, ...]
    block: int
    direction: FloatArray
    offsets: tuple[float | complex, ...]

    def points(self) -> Iterator[Point]:
        """The arguments for each offset. The moved array is new each time, the others are the same objects."""
        before, after = self.arrays[: self.block], self.arrays[self.block + 1 :]
        for offset in self.offsets:
            moved = np.asarray(np.multiply(self.direction, offset))
            moved += self.arrays[self.block]
            moved.flags.writeable = False
            yield (*before, moved, *after)


Asking = Generator[Request, Sequence[complex], T]
"""Yields requests, is sent one value per offset (NaN where the loss has none), returns a T."""


def drive(asking: Asking[T], loss: Callable[..., Any]) -> T:
    """Answer every request from `loss`, which takes the arrays and returns one number, and return the result.

    Arithmetic errors of the loss are NaN, and so is a complex loss of real arguments. A loss that writes to its arguments is
    given copies. Other errors are passed on. Raises AssignmentError if the loss does not return exactly one number.
    """
    evaluation = _Evaluation(loss)
    values: list[complex] | None = None
    while True:
        try:
            request = next(asking) if values is None else asking.send(values)
        except StopIteration as finished:
            result: T = finished.value
            return result
        values = evaluation.answer(request)


class _Evaluation:
    """A loss that may write to its arguments, divide by zero, or refuse complex numbers."""

    def __init__(self, loss: Callable[..., Any]) -> None:
        self._loss = loss
        self._writes = False  # seen to write to its arguments: it gets copies from then on

    def answer(self, request: Request) -> list[complex]:
        """The value at each point."""
        values: list[complex] = []
        with np.errstate(all="ignore"):
            for offset, point in zip(request.offsets, request.points(), strict=True):
                if isinstance(offset, complex):
                    values.append(self._complex(point))
                    continue
                try:
                    value = self._number(point)
                except ArithmeticError:
                    value = np.nan
                values.append(value.real if value.imag == 0 else np.nan)
        return values

    def _complex(self, point: Point) -> complex:
        """NaN if the loss refuses complex numbers: by any error, or by dropping the imaginary part with a warning."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                return self._number(point)
            except Exception:  # noqa: BLE001 - nobody promised that the loss takes complex numbers
                return np.nan

    def _number(self, point: Point) -> complex:
        value = np.asarray(self._call(point))
        if value.size != 1:
            raise AssignmentError("a loss must be one number", where="gradient check", value=f"shape {value.shape}")
        return complex(value.item()) if np.iscomplexobj(value) else float(value.item())

    def _call(self, point: Point) -> Any:
        if self._writes:
            return self._loss(*(array.copy() for array in point))
        try:
            return self._loss(*point)
        except ValueError as error:
            if "read-only" not in str(error):
                raise
        self._writes = True
        return self._call(point)
