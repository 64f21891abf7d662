"""Check a gradient by finite differences that know their own error.

For each array that a loss depends on, a few random directions are drawn. Along a direction the loss is a function phi(t) of one
number, whose derivative phi'(0) must equal the sum of all entries of gradient times direction. `stencil` estimates phi'(0) from
nine equidistant values, together with its truncation error (from derivatives of lower order) and the noise of the loss (from
high differences). `derivative` tries several steps until the error is small enough, and gives the derivative an error bar.
`probes` compares it with the gradient. So there is no step and no tolerance to choose, and the cost does not depend on the number
of entries. If a gradient is wrong, `locate` finds the wrong entries by halving the direction, or one factor that explains all.

The result may also be "undecidable": the loss has a kink here, is noisy, or does not change; draw other inputs then. Two kinds of
error stay invisible: those below the roundoff of the loss divided by the step (small entries of a saturated softmax), and a loss
and a gradient that are wrong in the same way.

The checks are generators that yield Requests for values of the loss, so that the loss can run in another process.
"""

from grader.numeric.differences.check import GradientCheck, ask_gradient, check_derivative, check_gradient
from grader.numeric.differences.locate import WrongEntry
from grader.numeric.differences.loss_requests import Asking, Request, drive
from grader.numeric.differences.probes import Outcome, Reason

__all__ = [
    "Asking",
    "GradientCheck",
    "Outcome",
    "Reason",
    "Request",
    "WrongEntry",
    "ask_gradient",
    "check_derivative",
    "check_gradient",
    "drive",
]
