"""Tables, labelled texts and flowing items for a console of any width.

    NotedTable    a row may have notes below it, over the full width; its text column wraps
    FittedTable   one line for each row; columns that find no room are left out
    fields        labelled texts, one below the other
    Flow          short items in a line, and in the next where they do not fit

Rich's Table is used only for labelled texts: its versions disagree on what the width of a column includes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.report.escaping import shown
from grader.report.theme import VERDICTS

GAP = 2
"""Blank cells between two columns."""

KEY_LIMIT = 24
"""Characters of the id of a part: real ids are shorter."""

LABEL_LIMIT = 28
"""Characters of a label: the codes of remarks and the ids of a table are shorter."""

NARROWEST_TEXT = 22
"""Cells below which a text column reads like a ladder: two or three words a line."""

Side = Literal["left", "right"]


def widest(texts: Iterable[Text]) -> int:
    """Cells of the longest text, 0 where there is none."""
    return max((text.cell_len for text in texts), default=0)


def line(texts: Iterable[Text], widths: Iterable[int], sides: Iterable[Side]) -> Text:
    """One line: each text on its side of its column, cut with "…" where it is longer. A column of width 0 is left out."""
    cells = []
    for text, width, side in zip(texts, widths, sides, strict=True):
        if width:
            cell = text.copy()
            cell.truncate(width, overflow="ellipsis")
            cell.align(side, width)
            cells.append(cell)
    return Text(" " * GAP).join(cells)


def rule(widths: Iterable[int]) -> Text:
    """The line below a heading."""
    present = [width for width in widths if width]
    return Text("─" * (sum(present) + GAP * (len(present) - 1)), style="page.rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `above` stands before it from the left edge, `below` under it from the text column."""

    key: Text
    text: Text
    cells: tuple[Text, ...]
    above: tuple[RenderableType, ...] = ()
    below: tuple[RenderableType, ...] = ()

    @property
    def columns(self) -> tuple[Text, ...]:
        """Key, text and cells."""
        return (self.key, self.text, *self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedTable:
    """A heading, a line, and rows: key, text, cells. Where the text finds too little room it moves below its row.

    sides   of each cell in its column
    least   in a narrower text column, a text that would be wrapped moves too
    """

    heading: Row
    rows: tuple[Row, ...]
    sides: tuple[Side, ...]
    least: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(options.max_width)
        sides: tuple[Side, ...] = ("left", "left", *self.sides)
        heading = line(self.heading.columns, widths, sides)
        heading.stylize("page.heading")
        yield heading
        yield rule(widths)
        for row in self.rows:
            yield from row.above
            moves = row.text.cell_len > widths[1] and widths[1] < max(self.least, 1)
            texts = (row.key, Text(), *row.cells) if moves else row.columns
            wrapped = [list(text.wrap(console, width)) if width else [] for text, width in zip(texts, widths, strict=True)]
            for i in range(max(map(len, wrapped))):
                yield line([part[i] if i < len(part) else Text() for part in wrapped], widths, sides)
            moved = (row.text,) if moves else ()
            for renderable in (*moved, *row.below):
                yield Padding(renderable, (0, 0, 0, widths[0] + GAP))

    def _widths(self, available: int) -> tuple[int, ...]:
        """Cells of each column: key, text (0 where it moves below), cells."""
        rows = (self.heading, *self.rows)
        key, wanted, *cells = (widest(row.columns[i] for row in rows) for i in range(2 + len(self.sides)))
        left = available - key - sum(cells) - GAP * (len(cells) + 1)
        return (key, 0 if left < min(wanted, NARROWEST_TEXT) else min(wanted, left), *cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a FittedTable.

    rank    columns of a lower rank get room first; those of rank 0 are always there
    least   above 0: the column may be cut, down to so many cells; else it is shown in full or not at all
    redraw  makes the cells anew for a smaller width (a bar, whose scale depends on it); else they are cut at their end
    """

    heading: Text
    cells: tuple[Text, ...]
    rank: int = 0
    least: int = 0
    side: Side = "left"
    redraw: Callable[[int], Sequence[Text]] | None = None

    @property
    def widest(self) -> int:
        """Cells that show everything."""
        return widest((self.heading, *self.cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedTable:
    """Columns of equal length, as many as there is room for."""

    columns: tuple[Column, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(options.max_width)
        sides = [column.side for column in self.columns]
        headings = [c.heading if c.heading.style else Text(c.heading.plain, style="page.heading") for c in self.columns]
        yield line(headings, widths, sides)
        yield rule(widths)
        drawn = (
            column.redraw(width) if column.redraw and width < column.widest else column.cells
            for column, width in zip(self.columns, widths, strict=True)
        )
        for texts in zip(*drawn, strict=True):
            yield line(texts, widths, sides)

    def _widths(self, available: int) -> list[int]:
        """The width of each column, 0 where it is left out. Lower ranks get room first; what remains goes from left to right."""
        ranked = sorted(range(len(self.columns)), key=lambda i: self.columns[i].rank)
        widths = [0] * len(self.columns)
        spare = available + GAP
        for i in ranked:
            column = self.columns[i]
            needed = min(column.widest, column.least) if column.least else column.widest
            if column.rank == 0 or needed + GAP <= spare:
                widths[i] = needed
                spare -= needed + GAP
        for i in range(len(widths)):
            grown = min(self.columns[i].widest - widths[i], max(spare, 0)) if widths[i] else 0
            widths[i] += grown
            spare -= grown
        return widths


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Short items in a line, and in the next one where they do not fit. An item is broken only if it is wider than a line."""

    items: tuple[Text, ...]
    between: str = "  ·  "

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        started = Text()
        for item in self.items:
            longer = Text.assemble(started, (self.between, "page.aside"), item) if started else item
            if started and longer.cell_len > options.max_width:
                yield started
                longer = item
            started = longer
        yield started


def key(part_id: str) -> Text:
    """The id of a part, as the key of a row."""
    return shown(part_id, "page.title", limit=KEY_LIMIT)


def legend() -> Flow:
    """The signs of verdicts with their words."""
    return Flow(items=tuple(mark.text for mark in VERDICTS.values()), between="   ")


def fields(entries: Iterable[tuple[str, Text]], *, least: int = 0) -> Table:
    """Labelled texts, one below the other; those that are empty are left out. Labels take `least` cells at least."""
    grid = Table.grid(padding=(0, GAP, 0, 0))
    grid.add_column(style="page.label", no_wrap=True, min_width=least)
    grid.add_column(overflow="fold")
    for label, text in entries:
        if text:
            grid.add_row(shown(label, limit=LABEL_LIMIT), text)
    return grid


def stacked(*blocks: Sequence[RenderableType]) -> Group:
    """Blocks of renderables with one blank line between two; empty blocks are left out."""
    present = [block for block in blocks if block]
    return Group(*(item for i, block in enumerate(present) for item in ([Text()] if i else []) + list(block)))
