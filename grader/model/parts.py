"""What is judged and what it is worth: a Part is made of Pieces, a Piece judges Blocks of one output on one group of cases."""

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

    rows   which rows; None takes the whole output
    scale  a size that the block is measured against where it is larger than the block's own largest entry
    zero   these entries are zero by definition, and must be exactly that
    """

    name: str
    rows: Rows | None = None
    scale: Callable[[Inputs], float] | None = None
    zero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one stake of points is paid for: blocks of one output, right on every case of a group.

    either_layout  rows may be rows or columns of what was handed in
    only_where     the piece counts only where the student's own entries of this block are not all zero
    """

    points: Fraction
    function: str
    output: str
    group: str
    blocks: tuple[Block, ...]
    either_layout: bool = False
    only_where: Block | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line of the report. `points` are the sum of its pieces'."""

    id: str
    title: str
    statement: str
    pieces: tuple[Piece, ...]

    @property
    def points(self) -> Fraction:
        """What the whole part is worth."""
        return sum((piece.points for piece in self.pieces), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a part is worth that is not wholly right, by the code of the mistake.

    partial    share of a piece's points for a right value in the wrong form, where `by_code` says nothing
    by_code    share for a right value in the wrong form of that code
    incorrect  share for a wrong value whose mistake has that code; one that is not here earns nothing
    named_loss  share for the gradient of the student's own loss, where that loss is wrong by a mistake with a name. A consistent
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
        """All of it in one table, for people: "partial" and, where it earns anything, "named-loss" stand beside the codes."""
        named_loss = {"named-loss": self.named_loss} if self.named_loss else {}
        return {"partial": self.partial, **named_loss, **self.incorrect, **self.by_code}

    def share(self, code: str, *, partial: bool) -> Fraction:
        """The share of the points that `code` leaves of a partial value, or of an incorrect one."""
        return self.by_code.get(code, self.partial) if partial else self.incorrect.get(code, Fraction(0))
