"""The hints of codes that mean the same in every assignment: what a teacher would say, without the formula.

An assignment has a table of its own for its own codes, and to say more of these.
"""

HINTS = {
    "sign-flipped": "Follow every minus sign, from the loss on.",
    "twice": "Something is counted more than once.",
    "half": "Where does the factor one half come from?",
    "averaged": "The loss is a sum; nothing in it is averaged.",
    "squared": "Is a square part of the formula?",
    "reciprocal": "Upside down: what stands below the line?",
    "complement": "Of which of the two probabilities is this made?",
    "base-two": "Which logarithm undoes the exponential?",
    "base-ten": "Which logarithm undoes the exponential?",
    "collapsed": "Over which axis is the sum taken?",
    "reshaped": "Does a reshape turn rows into columns?",
    "fractions-cut-off": "What type of number does your array hold?",
}
