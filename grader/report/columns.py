"""Texts side by side in columns of fixed widths: what a sheet and a ledger have in common.

Rich's own Table is not used for them, because its versions disagree on what the width of a column includes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from rich.console import Console
from rich.text import Text

GAP = 2
"""Blank cells between two columns."""

Side = Literal["left", "right"]


def widest(texts: Iterable[Text]) -> int:
    """Cells of the longest text, 0 where there is none."""
    return max((text.cell_len for text in texts), default=0)


def line(texts: Iterable[Text], widths: Iterable[int], sides: Iterable[Side]) -> Text:
    """One line: each text on its side of its column, and cut with "…" where it is longer. A column of width 0 is left out."""
    cells = []
    for text, width, side in zip(texts, widths, sides, strict=True):
        if width:
            cell = text.copy()
            cell.truncate(width, overflow="ellipsis")
            cell.align(side, width)
            cells.append(cell)
    return Text(" " * GAP).join(cells)


def lines(texts: Sequence[Text], widths: Sequence[int], sides: Sequence[Side], *, console: Console) -> Iterator[Text]:
    """As many lines as the longest text needs, each text wrapped between words in its column."""
    wrapped = [list(text.wrap(console, width)) if width else [] for text, width in zip(texts, widths, strict=True)]
    for i in range(max(map(len, wrapped), default=0)):
        yield line([part[i] if i < len(part) else Text() for part in wrapped], widths, sides)


def rule(widths: Iterable[int]) -> Text:
    """The line below a heading."""
    shown = [width for width in widths if width]
    return Text("─" * (sum(shown) + GAP * (len(shown) - 1)), style="page.rule")
