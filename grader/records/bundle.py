"""A replay bundle as JSON, `grader.bundle/1`: what was handed in, what was put to it, what it answered and what was due.

Made for an appeal: whoever reads it needs NumPy and no grader. Numbers are written so that they come back exactly; what is not
finite is a string ("nan", "inf", "-inf"). A code that is not UTF-8 is kept in base64, so its hash can be worked out again.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from grader.model import (
    Answer,
    Argument,
    Array,
    Call,
    CaseRecord,
    Fault,
    Index,
    Indices,
    NotNumeric,
    Number,
    Output,
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
from grader.records.results import Record, environment_to_dict, submission_to_dict
from grader.records.text import encodable

BUNDLE = "grader.bundle/1"


def bundle_to_dict(report: Report, transcripts: Iterable[Transcript]) -> Record:
    """The bundle of a run: as much of `report` as names it, and every transcript."""
    return {
        "schema": BUNDLE,
        "assignment": encodable(report.assignment),
        "seed": report.seed,
        "certificate": report.extra.get("certificate", ""),
        "grader_version": report.grader_version,
        "environment": environment_to_dict(report.environment),
        "policy": {encodable(code): str(share) for code, share in report.policy.items()},
        "options": list(map(encodable, report.options)),
        "submissions": [_submission(transcript) for transcript in transcripts],
    }


def bundle_text(record: Record) -> str:
    """`record` as JSON in ASCII: an entry a line, and a vector or a matrix in one, so that a person can read it too."""
    return _text(record, "") + "\n"


def _text(value: Any, indent: str) -> str:
    """JSON, with the members of an object and the objects of a list on lines of their own."""
    deeper = indent + " "
    if isinstance(value, dict) and value:
        members = (f"{deeper}{_plain(name)}: {_text(member, deeper)}" for name, member in value.items())
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        return "[\n" + ",\n".join(deeper + _text(entry, deeper) for entry in value) + f"\n{indent}]"
    return _plain(value)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


# --- submissions and cases ------------------------------------------------------------------------------------------------


def _submission(transcript: Transcript) -> Record:
    result = transcript.result
    return {
        "id": encodable(result.id),
        "source_sha256": result.source_sha256,
        "files": {encodable(path): _file(data) for path, data in transcript.submission.files.items()},
        "result": submission_to_dict(result),
        "cases": list(map(_case, transcript.cases)),
    }


def _file(data: bytes) -> Record:
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _case(record: CaseRecord) -> Record:
    case = record.case
    return {
        "number": case.number,
        "function": case.function,
        "group": case.group,
        "why": case.why,
        "inputs": {name: _value(value) for name, value in case.inputs.items()},
        "call": _call(record.call) if record.call else None,
        "returned": {process: _answer(answer, tuple(record.expected)) for process, answer in record.answers.items()},
        "expected": {name: _array(value) for name, value in record.expected.items()},
        "verdicts": {part: verdict.value for part, verdict in record.verdicts.items()},
        "judged": list(map(_judged, record.pieces)),
    }


def _call(call: Call) -> Record:
    return {"name": call.function, "arguments": [_argument(argument) for argument in call.arguments]}


def _judged(piece: PieceRecord) -> Record:
    """How a verdict came about: error = largest |g - g*| over max(max|g*|, scale), in `rows`, or in all where that is null."""
    blocks = [
        {
            "name": measured.block,
            "rows": None if measured.rows is None else list(measured.rows),
            "scale": measured.scale,
            "zero": measured.zero,
            "max_relative_error": None if measured.error is None else _number(measured.error),
        }
        for measured in piece.measured
    ]
    return {
        "part": piece.part,
        "output": piece.output,
        "verdict": piece.verdict.value,
        "process": piece.process,
        "read": piece.form,
        "blocks": blocks,
    }


def _answer(answer: Answer, due: tuple[str, ...]) -> Record:
    """What came back: the outputs by name where there are as many as are due, else by number."""
    names = due if len(due) == len(answer.outputs) else tuple(map(str, range(len(answer.outputs))))
    return {
        "outputs": {name: _output(output) for name, output in zip(names, answer.outputs, strict=True)},
        "fault": None if answer.fault is None else _fault(answer.fault),
        "changed_inputs": answer.changed_inputs,
        "warnings": list(map(encodable, answer.warnings)),
    }


def _fault(fault: Fault) -> Record:
    return {
        "kind": fault.kind.value,
        "error": encodable(fault.error),
        "message": encodable(fault.message),
        "line": fault.line,
        "file": encodable(fault.file),
    }


# --- values ---------------------------------------------------------------------------------------------------------------


def _output(output: Output) -> Record:
    return {"type": encodable(output.type_name)} if isinstance(output, NotNumeric) else _array(output)


def _array(array: Any) -> Record:
    """A NumPy array: np.array(values, dtype).reshape(shape) is it again, once the strings among the values are numbers."""
    return {"dtype": str(array.dtype), "shape": list(array.shape), "values": _numbers(array.tolist())}


def _numbers(values: Any) -> Any:
    return [_numbers(value) for value in values] if isinstance(values, list) else _number(values)


def _number(value: float) -> float | str:
    """A number that JSON can hold, or its name."""
    return value if math.isfinite(value) else str(float(value))


def _value(value: Any) -> Any:
    """An input of a case, in the words of the mathematics."""
    if isinstance(value, TableFunction):
        return _argument(value)
    if hasattr(value, "tolist"):
        return _array(value)
    if isinstance(value, tuple | list):
        return [_value(entry) for entry in value]
    if isinstance(value, Mapping):
        return {str(name): _value(entry) for name, entry in value.items()}
    return _number(value) if isinstance(value, int | float) else str(value)


def _argument(argument: Argument) -> Record:  # noqa: PLR0911 - one for each kind
    """An argument of a call, by its kind."""
    match argument:
        case Array():
            return {"kind": "array", **_array(argument.value)}
        case Number() | Index() | Word():
            return {"kind": _kind(argument), "value": _value(argument.value)}
        case Indices() | Words():
            return {"kind": _kind(argument), "values": list(argument.values)}
        case WordIndex():
            return {"kind": "word-index", "indices": dict(argument.indices)}
        case Sampler():
            return {"kind": "sampler", "method": argument.method, "draws": list(argument.draws)}
        case TableFunction():
            return _table(argument)
        case OwnFunction():
            return {"kind": "own-function", "name": argument.name}


def _kind(argument: Argument) -> str:
    return type(argument).__name__.lower()


def _table(table: TableFunction) -> Record:
    """A function that looks its answers up. Entry i of each answer belongs to keys[i], the last one to whatever else is asked."""
    return {
        "kind": "table",
        "parameters": list(table.parameters),
        "key": table.key,
        "keys": list(table.keys),
        "expected": {str(position): _array(array) for position, array in table.expected.items()},
        "answers": [_array(answer) for answer in table.answers],
    }
