"""A table of one line a row, at any width: it leaves out the columns that matter least rather than wrap or squeeze."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from grader.report.columns import GAP, Side, line, rule, widest


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column, shown in full or not at all.

    rank   columns of a lower rank are given room first; those of rank 0 are always there
    least  above 0: the column may be cut, down to so many cells
    """

    heading: Text
    cells: tuple[Text, ...]
    rank: int = 0
    least: int = 0
    side: Side = "left"

    @property
    def widest(self) -> int:
        """Cells that show everything."""
        return widest((self.heading, *self.cells))

    @property
    def styled_heading(self) -> Text:
        """The heading in its own style, or in that of all headings."""
        return self.heading if self.heading.style else Text(self.heading.plain, style="page.heading")

    @property
    def needed(self) -> int:
        """Cells without which the column is left out."""
        return min(self.widest, self.least) if self.least else self.widest


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Columns of equal length, as many as there is room for."""

    columns: tuple[Column, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(options.max_width)
        sides = [column.side for column in self.columns]
        yield line([column.styled_heading for column in self.columns], widths, sides)
        yield rule(widths)
        for texts in zip(*(column.cells for column in self.columns), strict=True):
            yield line(texts, widths, sides)

    def _widths(self, available: int) -> list[int]:
        """The width of each column, 0 where it is left out. Lower ranks choose first, and are first to grow into what remains."""
        ranked = sorted(range(len(self.columns)), key=lambda i: self.columns[i].rank)
        widths = [0] * len(self.columns)
        spare = available + GAP
        for i in ranked:
            needed = self.columns[i].needed
            if self.columns[i].rank == 0 or needed + GAP <= spare:
                widths[i] = needed
                spare -= needed + GAP
        for i in ranked:
            grown = min(self.columns[i].widest - widths[i], max(spare, 0)) if widths[i] else 0
            widths[i] += grown
            spare -= grown
        return widths
