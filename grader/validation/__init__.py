"""Validate an assignment. Every part has four independent checks of the reference:

proof    the derivative of the loss minus the closed form has normal form zero, for every size        (symbolic)
traced   the NumPy code that grades, run on symbols, equals the derivation's closed forms             (symbolic)
numeric  on every case: sound code, the closed form to 50 digits, and differences with error bars    (numeric)
mutants  every wrong formula is rejected by each check that can detect it, and by a graded case       (all of them, grading)

and the assignment as a whole has three:

mistakes    each mistake loses points, and the diagnosis gives it its own name                        (grading)
features    what diagnosis looks for is true of right values, and tells cases apart                   (grading)
interfaces  the reference, handed in through each interface, gets full marks                          (sandbox)
"""

from grader.validation.generated import refresh
from grader.validation.validate import SEED, validate

__all__ = ["SEED", "refresh", "validate"]
