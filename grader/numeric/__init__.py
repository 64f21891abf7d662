"""Numbers: is this array the expected one, is this the gradient of that loss, and inputs to ask it with. NumPy only.

Nothing here knows of grading, of processes or of any assignment.
"""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of
from grader.numeric.compare import Agreement, Comparison, compare, compare_loss
from grader.numeric.frozen import frozen
from grader.numeric.inputs import cancels, short_decimals
from grader.numeric.precision import low_precision

if TYPE_CHECKING:
    from grader.numeric.differences.blocks import GradientCheck
    from grader.numeric.differences.check import ask_gradient, check_derivative, check_gradient
    from grader.numeric.differences.locate import WrongEntry
    from grader.numeric.differences.loss_requests import Asking, Request, drive
    from grader.numeric.differences.outcomes import Outcome, Reason
    from grader.numeric.differences.probes import Probe
    from grader.numeric.differences.readings import Difference

__all__ = [
    "Agreement",
    "Asking",
    "Comparison",
    "Difference",
    "GradientCheck",
    "Outcome",
    "Probe",
    "Reason",
    "Request",
    "WrongEntry",
    "ask_gradient",
    "cancels",
    "check_derivative",
    "check_gradient",
    "compare",
    "compare_loss",
    "drive",
    "frozen",
    "low_precision",
    "short_decimals",
]

# Differencing is not on the road of a grading: it is imported where it is used.
__getattr__ = names_of(
    "grader.numeric",
    {
        "Asking": "grader.numeric.differences.loss_requests",
        "Difference": "grader.numeric.differences.readings",
        "GradientCheck": "grader.numeric.differences.blocks",
        "Outcome": "grader.numeric.differences.outcomes",
        "Probe": "grader.numeric.differences.probes",
        "Reason": "grader.numeric.differences.outcomes",
        "Request": "grader.numeric.differences.loss_requests",
        "WrongEntry": "grader.numeric.differences.locate",
        "ask_gradient": "grader.numeric.differences.check",
        "check_derivative": "grader.numeric.differences.check",
        "check_gradient": "grader.numeric.differences.check",
        "drive": "grader.numeric.differences.loss_requests",
    },
)
