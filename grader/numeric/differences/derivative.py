"""Estimate the derivative of a loss along a line, with an error bar, from stencils at several steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.model import FloatArray
from grader.numeric.differences.loss_requests import Asking, Request
from grader.numeric.differences.stencil import REACH, Reading, offsets, read

# --- constants of the error bar -------------------------------------------------------------------------------------------

SAFETY = 10.0
"""The bar is this many estimated errors: noise is estimated from six numbers, truncation from three orders. Measured against long
double (12,600 lines, 5 programs per loss), the plain estimate covers the true error in 94 of 100 cases, the bar in all but one; a
logit was far beyond 10 there."""

_SIMILAR = 10.0
"""Estimates whose errors differ by less than this factor are equally credible, so they have to agree."""

_LASTING = 5.0
"""Noise that falls by less than this while the step falls by more than 2 (so 2^6 for anything smooth) is real."""

_NEARBY = 100.0
"""... up to steps that are this much finer. Far finer ones may show that it was an oscillation."""

_KEEPS = 3.0
"""Over a ninth of the step forward and backward derivative come 6561 times closer for a smooth function (order 4), and are driven
nine times further apart by noise. Within this factor they have kept their distance: a kink."""

_WINDOW = 30.0
"""... at all steps up to this many times the finest, three or four of them. Further out other effects mix in."""

_VISIBLE_BEND = 1e-3
"""A kink is reported only if the two sides differ by more than this share of the derivative."""

_ROUNDING_BEND = 100.0
"""... and by more than this many spacings of the values over the step: less may be rounding, whose weights add up to 22."""

# --- constants of the search for a step -----------------------------------------------------------------------------------

_MOST_STENCILS = 8
"""Number of steps to try. Smooth losses need one or two; eight times a factor of three spans all steps that can make sense."""

_SHRINK_NON_FINITE = 1 / 16
"""If the loss has no value nearby, the cause is usually an overflow or a pole: leave it well behind."""

_GROW_FLAT = 8.0
"""If the loss does not change at all, try a considerably larger step."""

_FACTOR = 3.0
"""An ordinary change of step: truncation changes by 3^8, roundoff by 3."""

_SHARPEST_SHRINK = 1 / 6
"""A larger jump was seen to land on a plateau of log(1 - sigmoid(x)), which looks smooth and is wrong."""

_SAME_STEP = 0.3
"""Steps whose logarithms differ by less than this would show nothing new."""

_FINER = (1e-3, 1e-6)
"""Much finer steps, as shares of the step. Below 1e-9 of the arguments' size roundoff would hide everything."""

Goal = Callable[[float], float]
"""From a derivative to the estimated error at which the search may stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A derivative along a line.

    derivative  its value
    bar         the true value is within derivative +- bar (in more than 99.9 %); inf if nothing is known
    noise       size of the jumps of the loss, at least its number format's share, in units of the loss
    kink        the derivatives from both sides keep their distance as the step falls; the bar then spans both
    readings    all readings that were made
    best        the reading that gave the derivative
    """

    derivative: float
    bar: float
    noise: float
    kink: bool
    readings: tuple[Reading, ...]
    best: Reading

    @property
    def flat(self) -> bool:
        """True if the loss did not change, or only further away."""
        return math.isinf(self.bar)

    @property
    def step(self) -> float:
        """The step of the best reading."""
        return self.best.step

    @property
    def quantum(self) -> float:
        """The coarsest power of two that divides all values of the loss."""
        return self.best.quantum


def difference(ray: Request, centre: float, *, step: float, goal: Goal) -> Asking[Difference | None]:
    """Ask for the derivative at 0 along `ray` (its offsets are ignored), `centre` being the loss there.

    Starts from `step`. Returns None if the loss is not finite nearby.
    """
    readings: list[Reading] = []
    following: float | None = step
    for _ in range(_MOST_STENCILS):
        if following is None:
            break
        reading = yield from read_stencil(ray, centre, following)
        if reading is None:
            following *= _SHRINK_NON_FINITE
            continue
        readings.append(reading)
        if _error(reading, readings) <= goal(reading.derivative):
            break
        following = _next_step(readings)
    return _conclude(readings, goal) if readings else None


def refine(ray: Request, centre: float, coarse: Difference, *, goal: Goal) -> Asking[Difference]:
    """The same conclusion after much finer steps, which are needed before a gradient is called wrong.

    A loss that oscillates faster than the steps looks like noise there, or by chance like something smooth.
    """
    readings = list(coarse.readings)
    for share in _FINER:
        reading = yield from read_stencil(ray, centre, share * coarse.step)
        if reading is not None:
            readings.append(reading)
    return _conclude(readings, goal)


def read_stencil(ray: Request, centre: float, step: float) -> Asking[Reading | None]:
    """Ask for the eight values around the centre and read them; None if they have no finite derivative."""
    values = yield Request(arrays=ray.arrays, block=ray.block, direction=ray.direction, offsets=offsets(step))
    nine = np.array([*values[:REACH], centre, *values[REACH:]])
    if np.iscomplexobj(nine) or not np.all(np.isfinite(nine)):
        return None
    with np.errstate(all="ignore"):
        reading = read(nine, step)
    return reading if math.isfinite(reading.derivative) else None


def first_step(array: FloatArray) -> float:
    """A step to start from: 0.03 of the entries' root mean square, at least of 1e-3.

    A loss of logits changes its character when a logit changes by about 1, so by its own size; the order-8 error of such a
    function is then near 1e-11, which most often ends the search. An array of zeros gets the step of small entries.
    """
    size = float(np.sqrt(np.mean(array * array))) if array.size else 0.0
    return 0.03 * max(size, 1e-3)


# --- the next step --------------------------------------------------------------------------------------------------------


def _next_step(readings: Sequence[Reading]) -> float | None:
    """A step whose error should be smaller; None if everything promising was tried.

    The model: truncation (seen at order 6) falls like h^6, roundoff grows like 1/h; they meet at ratio^(1/7).
    """
    latest, best = readings[-1], _best(readings)
    roundoff = best.roundoff(best.floor)
    if latest is not best:
        factor = _across(latest.step, best.step)
    elif math.isinf(best.truncation):
        factor = _GROW_FLAT
    elif best.gap <= 4 * roundoff:  # within 4^(1/7) = 1.2 of where they meet, or noisier: only a larger step can help
        factor = _FACTOR
    else:
        factor = float(np.clip((roundoff / best.gap) ** (1 / 7), _SHARPEST_SHRINK, 1 / _FACTOR))
    step = best.step * factor
    if _tried(step, readings):
        step = best.step * _across(step, best.step)
    return None if _tried(step, readings) else step


def _across(step: float, best: float) -> float:
    """The factor that leads from the best step to its other side."""
    return _FACTOR if step < best else 1 / _FACTOR


def _tried(step: float, readings: Sequence[Reading]) -> bool:
    return any(abs(math.log(step / reading.step)) < _SAME_STEP for reading in readings)


# --- the conclusion -------------------------------------------------------------------------------------------------------


def _conclude(readings: Sequence[Reading], goal: Goal) -> Difference:
    """The best reading, with a bar that also covers readings that disagree with it, and both sides of a kink."""
    best = _best(readings)
    error = _error(best, readings)
    for other in readings:
        distance, its_error = abs(other.derivative - best.derivative), _error(other, readings)
        if its_error < _SIMILAR * error and distance > its_error + error:
            error = distance
    kink = error > goal(best.derivative) and _kinked(readings)
    # If a finer stencil saw no change where this derivative would have changed the values visibly, then the loss is flat here and
    # only changes further away (a clipped logarithm), or is rounded: no derivative either way.
    unchanged = [reading for reading in readings if math.isinf(reading.truncation) and reading.step < best.step]
    plateau = any(abs(best.derivative) > SAFETY * reading.roundoff(reading.floor) for reading in unchanged)
    return Difference(
        derivative=best.derivative,
        bar=math.inf if plateau else max(SAFETY * error, best.bend if kink else 0.0),
        noise=_noise(best, readings),
        kink=kink,
        readings=tuple(readings),
        best=best,
    )


def _error(reading: Reading, readings: Sequence[Reading]) -> float:
    """Estimated error of a reading: its truncation, and the effect of the noise."""
    return reading.truncation + reading.roundoff(_noise(reading, readings))


def _best(readings: Sequence[Reading]) -> Reading:
    """The reading with the smallest estimated error."""
    return min(readings, key=lambda reading: _error(reading, readings))


def _noise(reading: Reading, readings: Sequence[Reading]) -> float:
    """The noise of the loss at that step, by all readings.

    Noise that finer steps show counts here too: nothing smooth grows as the step falls (a stencil may look smooth by chance). So
    does noise that did not fall with the step, even if a finer stencil happens to show less of it.
    """
    finer = [other.noise for other in readings if other.step <= reading.step]
    lasting = [
        fine.noise
        for coarse in readings
        for fine in readings
        if coarse.step > 2 * fine.step
        and fine.noise < coarse.noise < _LASTING * fine.noise
        and fine.step < _NEARBY * reading.step
    ]
    return max(reading.floor, *finer, *lasting)


def _kinked(readings: Sequence[Reading]) -> bool:
    """True if forward and backward derivative keep their distance while the step falls, by more than rounding explains."""
    finest = min(readings, key=lambda r: r.step)
    near = [reading for reading in readings if reading.step <= _WINDOW * finest.step]
    if max(reading.step for reading in near) < _KEEPS**2 * finest.step:
        return False
    bends = [reading.bend for reading in near]
    visible = finest.bend > _VISIBLE_BEND * abs(finest.derivative)
    real = finest.bend > _ROUNDING_BEND * finest.floor / finest.step
    return visible and real and max(bends) < _KEEPS * min(bends)
