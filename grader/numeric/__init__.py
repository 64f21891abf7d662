"""Numbers: is this array the expected one, is this the gradient of that loss, and inputs to ask it with. NumPy only.

Nothing here knows of grading, of processes or of any assignment.
"""

from typing import TYPE_CHECKING

from grader.lazily import names_of
from grader.numeric.compare import Agreement, Comparison, compare, compare_loss
from grader.numeric.frozen import frozen
from grader.numeric.inputs import cancels, short_decimals
from grader.numeric.precision import low_precision

if TYPE_CHECKING:
    from grader.numeric.asking import Asking, Request, drive
    from grader.numeric.blocks import GradientCheck
    from grader.numeric.differences import ask_gradient, check_derivative, check_gradient
    from grader.numeric.locate import WrongEntry
    from grader.numeric.outcomes import Outcome, Reason
    from grader.numeric.probes import Probe
    from grader.numeric.readings import Difference

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
        "Asking": "grader.numeric.asking",
        "Difference": "grader.numeric.readings",
        "GradientCheck": "grader.numeric.blocks",
        "Outcome": "grader.numeric.outcomes",
        "Probe": "grader.numeric.probes",
        "Reason": "grader.numeric.outcomes",
        "Request": "grader.numeric.asking",
        "WrongEntry": "grader.numeric.locate",
        "ask_gradient": "grader.numeric.differences",
        "check_derivative": "grader.numeric.differences",
        "check_gradient": "grader.numeric.differences",
        "drive": "grader.numeric.asking",
    },
)
