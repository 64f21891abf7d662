"""Claims of an assignment's derivations.py, and the NumPy function that they describe."""

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
    """The claim that left = right, for every size, under some facts.

    wrong   wrong closed forms, by a short name: a check that accepts one of them is broken
    of, by  if left is a derivative: the expression, and the entry that it is differentiated by
    output  the output of the NumPy function that right describes, at the indices `at`; "" if it describes none
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
        """The hypotheses in words."""
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
    """A claim that left = right; right may be the closed form of an output of the function, at the indices `at`."""
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
    """A claim about a derivative, entry by entry: `by` is u[w, j], with indices that stand for any of their sorts.

    The output, if one is named, is the gradient by the array of `by`, in the same layout.
    """
    indices = tuple(by.indices)
    claim = equation(part, statement, derivative(of, by), equals, facts=facts, wrong=wrong, output=output, at=indices)
    return replace(claim, of=of, by=by)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Callback:
    """An input that is itself an unknown function.

    It is called with `arguments` in this order: rows or arrays that `function` depends on, and one index, which selects it.
    It returns the value of `function`, then its derivatives by the arguments, in their order.
    """

    function: type[Unknown]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Derivation:
    """The derivation of one NumPy function.

    function  its name in the assignment
    symbols   for each of its inputs the Array, Index, parameter or Callback of the index language that stands for it
    loss      its output "loss"; None if it has none
    worlds    small sizes and inputs at which the NumPy code is traced

    Raises ValueError for a gradient of another expression than the loss: proof and code would be about different functions.
    """

    function: str
    symbols: Mapping[str, Any]
    claims: tuple[Claim, ...]
    worlds: tuple[World, ...]
    loss: sp.Expr | None = None

    def __post_init__(self) -> None:
        for claim in self.claims:
            if claim.output and claim.of is not None and self.loss is not None and claim.of != self.loss:
                raise ValueError(f"{claim.statement}: this is not about the loss of {self.function}")
