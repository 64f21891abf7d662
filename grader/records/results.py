"""Results of a run as JSON, `grader.results/1`, written and read.

The keys are a contract: more may be added, none is ever renamed. Numbers are finite; an undefined number is null.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from grader.errors import Misuse
from grader.model import Environment, PartResult, Report, Status, SubmissionResult
from grader.model.texts import plain
from grader.records.codec import Converter, Format, Layout, Place, Record
from grader.records.stream import read_object

SCHEMA = "grader.results/1"

SHARES = Converter(
    encode=lambda shares: {plain(code): str(share) for code, share in shares.items()},
    decode=lambda place: {code: member.share() for code, member in place.items()},
)
"""Shares of the points are text ("1/3"), so that they come back exactly."""

_known: dict[str, PartResult] = {}
_MOST_KNOWN = 4096


def _read_parts(place: Place) -> tuple[PartResult, ...]:
    """Parts that are equal become one record, and those that are equal but for their error share what they hold: most of a class.

    They are also read once, which takes a tenth of the time.
    """
    parts = []
    for each in place:
        written = json.dumps(each.value)
        if written not in _known:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            alike = f"but for the error: {json.dumps({**each.value, 'max_relative_error': None})}"
            part = _known.get(alike) or FORMAT.decode(PartResult, each)
            error = each["max_relative_error"]
            value = None if error.value is None else replace(error, nullable=True).number()
            _known[alike] = part
            _known[written] = part if part.max_relative_error == value else replace(part, max_relative_error=value)
        parts.append(_known[written])
    return tuple(parts)


PARTS = Converter(encode=lambda parts: [FORMAT.encode(part) for part in parts], decode=_read_parts)

FORMAT: Format = Format(
    layouts={
        Report: Layout(converters={"policy": SHARES}),
        Environment: Layout(keys={"isolation": "isolation.level", "isolation_detail": "isolation.detail"}),
        SubmissionResult: Layout(derived={"interface": ("score", "max_score")}, converters={"parts": PARTS}),
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
    parts: dict[int, str] = {}  # a part that stands in many results, as most that are read do, is written once
    for number, result in enumerate(report.submissions):
        sums = {"score": FORMAT.encode(result.score), "max_score": FORMAT.encode(result.max_score)}
        outer = json_text(FORMAT.encode(replace(result, parts=())) | sums).replace("\n", "\n  ")
        for part in result.parts:
            if id(part) not in parts:
                parts[id(part)] = "\n    " + json_text(FORMAT.encode(part)).replace("\n", "\n    ")
        inner = ",".join(parts[id(part)] for part in result.parts)
        yield (",\n  " if number else "\n  ") + outer.removesuffix("[]\n  }") + (f"[{inner}\n   ]\n  }}" if inner else "[]\n  }")
    yield ("\n ]" if report.submissions else "]") + after + "\n"


def result_from_json(text: str | bytes) -> SubmissionResult:
    """Read a result that `result_to_json` wrote. Raises Misuse as `report_from_json` does."""
    return _result(Place(value=json.loads(text)))


def report_from_json(source: str | IO[str]) -> Report:
    """Read a report that `report_to_json` wrote, also an older one, from text or piece by piece from a file.

    Raises Misuse with the place of the first wrong value, UnicodeError for a file that is not UTF-8.
    """

    def entry(before: Record, number: int, value: object) -> SubmissionResult:
        if number == 0:
            _check_schema(before)
        return _result(Place(value=value, path=f"submissions[{number}]"))

    try:
        document = read_object(io.StringIO(source) if isinstance(source, str) else source, "submissions", entry)
        _check_schema(document)
        submissions = document.get("submissions")
        if not isinstance(submissions, list):
            return FORMAT.decode(Report, document)  # which says what is wrong with it
        return replace(FORMAT.decode(Report, document | {"submissions": []}), submissions=tuple(submissions))
    except UnicodeError:  # of the file
        raise
    except (ValueError, RecursionError) as error:
        raise Misuse("this is not JSON", value=str(error)[:80], attempt="name a file that `grader grade --json` wrote") from error


def _check_schema(document: object) -> None:
    schema = Place(value=document)["schema"]
    if schema.value != SCHEMA:
        raise schema.misfit(f"a file of {SCHEMA}")


def _result(place: Place) -> SubmissionResult:
    result = FORMAT.decode(SubmissionResult, place)
    for part, judged in zip(place["parts"], result.parts, strict=True):
        if result.status is not Status.UNGRADED and None in (judged.verdict, judged.score):
            raise part["verdict" if judged.verdict is None else "score"].misfit("a value: only 'ungraded' has none")
    return result
