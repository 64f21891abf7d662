"""The codes of diagnoses that all assignments share, and their meaning. Codes are stable: scripts and courses rely on them.

An assignment adds the codes of its own mistakes. A star stands for a name that the assignment declares (rows, a condition, a
size, an invariant).
"""

from __future__ import annotations

NUMERICAL_GRADIENT = "numerical-gradient"
"""The one code that decides a verdict: a gradient that was not derived is incorrect, whatever its values."""

CODES: dict[str, str] = {
    # shown by the structure
    "missing": "the function does not exist, is not written yet, or is still the template's",
    "raised": "the code raised an exception",
    "timeout": "the code exceeded the time limit",
    "crashed": "the process ended",
    "memory-limit": "the code needed more memory than the limit allows",
    "malformed": "the answer of the process could not be read",
    "refused": "the file was not read",
    "outputs": "too few or too many values were returned",
    "not-numeric": "the returned value is not an array of numbers",
    "shape": "the array does not have the expected shape; if its content is known, the message says what it is",
    "not-finite": "NaN or infinity",
    "precision": "accurate to 7 digits instead of 9: part of the computation is in float32",
    "nothing-there": "zeros that count only if other rows are not zero, but those are zero too",
    # shown by a follow-up question
    NUMERICAL_GRADIENT: "the loss was differentiated numerically",
    "own-layout": "right in a layout of its own: words in columns, or functions that fit each other but not the interface",
    "depends-on-earlier-calls": "the same call returns something else after other calls",
    # a formula of the value, on every case
    "sign-flipped": "the right value with the wrong sign",
    "outputs-swapped": "the right value of another output",
    "wrong-arguments": "a given function is called with wrong arguments",
    "all-zero": "always zero",
    "constant-factor": "the right value times one number",
    "divided-by-*": "the right value divided by a size of the input",
    "times-*": "the right value times a size of the input",
    "constant-offset": "the right value plus one number",
    "rows-shifted": "the right rows, shifted",
    "rows-permuted": "the right rows in another order",
    "entries-shifted": "the right entries, shifted",
    "entries-permuted": "the right entries in another order",
    "term-missing": "one term of the derivation is missing",
    "term-sign": "one term of the derivation has the wrong sign",
    "term-factor": "one term of the derivation has the wrong factor",
    "term-extra": "there is an extra term",
    "coefficients": "the right terms with wrong coefficients",
    # a pattern of a value without a formula
    "wrong-when-*": "wrong on exactly the cases with this property",
    "right-only-when-*": "right on exactly the cases with this property",
    "only-*": "wrong in exactly these rows or columns",
    "single-entry": "wrong in one entry",
    "normalised": "the right direction, of length one",
    "varying-factor": "the right direction, of the wrong length",
    "violates-*": "a property that every right value has is missing",
    "follows-own-loss": "the gradient of the student's own loss, which is wrong",
    "unknown": "different from the right value, for a reason that is not recognised",
}


REMARKS: dict[str, str] = {
    "left-out": "a statement at top level failed or did not end in time; the rest of the file counts",
    "absent-module": "the file imports what is not available; only what uses it fails",
    "overflow": "NumPy reports an overflow, or extreme inputs give infinity or NaN",
    "warning": "NumPy or Python warns about something else",
    "prints": "the file prints while it is graded",
    "output-limit": "the file prints more than the limit; the rest was dropped",
    "inputs-changed": "a function changes its arguments in place",
    "loss-shape": "the loss is an array of one number",
    "not-judged": "something is wrong that no part pays for",
    "differs-when-watched": "a function answers differently when its inputs are watched for difference quotients",
    "several-files": "an entry holds several main files; the one nearest to the top was graded",
    "second-attempt": "the submission timed out and was graded once more, with new inputs",
    "override": "an instructor's override names this submission and is not applied",
}
"""The codes of remarks, which cost no points, and their meaning."""


def is_known(code: str) -> bool:
    """True if a code is one of these."""
    return code in CODES or any(star.endswith("*") and code.startswith(star[:-1]) for star in CODES)
