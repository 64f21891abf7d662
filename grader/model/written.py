"""A derivation as it is shown: lines of formulas that are written out in every style, each equality with its verdict."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula, or words, in each style."""

    ascii: str
    unicode: str
    latex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equality:
    """One `=` of a line, with what stands to the right of it.

    verdict  "proved", "false" or "undecided"
    since    the hypotheses under which it holds, and what it assumes
    """

    right: Formula
    verdict: str
    since: tuple[Formula, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is wrong in the line as the page has it. The formulas are None for an erratum of notation.

    refuted  True if the line as the page has it is shown to be false, or is one of notation
    """

    what: Formula
    left: Formula | None
    right: Formula | None
    refuted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A chain of equalities.

    number  the line of the page; 0 for one that the page skips
    """

    number: int
    left: Formula
    equalities: tuple[Equality, ...]
    note: Formula
    wrong: tuple[Wrong, ...] = ()

    @property
    def ok(self) -> bool:
        """True if every equality is proved, and what is wrong on the page is shown to be wrong."""
        return all(e.verdict == "proved" for e in self.equalities) and all(w.refuted for w in self.wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPart:
    """The derivation of one part: the results that the code computes, and the lines that lead to them."""

    id: str
    title: str
    results: tuple[Line, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDerivation:
    """The derivations of an assignment, part by part. `layouts` say how its inputs lie on paper and in code."""

    assignment: str
    title: str
    layouts: tuple[Formula, ...]
    parts: tuple[WrittenPart, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of every part."""
        return tuple(line for part in self.parts for line in (*part.results, *part.lines))
