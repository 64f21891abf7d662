"""Draw random inputs that a person can read: short decimals."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from grader.errors import AssignmentError
from grader.model import FloatArray

_SMALLEST, _LARGEST = 0.2, 1.62
"""Magnitudes are uniform between these multiples of the scale: away from 0 and with root mean square 1."""

_TINIEST = 1e-300
"""Just above the subnormal numbers, which have no two decimals."""

_CANCELLED = 1e-4
"""A sum this much smaller than its terms has lost four digits: 1e-9 would then ask for 1e-13 of them."""


def short_decimals(rng: np.random.Generator, shape: int | tuple[int, ...], *, scale: float = 1.0, digits: int = 2) -> FloatArray:
    """Random numbers of either sign with `digits` significant decimals and root mean square `scale`, e.g. -1.3, 0.72, 0.0013.

    Never 0 and not clustered around it: magnitudes are uniform in [0.2, 1.62] * scale before they are rounded. Each is the
    float64 next to its decimal, so it prints as short as it is.

    Raises AssignmentError if `scale` is not a positive normal number or `digits` is not positive.
    """
    if not (_TINIEST <= scale < np.inf) or digits < 1:
        raise AssignmentError("no such decimals", where="short_decimals", value=f"scale {scale}, {digits} digits")
    magnitudes = scale * rng.uniform(_SMALLEST, _LARGEST, size=shape)
    signed = np.where(rng.random(size=shape) < 0.5, -magnitudes, magnitudes)
    return np.array([float(f"{value:.{digits - 1}e}") for value in signed.ravel()]).reshape(signed.shape)


def cancels(total: FloatArray, terms: Iterable[FloatArray]) -> bool:
    """True if the terms of a block nearly cancel: max|total| < 1e-4 of the largest entry of sum|term|.

    Then rounding decides the digits of the block, and the draw is not fair. A block whose terms are all zero does not cancel.
    The terms have the block's shape, or one that broadcasts to it.
    """
    sizes = sum((np.abs(term) for term in terms), np.zeros_like(total))
    return bool(np.abs(total).max(initial=0.0) < _CANCELLED * sizes.max(initial=0.0))
