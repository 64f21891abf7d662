"""Numbers: is this array the expected one, is this the gradient of that loss, and inputs to ask it with. NumPy only.

Nothing here knows of grading, of processes or of any assignment.
"""

from grader.numeric.asking import Asking, Request, drive
from grader.numeric.blocks import GradientCheck
from grader.numeric.compare import Agreement, Comparison, compare, compare_loss
from grader.numeric.differences import ask_gradient, check_derivative, check_gradient
from grader.numeric.frozen import frozen
from grader.numeric.inputs import cancels, scaled_logits, short_decimals
from grader.numeric.locate import WrongEntry
from grader.numeric.outcomes import Outcome, Reason
from grader.numeric.precision import low_precision
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
    "scaled_logits",
    "short_decimals",
]
