"""One gradient block against one random direction: does the directional derivative of the loss equal the gradient's?"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, replace

import numpy as np

from grader.model import FloatArray
from grader.numeric.asking import Asking, Request
from grader.numeric.precision import EPSILON, EPSILON32
from grader.numeric.stencil import REACH
from grader.numeric.steps import SAFETY, Difference, difference


class Outcome(enum.Enum):
    """What a check says."""

    PASS = "pass"  # noqa: S105 - a word, no password
    FAIL = "fail"
    UNDECIDABLE = "undecidable"


class Reason(enum.Enum):
    """Why a check did not pass. The first four are the gradient's doing; after them comes what makes a question undecidable."""

    COUNT = "number of gradients"
    SHAPE = "shape"
    NOT_NUMERIC = "not numeric"
    DIFFERS = "the gradient is not the derivative of the loss"
    NOT_FINITE = "not finite"  # of the gradient: fail; of the loss: undecidable
    NOT_DETERMINISTIC = "the loss is not deterministic"
    KINK = "the loss has a kink here"
    FLAT = "the loss does not change"
    NOISY = "the loss is too noisy"
    CLOSE = "close, but not to the last digits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is asked of a gradient, in shares of the block's largest entry.

    agree       what is closer than this is agreement, even where the bar is smaller still
    blame       nobody is failed for less
    resolution  the bar must be below this before "pass" is said
    rounding    spacing of the numbers in which the gradient was computed
    """

    agree: float
    blame: float
    resolution: float
    rounding: float


FLOAT64 = Demand(
    agree=1e-9,  # the judge's own measure
    blame=1e-7,  # right programs reach 1e-7 where a saturated sigmoid or softmax costs them digits; see CLOSE
    resolution=1e-7,  # an error of 1e-6 in one entry moves the derivative by at least 5e-7: five bars
    rounding=EPSILON,
)

FLOAT32 = Demand(
    agree=1e-5,  # right float32 programs are below 5.5e-7 in 99 of 100, the worst at 4.8e-5 came with a bar of that size
    blame=1e-5,
    resolution=1e-2,  # (2^-24)^(8/9), the best that order 8 can do with such a loss, is 4e-7; saturated losses are far worse
    rounding=EPSILON32,
)

_ROUNDING = 32.0
"""A right program's own rounding, in spacings per entry: the worst of the corpus shows 3 (one product and a sum of 100 terms)."""

_GRAIN = 2.0**-30
"""A loss whose values are all multiples of this share of it was computed in float32 (2^-24), not in float64 (2^-52)."""


_GOAL = 1 / SAFETY
"""The search for a step stops when the estimated error is this share of `agree`: the bar is then `agree` itself."""

_TINY_STEP = 1e-100
"""A complex step has no cancellation, so it is taken so small that its square vanishes: no truncation either."""

_COMPLEX_ROUNDING = 16.0
"""Rounding of a complex step's own sum, in spacings of its largest part."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Suspect:
    """A block on trial.

    arrays     the arguments of the loss
    block      which of them the gradient belongs to
    gradient   float64, of that array's shape, finite
    low        the gradient was computed in float32
    centre     the loss at `arrays`
    takes_complex  the loss answers to a complex step
    """

    arrays: tuple[FloatArray, ...]
    block: int
    gradient: FloatArray
    low: bool
    centre: float
    takes_complex: bool

    @property
    def largest(self) -> float:
        """Size of the largest entry of the gradient."""
        return float(np.abs(self.gradient).max(initial=0.0))

    def ray(self, direction: FloatArray) -> Request:
        """The line through `arrays` along a direction of this block."""
        return Request(arrays=self.arrays, block=self.block, direction=direction, offsets=(0.0,))

    def scale(self, derivative: float) -> float:
        """What a disagreement is measured against: the largest entry, by the gradient or (its root mean square) by the loss."""
        return max(self.largest, abs(derivative) / math.sqrt(max(self.gradient.size, 1)))

    def demand(self, quantum: float) -> Demand:
        """What is asked of the gradient, seen how coarse the values of the loss are."""
        return FLOAT32 if self.low or quantum >= _GRAIN * max(abs(self.centre), 1.0) else FLOAT64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Probe:
    """One direction's evidence.

    gradient   the directional derivative by the gradient
    found      the directional derivative by the loss, with its bar
    tolerance  the bar and the gradient's own rounding together
    scale      largest entry of the block's gradient, by the gradient or by the loss
    """

    block: int
    direction: FloatArray
    gradient: float
    found: Difference
    tolerance: float
    scale: float
    outcome: Outcome
    reason: Reason | None

    @property
    def residual(self) -> float:
        """What the loss says more than the gradient."""
        return self.found.derivative - self.gradient

    @property
    def relative_error(self) -> float:
        """The disagreement as a share of the scale; 0 where both are zero."""
        return abs(self.residual) / self.scale if self.scale else 0.0


def random_direction(rng: np.random.Generator, shape: tuple[int, ...]) -> FloatArray:
    """Random signs, magnitudes in [0.5, 1.5]: every entry moves (a normal variable may miss one), equal errors do not cancel."""
    spread = rng.uniform(-1.0, 1.0, size=shape)
    return np.asarray(spread + np.copysign(0.5, spread))


def probe(suspect: Suspect, direction: FloatArray, *, step: float) -> Asking[Probe | None]:
    """Ask for the derivative along a direction and judge the gradient by it; None where the loss is not finite nearby."""

    def goal(derivative: float) -> float:
        return _GOAL * FLOAT64.agree * suspect.scale(derivative)

    found = yield from difference(suspect.ray(direction), suspect.centre, step=step, goal=goal)
    if found is None:
        return None
    with np.errstate(all="ignore"):
        gradient = float((suspect.gradient * direction).sum())
        length = suspect.largest * float(np.linalg.norm(suspect.gradient / (suspect.largest or 1.0) * direction))
    demand = suspect.demand(found.quantum)
    sharp = not found.kink and found.bar <= demand.resolution * suspect.scale(found.derivative)
    if suspect.takes_complex and sharp:  # it makes what is decided sharper; it decides nothing that the difference cannot
        found = yield from _sharpen(suspect, direction, found, length)
    tolerance = found.bar + _ROUNDING * demand.rounding * length
    scale = suspect.scale(found.derivative)
    outcome, reason = _judge(found, abs(found.derivative - gradient), tolerance, scale, demand)
    return Probe(
        block=suspect.block,
        direction=direction,
        gradient=gradient,
        found=found,
        tolerance=tolerance,
        scale=scale,
        outcome=outcome,
        reason=reason,
    )


def _judge(found: Difference, residual: float, tolerance: float, scale: float, demand: Demand) -> tuple[Outcome, Reason | None]:
    """Fail only what is beyond doubt, pass only what was seen sharply enough; the rest is undecidable, and says why."""
    if found.flat:
        return Outcome.UNDECIDABLE, Reason.FLAT
    if residual > max(tolerance, demand.blame * scale):
        return Outcome.FAIL, Reason.DIFFERS
    if found.kink:
        return Outcome.UNDECIDABLE, Reason.KINK
    if tolerance > demand.resolution * scale:
        return Outcome.UNDECIDABLE, Reason.NOISY
    if residual > max(tolerance, demand.agree * scale):
        return Outcome.UNDECIDABLE, Reason.CLOSE
    return Outcome.PASS, None


def _sharpen(suspect: Suspect, direction: FloatArray, found: Difference, length: float) -> Asking[Difference]:
    """The complex-step derivative, where it lies within the bar of the difference and has a smaller bar.

    It has no truncation. A rounding error of the loss still reaches it, divided by the length over which the loss changes its
    character, which is more than the half-width of a stencil that could be read.
    """
    (value,) = yield Request(arrays=suspect.arrays, block=suspect.block, direction=direction, offsets=(_TINY_STEP * 1j,))
    derivative = complex(value).imag / _TINY_STEP
    rounding = _COMPLEX_ROUNDING * EPSILON * max(length, abs(derivative))
    bar = SAFETY * found.noise / (REACH * found.step) + rounding
    if not abs(derivative - found.derivative) <= found.bar or bar >= found.bar:  # NaN is no answer either
        return found
    return replace(found, derivative=derivative, bar=bar)
