"""A report as CSV: one row a submission, made to be opened in a spreadsheet without danger.

A spreadsheet runs what looks like a formula, and a submission chooses its own name and messages. So text that could start a
formula gets an apostrophe before it, and text holds no control characters. The file is for people; what programs read is JSON.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from grader.model import PartResult, Report, SubmissionResult
from grader.records.codec import DIGITS
from grader.report.class_page import part_ids
from grader.report.escaping import ID_LIMIT, printable

Cell = str | float | None

# What may start a formula in Excel, LibreOffice or Google Sheets, also in full width; blanks before it are skipped by some. Where
# the list separator of the country is a semicolon, the text behind one is a cell of its own.
_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@＝＋－＠])")

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def report_to_csv(report: Report) -> str:
    """`report` with the columns id, status, score, max_score, interface, for each part "a score" and "a verdict", message,
    overrides (what an instructor gave in the judge's place, and why).

    What an interface does not have is empty. To be written without translating line ends; Excel wants `utf-8-sig`.
    """
    ids = part_ids(report.submissions)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([cell(name) for name in _header(ids)])
    for submission in report.submissions:
        writer.writerow([cell(value) for value in _row(submission, ids)])
    return stream.getvalue()


def cell(value: Cell) -> Cell:
    """A value that no spreadsheet takes for a formula. Numbers, and texts that are one, stay what they are."""
    if not isinstance(value, str):
        return value
    text = printable(value)
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1\2'", text)


def _header(ids: Sequence[str]) -> Iterator[str]:
    yield from ("id", "status", "score", "max_score", "interface")
    for part_id in ids:
        yield f"{printable(part_id, limit=ID_LIMIT)} score"
        yield f"{printable(part_id, limit=ID_LIMIT)} verdict"
    yield "message"
    yield "overrides"


def _row(submission: SubmissionResult, ids: Sequence[str]) -> Iterator[Cell]:
    yield submission.id
    yield submission.status.value
    yield round(float(submission.score), DIGITS)
    yield round(float(submission.max_score), DIGITS)
    yield submission.interface
    parts = {part.id: part for part in submission.parts}
    for part_id in ids:
        part = parts.get(part_id)
        yield round(float(part.score), DIGITS) if part else None
        yield part.verdict.value if part else None
    yield submission.message
    yield " | ".join(map(_override, (part for part in submission.parts if part.override is not None)))


def _override(part: PartResult) -> str:
    assert part.override is not None
    return f"{part.id}: {float(part.score):g}, judged {float(part.override.judged):g}: {part.override.note}"
