"""The codes of diagnoses that all assignments share, and their meaning. Codes are stable: scripts and courses rely on them.

An assignment adds the codes of its own mistakes. A star stands for a name that the assignment declares (rows, a condition, a
size, an invariant).
"""

from __future__ import annotations

from collections.abc import Iterable

GRADER_FAULT = "grader-fault"
"""The one code that is no mistake: of a submission that is ungraded."""

NUMERICAL_GRADIENT = "numerical-gradient"
"""The one code that decides a verdict: a gradient that was not derived is incorrect, whatever its values."""

ARRAY_AS_NUMBER = "array-as-number"
"""The one code that depends on the version of NumPy; the report of a class says how to grade with an older one."""

CODES: dict[str, str] = {
    # shown by the structure
    "missing": "the function does not exist, is not written yet, or is still the template's",
    "raised": "the code raised an exception",
    ARRAY_AS_NUMBER: "an array is used as a number; NumPy before 2.4 allows that for an array of one number",
    "timeout": "the code exceeded the time limit",
    "crashed": "the process ended",
    "memory-limit": "the code needed more memory than the limit allows",
    "malformed": "the answer of the process could not be read",
    "refused": "the file was not read",
    GRADER_FAULT: "the grader or the machine failed, so nothing was judged",
    "outputs": "too few or too many values were returned",
    "not-numeric": "the returned value is not an array of numbers",
    "shape": "the array does not have the expected shape; if its content is known, the message says what it is",
    "not-finite": "NaN or infinity",
    "precision": "accurate to 7 digits instead of 9: part of the computation is in float32",
    "nothing-there": "zeros that count only if other rows are not zero, but those are zero too",
    # shown by an exception, beside its own text
    "array-for-number": "an array stands where one number is needed: math.exp, float, an entry of an array",
    "number-for-array": "a number is used as if it were an array: len, shape, an index",
    "integer-array": "fractions are stored in an array of integers",
    "index-not-integer": "an index is not an integer",
    "index-out-of-range": "there is no entry at this index",
    "key-not-there": "a dictionary does not have this key",
    "axis-not-there": "an array has fewer axes than are used",
    "undefined-name": "a name is not defined, or not yet",
    "second-argument": "a NumPy function of one array is given two: np.log(a, b)",
    "not-called": "a function or method stands where its value is needed: x.transpose without brackets",
    "index-arrays": "two lists of indices are paired, and differ in length: U[rows, columns] for U[rows]",
    "wrong-brackets": "round brackets for square ones, or the other way round",
    "wrong-unpacking": "values do not fit the names on the left",
    "argument-count": "the arguments of a call do not fit the parameters",
    "none-used": "None is used as a value",
    "list-for-array": "arithmetic with a list or a text",
    "array-as-condition": "an array is used as one truth value",
    "endless-recursion": "a function calls itself without end",
    # shown by a follow-up question
    NUMERICAL_GRADIENT: "the loss was differentiated numerically",
    "own-layout": "right in a layout of its own: words in columns, or functions that fit each other but not the interface",
    "fixed-size": "runs only where a size has one value: it is written as a number",
    "sizes-mixed-up": "runs only where two sizes are equal, which need not be",
    "outer-product-needed": "right with an outer product in place of another product on the line that raises",
    "one-hot-length": "right with another length of a one-hot vector",
    "wrong-length": "right with another size of an array that the function creates",
    "transposed-factor": "right with the factors of a product transposed, or in the other order",
    "column-for-row": "right with rows in place of columns",
    "extra-axis": "right without an axis of length 1",
    "value-for-position": "right with the position in a loop in place of the loop's value as an index",
    "depends-on-earlier-calls": "the same call returns something else after other calls",
    # a formula of the value, on every case
    "sign-flipped": "the right value with the wrong sign",
    "outputs-swapped": "the right value of another output",
    "wrong-arguments": "a given function is called with wrong arguments",
    "constant-index": "a given function is called with one and the same index in every call",
    "wrong-index": "a given function is called with the indices of other words",
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
    "fails-on-number": "a function that is right on arrays raises on a plain number",
    "left-out": "a statement at top level failed or did not end in time; the rest of the file counts",
    "absent-module": "the file imports what is not available; only what uses it fails",
    "overflow": "NumPy reports an overflow, or extreme inputs give infinity or NaN",
    "warning": "NumPy or Python warns about something else",
    "prints": "the file prints while it is graded",
    "output-limit": "the file prints more than the limit; the rest was dropped",
    "inputs-changed": "a function changes its arguments in place",
    "loss-shape": "the loss is an array of one number",
    "right-on-some-cases": "parts that are right on some of their cases, and on how many",
    "not-judged": "something is wrong that no part pays for",
    "differs-when-watched": "a function raises or answers differently when its inputs are watched for difference quotients",
    "few-digits": "right gradients have fewer correct digits than derived ones: they may be difference quotients",
    "differentiates": "an allowed module that differentiates is imported, so the gradients may not have been derived",
    "several-files": "an entry holds several main files; the one nearest to the top was graded",
    "second-attempt": "the submission timed out and was graded once more, with new inputs",
    "override": "an instructor's override names this submission and is not applied",
}
"""The codes of remarks, which cost no points, and their meaning."""


WITHOUT_FORMULA = (
    "wrong-when-*",
    "right-only-when-*",
    "only-*",
    "single-entry",
    "varying-factor",
    "violates-*",
    "depends-on-earlier-calls",
    "unknown",
)
"""Codes that describe wrong numbers and do not say what they are. All others do, and so explain why two people have the same."""


def is_known(code: str) -> bool:
    """True if a code is one of these."""
    return _matches(code, CODES)


def has_formula(code: str) -> bool:
    """True if a mistake of this code says what the wrong numbers are."""
    return not _matches(code, WITHOUT_FORMULA)


def _matches(code: str, patterns: Iterable[str]) -> bool:
    return any(code == each or (each.endswith("*") and code.startswith(each[:-1])) for each in patterns)
