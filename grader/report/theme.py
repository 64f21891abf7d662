"""Meanings and what they look like. Nothing outside this file names a colour.

Only the 16 basic colours are used, and of those only the ones that are readable on a dark and on a light background: no
white, black, blue, nor any bright one. A colour never says anything alone: a mark and a word stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

from grader.model import Status, Verdict

STYLES: dict[str, str] = {
    "page.title": "bold",
    "page.heading": "dim",
    "page.rule": "dim",
    "page.aside": "dim",
    "page.label": "dim",
    "page.hint": "cyan",
    "page.code": "dim",
    "page.problem": "bold red",
    "points.sum": "bold",
    "points.none": "dim",
    "bar.earned": "green",
    "bar.rest": "dim",
    "mark.correct": "green",
    "mark.partial": "yellow",
    "mark.incorrect": "red",
    "mark.missing": "magenta",
    "mark.error": "bold red",
    "mark.timeout": "bold magenta",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A verdict as it is shown: a sign (one cell wide), a word and a style, which belong together."""

    sign: str
    word: str
    style: str

    @property
    def text(self) -> Text:
        """Sign and word."""
        return Text(f"{self.sign} {self.word}", style=self.style)

    @property
    def short(self) -> Text:
        """The sign alone, for tables that explain their signs below."""
        return Text(self.sign, style=self.style)


VERDICTS: dict[Verdict, Mark] = {
    Verdict.CORRECT: Mark(sign="✓", word="correct", style="mark.correct"),
    Verdict.PARTIAL: Mark(sign="◐", word="partial", style="mark.partial"),
    Verdict.INCORRECT: Mark(sign="✗", word="incorrect", style="mark.incorrect"),
    Verdict.MISSING: Mark(sign="–", word="missing", style="mark.missing"),
    Verdict.ERROR: Mark(sign="!", word="error", style="mark.error"),
    Verdict.TIMEOUT: Mark(sign="◷", word="timeout", style="mark.timeout"),
}
"""From best to worst, which is the order of columns and legends. The signs are one cell wide in every terminal and part of the
usual fonts; a stopwatch (U+23F1) is neither: where it is not missing it is drawn as a picture over its neighbour.
"""

STATUSES: dict[Status, Mark] = {
    Status.GRADED: Mark(sign="✓", word="graded", style="page.aside"),
    Status.FAILED: Mark(sign="!", word="failed", style="mark.error"),
    Status.REFUSED: Mark(sign="!", word="refused", style="mark.error"),
}

PASSED = Mark(sign="✓", word="passed", style="mark.correct")
FAILED = Mark(sign="✗", word="failed", style="mark.incorrect")


def passed(ok: bool) -> Mark:
    """The mark of a check."""
    return PASSED if ok else FAILED
