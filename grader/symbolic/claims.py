"""Claims of an assignment's derivations.py, and the NumPy function that they describe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy as sp

from grader.symbolic.definitions import Defined, derivative
from grader.symbolic.facts import Fact
from grader.symbolic.language import Array, Index, number
from grader.symbolic.names import Meaning, check_names, meanings, of_array, of_index
from grader.symbolic.normal_form import normal_form
from grader.symbolic.printing import text
from grader.symbolic.unknowns import Unknown
from grader.symbolic.worlds import World

if TYPE_CHECKING:
    from grader.symbolic.slips import Expansion, Spoilt


@dataclass(frozen=True, kw_only=True, eq=False)
class Claim:
    """The claim that left = right, for every size, under some facts.

    wrong   wrong closed forms, by a short name: a check that accepts one of them is broken
    of, by  if left is a derivative: the expression, and the entry or parameter that it is differentiated by
    output  the output of the NumPy function that right describes, at the indices `at`; "" if it describes none
    note    a remark for the reader; it is never part of what is proved
    """

    part: str
    left: sp.Expr
    right: sp.Expr
    facts: tuple[Fact, ...] = ()
    wrong: Mapping[str, sp.Expr] = field(default_factory=dict)
    of: sp.Expr | None = None
    by: sp.Expr | None = None
    output: str = ""
    at: tuple[Any, ...] = ()
    note: str = ""

    @cached_property
    def statement(self) -> str:
        """What is claimed, rendered from the formulas; as SymPy prints them where a formula has no value."""
        if isinstance(self.of, Defined) and self.by is not None:
            left = f"d{self.of.name}/d{text(normal_form(self.by))}"
        else:
            left = _shown(self.left)
        return f"{left} = {_shown(self.right)}"

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """The hypotheses in words."""
        return tuple(fact.sentence for fact in self.facts)

    @property
    def meanings(self) -> frozenset[Meaning]:
        """What the names in it stand for."""
        found = meanings(self.left, self.right, *self.wrong.values(), *(e for e in (self.of, self.by) if e is not None))
        indices = (*self.at, *(i for fact in self.facts for i in fact.indices))
        return found.union(*map(of_index, indices), *(of_array(a) for fact in self.facts for a in fact.arrays))


def _shown(formula: sp.Expr) -> str:
    try:
        return text(normal_form(formula))
    except ZeroDivisionError:
        return str(formula)


def equation(
    part: str,
    left: Any,
    right: Any,
    *,
    facts: tuple[Fact, ...] = (),
    wrong: Mapping[str, Any] | None = None,
    output: str = "",
    at: tuple[Any, ...] = (),
    note: str = "",
) -> Claim:
    """A claim that left = right; right may be the closed form of an output of the function, at the indices `at`.

    Raises TypeError for what is outside the index language, ValueError for a name that stands for two things.
    """
    return _checked(
        Claim(
            part=part,
            left=number(left),
            right=number(right),
            facts=facts,
            wrong={code: number(form) for code, form in (wrong or {}).items()},
            output=output,
            at=at,
            note=note,
        )
    )


def gradient(
    part: str,
    *,
    of: Any,
    by: Any,
    equals: Any,
    facts: tuple[Fact, ...] = (),
    wrong: Mapping[str, Any] | None = None,
    output: str = "",
    note: str = "",
) -> Claim:
    """A claim about a derivative: by an entry u[w, j], with indices that stand for any of their sorts, or by a parameter.

    The output, if one is named, is the gradient by the array of `by`, in the same layout.
    """
    at = tuple(by.indices) if isinstance(by, sp.Indexed) else ()
    claim = equation(part, derivative(of, by), equals, facts=facts, wrong=wrong, output=output, at=at, note=note)
    return _checked(replace(claim, of=number(of), by=by))


def _checked(claim: Claim) -> Claim:
    check_names(claim.meanings)
    return claim


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Callback:
    """An input that is itself an unknown function.

    It is called with `arguments` in this order: places that `function` depends on, and one index, which selects it. It returns
    the value of `function`, then its derivatives by the places, in their order.
    """

    function: Callable[..., Unknown]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Derivation:
    """The derivation of one NumPy function.

    function  its name in the assignment
    symbols   for each of its inputs the Array, Index, parameter or Callback of the index language that stands for it
    loss      its output "loss"; None if it has none
    worlds    small sizes and inputs at which the NumPy code is traced
    slips     the mistakes that are made in its formulas
    hints     what a teacher would say of the code of a mistake
    clues     its closed forms as sums of terms

    Raises ValueError for a gradient of another expression than the loss: proof and code would be about different functions; and
    for a name that stands for two things.
    """

    function: str
    symbols: Mapping[str, Any]
    claims: tuple[Claim, ...]
    worlds: tuple[World, ...]
    loss: sp.Expr | None = None
    slips: tuple[Spoilt, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    clues: tuple[Expansion, ...] = ()

    def __post_init__(self) -> None:
        for claim in self.claims:
            if claim.output and claim.of is not None and self.loss is not None and claim.of != self.loss:
                raise ValueError(f"{claim.statement}: this is not about the loss of {self.function}")
        found = [claim.meanings for claim in self.claims] + [_of_input(symbol) for symbol in self.symbols.values()]
        check_names(frozenset[Meaning]().union(*found, meanings(self.loss) if self.loss is not None else ()))

    @property
    def forms(self) -> tuple[Claim, ...]:
        """Closed forms that slips and clues write otherwise: claims that have to be proved as well."""
        return (*(s.claim for s in self.slips if s.claim not in self.claims), *(e.claim for e in self.clues))


def _of_input(symbol: Any) -> frozenset[Meaning]:
    match symbol:
        case Callback():
            return meanings(symbol.function(*symbol.arguments))
        case Array():
            return of_array(symbol)
        case Index():
            return of_index(symbol)
        case _:
            return meanings(symbol)
