"""Compare student arrays with expected arrays.

All entries of an array are measured on one scale, its largest expected entry. A tolerance relative to each single entry does not
work: where terms cancel, a correct float64 program is wrong in every digit of a small entry.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import GraderFault
from grader.model import FloatArray
from grader.numeric.precision import BoolArray, low_precision

RTOL = 1e-9
"""Correct float64 programs stay below 1.1e-13 on fair inputs, so this leaves four decades of room."""

RTOL32 = 5e-6
"""Correct float32 programs: half are below 1.1e-7, 99 of 100 below 5.5e-7; `float32_error` covers the rest."""

ERROR32_FACTOR = 16.0
"""A correct float32 program may be this many times worse than the reference run in float32 (another order of summation, ...)."""

PARTLY32 = 6e-7
"""A float64 answer this close was correct except for one step in float32 (spacing 1.2e-7): `precision`, not `different`."""

PARTLY32_FACTOR = 8.0
"""The same where float32 itself does worse: one float32 step makes at most a small multiple of the error that the whole
computation makes in float32 (1 of 20,000 correct programs makes more than four times as much)."""


class Agreement(enum.Enum):
    """Result of a comparison."""

    EQUAL = "equal"
    PRECISION = "precision"  # right to about 1e-7: a step was computed in float32
    DIFFERENT = "different"
    NOT_FINITE = "not finite"  # a NaN, an infinity, or a complex number in the place of a real one


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Result of measuring `actual` against `expected`.

    max_relative_error  largest |actual - expected| over the scale; 0 if all is exactly equal, inf if an entry is not finite
    mismatched          number of entries, of `size`, beyond the tolerance
    """

    agreement: Agreement
    low_precision: bool
    max_relative_error: float
    mismatched: int
    size: int

    @property
    def equal(self) -> bool:
        """True if the answer counts as right."""
        return self.agreement is Agreement.EQUAL


def equal_comparison(error: float, low: bool, size: int) -> Comparison:
    """The comparison of a block that is equal."""
    return Comparison(agreement=Agreement.EQUAL, low_precision=low, max_relative_error=error, mismatched=0, size=size)


def compare(
    actual: npt.ArrayLike,
    expected: npt.ArrayLike,
    *,
    scale: float = 0.0,
    float32_error: float | Callable[[], float] = 0.0,
    narrow: bool = False,
) -> Comparison:
    """Compare an array with the expected one: equal if max|actual - expected| <= 1e-9 * max(max|expected|, scale).

    So an array that is expected to be zero must be exactly zero (-0.0 is). float32 results, or float64 ones that hold nothing
    but float32 values, are allowed (5e-6 + 16 float32_error) * scale. An array without entries is equal.

    actual, expected  arrays of one shape; numbers of any kind (bool and int too)
    scale             a size to measure against if it is larger than the largest expected entry, >= 0
    float32_error     the error that the reference itself makes in float32 on the same inputs, as a share of that scale, >= 0;
                      or a function that computes it, called only if it matters
    narrow            the result is known to be float32, though these numbers alone may not show it

    Raises GraderFault if the shapes differ, `expected` is not finite, or `actual` is not numeric.
    """
    raw = np.asarray(actual)
    got, want = _real(raw), _real(np.asarray(expected))
    _check_arguments(got, want, scale)
    low = narrow or low_precision(raw.real)
    errors = _relative_errors(got, want, _scale(want, scale))
    error, finite = float(errors.max(initial=0.0)), bool(np.isfinite(got).all())
    if callable(float32_error):
        float32_error = float32_error() if finite and error > (RTOL32 if low else RTOL) else 0.0
    _check_size("float32_error", float32_error)
    tolerance = RTOL32 + ERROR32_FACTOR * float32_error if low else RTOL
    if not finite:
        agreement = Agreement.NOT_FINITE
    elif error <= tolerance:
        agreement = Agreement.EQUAL
    elif not low and error <= max(PARTLY32, PARTLY32_FACTOR * float32_error):
        agreement = Agreement.PRECISION
    else:
        agreement = Agreement.DIFFERENT
    return Comparison(
        agreement=agreement,
        low_precision=low,
        max_relative_error=error,
        mismatched=int(np.count_nonzero(errors > tolerance)),
        size=errors.size,
    )


class Blocks:
    """Expected blocks, none of them empty, to be compared with as many blocks of a submission in one pass.

    It finds those that are equal, by the same rule as `compare`. What is not equal is left to that.

    starts  the position of each block, where all stand one after the other
    """

    def __init__(self, expected: Sequence[FloatArray], scales: Sequence[float]) -> None:
        sizes = [block.size for block in expected]
        self.starts = np.cumsum([0, *sizes[:-1]])
        self._expected = np.concatenate([block.ravel() for block in expected])
        self._scales = np.repeat([_scale(*pair) for pair in zip(expected, scales, strict=True)], sizes)

    def equal(self, actual: FloatArray, low: BoolArray) -> tuple[BoolArray, FloatArray]:
        """Whether each block is equal, and its largest relative error.

        actual  the entries of all blocks, one block after the other
        low     by block, whether it has low precision
        """
        errors: FloatArray = np.maximum.reduceat(_relative_errors(actual, self._expected, self._scales), self.starts)
        return errors <= np.where(low, RTOL32, RTOL), errors


def compare_loss(actual: npt.ArrayLike, expected: float, *, float32_error: float = 0.0, narrow: bool = False) -> Comparison:
    """Compare a loss with the expected one: equal if |L - L*| <= 1e-9 max(1, |L*|). `actual` holds one number, in any shape.

    `float32_error` is a share of max(1, |L*|), `narrow` as for `compare`. Raises GraderFault as `compare` does.
    """
    got = np.asarray(actual)
    if got.size != 1:
        raise GraderFault("a loss is one number", where="compare_loss", value=f"shape {got.shape}")
    return compare(got, np.full(got.shape, expected), scale=1.0, float32_error=float32_error, narrow=narrow)


def _real(values: npt.NDArray[Any]) -> FloatArray:
    """Convert to float64 in the same shape. A number with an imaginary part becomes NaN: it is no real number."""
    if values.dtype.kind not in "biufc":
        raise GraderFault("not an array of numbers", where="compare", value=f"dtype {values.dtype}")
    with np.errstate(all="ignore"):
        if values.dtype.kind == "c":
            values = np.where(values.imag == 0, values.real, np.nan)
        return values.astype(np.float64)


def _check_arguments(got: FloatArray, want: FloatArray, scale: float) -> None:
    """Raise GraderFault for arguments that only a mistake in the grader can produce."""
    if got.shape != want.shape:
        raise GraderFault("shapes differ", where="compare", value=f"{got.shape} and {want.shape}")
    if not np.isfinite(want).all():
        raise GraderFault("the expected values are not finite", where="compare")
    _check_size("scale", scale)


def _check_size(name: str, value: float) -> None:
    if not (value >= 0 and math.isfinite(value)):
        raise GraderFault(f"{name} must be finite and not negative", where="compare", value=str(value))


def _scale(want: FloatArray, scale: float) -> float:
    """The size against which the errors of a block are measured."""
    return max(scale, float(np.abs(want).max(initial=0.0)))


def _relative_errors(got: FloatArray, want: FloatArray, scale: float | FloatArray) -> FloatArray:
    """|got - want| / scale, entry by entry; 0 for equal entries whatever the scale, inf for entries that are not finite.

    Both are brought near 1 by a power of two first, which is exact: what overflows then is wrong, tiny arrays keep their digits.
    """
    fraction, exponent = np.frexp(scale)
    with np.errstate(all="ignore"):
        distance = np.abs(np.ldexp(got, -exponent) - np.ldexp(want, -exponent))
        errors = np.array(distance / fraction)  # an array even if it holds one number
    errors[got == want] = 0.0  # 0/0 if the scale is zero
    errors[np.isnan(errors)] = np.inf
    return np.asarray(errors, dtype=np.float64)
