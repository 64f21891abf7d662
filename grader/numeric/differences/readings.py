"""One conclusion from several readings of the same line at different steps: the derivative with its error bar."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.numeric.differences.stencil import Reading

SAFETY = 10.0
"""The bar is so many estimated errors: noise is estimated from six numbers, truncation from three orders. Measured against long
double (12,600 lines, 5 programs per loss), the plain estimate covers the true error in 94 of 100, the bar in all but one; a logit
was far beyond 10 there."""

_SIMILAR = 10.0
"""Estimates whose errors differ by less than this factor are both taken seriously, so they have to agree."""

_LASTING = 5.0
"""Noise that falls by less than this while the step falls by more than 2 (so 2^6 for anything smooth) is real."""

_NEARBY = 100.0
"""... up to steps that are so much finer. Far finer ones may show that it was an oscillation."""

_KEEPS = 3.0
"""Over a ninth of the step forward and backward derivative come 6561 times closer for a smooth function (order 4), and are driven
nine times further apart by noise. Within this factor they have kept their distance: a kink."""

_WINDOW = 30.0
"""... at all steps up to so many times the finest, three or four of them. Further out other things happen."""

_VISIBLE_BEND = 1e-3
"""A kink is spoken of where the two sides differ by more than this share of the derivative."""

_ROUNDING_BEND = 100.0
"""... and by more than so many spacings of the values over the step: less may be rounding, whose weights add up to 22."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A derivative along a line.

    derivative  its value
    bar         the true value is within derivative +- bar (in more than 99.9 %); inf where nothing can be said
    noise       how much the loss jumps about, at least its number format's share, in units of the loss
    kink        the derivatives from both sides keep their distance as the step falls; the bar then spans both
    readings    what it was concluded from
    best        the reading that it was taken from
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
        """The step it was taken with."""
        return self.best.step

    @property
    def quantum(self) -> float:
        """The coarsest power of two that divides all values of the loss."""
        return self.best.quantum


def conclude(readings: Sequence[Reading], goal: Callable[[float], float]) -> Difference:
    """The best reading, with a bar that also covers readings that disagree with it, and both sides of a kink.

    goal  takes a derivative, returns the estimated error that is good enough
    """
    best = best_of(readings)
    error = error_of(best, readings)
    for other in readings:
        distance, its_error = abs(other.derivative - best.derivative), error_of(other, readings)
        if its_error < _SIMILAR * error and distance > its_error + error:
            error = distance
    kink = error > goal(best.derivative) and _kinked(readings)
    bar = math.inf if _leaves_plateau(best, readings) else max(SAFETY * error, best.bend if kink else 0.0)
    return Difference(
        derivative=best.derivative,
        bar=bar,
        noise=_noise(best, readings),
        kink=kink,
        readings=tuple(readings),
        best=best,
    )


def error_of(reading: Reading, readings: Sequence[Reading]) -> float:
    """Estimated error of a reading: its truncation, and what the noise makes of it."""
    return reading.truncation + reading.roundoff(_noise(reading, readings))


def best_of(readings: Sequence[Reading]) -> Reading:
    """The reading with the smallest estimated error."""
    return min(readings, key=lambda reading: error_of(reading, readings))


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
        if coarse.step > 2 * fine.step
        and fine.noise < coarse.noise < _LASTING * fine.noise
        and fine.step < _NEARBY * reading.step
    ]
    return max(reading.floor, *finer, *lasting)


def _leaves_plateau(best: Reading, readings: Sequence[Reading]) -> bool:
    """True if a finer stencil saw no change where this derivative would have changed the values visibly.

    Then the loss is flat here and only changes further away (a clipped logarithm), or is rounded: no derivative either way.
    """
    finer = [reading for reading in readings if math.isinf(reading.truncation) and reading.step < best.step]
    return any(abs(best.derivative) > SAFETY * reading.roundoff(reading.floor) for reading in finer)


def _kinked(readings: Sequence[Reading]) -> bool:
    """True if forward and backward derivative keep their distance while the step falls, and it is no work of rounding."""
    finest = min(readings, key=lambda r: r.step)
    near = [reading for reading in readings if reading.step <= _WINDOW * finest.step]
    if max(reading.step for reading in near) < _KEEPS**2 * finest.step:
        return False
    bends = [reading.bend for reading in near]
    visible = finest.bend > _VISIBLE_BEND * abs(finest.derivative)
    real = finest.bend > _ROUNDING_BEND * finest.floor / finest.step
    return visible and real and max(bends) < _KEEPS * min(bends)
