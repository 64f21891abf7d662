"""Numerical checks in NumPy: compare arrays, recognise float32, draw readable inputs; finite differences in `differences/`.

Nothing here depends on grading, on processes or on any assignment.
"""

from grader.numeric.compare import Agreement, Comparison, compare, compare_loss
from grader.numeric.inputs import cancels, short_decimals
from grader.numeric.precision import low_precision

__all__ = [
    "Agreement",
    "Comparison",
    "cancels",
    "compare",
    "compare_loss",
    "low_precision",
    "short_decimals",
]
