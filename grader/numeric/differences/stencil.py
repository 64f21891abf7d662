"""Read a derivative and its errors from nine equidistant values of a function along a line.

Notation: phi(t) is the loss along the line, h the step, values phi(-4h), ..., phi(4h).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, inf, sqrt

import numpy as np

from grader.model import FloatArray
from grader.numeric.precision import EPSILON, quantum

REACH = 4
"""Points on each side. Four give order 8, and also the high differences that show the noise."""

# Central first derivatives of order 8, 6 and 4 from phi(kh) - phi(-kh), k = 1..4 (B. Fornberg, Math. Comp. 51, 1988).
_ORDER_8 = np.array([4 / 5, -1 / 5, 4 / 105, -1 / 280])
_ORDER_6 = np.array([3 / 4, -3 / 20, 1 / 60, 0.0])
_ORDER_4 = np.array([2 / 3, -1 / 12, 0.0, 0.0])
# The one-sided derivative of order 4 from phi(0), phi(h), ..., phi(4h).
_ONE_SIDED = np.array([-25 / 12, 4.0, -3.0, 4 / 3, -1 / 4])

# Differences of order 6, 7 and 8 at every place of the stencil, divided by sqrt(C(2k, k)): the k-th difference of independent
# noise of size 1 has that size. In them a smooth function falls like h^6 and faster, noise does not (Moré and Wild, SIAM J. Sci.
# Comput. 33, 2011).
_HIGH_ORDERS = (6, 7, 8)
_HIGH = np.array(
    [
        [0.0] * place + [(-1.0) ** i * comb(k, i) / sqrt(comb(2 * k, k)) for i in range(k + 1)] + [0.0] * (8 - k - place)
        for k in _HIGH_ORDERS
        for place in range(9 - k)
    ]
)
_MEANS = np.array(
    [[1 / (9 - order) if order == k else 0.0 for k in _HIGH_ORDERS for _ in range(9 - k)] for order in _HIGH_ORDERS]
)

_AMPLIFICATION = sqrt(2 * float(_ORDER_8 @ _ORDER_8))
"""Independent noise of size 1 in the values is noise of this size (1.17) in h times the order-8 derivative."""

_RATIO = 4.0
"""The orders converge geometrically: error 8 / error 6 is 16/9 of error 6 / error 4 for a function whose Taylor series has a
finite radius. Twice that, so that the estimate is rather too large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The derivative and the errors that one stencil shows.

    derivative  phi'(0), order 8
    gap         |order 8 - order 6|: the truncation error at order 6, which falls like h^6
    truncation  estimated error of `derivative` from the size of the step; inf if the values do not change at all
    noise       size of the jumps between values, in units of the loss
    floor       noise that the number format alone brings: half a spacing of the largest value, or the quantum of the values
    quantum     the coarsest power of two that divides all values
    bend        |forward - backward derivative|: falls like h^4 for a smooth function, stays for one with a kink at 0
    """

    step: float
    derivative: float
    gap: float
    truncation: float
    noise: float
    floor: float
    quantum: float
    bend: float

    def roundoff(self, noise: float) -> float:
        """The error of the derivative that noise of this size in the values causes."""
        return _AMPLIFICATION * noise / self.step


def offsets(step: float) -> tuple[float, ...]:
    """Offsets of the values that are needed; the one at 0 is known already."""
    return tuple(k * step for k in range(-REACH, REACH + 1) if k)


def read(values: FloatArray, step: float) -> Reading:
    """Read nine finite values, from phi(-4 step) to phi(4 step); see `Reading`."""
    odd = values[REACH + 1 :] - values[REACH - 1 :: -1]
    order_8, order_6, order_4 = (float(weights @ odd) / step for weights in (_ORDER_8, _ORDER_6, _ORDER_4))
    gap, wider = abs(order_8 - order_6), abs(order_6 - order_4)
    flat = bool(np.all(values == values[REACH]))
    grain = quantum(values)
    high = _HIGH @ (values - values[REACH])
    return Reading(
        step=step,
        derivative=order_8,
        gap=gap,
        truncation=inf if flat else gap * min(1.0, _RATIO * gap / wider) if wider > 0 else gap,
        noise=float(np.sqrt(np.max(_MEANS @ (high * high)))),  # the largest root mean square of the high differences
        floor=max(EPSILON / 2 * float(np.abs(values).max()), grain),
        quantum=grain,
        bend=abs(float(_ONE_SIDED @ values[REACH:]) + float(_ONE_SIDED @ values[REACH::-1])) / step,
    )
