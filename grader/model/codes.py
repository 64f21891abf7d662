"""The codes of diagnoses that every assignment shares, and what they claim. Codes are stable: scripts and courses rely on them.

An assignment adds the codes of its own mistakes. A star stands for a name that the assignment declares (a landmark, a condition,
a size, an invariant).
"""

from __future__ import annotations

CODES: dict[str, str] = {
    # what the structure tells
    "missing": "no such function, not written yet, or the untouched starter",
    "raised": "the code raised an exception",
    "timeout": "the code ran longer than its time",
    "crashed": "the process ended",
    "malformed": "what came back is no answer",
    "refused": "a file that is not read",
    "outputs": "too few or too many values were returned",
    "not-numeric": "what was returned is no array of numbers",
    "shape": "the array has another shape than is due; where its values are known, the message says what they are",
    "not-finite": "NaN or infinity",
    "precision": "right to 7 digits, not to 9: something is computed in float32",
    "nothing-there": "zeros that count only beside something that is not zero",
    # what was not derived, or not asked
    "numerical-gradient": "the loss was differentiated numerically",
    "own-layout": "right in a layout of its own: words in columns, or functions that fit each other but not the interface",
    "depends-on-earlier-calls": "the same call is answered differently after other calls",
    # what the value is, on every case
    "sign-flipped": "the right value with every sign turned round",
    "outputs-swapped": "the right value of another output",
    "wrong-arguments": "a given function is called with other arrays than it should be",
    "all-zero": "zeros, whatever the input",
    "constant-factor": "the right value times one number",
    "divided-by-*": "the right value divided by a size of the input",
    "times-*": "the right value times a size of the input",
    "constant-offset": "one number too much or too little",
    "rows-shifted": "the right rows, further down or up",
    "rows-permuted": "the right rows in another order",
    "entries-shifted": "the right entries, further down or up",
    "entries-permuted": "the right entries in another order",
    "term-missing": "one term of the derivation is missing",
    "term-sign": "one term of the derivation has the wrong sign",
    "term-factor": "one term of the derivation has the wrong factor",
    "term-extra": "one term that does not belong there is added",
    "coefficients": "the derivation's terms in wrong proportions",
    # what can be seen of a value that is nothing known
    "wrong-when-*": "wrong on exactly the cases that have something in common",
    "right-only-when-*": "right on exactly these cases",
    "only-*": "wrong in exactly these rows or columns, and nowhere else",
    "single-entry": "wrong in one entry",
    "normalised": "the right direction, of length one",
    "varying-factor": "the right direction, of the wrong length",
    "violates-*": "something is not true of it that is true of every right value",
    "follows-own-loss": "the gradient of the student's own loss, which is wrong",
    "unknown": "different, and that is all that can be said",
}


def is_known(code: str) -> bool:
    """Whether a code is one of these."""
    return code in CODES or any(star.endswith("*") and code.startswith(star[:-1]) for star in CODES)
