"""Vouching for a reference, so that nobody need trust it: four independent checks of every part.

proof    the derivative of the loss minus the closed form has normal form zero, for every size        (symbolic)
traced   the NumPy code that grades, run on symbols, is what the derivation says                      (symbolic)
numeric  on every case: sound code, the closed form to 500 digits, and differences with error bars     (numeric)
mutants  every wrong formula is rejected by each check that can see it, and by a graded case          (all of them, grading)
"""

from grader.validation.validate import validate

__all__ = ["validate"]
