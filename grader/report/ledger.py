"""A table of one line a row, at any width: it leaves out the columns that matter least rather than wrap or squeeze."""

from __future__ import annotations

from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.table import Table
from rich.text import Text

GAP = 2
"""Blank cells between two columns."""


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
    justify: JustifyMethod = "left"

    @property
    def widest(self) -> int:
        """Cells that show everything."""
        return max(text.cell_len for text in (self.heading, *self.cells))

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
        # Blanks at the sides would be indentation; the two between columns are one of padding and one of the box.
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
        table.header_style, table.border_style = "", "page.rule"
        columns = [column for column, width in zip(self.columns, widths, strict=True) if width]
        for column, width in zip(columns, filter(None, widths), strict=True):
            heading = column.heading if column.heading.style else Text(column.heading.plain, style="page.heading")
            table.add_column(heading, width=width, justify=column.justify, no_wrap=True, overflow="ellipsis")
        for cells in zip(*(column.cells for column in columns), strict=True):
            table.add_row(*cells)
        yield table

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
