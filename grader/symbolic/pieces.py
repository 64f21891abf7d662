"""Pieces of NumPy source with the indices of their axes, and how they broadcast against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.symbolic.language import Index

Axes = tuple[Index, ...]

SUM, PRODUCT, SIGNED, POWER, ATOM = range(1, 6)
"""How tightly the source of a piece holds together."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The source of an array: `axes` are the indices of its dimensions, in order."""

    code: str
    axes: Axes = ()
    tight: int = ATOM

    def within(self, tight: int) -> str:
        """The source, in brackets unless it holds together at least so tightly."""
        return self.code if self.tight >= tight else f"({self.code})"


def aligned(piece: Piece, axes: Axes, tight: int = ATOM) -> str:
    """The source of a piece as it broadcasts against these axes. NumPy itself adds axes in front."""
    order = tuple(i for i in axes if i in piece.axes)
    if order != piece.axes:
        if len(order) != 2:
            raise TypeError(f"no NumPy is known for {piece.code} with its axes in another order")
        piece = Piece(f"{piece.within(ATOM)}.T", order)
    within = axes[axes.index(order[0]) :] if order else ()
    if within == order:
        return piece.within(tight)
    return f"{piece.within(ATOM)}[{', '.join(':' if i in order else 'None' for i in within)}]"


def union(pieces: Sequence[Piece], scope: Axes) -> Axes:
    """The axes of some pieces: in the order that all of them have, if it is one, otherwise in that of the scope."""
    orders = {p.axes for p in pieces if p.axes}
    if len(orders) == 1:
        return orders.pop()
    axes = {i for order in orders for i in order}
    return tuple(i for i in scope if i in axes)
