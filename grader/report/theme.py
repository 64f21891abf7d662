"""Meanings and what they look like. Nothing outside this file names a colour.

The colours are from the fixed part of the 256-colour palette: the first 16 look different in every terminal, and their yellow and
cyan cannot be read on white. Each of these has a contrast of at least 3.9 with white and with black. A colour never says anything
alone: a mark and a word stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

from grader.model import Status, Verdict

_GREEN, _ORANGE, _RED, _PURPLE, _TEAL = "color(28)", "color(130)", "color(160)", "color(133)", "color(30)"

STYLES: dict[str, str] = {
    "page.title": "bold",
    "page.heading": "dim",
    "page.rule": "dim",
    "page.aside": "dim",
    "page.label": "dim",
    "page.hint": _TEAL,
    "page.code": "dim",
    "page.problem": f"bold {_RED}",
    "formula.struck": "strike",
    "points.sum": "bold",
    "bar.all": _GREEN,
    "bar.some": "",
    "bar.rest": "dim",
    "mark.correct": _GREEN,
    "mark.partial": _ORANGE,
    "mark.incorrect": _RED,
    "mark.missing": _PURPLE,
    "mark.error": f"bold {_RED}",
    "mark.timeout": f"bold {_PURPLE}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A verdict as it is drawn: a sign (one cell wide), a word and a style."""

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

NOT_GRADED = Mark(sign="!", word="not graded", style="mark.error")

UNJUDGED: dict[Status, Mark] = {
    Status.UNGRADED: NOT_GRADED,
    Status.FAILED: Mark(sign="!", word="failed", style="mark.error"),
    Status.REFUSED: Mark(sign="!", word="refused", style="mark.error"),
}

PASSED = Mark(sign="✓", word="passed", style="mark.correct")
FAILED = Mark(sign="✗", word="failed", style="mark.incorrect")
UNDECIDED = Mark(sign="?", word="undecided", style="mark.partial")
"""Of a proof that was not found, of what agrees at every point that was tried."""

PROOFS: dict[str, Mark] = {
    "proved": Mark(sign="✓", word="proved", style="mark.correct"),
    "undecided": UNDECIDED,
    "false": Mark(sign="✗", word="false", style="mark.incorrect"),
}
"""Verdicts of an equality."""


def mark_of(verdict: Verdict | None) -> Mark:
    """The mark of a part; None stands for one that was not judged."""
    return VERDICTS[verdict] if verdict else NOT_GRADED


def passed(ok: bool) -> Mark:
    """The mark of a check."""
    return PASSED if ok else FAILED
