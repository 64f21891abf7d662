"""Slips: mistakes as data. A slip is an operator on the formula of a claim, with a code, a sentence and a hint.

    spoil(B, flip(), averaged(V), drop(y, "missing-true-word"), at(yhat, o, "prediction-of-true-word"))

makes four mistakes of claim B. From a mistake come the wrong formula that a proof must reject, the NumPy that diagnosis compares
with, what it equals in words, and its hint. `operators` holds the operators. What none of them expresses is written in NumPy:
numpy("np.trunc(np.outer(yhat - y, v_c))", "fractions-cut-off", "the gradient without what follows the decimal point").
"""

from grader.symbolic.slips.clues import Expansion, clues
from grader.symbolic.slips.mistaken import Mistaken, Spoilt, of_loss, spoil
from grader.symbolic.slips.module import module_of
from grader.symbolic.slips.operators import (
    Slip,
    after,
    at,
    averaged,
    before,
    change,
    complement,
    drop,
    first,
    flip,
    half,
    in_rows,
    instead,
    inverted,
    last,
    leave_out,
    middle,
    numpy,
    only,
    remove,
    replace,
    squared,
    times,
    together,
    twice,
    weighted,
    written_as,
)

__all__ = [
    "Expansion",
    "Mistaken",
    "Slip",
    "Spoilt",
    "after",
    "at",
    "averaged",
    "before",
    "change",
    "clues",
    "complement",
    "drop",
    "first",
    "flip",
    "half",
    "in_rows",
    "instead",
    "inverted",
    "last",
    "leave_out",
    "middle",
    "module_of",
    "numpy",
    "of_loss",
    "only",
    "remove",
    "replace",
    "spoil",
    "squared",
    "times",
    "together",
    "twice",
    "weighted",
    "written_as",
]
