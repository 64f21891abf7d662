"""Recognise numbers that were computed in float32, from the numbers alone.

The type does not tell: arrays that a submission returns are often float64 again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]

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
        telling, wide = telling_values(values.astype(np.float64))
    return bool(telling.any()) and not wide.any()


def low_precision_blocks(telling: BoolArray, wide: BoolArray, starts: npt.NDArray[np.intp]) -> BoolArray:
    """The same of each of several blocks that stand one after the other and are not empty, from their `telling_values`.

    starts  the position of each block
    """
    blocks: BoolArray = np.logical_or.reduceat(telling, starts) & ~np.logical_or.reduceat(wide, starts)
    return blocks


def telling_values(values: npt.NDArray[np.float64]) -> tuple[BoolArray, BoolArray]:
    """Masks of the values that show how precisely they were computed, and of those of them that are not float32."""
    thousands = values * _ROUND_NUMBERS
    telling = np.isfinite(values) & (np.abs(values) > _SMALLEST_TELLING) & (thousands != np.rint(thousands))
    return telling, telling & (values.astype(np.float32) != values)


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
