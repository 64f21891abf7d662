"""The judge's measure: is what was returned the expected array? (contract, section 5)

One block is measured on one scale, its largest expected entry. Entry by entry there is no workable tolerance: where terms
cancel, a right float64 program is wrong in every digit of a small entry.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import GraderFault
from grader.model import FloatArray
from grader.numeric.precision import low_precision

RTOL = 1e-9
"""Right float64 programs stay below 1.1e-13 on fair inputs: four decades of room, and errors of 1e-9 count as wrong."""

RTOL32 = 5e-6
"""Right float32 programs: half are below 1.1e-7, 99 of 100 below 5.5e-7; the rest is what `float32_error` is for."""

ERROR32_FACTOR = 16.0
"""A right float32 program may be this many times worse than the reference run in float32 (another order of summation, ...)."""

PARTLY32 = 6e-7
"""A float64 answer this close was right but for a step in float32 (spacing 1.2e-7): `precision`, not `different`."""

PARTLY32_FACTOR = 8.0
"""The same where float32 itself does worse: a part of the computation makes no more than a small multiple of its error (1 of
20,000 right programs makes more than four times as much)."""


class Agreement(enum.Enum):
    """What a comparison says."""

    EQUAL = "equal"
    PRECISION = "precision"  # right to about 1e-7: a step was computed in float32
    DIFFERENT = "different"
    NOT_FINITE = "not finite"  # a NaN, an infinity, or a complex number where a real one is due


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was found when `actual` was measured against `expected`.

    max_relative_error  largest |actual - expected| over the scale; 0 where all is exactly equal, inf where there is none
    worst      index of the entry that is furthest off (the first that is not finite); None where there are no entries
    actual, expected  the values at `worst`
    mismatched  how many of the `size` entries are beyond the tolerance
    """

    agreement: Agreement
    low_precision: bool
    max_relative_error: float
    worst: tuple[int, ...] | None
    actual: float
    expected: float
    mismatched: int
    size: int

    @property
    def equal(self) -> bool:
        """True if the answer counts as right."""
        return self.agreement is Agreement.EQUAL


def compare(
    actual: npt.ArrayLike, expected: npt.ArrayLike, *, scale: float = 0.0, float32_error: float = 0.0, narrow: bool = False
) -> Comparison:
    """Measure a block against the expected one: equal if max|actual - expected| <= 1e-9 * max(max|expected|, scale).

    So a block that is expected to be zero must be exactly zero (-0.0 is). float32 results, or float64 ones that hold nothing
    but float32 values, are allowed (5e-6 + 16 float32_error) * scale. A block without entries is equal.

    actual, expected  arrays of one shape; numbers of any kind (bool and int too)
    scale          a size to measure against where it is larger than the block's own largest entry, >= 0
    float32_error  the error that the reference itself makes in float32 on the same inputs, as a share of that scale, >= 0
    narrow         it is known that this is a float32 result, though these numbers alone may not tell

    Raises GraderFault where the question makes no sense: shapes differ, `expected` is not finite, `actual` is not numeric.
    """
    given = np.asarray(actual)
    got, due = _real(given), _real(np.asarray(expected))
    _refuse_nonsense(got, due, scale, float32_error)
    low = narrow or low_precision(given.real)
    errors = _relative_errors(got, due, max(scale, float(np.abs(due).max(initial=0.0))))
    finite = np.isfinite(got)
    worst = _first(errors if finite.all() else ~finite)
    return Comparison(
        agreement=_agreement(float(errors.max(initial=0.0)), low=low, float32_error=float32_error)
        if finite.all()
        else Agreement.NOT_FINITE,
        low_precision=low,
        max_relative_error=float(errors.max(initial=0.0)),
        worst=worst,
        actual=math.nan if worst is None else float(got[worst]),
        expected=math.nan if worst is None else float(due[worst]),
        mismatched=int(np.count_nonzero(errors > _tolerance(low=low, float32_error=float32_error))),
        size=errors.size,
    )


def compare_loss(actual: npt.ArrayLike, expected: float, *, float32_error: float = 0.0, narrow: bool = False) -> Comparison:
    """Measure a loss: equal if |L - L*| <= 1e-9 max(1, |L*|). `actual` holds one number, in any shape.

    `float32_error` is a share of max(1, |L*|), `narrow` as for `compare`. Raises GraderFault as `compare` does.
    """
    got = np.asarray(actual)
    due = np.full(got.shape, expected)
    if got.size != 1:
        raise GraderFault("a loss is one number", where="compare_loss", value=f"shape {got.shape}")
    return compare(got, due, scale=1.0, float32_error=float32_error, narrow=narrow)


def _real(values: npt.NDArray[Any]) -> FloatArray:
    """float64 in the same shape; a number with an imaginary part becomes NaN, for it is no real number."""
    if values.dtype.kind not in "biufc":
        raise GraderFault("not an array of numbers", where="compare", value=f"dtype {values.dtype}")
    with np.errstate(all="ignore"):
        if values.dtype.kind == "c":
            values = np.where(values.imag == 0, values.real, np.nan)
        return values.astype(np.float64)


def _refuse_nonsense(got: FloatArray, due: FloatArray, scale: float, float32_error: float) -> None:
    """Raise GraderFault for what only a mistake in the grader can ask."""
    if got.shape != due.shape:
        raise GraderFault("shapes differ", where="compare", value=f"{got.shape} and {due.shape}")
    if not np.all(np.isfinite(due)):
        raise GraderFault("the expected values are not finite", where="compare")
    for name, value in (("scale", scale), ("float32_error", float32_error)):
        if not (value >= 0 and math.isfinite(value)):
            raise GraderFault(f"{name} must be finite and not negative", where="compare", value=str(value))


def _tolerance(*, low: bool, float32_error: float) -> float:
    """What an equal answer may be off, as a share of the scale."""
    return RTOL32 + ERROR32_FACTOR * float32_error if low else RTOL


def _agreement(error: float, *, low: bool, float32_error: float) -> Agreement:
    """What a finite answer is called that is off by `error`, a share of the scale."""
    if error <= _tolerance(low=low, float32_error=float32_error):
        return Agreement.EQUAL
    if not low and error <= max(PARTLY32, PARTLY32_FACTOR * float32_error):
        return Agreement.PRECISION
    return Agreement.DIFFERENT


def _first(values: npt.NDArray[Any]) -> tuple[int, ...] | None:
    """Index of the first largest entry; None where there is none."""
    if not values.size:
        return None
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(values)), values.shape))


def _relative_errors(got: FloatArray, due: FloatArray, scale: float) -> FloatArray:
    """|got - due| / scale, entry by entry; 0 for equal entries whatever the scale, inf for entries that are not finite.

    Both are brought near 1 by a power of two first, which is exact: what overflows then is wrong, tiny blocks keep their digits.
    """
    exponent = math.frexp(scale)[1]
    with np.errstate(all="ignore"):
        distance = np.abs(np.ldexp(got, -exponent) - np.ldexp(due, -exponent))
        errors = np.array(distance / math.ldexp(scale, -exponent))  # an array even where it holds one number
    errors[got == due] = 0.0  # 0/0 where the scale is zero
    errors[np.isnan(errors)] = np.inf
    return np.asarray(errors, dtype=np.float64)
