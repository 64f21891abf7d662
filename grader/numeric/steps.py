"""The derivative of a loss along a line, with an error bar: stencils at several steps until one is good enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.model import FloatArray
from grader.numeric.asking import Asking, Request
from grader.numeric.precision import EPSILON
from grader.numeric.stencil import REACH, Reading, offsets, read

SAFETY = 10.0
"""The bar is so many estimated errors: noise is estimated from six numbers, truncation from three orders. (Measured: see the
test against long double.)"""

_MOST_STENCILS = 8
"""Steps that are tried. Smooth losses need one or two; eight times a factor of three spans all steps that can make sense."""

_SHRINK_NON_FINITE = 1 / 16
"""Where the loss has no value nearby, the trouble is usually an overflow or a pole: leave it well behind."""

_GROW_FLAT = 8.0
"""Where the loss does not change at all, look considerably further."""

_FACTOR = 3.0
"""An ordinary change of step: truncation changes by 3^8, roundoff by 3."""

_SHARPEST_SHRINK = 1 / 6
"""A bigger jump than this was seen to land on a plateau of log(1 - sigmoid(x)), which looks smooth and is wrong."""

_SAME_STEP = 0.3
"""Steps whose logarithms differ by less than this would tell nothing new."""

_SIMILAR = 10.0
"""Estimates whose bars differ by less than this factor are both taken seriously, so they have to agree."""

_LASTING = 5.0
"""Noise that falls by less than this while the step falls by more than 2 (so 2^6 for anything smooth) is real."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A derivative along a line.

    derivative  its value
    bar         the true value is within derivative +- bar (in more than 99.9 %); inf where nothing can be said
    step        the step it was taken with
    noise       how much the loss jumps about, at least its number format's share, in units of the loss
    quantum     the coarsest power of two that divides all values of the loss
    kink        the derivatives from both sides do not approach each other as the step falls; the bar then spans both
    """

    derivative: float
    bar: float
    step: float
    noise: float
    quantum: float
    kink: bool = False

    @property
    def flat(self) -> bool:
        """True if the loss did not change at all."""
        return math.isinf(self.bar)


def difference(ray: Request, centre: float, *, step: float, goal: Callable[[float], float]) -> Asking[Difference | None]:
    """Ask for the derivative at 0 along `ray` (its offsets are ignored); None where the loss is not finite nearby.

    centre the loss at 0
    goal    takes a derivative, returns the estimated error at which the search may stop
    """
    readings: list[Reading] = []
    for _ in range(_MOST_STENCILS):
        values = yield Request(arrays=ray.arrays, block=ray.block, direction=ray.direction, offsets=offsets(step))
        reading = _read(values, centre, step)
        if reading is None:
            step *= _SHRINK_NON_FINITE
            continue
        readings.append(reading)
        if _error(reading, readings) <= goal(reading.derivative):
            break
        following = _next_step(readings)
        if following is None:
            break
        step = following
    return _conclude(readings, goal, abs(centre)) if readings else None


def _read(values: Sequence[complex], centre: float, step: float) -> Reading | None:
    """The reading of eight values around the centre; None where it has no finite derivative."""
    left, right = values[:REACH], values[REACH:]
    nine = np.array([*left, centre, *right])
    if np.iscomplexobj(nine) or not np.all(np.isfinite(nine)):
        return None
    with np.errstate(all="ignore"):
        reading = read(nine, step)
    return reading if math.isfinite(reading.derivative) else None


def _noise(reading: Reading, readings: Sequence[Reading]) -> float:
    """The noise of the loss at that step, by all that was seen.

    What finer steps show is noise here too: nothing smooth grows as the step falls (a stencil may look smooth by chance). So is
    noise that did not fall with the step, even where a finer stencil happens to show less of it.
    """
    finer = [other.noise for other in readings if other.step <= reading.step]
    lasting = [
        fine.noise
        for coarse in readings
        for fine in readings
        if coarse.step > 2 * fine.step and fine.noise < coarse.noise < _LASTING * fine.noise
    ]
    return max(reading.floor, *finer, *lasting)


def _error(reading: Reading, readings: Sequence[Reading]) -> float:
    return reading.truncation + reading.roundoff(_noise(reading, readings))


def _best(readings: Sequence[Reading]) -> Reading:
    return min(readings, key=lambda reading: _error(reading, readings))


def _next_step(readings: Sequence[Reading]) -> float | None:
    """Where the error should be smaller; None where everything promising was tried."""
    latest, best = readings[-1], _best(readings)
    step = best.step * (_promising_factor(best) if latest is best else _across(latest.step, best.step))
    if _tried(step, readings):
        step = best.step * _across(step, best.step)
    return None if _tried(step, readings) else step


def _promising_factor(reading: Reading) -> float:
    """Follow the model: truncation (seen at order 6) falls like h^6, roundoff grows like 1/h; they meet at ratio^(1/7)."""
    if math.isinf(reading.truncation):
        return _GROW_FLAT
    roundoff = reading.roundoff(reading.floor)
    if (
        reading.gap <= 4 * roundoff
    ):  # within a factor of 4^(1/7) = 1.2 of where they meet, or noisier: only a larger step can help
        return _FACTOR
    return float(np.clip((roundoff / reading.gap) ** (1 / 7), _SHARPEST_SHRINK, 1 / _FACTOR))


def _across(step: float, best: float) -> float:
    """The factor that leads from the best step to its other side."""
    return _FACTOR if step < best else 1 / _FACTOR


def _tried(step: float, readings: Sequence[Reading]) -> bool:
    return any(abs(math.log(step / reading.step)) < _SAME_STEP for reading in readings)


def _conclude(readings: Sequence[Reading], goal: Callable[[float], float], size: float) -> Difference:
    """The best reading, with a bar that also covers readings that disagree with it, and both sides of a kink."""
    best = _best(readings)
    error = _error(best, readings)
    for other in readings:
        distance = abs(other.derivative - best.derivative)
        if _error(other, readings) < _SIMILAR * error and distance > _error(other, readings) + error:
            error = distance
    if _leaves_plateau(best, readings):
        error = math.inf
    kink = error > goal(best.derivative) and _kinked(readings, size)
    return Difference(
        derivative=best.derivative,
        bar=max(SAFETY * error, best.bend if kink else 0.0),
        step=best.step,
        noise=_noise(best, readings),
        quantum=best.quantum,
        kink=kink,
    )


def _leaves_plateau(best: Reading, readings: Sequence[Reading]) -> bool:
    """True if a finer stencil saw no change where this derivative would have changed the values visibly.

    Then the loss is flat here and only changes further away (a clipped logarithm), or is rounded: no derivative either way.
    """
    finer = [reading for reading in readings if math.isinf(reading.truncation) and reading.step < best.step]
    return any(abs(best.derivative) > SAFETY * reading.roundoff(reading.floor) for reading in finer)


def _kinked(readings: Sequence[Reading], size: float) -> bool:
    """True if forward and backward derivative keep their distance while the step falls at least threefold.

    The distance must count (1e-3 of the derivative) and be no work of rounding (100 spacings of the loss over the step).
    """
    fine, coarse = min(readings, key=lambda r: r.step), max(readings, key=lambda r: r.step)
    if fine.step * _FACTOR > coarse.step or not coarse.bend:
        return False
    counts = fine.bend > 1e-3 * abs(fine.derivative) and coarse.bend > 100 * EPSILON * size / coarse.step
    return counts and 1 / _FACTOR < fine.bend / coarse.bend < _FACTOR


def first_step(array: FloatArray) -> float:
    """A step to start from: 0.05 of the entries' root mean square, at least of 1e-3.

    Losses of logits change their character when a logit changes by about 1, so by their own size; the order-8 error of such a
    function is then near 1e-11. An array of zeros gets the step of small entries.
    """
    return 0.03 * max(float(np.sqrt(np.mean(array * array))) if array.size else 0.0, 1e-3)
