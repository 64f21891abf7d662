"""The code and the hint of each operator: what a slip is called unless the slip itself says otherwise.

`{}` in a code is the word for what the operator changes, such as "true-word" for y. The hint is what a teacher would say, without
the formula.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One operator: the code where it changes the whole formula, the code where it changes a part of it, and the hint."""

    whole: str
    part: str
    hint: str


TABLE = {
    "flip": Row("sign-flipped", "sign-of-{}", "Follow every minus sign, from the loss on."),
    "drop": Row("nothing-added", "missing-{}", "Count the terms of the loss, and differentiate each."),
    "remove": Row("all-one", "missing-{}", "Count the factors: the chain rule makes one at every step."),
    "twice": Row("twice", "{}-twice", "Something is counted more than once."),
    "half": Row("half", "half-of-{}", "Where does the factor one half come from?"),
    "averaged": Row("averaged", "averaged", "The loss is a sum; nothing in it is averaged."),
    "times": Row("times-all", "{}-for-each", "Something is added in every pass of a loop, but should be added once."),
    "squared": Row("squared", "squared-{}", "Is a square part of the formula?"),
    "inverted": Row("reciprocal", "reciprocal-of-{}", "Which of the two stands below the line?"),
    "complement": Row("complement", "complement-of-{}", "Of which of the two probabilities is this made?"),
    "replace": Row("", "{}-replaced", "Look at each name in your formula: is it the one of the derivation?"),
    "at": Row("", "{}-of-another", "Check every index: to which word, row or sample does it belong?"),
    "only": Row("", "one-{}-only", "Is it added up, or overwritten?"),
    "leave_out": Row("", "one-{}-missing", "Check where the loop begins and ends."),
    "in_row": Row("", "only-{}-wrong", "Are all rows treated as the derivation says?"),
    "numpy": Row("", "", "Compare each line of your code with the derivation."),
}
