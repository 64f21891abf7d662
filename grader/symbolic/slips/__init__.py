"""Slips: mistakes as data. A slip is an operator on the formula of a claim, with a code, a sentence and a hint.

    spoil(B, flip(), drop(y, "missing-true-word"), at(yhat, o, "prediction-of-true-word"), averaged(V))

makes four mistakes of claim B. From a mistake come the wrong formula that a proof must reject, the NumPy that diagnosis compares
with, what it equals in words, and its hint. `operators` holds the operators, `table` their codes and hints. What no operator
expresses is written in NumPy: numpy("(yhat - y)[:-1] @ u[:-1]", "last-word-missing", "all words but the last").
"""

from grader.symbolic.slips.mistaken import Mistaken, spoil
from grader.symbolic.slips.operators import (
    Slip,
    after,
    at,
    averaged,
    before,
    complement,
    drop,
    first,
    flip,
    half,
    in_row,
    inverted,
    last,
    leave_out,
    numpy,
    only,
    remove,
    replace,
    squared,
    times,
    twice,
    written_as,
)

__all__ = [
    "Mistaken",
    "Slip",
    "after",
    "at",
    "averaged",
    "before",
    "complement",
    "drop",
    "first",
    "flip",
    "half",
    "in_row",
    "inverted",
    "last",
    "leave_out",
    "numpy",
    "only",
    "remove",
    "replace",
    "spoil",
    "squared",
    "times",
    "twice",
    "written_as",
]
