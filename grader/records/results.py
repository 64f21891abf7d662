"""Results of a run as JSON, `grader.results/1`, written and read.

The keys are a contract: more may be added, none is ever renamed. Numbers are finite; an undefined number is null.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from grader.errors import Misuse
from grader.model import Environment, PartResult, Report, Status, SubmissionResult
from grader.model.texts import plain
from grader.records.codec import Converter, Format, Layout, Place

SCHEMA = "grader.results/1"

SHARES = Converter(
    encode=lambda shares: {plain(code): str(share) for code, share in shares.items()},
    decode=lambda place: {code: member.share() for code, member in place.items()},
)
"""Shares of the points are text ("1/3"), so that they come back exactly."""

FORMAT = Format(
    layouts={
        Report: Layout(converters={"policy": SHARES}),
        Environment: Layout(keys={"isolation": "isolation.level", "isolation_detail": "isolation.detail"}),
        SubmissionResult: Layout(derived={"interface": ("score", "max_score")}),
        PartResult: Layout(converters={"shares": SHARES}),
    }
)


def json_text(record: object) -> str:
    """`record` as JSON. It is pure ASCII, so any terminal can show it, whatever it quotes."""
    return json.dumps(record, indent=1, ensure_ascii=True, allow_nan=False)


def result_to_json(result: SubmissionResult) -> str:
    """One submission of `grader.results/1`, in one line."""
    return json.dumps(FORMAT.encode(result), ensure_ascii=True, allow_nan=False)


def report_to_json(report: Report) -> Iterator[str]:
    """Write a report as `grader.results/1`, in pieces: the text of a large class never stands in memory as a whole."""
    head = json_text({"schema": SCHEMA} | FORMAT.encode(replace(report, submissions=())))
    before, after = head.split('"submissions": []')
    yield before + '"submissions": ['
    for number, result in enumerate(report.submissions):
        yield (",\n  " if number else "\n  ") + json_text(FORMAT.encode(result)).replace("\n", "\n  ")
    yield ("\n ]" if report.submissions else "]") + after + "\n"


class Reader:
    """Reads results one after the other. Equal parts become one record: most parts of a class are equal."""

    def __init__(self) -> None:
        self._parts: dict[str, PartResult] = {}

    def result(self, text: str | bytes) -> SubmissionResult:
        """Read a result that `result_to_json` wrote. Raises Misuse as `report_from_json` does."""
        document = json.loads(text)
        parts = []
        for part in document.pop("parts"):
            written = json.dumps(part)
            if written not in self._parts:
                self._parts[written] = FORMAT.decode(PartResult, part)
            parts.append(self._parts[written])
        without_sums = {name: value for name, value in document.items() if name not in ("score", "max_score")}
        return replace(FORMAT.decode(SubmissionResult, without_sums | {"parts": []}), parts=tuple(parts))


def report_from_json(text: str) -> Report:
    """Read a report that `report_to_json` wrote, also an older one. Raises Misuse with the place of the first wrong value."""
    try:
        document = Place(value=json.loads(text))
        if document["schema"].value != SCHEMA:
            raise document["schema"].misfit(f"a file of {SCHEMA}")
        report = FORMAT.decode(Report, document)
    except (ValueError, RecursionError) as error:
        raise Misuse("this is not JSON", value=str(error)[:80], attempt="name a file that `grader grade --json` wrote") from error
    for place, submission in zip(document["submissions"], report.submissions, strict=True):
        for part, result in zip(place["parts"], submission.parts, strict=True):
            if submission.status is not Status.UNGRADED and None in (result.verdict, result.score):
                raise part["verdict" if result.verdict is None else "score"].misfit("a value: only 'ungraded' has none")
    return report
