"""Gradient-checking autograder: the public face, for those who write assignments. Importing it never imports SymPy.

The index language in which derivations are written is `grader.symbolic`; only an assignment's `derivations.py` imports it.
Names are looked up when they are asked for: a command that starts a box first must not wait for what it needs later.
"""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.errors import AssignmentError
    from grader.model import (
        Argument,
        Array,
        Assignment,
        Block,
        Case,
        CaseCondition,
        Features,
        Function,
        HelperModule,
        Index,
        Indices,
        Inputs,
        Interface,
        Invariant,
        LinearTerms,
        Mistake,
        NamedRows,
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
    from grader.model.allowed_imports import HARMLESS_MODULES, NUMPY_MODULES
    from grader.numeric import cancels, short_decimals
    from grader.numeric.letters import in_letters, one_hot, sigma, softmax
    from grader.numeric.tables import clues, conditions, invariants, mistakes, named_rows, outside, sizes

__all__ = [
    "HARMLESS_MODULES",
    "NUMPY_MODULES",
    "Argument",
    "Array",
    "Assignment",
    "AssignmentError",
    "Block",
    "Case",
    "CaseCondition",
    "Features",
    "Function",
    "HelperModule",
    "Index",
    "Indices",
    "Inputs",
    "Interface",
    "Invariant",
    "LinearTerms",
    "Mistake",
    "NamedRows",
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
    "clues",
    "conditions",
    "in_letters",
    "invariants",
    "mistakes",
    "named_rows",
    "one_hot",
    "outside",
    "short_decimals",
    "sigma",
    "sizes",
    "softmax",
]

_HOMES = {
    "AssignmentError": "grader.errors",
    "HARMLESS_MODULES": "grader.model.allowed_imports",
    "NUMPY_MODULES": "grader.model.allowed_imports",
    "cancels": "grader.numeric.inputs",
    "short_decimals": "grader.numeric.inputs",
    **dict.fromkeys(("in_letters", "one_hot", "sigma", "softmax"), "grader.numeric.letters"),
    **dict.fromkeys(("clues", "conditions", "invariants", "mistakes", "named_rows", "outside", "sizes"), "grader.numeric.tables"),
}

__getattr__ = names_of("grader", {name: _HOMES.get(name, "grader.model") for name in __all__})
