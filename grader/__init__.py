"""Gradient-checking autograder: the public face, for those who write assignments. Importing it never imports SymPy.

The index language in which derivations are written is `grader.symbolic`; only an assignment's `derivations.py` imports it.
Names are looked up when they are asked for: a command that starts a box first must not wait for what it needs later.
"""

from typing import TYPE_CHECKING

from grader.lazily import names_of

if TYPE_CHECKING:
    from grader.errors import AssignmentError
    from grader.model import (
        Argument,
        Array,
        Assignment,
        Block,
        Case,
        Clues,
        Condition,
        Expansion,
        Function,
        HelperModule,
        Index,
        Indices,
        Inputs,
        Interface,
        Invariant,
        Landmark,
        Mistake,
        Number,
        OwnFunction,
        Part,
        Piece,
        Policy,
        Rows,
        Sampler,
        Signature,
        Size,
        StandIn,
        TableFunction,
        Word,
        WordIndex,
        Words,
    )
    from grader.numeric import cancels, short_decimals
    from grader.offered import HARMLESS_MODULES, NUMPY_MODULES

__all__ = [
    "HARMLESS_MODULES",
    "NUMPY_MODULES",
    "Argument",
    "Array",
    "Assignment",
    "AssignmentError",
    "Block",
    "Case",
    "Clues",
    "Condition",
    "Expansion",
    "Function",
    "HelperModule",
    "Index",
    "Indices",
    "Inputs",
    "Interface",
    "Invariant",
    "Landmark",
    "Mistake",
    "Number",
    "OwnFunction",
    "Part",
    "Piece",
    "Policy",
    "Rows",
    "Sampler",
    "Signature",
    "Size",
    "StandIn",
    "TableFunction",
    "Word",
    "WordIndex",
    "Words",
    "cancels",
    "short_decimals",
]

_HOMES = {
    "AssignmentError": "grader.errors",
    "HARMLESS_MODULES": "grader.offered",
    "NUMPY_MODULES": "grader.offered",
    "cancels": "grader.numeric.inputs",
    "short_decimals": "grader.numeric.inputs",
}

__getattr__ = names_of("grader", {name: _HOMES.get(name, "grader.model") for name in __all__})
