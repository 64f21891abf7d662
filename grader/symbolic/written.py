"""Nodes of which only NumPy knows the value: positions without a name, and what is written in NumPy by hand."""

from __future__ import annotations

import sympy as sp

from grader.symbolic.language import Array, Index


class Position(Index):
    """An index that has no name on paper: the first one, the one after o. `source` is what NumPy writes for it."""

    source: str


class Written(Array):
    """An array that is computed by NumPy source, where no formula of the index language says what it is."""

    source: str


class WrittenNumber(sp.Symbol):  # type: ignore[misc]  # SymPy is untyped
    """The same without an axis."""

    source: str


def is_formula(e: sp.Basic) -> bool:
    """False if anything in an expression is written in NumPy, so that proofs know nothing of it."""
    return not any(isinstance(node, (Written, WrittenNumber)) for node in sp.preorder_traversal(e))
