"""Recognise numbers that were computed in float32, from the numbers alone.

The type does not tell: arrays that a submission returns are often float64 again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

EPSILON = 2.0**-52
"""Spacing of float64 at 1."""

EPSILON32 = 2.0**-23
"""Spacing of float32 at 1."""

_SMALLEST_TELLING = 1e-35
"""Below it float32 loses digits (its normal numbers end at 1.2e-38), so a smaller value does not show how it was computed."""

_ROUND_NUMBERS = 1024.0
"""Multiples of 1/1024 (0, 1, 0.5, -3) are exact in both precisions, so they show nothing."""

_MANTISSA_BITS = 53


def low_precision(values: npt.NDArray[Any]) -> bool:
    """True if `values` are float32 or float16, or if every one of them that shows its precision is representable in float32.

    A float64 result has that form by chance with probability 2^-29 per such value.
    """
    if values.dtype in (np.float16, np.float32):
        return True
    with np.errstate(all="ignore"):
        flat = values.astype(np.float64).ravel()
        flat = flat[np.isfinite(flat) & (np.abs(flat) > _SMALLEST_TELLING)]
        telling = flat[flat * _ROUND_NUMBERS != np.rint(flat * _ROUND_NUMBERS)]
        return telling.size > 0 and bool(np.all(telling.astype(np.float32) == telling))


def quantum(values: npt.NDArray[np.float64]) -> float:
    """The coarsest power of two that divides all values (finite); 0 if all are zero.

    It is the spacing of float64 for an ordinary result, and far larger after a cancellation (log-sum-exp minus a logit) or in a
    function that computes in float32: such values look less noisy than they are.
    """
    mantissa, exponent = np.frexp(values[values != 0])
    if mantissa.size == 0:
        return 0.0
    whole = np.ldexp(mantissa, _MANTISSA_BITS).astype(np.int64)
    lowest_bit = (whole & -whole).astype(np.float64)
    return float(np.min(np.ldexp(lowest_bit, exponent - _MANTISSA_BITS)))
