"""Regradings as JSON, `grader.regrading/1`. Only written: what is applied stands in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.model import PartResult, SubmissionResult
from grader.model.regrading import PartChange, Regrading, SubmissionChange
from grader.records import results
from grader.records.codec import Record

SCHEMA = "grader.regrading/1"


def regrading_to_json(regrading: Regrading) -> Iterator[str]:
    """Write what a regrading changes, in pieces: every submission that was graded again, with the parts that are different."""
    runs = [results.FORMAT.encode(replace(run, submissions=())) for run in (regrading.before, regrading.after)]
    head = {
        "schema": SCHEMA,
        "assignment": runs[1]["assignment"],
        "seed": runs[1]["seed"],
        "before": {key: runs[0][key] for key in ("grader_version", "environment", "extra")},
        "after": {key: runs[1][key] for key in ("grader_version", "environment", "extra")},
        "notes": runs[1]["notes"],
        "parts": list(regrading.parts),
        "never_lower": regrading.never_lower,
        "applied": regrading.applied,
        "gain": len(regrading.gains),
        "lose": len(regrading.losses),
        "unchanged": sum(not change.points for change in regrading.changes),
    }
    yield results.json_text(head).removesuffix("\n}") + ',\n "submissions": ['
    for number, change in enumerate(regrading.changes):
        yield (",\n  " if number else "\n  ") + results.json_text(_submission(change)).replace("\n", "\n  ")
    yield "\n ]\n}\n" if regrading.changes else "]\n}\n"


def _submission(change: SubmissionChange) -> Record:
    return {
        "id": results.FORMAT.encode(change.after.id),
        "source_sha256": change.after.source_sha256,
        "change": results.FORMAT.encode(change.points),
        "before": _result(change.before),
        "after": _result(change.after),
        "parts": [_part(part) for part in change.parts],
    }


def _result(result: SubmissionResult) -> Record:
    return {name: results.FORMAT.encode(getattr(result, name)) for name in ("status", "score", "max_score", "message")}


def _part(change: PartChange) -> Record:
    return {
        "id": results.FORMAT.encode(change.id),
        "change": results.FORMAT.encode(change.points),
        "kept": results.FORMAT.encode(change.kept),
        **{name: _judgement(getattr(change, name)) for name in ("before", "after", "judged")},
    }


def _judgement(part: PartResult | None) -> Record | None:
    if part is None:
        return None
    values = {name: results.FORMAT.encode(getattr(part, name)) for name in ("verdict", "score", "max_score", "override")}
    return values | {"diagnosis": [results.FORMAT.encode(diagnosis.code) for diagnosis in part.diagnosis]}
