"""Validate a reference by four independent checks of every part.

proof    the derivative of the loss minus the closed form has normal form zero, for every size        (symbolic)
traced   the NumPy code that grades, run on symbols, equals the derivation's closed forms             (symbolic)
numeric  on every case: sound code, the closed form to 500 digits, and differences with error bars    (numeric)
mutants  every wrong formula is rejected by each check that can detect it, and by a graded case       (all of them, grading)
"""

from grader.validation.generated import refresh
from grader.validation.validate import validate

__all__ = ["refresh", "validate"]
