"""Steps of a derivation: lines a = b = c of formulas as they are written, of which every `=` is proved.

    one = circled(1, derivative(log(exp(score(o))), v[q]))
    step("b", 15, one, derivative(score(o), v[q]), u[o, q])                     ① = d/dv_c u_o.v_c = u_o
    step("f.uo", 54, derivative(J, u[o, q]), one - vanishing(two, O_NOT_SAMPLED), TRUE_ROW)
    step("c", 30, derivative(score(o), u[w, q]), since(0, NOT_TRUE_WORD))
    step("b", 13, ..., errata=erratum("the minus is missing on the left", left, right))

The last formula of a line may be a claim: the line ends in what is claimed. An erratum is a line as it stands on the page, where
that is wrong: validation is red if it can be proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.symbolic.claims import Claim, Derivation, equation
from grader.symbolic.facts import Fact
from grader.symbolic.language import Index, number
from grader.symbolic.writing.marks import check_circled, check_struck, vanishing_parts


@dataclass(frozen=True, slots=True)
class Since:
    """A formula that equals the one before it under some facts."""

    formula: Any
    facts: tuple[Fact, ...]


def since(formula: Any, *facts: Fact) -> Since:
    """A formula of a step, or the right side of a claim, that equals the one before it under these facts."""
    return Since(formula.right if isinstance(formula, Claim) else number(formula), facts)


@dataclass(frozen=True, slots=True)
class Erratum:
    """What is wrong in a line of the page, in words, and the equality as the page has it; no formulas for an erratum of notation.

    whole  the row and column of a matrix on its right, which is written as a whole
    """

    what: str
    left: Any = None
    right: Any = None
    facts: tuple[Fact, ...] = ()
    whole: tuple[Index, Index] | None = None

    def claim(self, part: str) -> Claim | None:
        """The equality as the page has it, which must be false; None for an erratum of notation."""
        return None if self.left is None else equation(part, self.left, self.right, facts=self.facts)


def erratum(what: str, left: Any = None, right: Any = None, *facts: Fact, whole: tuple[Index, Index] | None = None) -> Erratum:
    """What is wrong in a line of the page, and the wrong equality as it stands there, also under these facts."""
    return Erratum(what, left if left is None else number(left), right if left is None else number(right), facts, whole)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Given:
    """What the page of an assignment states: an output of the function, transcribed independently of the derivation.

    line  the line of the page
    """

    part: str
    line: int
    output: str
    formula: Any


def given(part: str, line: int, output: str, formula: Any) -> Given:
    """An output as the page states it."""
    return Given(part=part, line=line, output=output, formula=number(formula))


def agreements(derivation: Derivation) -> tuple[Claim, ...]:
    """The claims that what is derived is what was given: the loss that is differentiated, and each closed form of the output."""
    claims = []
    for stated in derivation.given:
        note = f"the {stated.output} that was given" + (f" on line {stated.line}" if stated.line else "")
        if stated.output == "loss" and derivation.loss is not None:
            claims.append(equation(stated.part, derivation.loss, stated.formula, note=note))
        derived = (c for c in derivation.claims if c.output == stated.output)
        claims += [equation(stated.part, claim.right, stated.formula, facts=claim.facts, note=note) for claim in derived]
    return tuple(claims)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A line of a derivation. The formulas are equal to one another, each to the one before it under its facts.

    line   the line of the page on which it stands; 0 for one that the page skips
    note   a remark beside the line
    claim  the claim that the line consists of, if it is one
    """

    part: str
    line: int
    first: Any
    others: tuple[Since, ...]
    note: str = ""
    errata: tuple[Erratum, ...] = ()
    claim: Claim | None = None

    @property
    def formulas(self) -> tuple[Any, ...]:
        """All formulas of the line."""
        return (self.first, *(other.formula for other in self.others))

    @property
    def zeros(self) -> tuple[int, ...]:
        """For each `=` the number of terms on its right that are marked as 0."""
        return tuple(len(vanishing_parts(other.formula)) for other in self.others)

    @property
    def equalities(self) -> tuple[Claim, ...]:
        """A claim for each `=` between two formulas, and after it one for each term of its right side that is marked as 0."""
        claims: list[Claim] = []
        for left, other in zip(self.formulas, self.others, strict=False):
            because_zero = [fact for _, facts in vanishing_parts(left) for fact in facts]
            claims.append(equation(self.part, left, other.formula, facts=tuple(dict.fromkeys((*other.facts, *because_zero)))))
            claims += [equation(self.part, body, 0, facts=facts) for body, facts in vanishing_parts(other.formula)]
        return tuple(claims)


def step(part: str, line: int, first: Any, *others: Any, note: str = "", errata: tuple[Erratum, ...] | Erratum = ()) -> Step:
    """A line of a derivation: first = second = third; or a claim alone.

    Raises ValueError if what is struck out in it does not cancel, if its first formula has a term that is marked as 0 (which
    only an `=` can say), or if one circled number stands for two parts.
    """
    claim = first if isinstance(first, Claim) else None
    start = claim.shown_left if claim else number(first)
    links = (Since(claim.right, claim.facts),) if claim else tuple(_linked(other) for other in others)
    for formula in (start, *(link.formula for link in links)):
        check_struck(formula)
    if vanishing_parts(start):
        raise ValueError("nothing shows that a term of the first formula of a line is 0: mark it after an `=`")
    check_circled(start, *(link.formula for link in links))
    return Step(part, line, start, links, note, errata if isinstance(errata, tuple) else (errata,), claim)


def _linked(other: Any) -> Since:
    return other if isinstance(other, Since) else since(other)
