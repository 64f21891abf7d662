"""Check that a report is safe to show, in every format that `grader grade` writes."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator

from rich.console import Console

from grader.model import Report
from grader.records import report_to_json
from grader.report import class_overview, class_table, submission_report
from grader.report.spreadsheet import report_to_csv


def is_unsafe(report: Report) -> bool:
    """Whether it holds what a terminal obeys, a spreadsheet runs or a reader is deceived by, or cannot be written at all."""
    table, text = "".join(report_to_csv(report)), "".join(report_to_json(report))
    json.loads(text.encode())
    return (
        any(map(_is_obeyed, _drawn(report) + table))
        or any(map(_is_formula, _cells(table)))
        or any(character < " " and character != "\n" for character in text)
    )


def _drawn(report: Report) -> str:
    """What the terminal is sent."""
    file = io.StringIO()
    console = Console(file=file, width=80, force_terminal=False, legacy_windows=False)
    for drawn in (submission_report(report.submissions[0], report), class_table(report), class_overview(report)):
        console.print(drawn)
    return file.getvalue()


def _is_obeyed(character: str) -> bool:
    """Control characters, reordering and invisible ones; a line end is the writer's own."""
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _cells(table: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(table)):
        yield from row


def _is_formula(cell: str) -> bool:
    return re.match(r"\s*[=+\-@]", cell) is not None and re.fullmatch(r"[+-]?\d+(\.\d+)?", cell) is None
