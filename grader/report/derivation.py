"""Draw the derivation of each part as the page has it: line by line, each equality with the sign of its verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from grader.model.written import Equality, Formula, Line, WrittenDerivation, WrittenPart, Wrong
from grader.report.encoded_page import Page
from grader.report.theme import PROOFS

_MARGIN = 6
"""Cells before a formula: the line of the page, and the sign."""
STROKE = "\u0336"
_STRUCK = re.compile(f"(?P<struck>(?:.{STROKE})+)|(?:.(?!{STROKE}))+")
_DEEPER = 4
"""Cells by which the continuation of a formula is indented."""


def derivation_page(written: WrittenDerivation) -> Page:
    """The derivations of an assignment, part by part."""
    return Page(content=_Derivation(written), widest=100)


@dataclass(frozen=True, slots=True, eq=False)
class _Derivation:
    written: WrittenDerivation

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        drawing = _Drawing(width=options.max_width, ascii=options.ascii_only)
        yield Text(self.written.title, style="page.title")
        for layout in self.written.layouts:
            yield from drawing.words(layout, style="page.aside")
        yield Text()
        for part in self.written.parts:
            if part.lines or part.results:
                yield from drawing.part(part)
        yield from drawing.legend(self.written)


@dataclass(frozen=True, slots=True)
class _Drawing:
    width: int
    ascii: bool

    def part(self, part: WrittenPart) -> Iterator[Text]:
        yield Text.assemble((f"({part.id})", "page.title"), "  ", (part.title, "page.title"))
        yield Text()
        for line in part.lines:
            yield from self.line(line)
        for line in part.results:
            yield from self.line(line)
        yield Text()

    def line(self, line: Line) -> Iterator[Text]:
        """A chain of equalities: the first beside its left side if there is room, every other one on a line of its own."""
        number = str(line.number) if line.number else ""
        left = self.shown(line.left)
        if not line.equalities:
            yield from self.formula(number, "", "", f"{left} = ?")
        for n, equality in enumerate(line.equalities):
            right = self.shown(equality.right)
            sign, style = PROOFS[equality.verdict].sign, PROOFS[equality.verdict].style
            together = f"{left} = {right}"
            if n == 0 and cell_len(together) > self.width - _MARGIN:
                yield from self.formula(number, "", "", left)
                number = ""
            first = n == 0 and cell_len(together) <= self.width - _MARGIN
            yield from self.formula(number, sign, style, together if first else f"  = {right}", self.since(equality))
            number = ""
            if equality.verdict != "proved":  # the remainder
                yield from self.words_of(equality.detail, style="page.problem")
        if self.shown(line.note):
            yield from self.words(line.note, style="page.aside")
        for wrong in line.wrong:
            yield from self.wrong(wrong)

    def since(self, equality: Equality) -> str:
        facts = [self.shown(fact) for fact in equality.since]
        return f"since {', '.join(facts)}" if facts else ""

    def formula(self, number: str, sign: str, style: str, formula: str, aside: str = "") -> Iterator[Text]:
        """A formula behind its margin, broken where it is too long; what is said beside it, or below where there is no room."""
        rows = broken(formula, self.width - _MARGIN, _DEEPER)
        beside = bool(aside) and len(rows) == 1 and _MARGIN + cell_len(rows[0]) + 3 + cell_len(aside) <= self.width
        for n, row in enumerate(rows):
            margin = Text.assemble(
                (f"{number if n == 0 else '':>3} ", "page.aside"), (sign or " ", style) if n == 0 else " ", " "
            )
            yield Text.assemble(margin, struck(row), (f"   {aside}" if beside else "", "page.aside"), no_wrap=True)
        if aside and not beside:
            yield from self.words_of(aside, style="page.aside")

    def wrong(self, wrong: Wrong) -> Iterator[Text]:
        """What is wrong on the page: the equality as it stands there, and why; an erratum of notation has words only."""
        mark = PROOFS["false" if wrong.refuted else "undecided"]
        if wrong.left and wrong.right:
            yield from self.formula("", mark.sign, mark.style, f"{self.shown(wrong.left)} = {self.shown(wrong.right)}")
        said = "as the page has it" if wrong.left else "on the page"
        doubt = "" if wrong.refuted else " (not shown to be false)"
        yield from self.words_of(f"{said}{doubt}: {self.shown(wrong.what)}", style="page.hint")

    def words(self, formula: Formula, style: str) -> Iterator[Text]:
        yield from self.words_of(self.shown(formula), style)

    def words_of(self, text: str, style: str, indent: int = _MARGIN + 2) -> Iterator[Text]:
        for row in broken(text, self.width - indent, 0, at=" "):
            yield Text.assemble(" " * indent, (row, style), no_wrap=True)

    def shown(self, formula: Formula) -> str:
        return formula.ascii if self.ascii else formula.unicode

    def legend(self, written: WrittenDerivation) -> Iterator[Text]:
        equalities = [e for line in written.lines for e in line.equalities]
        counts = {verdict: sum(e.verdict == verdict for e in equalities) for verdict in PROOFS}
        shown = [f"{mark.sign} {counts[verdict]} {mark.word}" for verdict, mark in PROOFS.items() if counts[verdict]]
        wrong = sum(len(line.wrong) for line in written.lines)
        slips = f"; {wrong} slips of the page, {PROOFS['false'].sign} as the page has it" if wrong else ""
        numbers = ". A number is the line of the page" if any(line.number for line in written.lines) else ""
        yield from self.words_of(f"{', '.join(shown)}{slips}{numbers}.", style="page.aside", indent=0)


def struck(formula: str) -> Text:
    """The formula, with a line through what has a stroke through each character."""
    text = Text()
    for match in _STRUCK.finditer(formula):
        run = match["struck"]
        text.append(run.replace(STROKE, "") if run else match[0], "formula.struck" if run else "")
    return text


def broken(formula: str, width: int, deeper: int, at: str = "=+−-·*") -> list[str]:
    """The formula in rows of at most `width` cells, broken before a sign outside of most parentheses."""
    rows: list[str] = []
    indent = len(formula) - len(formula.lstrip()) + deeper
    while cell_len(formula) > width:
        places = _places(formula, width, at, indent if rows else 0)
        if not places:
            break
        least = min(depth for depth, _ in places)
        cut = max(place for depth, place in places if depth == least)
        rows.append(formula[:cut].rstrip())
        formula = " " * indent + formula[cut:].lstrip()
    return [*rows, formula]


def _places(formula: str, width: int, at: str, start: int) -> list[tuple[int, int]]:
    """(depth in parentheses, place) of each sign, or space, where a row may end."""
    depth, cells, places = 0, 0, []
    for n, character in enumerate(formula):
        if cells > width:
            break
        if n > start + 2 and formula[n - 1] == " " and (character in at if at != " " else character != " "):
            places.append((depth, n))
        depth += (character in "([{") - (character in ")]}")
        cells += cell_len(character)
    return [(d, n) for d, n in places if n > len(formula) - len(formula.lstrip()) + 2]
