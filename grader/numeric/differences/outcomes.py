"""What a check can say, and what it demands before it says so."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from grader.numeric.differences.readings import Difference
from grader.numeric.precision import EPSILON, EPSILON32


class Outcome(enum.Enum):
    """What a check says."""

    PASS = "pass"  # noqa: S105 - a word, no password
    FAIL = "fail"
    UNDECIDABLE = "undecidable"


class Reason(enum.Enum):
    """Why a check did not pass. The first four are the gradient's doing, the last five the loss's; NOT_FINITE can be either's."""

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
class Demand:
    """What is asked of a gradient, in shares of the block's largest entry.

    agree       what is closer than this is agreement, even where the bar is smaller still
    blame       nobody is failed for less
    resolution  the bar must be below this before "pass" is said
    rounding    spacing at 1 of the numbers in which the gradient was computed
    """

    agree: float
    blame: float
    resolution: float
    rounding: float

    def judge(self, found: Difference, residual: float, tolerance: float, scale: float) -> tuple[Outcome, Reason | None]:
        """Fail only what is beyond doubt, pass only what was seen sharply enough; the rest is undecidable, and says why.

        residual   |loss's derivative - gradient's| along the direction
        tolerance  what of it the error bar and the gradient's own rounding explain
        scale      the block's largest entry
        """
        if found.flat:
            return Outcome.UNDECIDABLE, Reason.FLAT
        if residual > max(tolerance, self.blame * scale):
            return Outcome.FAIL, Reason.DIFFERS
        if found.kink:
            return Outcome.UNDECIDABLE, Reason.KINK
        if tolerance > self.resolution * scale:
            return Outcome.UNDECIDABLE, Reason.NOISY
        if residual > max(tolerance, self.agree * scale):
            return Outcome.UNDECIDABLE, Reason.CLOSE
        return Outcome.PASS, None


FLOAT64 = Demand(
    agree=1e-9,  # the judge's own measure
    blame=1e-7,  # right programs lose that much where a sigmoid or softmax saturates
    resolution=1e-7,  # an error of 1e-6 in one entry moves the derivative by at least 5e-7: five bars
    rounding=EPSILON,
)

FLOAT32 = Demand(
    agree=1e-5,  # right float32 programs are below 5.5e-7 in 99 of 100
    blame=1e-5,
    resolution=1e-2,  # order 8 reaches (2^-24)^(8/9) = 4e-7 times SAFETY of the loss; the gradient may be far smaller than that
    rounding=EPSILON32,
)
