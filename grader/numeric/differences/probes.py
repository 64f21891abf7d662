"""One gradient block against one random direction: does the directional derivative of the loss equal the gradient's?"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from grader.model import FloatArray
from grader.numeric.differences.loss_requests import Asking, Request
from grader.numeric.differences.outcomes import FLOAT32, FLOAT64, Demand, Outcome, Reason
from grader.numeric.differences.readings import SAFETY, Difference
from grader.numeric.differences.stencil import REACH
from grader.numeric.differences.steps import difference, finer_look
from grader.numeric.precision import EPSILON

_ROUNDING = 32.0
"""A right program's own rounding, in spacings per entry: the worst of the corpus shows 3 (one product and a sum of 100 terms)."""

_GRAIN = 2.0**-30
"""A loss whose values are all multiples of this share of it was computed in float32 (2^-24), not in float64 (2^-52)."""

_TINY_STEP = 1e-100
"""A complex step has no cancellation, so it is taken so small that its square vanishes: no truncation either."""

_COMPLEX_ROUNDING = 16.0
"""Rounding of a complex step's own sum, in spacings of its largest part."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Projection:
    """What a gradient says of a direction, in units of the gradient's largest entry.

    share   the directional derivative
    length  of the vector whose sum that is: rounding errors of its entries add up to so many spacings
    """

    direction: FloatArray
    share: float
    length: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claim:
    """What is to be judged: that an array is the gradient of the loss by one of its arguments.

    arrays     the arguments of the loss
    block      which of them the gradient belongs to
    gradient   float64, of that array's shape, finite
    low        the gradient was computed in float32
    centre     the loss at `arrays`
    takes_complex  the loss answers to a complex step
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
        """What the gradient says of a direction."""
        shares = self.gradient / (self.largest or 1.0) * direction  # near 1, so that squares do not overflow
        return Projection(direction=direction, share=float(shares.sum()), length=float(np.linalg.norm(shares)))

    def scale(self, derivative: float) -> float:
        """What a disagreement is measured against: the largest entry, by the gradient or (root mean square) by the loss."""
        return max(self.largest, abs(derivative) / math.sqrt(max(self.gradient.size, 1)))

    def goal(self, derivative: float) -> float:
        """The estimated error at which the search for a step may stop: the bar is then what counts as agreement."""
        return FLOAT64.agree / SAFETY * self.scale(derivative)

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


def probe_along(claim: Claim, direction: FloatArray, *, step: float) -> Asking[Probe | None]:
    """Ask for the derivative along a direction and judge the gradient by it; None where the loss is not finite nearby."""
    ray, projection = claim.along(direction), claim.project(direction)
    found = yield from difference(ray, claim.centre, step=step, goal=claim.goal)
    if found is None:
        return None
    evidence = _weigh(claim, projection, found)
    if evidence.outcome is Outcome.FAIL:
        found = yield from finer_look(ray, claim.centre, found, goal=claim.goal)
        evidence = _weigh(claim, projection, found)
    sharp = not found.kink and found.bar <= claim.demand(found.quantum).resolution * evidence.scale
    if claim.takes_complex and sharp:  # it makes what is decided sharper; it decides nothing that the difference cannot
        found = yield from _sharpen(claim, projection, found)
        evidence = _weigh(claim, projection, found)
    return evidence


def _weigh(claim: Claim, projection: Projection, found: Difference) -> Probe:
    """The gradient against what was found."""
    gradient = projection.share * claim.largest
    demand = claim.demand(found.quantum)
    tolerance = found.bar + _ROUNDING * demand.rounding * projection.length * claim.largest
    scale = claim.scale(found.derivative)
    outcome, reason = demand.judge(found, abs(found.derivative - gradient), tolerance, scale)
    return Probe(
        block=claim.block,
        direction=projection.direction,
        gradient=gradient,
        found=found,
        tolerance=tolerance,
        scale=scale,
        outcome=outcome,
        reason=reason,
    )


def _sharpen(claim: Claim, projection: Projection, found: Difference) -> Asking[Difference]:
    """The complex-step derivative, where it lies within the bar of the difference and has a smaller bar.

    It has no truncation. A rounding error of the loss still reaches it, divided by the length over which the loss changes its
    character, which is more than the half-width of a stencil that could be read.
    """
    (value,) = yield claim.along(projection.direction, _TINY_STEP * 1j)
    derivative = complex(value).imag / _TINY_STEP
    rounding = _COMPLEX_ROUNDING * EPSILON * max(projection.length * claim.largest, abs(derivative))
    bar = SAFETY * found.noise / (REACH * found.step) + rounding
    if not abs(derivative - found.derivative) <= found.bar or bar >= found.bar:  # NaN is no answer either
        return found
    return replace(found, derivative=derivative, bar=bar)
