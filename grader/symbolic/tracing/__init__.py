"""Run NumPy code on symbols: the function that grades yields the formulas that it computes."""

from grader.symbolic.tracing import functions as functions  # before names in np are exchanged
from grader.symbolic.tracing.arrays import Traced, traced
from grader.symbolic.tracing.cases import vanishes_in_every_case
from grader.symbolic.tracing.making import arrays_of_symbols
from grader.symbolic.tracing.numbers import Number, number
from grader.symbolic.tracing.refusing import Untraceable, told

__all__ = ["Number", "Traced", "Untraceable", "arrays_of_symbols", "number", "told", "traced", "vanishes_in_every_case"]
