"""Gradient-checking autograder: the public face, for those who write assignments. Importing it never imports SymPy.

The index language in which derivations are written is `grader.symbolic`; only an assignment's `derivations.py` imports it.
"""

from grader.errors import AssignmentError
from grader.model import (
    Argument,
    Array,
    Assignment,
    Block,
    Case,
    Function,
    HelperModule,
    Index,
    Indices,
    Inputs,
    Interface,
    Mistake,
    Number,
    Part,
    Piece,
    Policy,
    Rows,
    Sampler,
    Signature,
    StandIn,
    TableFunction,
    Word,
    WordIndex,
    Words,
)
from grader.numeric import cancels, short_decimals

__all__ = [
    "Argument",
    "Array",
    "Assignment",
    "AssignmentError",
    "Block",
    "Case",
    "Function",
    "HelperModule",
    "Index",
    "Indices",
    "Inputs",
    "Interface",
    "Mistake",
    "Number",
    "Part",
    "Piece",
    "Policy",
    "Rows",
    "Sampler",
    "Signature",
    "StandIn",
    "TableFunction",
    "Word",
    "WordIndex",
    "Words",
    "cancels",
    "short_decimals",
]
