"""What an assignment's derivations.py says: claims, and which NumPy function they describe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from grader.symbolic.facts import Fact
from grader.symbolic.language import Unknown, derivative
from grader.symbolic.worlds import World


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claim:
    """That left = right, for every size, under some facts.

    wrong   closed forms that are not the right one, by a short name: a check that accepts one of them is none
    of, by  where left is a derivative: of what, and by what
    output  the output of the NumPy function that right describes, at the indices `at`; "" where it describes none
    """

    part: str
    statement: str
    left: sp.Expr
    right: sp.Expr
    facts: tuple[Fact, ...] = ()
    wrong: Mapping[str, sp.Expr] = field(default_factory=dict)
    of: sp.Expr | None = None
    by: sp.Expr | None = None
    output: str = ""
    at: tuple[Any, ...] = ()

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """What is assumed, in words."""
        return tuple(fact.sentence for fact in self.facts)


def equation(
    part: str,
    statement: str,
    left: Any,
    right: Any,
    *,
    facts: tuple[Fact, ...] = (),
    wrong: Mapping[str, Any] | None = None,
    output: str = "",
    at: tuple[Any, ...] = (),
) -> Claim:
    """A claim that left = right, where right may say what an output of the function is, at the indices `at`."""
    return Claim(
        part=part,
        statement=statement,
        left=sp.sympify(left),
        right=sp.sympify(right),
        facts=facts,
        wrong={code: sp.sympify(form) for code, form in (wrong or {}).items()},
        output=output,
        at=at,
    )


def gradient(
    part: str,
    statement: str,
    *,
    of: sp.Expr,
    by: sp.Indexed,
    equals: Any,
    facts: tuple[Fact, ...] = (),
    wrong: Mapping[str, Any] | None = None,
    output: str = "",
) -> Claim:
    """A claim on a derivative, entry by entry: `by` is u[w, j], with indices that stand for any of their sorts.

    The output, where one is named, is the gradient by the array of `by`, in the same layout.
    """
    indices = tuple(by.indices)
    claim = equation(part, statement, derivative(of, by), equals, facts=facts, wrong=wrong, output=output, at=indices)
    return replace(claim, of=of, by=by)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Callback:
    """An input that is itself a function, of which nothing is known.

    It is called with `arguments` in this order: rows or arrays that `function` depends on, and one index, by which it is chosen.
    It returns the value of `function`, then its derivatives by the arguments, in their order.
    """

    function: type[Unknown]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Derivation:
    """The derivation of one NumPy function.

    function  its name in the assignment
    symbols   for each of its inputs the Array, Index, parameter or Callback of the index language that stands for it
    loss      its output "loss", None where it has none
    worlds    small sizes and inputs at which the NumPy code is traced
    """

    function: str
    symbols: Mapping[str, Any]
    claims: tuple[Claim, ...]
    worlds: tuple[World, ...]
    loss: sp.Expr | None = None

    def __post_init__(self) -> None:
        """Refuse a gradient of something else than the loss: proof and code would speak of different things."""
        for claim in self.claims:
            if claim.output and claim.of is not None and self.loss is not None and claim.of != self.loss:
                raise ValueError(f"{claim.statement}: this is not about the loss of {self.function}")
