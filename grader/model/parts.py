"""Parts and points: a Part consists of Pieces, and a Piece judges Blocks of one output on one group of cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import AssignmentError

Inputs = Mapping[str, Any]
"""The inputs of one case by name: float64 arrays, ints, tuples of ints, callables."""

Rows = Callable[[Inputs], npt.NDArray[np.bool_]]
"""The rows of an output that a block judges: (number of rows,) of bool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows of an output that are judged together, on one scale.

    rows          the rows; None is the whole output
    scale         the least scale for errors, if the block's own largest entry is smaller
    expects_zero  these entries are zero by definition, and must be exactly zero
    """

    name: str
    rows: Rows | None = None
    scale: Callable[[Inputs], float] | None = None
    expects_zero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The unit of points: blocks of one output that must be right on every case of a group.

    either_layout   the rows may be rows or columns of the returned array
    as_handed_in    judges the array as it is handed in: a layout of the file's own costs these points
    scored_only_if  the piece earns points only if the student's own entries of this block are not all zero
    """

    points: Fraction
    function: str
    output: str
    group: str
    blocks: tuple[Block, ...]
    either_layout: bool = False
    as_handed_in: bool = False
    scored_only_if: Block | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line of the report."""

    id: str
    title: str
    pieces: tuple[Piece, ...]

    @property
    def points(self) -> Fraction:
        """The sum of the points of its pieces."""
        return sum((piece.points for piece in self.pieces), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The share of the points for a piece that is not correct, by the code of the mistake.

    partial     for a right value in the wrong form whose code is not in `by_code`
    by_code     for a right value in the wrong form
    incorrect   for a wrong value; a code that is not here earns nothing
    named_loss  for the gradient of the student's own loss, if that loss is wrong by a mistake of the assignment. A consistent
                pair earns nothing by itself: zero loss with zero gradient is one
    """

    partial: Fraction = Fraction(1, 2)
    by_code: Mapping[str, Fraction] = field(default_factory=dict)
    incorrect: Mapping[str, Fraction] = field(default_factory=dict)
    named_loss: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        for code, share in self.table.items():
            if not 0 <= share <= 1:
                what, attempt = "a share of the points is not between 0 and 1", "correct the policy in assignment.py"
                raise AssignmentError(what, where=f"policy, {code}", value=str(share), attempt=attempt)

    @property
    def table(self) -> dict[str, Fraction]:
        """All shares in one table for readers: "partial" and, if it is not zero, "named-loss" appear beside the codes."""
        named_loss = {"named-loss": self.named_loss} if self.named_loss else {}
        return {"partial": self.partial, **named_loss, **self.incorrect, **self.by_code}

    def share(self, code: str, *, partial: bool) -> Fraction:
        """The share of the points that `code` leaves for a partial or an incorrect value."""
        return self.by_code.get(code, self.partial) if partial else self.incorrect.get(code, Fraction(0))
