"""Replay bundles as JSON, `grader.bundle/1`: files, calls, answers and expected values of every graded case.

Made for an appeal: reading one takes NumPy and no grader. Numbers come back exactly; NaN and infinity are strings ("nan", "inf",
"-inf"). A file that is not UTF-8 or holds control characters is kept in base64, so that its hash can be computed again.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from grader.model import (
    Array,
    Call,
    CaseRecord,
    Index,
    Indices,
    Measured,
    NotNumeric,
    Number,
    OwnFunction,
    PieceRecord,
    Report,
    Sampler,
    TableFunction,
    Transcript,
    Word,
    WordIndex,
    Words,
)
from grader.model.texts import PICTURES, plain
from grader.records import results
from grader.records.codec import Format, Layout, Record

SCHEMA = "grader.bundle/1"

_IN_SOURCES = b"\t\n\r"
"""The control characters that a file may hold and still be written as text."""


# In an entry, a line that begins with three blanks is one of its own members: no text holds an end of a line.
_ID = re.compile(r'(?<="id": )"(?:[^"\\]|\\.)*"')
_RESULT, _CASES = '\n   "result": ', '\n   "cases": '


def bundle_to_json(report: Report, entries: Iterable[str]) -> Iterator[str]:
    """Write a run as `grader.bundle/1`, in pieces: what `report` says about the run, and entries by `transcript_to_json`.

    The result in each entry is that of the report, in which overrides are applied.

    The text is ASCII, with one entry a line, and a vector or a matrix in one line, so that a person can read it too.
    """
    whole = results.FORMAT.encode(replace(report, submissions=()))
    bundle = {
        "schema": SCHEMA,
        "assignment": whole["assignment"],
        "seed": whole["seed"],
        "assignment_sha256": whole["extra"].get("assignment_sha256", ""),
        "reference_validated": whole["reference_validated"],
        "grader_version": whole["grader_version"],
        "environment": whole["environment"],
        "policy": whole["policy"],
        "options": whole["options"],
    }
    yield _text(bundle, "").removesuffix("\n}") + ',\n "submissions": ['
    of_report = {plain(result.id): result for result in report.submissions}
    comma = ""
    for entry in entries:
        found = _ID.search(entry)
        assert found is not None
        before, _, rest = entry.partition(_RESULT)
        result = _text(results.FORMAT.encode(of_report[json.loads(found[0])]), "   ")
        yield f"{comma}\n  {before}{_RESULT}{result},{_CASES}{rest.partition(_CASES)[2]}"
        comma = ","
    yield "\n ]\n}\n" if comma else "]\n}\n"


def with_id(entry: str, name: str) -> str:
    """The entry under another id, that of a submission with the same bytes."""
    return _ID.sub(lambda _: json.dumps(plain(name)), entry, count=1)


def transcript_to_json(transcript: Transcript) -> str:
    """The entry of one submission in a bundle."""
    entry = {
        "id": plain(transcript.result.id),
        "source_sha256": transcript.result.source_sha256,
        "files": FORMAT.encode(transcript.submission.files),
        "result": results.FORMAT.encode(transcript.result),
        "cases": FORMAT.encode(transcript.cases),
    }
    return _text(entry, "  ")


def _text(value: Any, indent: str) -> str:
    """JSON, with the members of an object and the objects of a list on lines of their own."""
    deeper = indent + " "
    if isinstance(value, dict) and value:
        members = (f"{deeper}{json.dumps(name)}: {_text(member, deeper)}" for name, member in value.items())
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        return "[\n" + ",\n".join(deeper + _text(entry, deeper) for entry in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def _file(data: bytes) -> Record:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if PICTURES.keys() & set(map(ord, text)) - set(_IN_SOURCES):
        return {"base64": base64.b64encode(data).decode("ascii")}
    return {"text": text}


def _case(record: CaseRecord) -> Record:
    case, returned = record.case, {}
    for process, answer in record.answers.items():
        written, expected = FORMAT.encode(answer), tuple(record.expected)
        # Outputs have names if there are as many as expected, else numbers.
        names = expected if len(expected) == len(answer.outputs) else tuple(map(str, range(len(answer.outputs))))
        returned[process] = written | {"outputs": dict(zip(names, written["outputs"], strict=True))}
    return {
        "number": case.number,
        "function": case.function,
        "group": case.group,
        "why": case.why,
        "inputs": FORMAT.encode(case.inputs),
        "call": FORMAT.encode(record.call),
        "returned": returned,
        "expected": FORMAT.encode(record.expected),
        "verdicts": FORMAT.encode(record.verdicts),
        "judged": FORMAT.encode(record.pieces),
    }


def _array(array: Any) -> Record:
    """A NumPy array: np.array(values, dtype).reshape(shape) restores it, once the strings among the values are numbers."""
    return {"dtype": str(array.dtype), "shape": list(array.shape), "values": FORMAT.encode(array.tolist())}


FORMAT = Format(
    layouts={
        # Arguments of calls, and the table functions among the inputs of a case. In a table, entry i of each answer belongs to
        # keys[i], the last one to any other key.
        Number: Layout(kind="number"),
        Index: Layout(kind="index"),
        Indices: Layout(kind="indices"),
        Word: Layout(kind="word"),
        Words: Layout(kind="words"),
        WordIndex: Layout(kind="word-index"),
        Sampler: Layout(kind="sampler"),
        OwnFunction: Layout(kind="own-function"),
        TableFunction: Layout(kind="table"),
        Call: Layout(keys={"function": "name"}, omitted=("outputs", "largest")),
        NotNumeric: Layout(keys={"type_name": "type"}),
        # An error is the largest |g - g*| over max(max|g*|, scale), in `rows`, or in all rows if that is null.
        PieceRecord: Layout(keys={"form": "read", "measured": "blocks"}),
        Measured: Layout(keys={"block": "name", "error": "max_relative_error"}),
    },
    writers={
        bytes: _file,
        CaseRecord: _case,
        Array: lambda argument: {"kind": "array"} | _array(argument.value),
    },
    not_finite=lambda number: str(float(number)),
    # What is not an array either is an input of a case that no JSON value stands for.
    other=lambda value: _array(value) if hasattr(value, "tolist") else str(value),
)
