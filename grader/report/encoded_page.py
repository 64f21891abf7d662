"""The frame of every page: it brings its theme, fits the console's encoding and leaves no trailing spaces."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.theme import Theme

from grader.report.theme import STYLES

_THEME = Theme(STYLES)

_PLAIN = str.maketrans("✓◐✗–◷━─·…↵×◌’±−", "+~x-T=-..|xo'~-")
"""Stand-ins for the signs of this package where the console's encoding does not have them: one cell for one cell."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """A renderable, drawn in the theme of meanings and in characters that the console can encode.

    widest  cells it uses at most: longer lines of text are hard to read back
    after   blank lines at its end, exactly
    """

    content: RenderableType
    widest: int = 120
    after: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = options.update_width(min(options.max_width, self.widest))
        with console.use_theme(_THEME):
            lines = [list(line) for line in Segment.split_lines(console.render(self.content, inner))]
        for line in lines:
            while line and not line[-1].text.strip():
                line.pop()
            if line:
                line[-1] = Segment(line[-1].text.rstrip(), line[-1].style)
        while lines and not lines[-1]:
            lines.pop()
        for line in [*lines, *([] for _ in range(self.after))]:
            yield from (Segment(in_encoding(segment.text, options.encoding), segment.style) for segment in line)
            yield Segment.line()

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.content).with_maximum(self.widest)


def in_encoding(text: str, encoding: str) -> str:
    """`text` with a stand-in of the same width for each character that `encoding` does not have; ASCII if it is unknown."""
    try:
        text.encode(encoding)
    except LookupError:
        return in_encoding(text, "ascii")
    except UnicodeEncodeError:
        if len(text) > 1:
            return "".join(in_encoding(character, encoding) for character in text)
        plain = text.translate(_PLAIN)
        return plain if plain.isascii() else "?" * cell_len(text)
    return text
