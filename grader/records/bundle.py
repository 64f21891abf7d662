"""Replay bundles as JSON, `grader.bundle/1`: files, calls, answers and expected values of every graded case.

Made for an appeal: reading one takes NumPy and no grader. Numbers come back exactly; NaN and infinity are strings ("nan", "inf",
"-inf"). A file that is not UTF-8 is kept in base64, so that its hash can be computed again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
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
from grader.records import results
from grader.records.codec import Format, Layout, Record, encodable

SCHEMA = "grader.bundle/1"


def bundle_to_json(report: Report, transcripts: Iterable[Transcript]) -> str:
    """Write the transcripts of a run as `grader.bundle/1`, with what `report` says about the run.

    The text is ASCII, with one entry a line, and a vector or a matrix in one line, so that a person can read it too.
    """
    whole = results.FORMAT.encode(replace(report, submissions=()))
    submissions = [_entry(transcript) for transcript in transcripts]
    bundle = {
        "schema": SCHEMA,
        "assignment": whole["assignment"],
        "seed": whole["seed"],
        "certificate": whole["extra"].get("certificate", ""),
        "grader_version": whole["grader_version"],
        "environment": whole["environment"],
        "policy": whole["policy"],
        "options": whole["options"],
        "submissions": submissions,
    }
    return _text(bundle, "") + "\n"


def transcript_to_json(transcript: Transcript) -> str:
    """One entry of a bundle."""
    return _text(_entry(transcript), " ")


def _entry(transcript: Transcript) -> Record:
    return {
        "id": encodable(transcript.result.id),
        "source_sha256": transcript.result.source_sha256,
        "files": FORMAT.encode(transcript.submission.files),
        "result": results.FORMAT.encode(transcript.result),
        "cases": FORMAT.encode(transcript.cases),
    }


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
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


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
        Call: Layout(keys={"function": "name"}, omitted=("outputs",)),
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
