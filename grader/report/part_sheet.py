"""A table whose rows may have something to say below them, over the full width; and items that flow like words.

    key   text                       cell      cell    the columns are as wide as their widest entry
    ─────────────────────────────────────────────────
    b     gradient of the center     ✗ incorrect   0   the text column takes what is left, and wraps there;
          vector                                       where that is too little, the text moves below the row
          whatever stands below ...

Widths are those of the console, whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.report.columns import GAP, Side, line, lines, rule, widest
from grader.report.escaping import shown
from grader.report.theme import VERDICTS

KEY_LIMIT = 24
"""Characters of the key of a row: ids of parts are shorter."""

LABEL_LIMIT = 28
"""Characters of a label: the codes of remarks and the ids of a table are shorter."""

NARROWEST_TEXT = 22
"""Cells below which a text column reads like a ladder: two or three words a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `below` stands under it, indented to the text column."""

    key: Text
    text: Text
    cells: tuple[Text, ...]
    below: tuple[RenderableType, ...] = ()

    @property
    def columns(self) -> tuple[Text, ...]:
        """Key, text and cells."""
        return (self.key, self.text, *self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A heading, a line, and rows with what stands below them.

    sides   of each cell in its column
    expand  whether the text column takes all the room there is, even if no text needs it
    """

    heading: Row
    rows: tuple[Row, ...]
    sides: tuple[Side, ...]
    expand: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(options.max_width)
        sides: tuple[Side, ...] = ("left", "left", *self.sides)
        heading = line(self.heading.columns, widths, sides)
        heading.stylize("page.heading")
        yield heading
        yield rule(widths)
        for row in self.rows:
            yield from lines(row.columns, widths, sides, console=console)
            yield from self._below(row, widths)

    def _widths(self, available: int) -> tuple[int, ...]:
        """Cells of each column: key, text (0 where it moves below), cells."""
        rows = (self.heading, *self.rows)
        key, wanted, *cells = (widest(row.columns[i] for row in rows) for i in range(2 + len(self.sides)))
        left = available - key - sum(cells) - GAP * (len(cells) + 1)
        text = 0 if left < min(wanted, NARROWEST_TEXT) else left if self.expand else min(wanted, left)
        return (key, text, *cells)

    def _below(self, row: Row, widths: Sequence[int]) -> Iterator[RenderableType]:
        moved = () if widths[1] or not row.text else (row.text,)
        for renderable in (*moved, *row.below):
            yield Padding(renderable, (0, 0, 0, widths[0] + GAP))


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
    """What the signs of verdicts mean."""
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
