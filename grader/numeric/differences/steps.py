"""The derivative of a loss along a line: stencils at several steps until one is good enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from grader.model import FloatArray
from grader.numeric.differences.loss_requests import Asking, Request
from grader.numeric.differences.readings import Difference, best_of, conclude, error_of
from grader.numeric.differences.stencil import REACH, Reading, offsets, read

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

_FINER = (1e-3, 1e-6)
"""Looks at a far finer scale, as shares of the step. Below 1e-9 of the arguments' size roundoff would hide everything."""

Goal = Callable[[float], float]
"""Takes a derivative, returns the estimated error at which the search may stop."""


def difference(ray: Request, centre: float, *, step: float, goal: Goal) -> Asking[Difference | None]:
    """Ask for the derivative at 0 along `ray` (its offsets are ignored), `centre` being the loss there.

    Starts from `step`. None where the loss is not finite nearby.
    """
    readings: list[Reading] = []
    following: float | None = step
    for _ in range(_MOST_STENCILS):
        if following is None:
            break
        reading = yield from look(ray, centre, following)
        if reading is None:
            following *= _SHRINK_NON_FINITE
            continue
        readings.append(reading)
        if error_of(reading, readings) <= goal(reading.derivative):
            break
        following = _next_step(readings)
    return conclude(readings, goal) if readings else None


def finer_look(ray: Request, centre: float, found: Difference, *, goal: Goal) -> Asking[Difference]:
    """The same conclusion after a look at far finer steps.

    A loss that oscillates faster than the steps looks like noise there, or by chance like something smooth. Before a gradient
    is blamed, the loss must have been looked at closely.
    """
    readings = list(found.readings)
    for share in _FINER:
        reading = yield from look(ray, centre, share * found.step)
        if reading is not None:
            readings.append(reading)
    return conclude(readings, goal)


def look(ray: Request, centre: float, step: float) -> Asking[Reading | None]:
    """Ask for the eight values around the centre and read them; None where there is no finite derivative in them."""
    values = yield Request(arrays=ray.arrays, block=ray.block, direction=ray.direction, offsets=offsets(step))
    nine = np.array([*values[:REACH], centre, *values[REACH:]])
    if np.iscomplexobj(nine) or not np.all(np.isfinite(nine)):
        return None
    with np.errstate(all="ignore"):
        reading = read(nine, step)
    return reading if math.isfinite(reading.derivative) else None


def _next_step(readings: Sequence[Reading]) -> float | None:
    """Where the error should be smaller; None where everything promising was tried."""
    latest, best = readings[-1], best_of(readings)
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


def first_step(array: FloatArray) -> float:
    """A step to start from: 0.03 of the entries' root mean square, at least of 1e-3.

    A loss of logits changes its character when a logit changes by about 1, so by its own size; the order-8 error of such a
    function is then near 1e-11, which most often ends the search. An array of zeros gets the step of small entries.
    """
    size = float(np.sqrt(np.mean(array * array))) if array.size else 0.0
    return 0.03 * max(size, 1e-3)
