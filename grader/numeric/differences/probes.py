"""Check one gradient block along one direction: the directional derivative of the loss must equal the gradient's."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, field, replace

import numpy as np

from grader.model import FloatArray
from grader.numeric.differences.derivative import SAFETY, Difference, difference, refine
from grader.numeric.differences.loss_requests import Asking, Request
from grader.numeric.differences.stencil import REACH
from grader.numeric.precision import EPSILON, EPSILON32

_ROUNDING = 32.0
"""Rounding of a correct program, in spacings per entry: the worst of the corpus shows 3 (one product and a sum of 100 terms)."""

_GRAIN = 2.0**-30
"""A loss whose values are all multiples of this share of it was computed in float32 (2^-24), not in float64 (2^-52)."""

_TINY_STEP = 1e-100
"""A complex step has no cancellation, so it is taken so small that its square vanishes: no truncation either."""

_COMPLEX_ROUNDING = 16.0
"""Rounding of a complex step's own sum, in spacings of its largest part."""


class Outcome(enum.Enum):
    """The result of a check."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    UNDECIDABLE = "undecidable"


class Reason(enum.Enum):
    """The reason of a failure. The first four concern the gradient, the last five the loss; NOT_FINITE concerns either."""

    COUNT = "number of gradients"
    SHAPE = "shape"
    NOT_NUMERIC = "not numeric"
    DIFFERS = "not the derivative of the loss"
    NOT_FINITE = "not finite"  # a gradient fails for it, a loss makes the question undecidable
    NOT_DETERMINISTIC = "the loss is not deterministic"
    KINK = "the loss has a kink here"
    FLAT = "the loss does not change here"
    NOISY = "the loss is too noisy"
    CLOSE = "right to a few digits only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Thresholds for a gradient, as shares of the block's largest entry.

    agree       a smaller disagreement passes, even if the bar is smaller still
    blame       a smaller disagreement never fails
    resolution  the bar must be below this for a check to pass
    rounding    spacing at 1 of the numbers in which the gradient was computed
    """

    agree: float
    blame: float
    resolution: float
    rounding: float

    def judge(self, measured: Difference, residual: float, tolerance: float, scale: float) -> tuple[Outcome, Reason | None]:
        """Fail only beyond doubt, pass only if the bar is small enough; else undecidable, with the reason.

        residual   |loss's derivative - gradient's| along the direction
        tolerance  the part of it that the error bar and the gradient's own rounding explain
        scale      the block's largest entry
        """
        if measured.flat:
            return Outcome.UNDECIDABLE, Reason.FLAT
        if residual > max(tolerance, self.blame * scale):
            return Outcome.FAIL, Reason.DIFFERS
        if measured.kink:
            return Outcome.UNDECIDABLE, Reason.KINK
        if tolerance > self.resolution * scale:
            return Outcome.UNDECIDABLE, Reason.NOISY
        if residual > max(tolerance, self.agree * scale):
            return Outcome.UNDECIDABLE, Reason.CLOSE
        return Outcome.PASS, None


FLOAT64 = Thresholds(
    agree=1e-9,  # the tolerance of grading
    blame=1e-7,  # correct programs lose that much where a sigmoid or softmax saturates
    resolution=1e-7,  # an error of 1e-6 in one entry moves the derivative by at least 5e-7: five bars
    rounding=EPSILON,
)

FLOAT32 = Thresholds(
    agree=1e-5,  # correct float32 programs are below 5.5e-7 in 99 of 100
    blame=1e-5,
    resolution=1e-2,  # order 8 reaches (2^-24)^(8/9) = 4e-7 times SAFETY of the loss; the gradient may be far smaller than that
    rounding=EPSILON32,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Projection:
    """The directional derivative by the gradient, in units of the gradient's largest entry.

    share   the directional derivative
    length  the length of the vector whose sum that is: rounding errors of its entries add up to this many spacings
    """

    direction: FloatArray
    share: float
    length: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claim:
    """The claim to check: that an array is the gradient of the loss by one of its arguments.

    arrays     the arguments of the loss
    block      index of the argument that the gradient belongs to
    gradient   float64, of that array's shape, finite
    low        the gradient was computed in float32
    centre     the loss at `arrays`
    takes_complex  the loss accepts a complex step
    largest    size of the largest entry of the gradient
    """

    arrays: tuple[FloatArray, ...]
    block: int
    gradient: FloatArray
    low: bool
    centre: float
    takes_complex: bool
    largest: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "largest", float(np.abs(self.gradient).max(initial=0.0)))

    def along(self, direction: FloatArray, *offsets: complex) -> Request:
        """Points on the line through `arrays` along a direction of this block."""
        return Request(arrays=self.arrays, block=self.block, direction=direction, offsets=offsets)

    def project(self, direction: FloatArray) -> Projection:
        """The directional derivative by the gradient."""
        shares = self.gradient / (self.largest or 1.0) * direction  # near 1, so that squares do not overflow
        return Projection(direction=direction, share=float(shares.sum()), length=float(np.linalg.norm(shares)))

    def scale(self, derivative: float) -> float:
        """The size that errors are measured against: the largest entry, by the gradient or (root mean square) by the loss."""
        return max(self.largest, abs(derivative) / math.sqrt(max(self.gradient.size, 1)))

    def goal(self, derivative: float) -> float:
        """The estimated error at which the search for a step may stop: the bar is then as small as `agree`."""
        return FLOAT64.agree / SAFETY * self.scale(derivative)

    def thresholds(self, quantum: float) -> Thresholds:
        """FLOAT32 if the gradient is, or if the values of the loss are as coarse as float32; else FLOAT64."""
        return FLOAT32 if self.low or quantum >= _GRAIN * max(abs(self.centre), 1.0) else FLOAT64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Probe:
    """The evidence of one direction.

    gradient   the directional derivative by the gradient
    measured   the directional derivative by the loss, with its bar
    tolerance  the bar and the gradient's own rounding together
    scale      largest entry of the block's gradient, by the gradient or by the loss
    """

    block: int
    direction: FloatArray
    gradient: float
    measured: Difference
    tolerance: float
    scale: float
    outcome: Outcome
    reason: Reason | None

    @property
    def residual(self) -> float:
        """The derivative by the loss minus that by the gradient."""
        return self.measured.derivative - self.gradient

    @property
    def relative_error(self) -> float:
        """The disagreement as a share of the scale; 0 where both are zero."""
        return abs(self.residual) / self.scale if self.scale else 0.0


def random_direction(rng: np.random.Generator, shape: tuple[int, ...]) -> FloatArray:
    """Random signs, magnitudes in [0.5, 1.5]: every entry moves (a normal variable may miss one), equal errors do not cancel."""
    spread = rng.uniform(-1.0, 1.0, size=shape)
    return np.asarray(spread + np.copysign(0.5, spread))


def probe_along(claim: Claim, direction: FloatArray, *, step: float) -> Asking[Probe | None]:
    """Ask for the derivative along a direction and judge the gradient by it; None if the loss is not finite nearby."""
    ray, projection = claim.along(direction), claim.project(direction)
    measured = yield from difference(ray, claim.centre, step=step, goal=claim.goal)
    if measured is None:
        return None
    evidence = _weigh(claim, projection, measured)
    if evidence.outcome is Outcome.FAIL:
        measured = yield from refine(ray, claim.centre, measured, goal=claim.goal)
        evidence = _weigh(claim, projection, measured)
    sharp = not measured.kink and measured.bar <= claim.thresholds(measured.quantum).resolution * evidence.scale
    if claim.takes_complex and sharp:  # this sharpens a decision; it decides nothing that the difference cannot
        measured = yield from _sharpen(claim, projection, measured)
        evidence = _weigh(claim, projection, measured)
    return evidence


def _weigh(claim: Claim, projection: Projection, measured: Difference) -> Probe:
    """Compare the gradient with the derivative that was measured."""
    gradient = projection.share * claim.largest
    thresholds = claim.thresholds(measured.quantum)
    tolerance = measured.bar + _ROUNDING * thresholds.rounding * projection.length * claim.largest
    scale = claim.scale(measured.derivative)
    outcome, reason = thresholds.judge(measured, abs(measured.derivative - gradient), tolerance, scale)
    return Probe(
        block=claim.block,
        direction=projection.direction,
        gradient=gradient,
        measured=measured,
        tolerance=tolerance,
        scale=scale,
        outcome=outcome,
        reason=reason,
    )


def _sharpen(claim: Claim, projection: Projection, measured: Difference) -> Asking[Difference]:
    """The complex-step derivative, if it lies within the bar of the difference and has a smaller bar.

    It has no truncation. A rounding error of the loss still reaches it, divided by the length over which the loss changes its
    character, which is more than the half-width of a stencil that could be read.
    """
    (value,) = yield claim.along(projection.direction, _TINY_STEP * 1j)
    derivative = complex(value).imag / _TINY_STEP
    rounding = _COMPLEX_ROUNDING * EPSILON * max(projection.length * claim.largest, abs(derivative))
    bar = SAFETY * measured.noise / (REACH * measured.step) + rounding
    if not abs(derivative - measured.derivative) <= measured.bar or bar >= measured.bar:  # also if it is NaN
        return measured
    return replace(measured, derivative=derivative, bar=bar)
