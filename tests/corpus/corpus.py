"""Programs to put before a judge: each is one function of word2vec's own interface, written right or wrong.

A program is made anew for every process that asks it, so that what it remembers is forgotten as it is in a fresh box. It is
given the live module that it stands in, for programs that lean on the module's own sigmoid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Module = dict[str, Callable[..., Any]]
Make = Callable[[Module], Callable[..., Any]]

FLOAT64, FLOAT32, PARTLY = "float64", "float32", "partly float32"
"""What a right program is computed in. The last returns float64 that is right to 7 digits: `partial` by contract."""

UNSEEN, BY_LUCK = "judged by no part", "seen by luck"
"""Families of kinds that no part looks at, or only in the draws that happen to hold what they are wrong for."""

NAMES = {
    "sigmoid": "sigmoid",
    "sigmoid_gradient": "sigmoid_gradient",
    "naive_softmax": "naive_softmax_loss_and_gradient",
    "negative_sampling": "negative_sampling_loss_and_gradient",
    "skip_gram": "skip_gram_loss_and_gradient",
}
"""How the own interface spells each function."""

PIECES = {
    "sigmoid": ("e",),
    "sigmoid_gradient": ("e",),
    "naive_softmax": ("a", "b", "c.o", "c.w", "d"),
    "negative_sampling": ("f.loss", "f.vc", "f.uo", "f.uk", "g"),
    "skip_gram": ("h.loss", "h.U", "h.vc", "h.vw"),
}
"""What is judged of each function: the parts of the contract, c in its two cases (row o, the other rows)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A function to be judged.

    others  what else the module holds: a sigmoid that the function leans on
    again   whether another process may answer otherwise, because the program leans on the module or remembers its calls
    """

    function: str
    name: str
    make: Make
    others: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    again: bool = False

    def module(self) -> Module:
        """A fresh module that holds the program."""
        module = dict(self.others)
        module[NAMES[self.function]] = self.make(module)
        return module


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant(Program):
    """A right program. `carried`: it leans on a sigmoid that is wrong, and is right by the contract's word only."""

    precision: str = FLOAT64
    carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Program):
    """A wrong program.

    family  what kinds it belongs to
    spoils  the pieces that it gets wrong whatever is drawn; none where no piece looks at what is wrong
    may     others that it gets wrong in some draws; every other piece stays right
    why     for a kind that no piece sees, the reason; for one that is seen by luck, what the draw must hold
    """

    family: str
    spoils: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    why: str = ""
