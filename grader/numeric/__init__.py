"""Numerical checks in NumPy: compare arrays, recognise float32, draw readable inputs; finite differences in `differences/`.

Nothing here depends on grading, on processes or on any assignment.
"""

from grader.numeric.compare import Agreement, Blocks, Comparison, compare, compare_loss, equal_comparison
from grader.numeric.inputs import cancels, short_decimals
from grader.numeric.precision import low_precision, low_precision_blocks, telling_values

__all__ = [
    "Agreement",
    "Blocks",
    "Comparison",
    "cancels",
    "compare",
    "compare_loss",
    "equal_comparison",
    "low_precision",
    "low_precision_blocks",
    "short_decimals",
    "telling_values",
]
