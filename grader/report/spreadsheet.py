"""Write a report as CSV, one row for each submission, that is safe to open in a spreadsheet.

A spreadsheet runs what looks like a formula, and a submission chooses its own name and messages. So text that could start a
formula gets an apostrophe before it, and text holds no control characters. The file is for people; programs read the JSON.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from fractions import Fraction

from grader.model import Report
from grader.records.codec import DIGITS
from grader.report import formatting
from grader.report.class_tables import part_ids
from grader.report.escaping import ID_LIMIT, printable

Cell = str | float | None

# What may start a formula in Excel, LibreOffice or Google Sheets, also in full width; blanks before it are skipped by some. Where
# the list separator of the country is a semicolon, the text behind one is a cell of its own.
_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@＝＋－＠])")

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def report_to_csv(report: Report) -> Iterator[str]:
    """The lines of a table with the columns id, status, score, max_score, percent, interface, path; for each part "a score",
    "a verdict" and "a mistake" (codes); message; overrides (an instructor's points in place of the judge's, and why).

    A part that an interface does not have is empty, and so are the scores and verdicts of an ungraded submission. Write the text
    without translating line ends; Excel wants `utf-8-sig`.
    """
    ids = part_ids(report.submissions)
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    names = [f"{printable(i, limit=ID_LIMIT)} {column}" for i in ids for column in ("score", "verdict", "mistake")]
    header = ["id", "status", "score", "max_score", "percent", "interface", "path", *names, "message", "overrides"]
    writer.writerow(map(cell, header))
    yield line.getvalue()
    for submission in report.submissions:
        score, whole = submission.score, submission.max_score
        row: list[Cell] = [submission.id, submission.status.value, _number(score), _number(whole)]
        percent = round(float(100 * score / whole), 2) if score is not None and whole else None
        row += [percent, submission.interface, submission.path]
        parts = {part.id: part for part in submission.parts}
        for part_id in ids:
            part = parts.get(part_id)
            if part is None or part.verdict is None:
                row += [_number(part.score) if part else None, None, None]
            else:
                codes = dict.fromkeys(diagnosis.code for diagnosis in part.diagnosis)
                row += [_number(part.score), part.verdict.value, " ".join(codes)]
        overrides = (f"{part.id}: {formatting.override(part)}" for part in submission.parts if part.override)
        line.seek(0)
        line.truncate()
        writer.writerow(map(cell, [*row, submission.message, " | ".join(overrides)]))
        yield line.getvalue()


def _number(points: Fraction | None) -> float | None:
    return None if points is None else round(float(points), DIGITS)


def cell(value: Cell) -> Cell:
    """A value that no spreadsheet takes for a formula. Numbers, and texts that are one, stay what they are."""
    if not isinstance(value, str):
        return value
    text = printable(value)
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1\2'", text)
