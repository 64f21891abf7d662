"""Claims of an assignment's derivations.py, and the NumPy function that they describe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy as sp

from grader.symbolic.definitions import Slope, derivative
from grader.symbolic.facts import Fact
from grader.symbolic.language import Array, Index, number
from grader.symbolic.names import Meaning, check_closed, check_names, meanings, of_array, of_index
from grader.symbolic.unknowns import Unknown
from grader.symbolic.worlds import World
from grader.symbolic.writing import ASCII, Style, hypothesis, writer
from grader.symbolic.written import is_formula

if TYPE_CHECKING:
    from grader.symbolic.steps import Given, Step

if TYPE_CHECKING:
    from grader.symbolic.slips import Expansion, Spoilt


@dataclass(frozen=True, kw_only=True, eq=False)
class Claim:
    """The claim that left = right, for every size, under some facts.

    of, by  if left is a derivative: the expression, and the entry or parameter that it is differentiated by
    output  the output of the NumPy function that right describes, at the indices `at`; "" if it describes none
    note    a remark for the reader; it is never part of what is proved
    whole   the row and column of a matrix that is shown as a whole, as on paper
    """

    part: str
    left: sp.Expr
    right: sp.Expr
    facts: tuple[Fact, ...] = ()
    of: sp.Expr | None = None
    by: sp.Expr | None = None
    output: str = ""
    at: tuple[Any, ...] = ()
    note: str = ""
    whole: tuple[Index, Index] | None = None

    @property
    def shown_left(self) -> Any:
        """The left side as it is shown: a derivative that is not taken yet."""
        return self.left if self.of is None or self.by is None else Slope(self.of, self.by)

    @cached_property
    def statement(self) -> str:
        """What is claimed, in ASCII."""
        return self.written(ASCII)

    def written(self, style: Style) -> str:
        """What is claimed, written from the formulas."""
        write = writer(self.shown_left, self.right, style=style, whole=self.whole)
        return f"{write.formula(self.shown_left)} = {write.formula(self.right)}"

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """The hypotheses in words, each with its note."""
        return tuple(f"{hypothesis(fact)} ({fact.note})" if fact.note else hypothesis(fact) for fact in self.facts)

    @property
    def meanings(self) -> frozenset[Meaning]:
        """What the names in it stand for."""
        found = meanings(self.left, self.right, *(e for e in (self.of, self.by) if e is not None))
        indices = (*self.at, *(i for fact in self.facts for i in fact.indices))
        return found.union(*map(of_index, indices), *(of_array(a) for fact in self.facts for a in fact.arrays))


def equation(
    part: str,
    left: Any,
    right: Any,
    *,
    facts: tuple[Fact, ...] = (),
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
    output: str = "",
    note: str = "",
    whole: bool = False,
) -> Claim:
    """A claim about a derivative: by an entry u[w, j], with indices that stand for any of their sorts, or by a parameter.

    The output, if one is named, is the gradient by the array of `by`, in the same layout. `whole` shows it as the matrix of the
    paper, whose columns are the vectors u_w: dJ/dU.
    """
    at = tuple(by.indices) if isinstance(by, sp.Indexed) else ()
    claim = equation(part, derivative(of, by), equals, facts=facts, output=output, at=at, note=note)
    shown = (at[1], at[0]) if whole else None
    return _checked(replace(claim, of=number(of), by=by, whole=shown))


def _checked(claim: Claim) -> Claim:
    indices = (*claim.at, *(i for fact in claim.facts for i in fact.indices))
    check_closed(claim.left, claim.right, *indices)
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
    given     what the assignment states, transcribed from its page: the loss, or a closed form of an output
    steps     the lines that lead to the claims

    Raises ValueError for a gradient of another expression than the loss: proof and code would be about different functions; for
    what is given about an output and a line that is a claim, if no claim here is about it; and for a name that stands for two
    things.
    """

    function: str
    symbols: Mapping[str, Any]
    claims: tuple[Claim, ...]
    worlds: tuple[World, ...]
    loss: sp.Expr | None = None
    slips: tuple[Spoilt, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    clues: tuple[Expansion, ...] = ()
    given: tuple[Given, ...] = ()
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        for claim in self.claims:
            if claim.output and claim.of is not None and self.loss is not None and claim.of != self.loss:
                raise ValueError(f"{claim.statement}: this is not about the loss of {self.function}")
        outputs = {*(claim.output for claim in self.claims), *(["loss"] if self.loss is not None else [])}
        for stated in self.given:
            if stated.output not in outputs:
                raise ValueError(f"line {stated.line}: {self.function} has no claim about {stated.output} to compare this with")
        for line in self.steps:
            if line.claim is not None and line.claim not in self.claims:
                raise ValueError(f"{line.claim.statement}: this line is no claim of {self.function}, so nothing proves it")
        found = [claim.meanings for claim in self.claims] + [_of_input(symbol) for symbol in self.symbols.values()]
        found += [meanings(*step.formulas) for step in self.steps] + [meanings(stated.formula) for stated in self.given]
        check_names(frozenset[Meaning]().union(*found, meanings(self.loss) if self.loss is not None else ()))

    @property
    def forms(self) -> tuple[Claim, ...]:
        """Closed forms that slips and clues write otherwise: claims that have to be proved as well."""
        return (
            *(s.claim for s in self.slips if s.claim not in self.claims),
            *(e.claim for e in self.clues if is_formula(e.claim.right)),
        )


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
