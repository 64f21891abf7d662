"""Which numbers were computed in float32, seen from the numbers alone: the arrays that come back are often float64 again."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

EPSILON = 2.0**-52
"""Spacing of float64 at 1."""

EPSILON32 = 2.0**-23
"""Spacing of float32 at 1."""

_SMALLEST_TELLING = 1e-35
"""Below it float32 loses digits (its normal numbers end at 1.2e-38): such a value says nothing about how it was computed."""

_ROUND_NUMBERS = 1024.0
"""Multiples of 1/1024 (0, 1, 0.5, -3) are exact in both precisions, so they tell nothing."""

_MANTISSA_BITS = 53


def low_precision(values: npt.NDArray[Any]) -> bool:
    """True if `values` are float32 or float16, or if every one of them that tells anything is representable in float32.

    A float64 result has that form by chance with probability 2^-29 per telling value.
    """
    if values.dtype in (np.float16, np.float32):
        return True
    with np.errstate(all="ignore"):
        flat = values.astype(np.float64).ravel()
        flat = flat[np.isfinite(flat) & (np.abs(flat) > _SMALLEST_TELLING)]
        telling = flat[flat * _ROUND_NUMBERS != np.rint(flat * _ROUND_NUMBERS)]
        return telling.size > 0 and bool(np.all(telling.astype(np.float32) == telling))


def quantum(values: npt.NDArray[np.float64]) -> float:
    """The coarsest power of two that all values (finite) are multiples of; 0 where all are zero.

    It is the spacing of float64 for an honest result, and far larger after a cancellation (log-sum-exp minus a logit) or where
    a function computes in float32: there the values hide less noise than they have.
    """
    mantissa, exponent = np.frexp(values[values != 0])
    if mantissa.size == 0:
        return 0.0
    whole = np.ldexp(mantissa, _MANTISSA_BITS).astype(np.int64)
    lowest_bit = (whole & -whole).astype(np.float64)
    return float(np.min(np.ldexp(lowest_bit, exponent - _MANTISSA_BITS)))
