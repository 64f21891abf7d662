"""Run NumPy code on symbols: the function that grades yields the formulas that it computes."""

from grader.symbolic.tracing.arrays import Traced, Untraceable, traced
from grader.symbolic.tracing.cases import vanishes_in_every_case
from grader.symbolic.tracing.making import arrays_of_symbols

__all__ = ["Traced", "Untraceable", "arrays_of_symbols", "traced", "vanishes_in_every_case"]
