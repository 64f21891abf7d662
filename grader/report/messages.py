"""Messages beside a report: errors and notes."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.report.encoded_page import Page
from grader.report.escaping import shown
from grader.report.tables import fields


def error_message(what: str, *, where: str = "", value: str = "", attempt: str = "") -> RenderableType:
    """An error in four fields: what happened, where, the value, what to try."""
    entries = [("where", shown(where)), ("value", shown(value)), ("try", shown(attempt, "page.hint"))]
    first = Text.assemble(("! error", "page.problem"), "  ", shown(what))
    below = [Padding(fields(entries), (0, 0, 0, 4))] if any(text for _, text in entries) else []
    return Page(content=Group(first, *below))


def note(text: str) -> RenderableType:
    """One sentence for the reader; nothing stops."""
    return Page(content=Text.assemble(("note", "page.label"), "  ", shown(text)))
