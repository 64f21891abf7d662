"""Reports and validations as dictionaries of plain values, ready for JSON: `grader.results/1` and `grader.validation/1`.

The keys are a contract: more may be added, none is ever renamed. Numbers are finite; what is undefined is None. `stored.py`
reads a report back.
"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

from grader.model import (
    AppliedOverride,
    Check,
    Diagnosis,
    Environment,
    PartResult,
    PartValidation,
    Report,
    SubmissionResult,
    Validation,
)
from grader.records.text import encodable

RESULTS = "grader.results/1"
VALIDATION = "grader.validation/1"

DIGITS = 6
"""Digits behind the point of a score. A third of 10 points is 3.333333; fractions with denominators up to 1000 lie further
apart than that rounding, so `stored.py` finds the exact one again.
"""

Record = dict[str, Any]


def report_to_dict(report: Report) -> Record:
    """`report` as `grader.results/1`."""
    return {
        "schema": RESULTS,
        "assignment": encodable(report.assignment),
        "title": encodable(report.title),
        "grader_version": report.grader_version,
        "seed": report.seed,
        "environment": environment_to_dict(report.environment),
        "extra": {encodable(key): encodable(value) for key, value in report.extra.items()},
        "policy": {encodable(code): str(share) for code, share in report.policy.items()},
        "options": list(map(encodable, report.options)),
        "submissions": [submission_to_dict(submission) for submission in report.submissions],
    }


def validation_to_dict(validation: Validation) -> Record:
    """`validation` as `grader.validation/1`."""
    return {
        "schema": VALIDATION,
        "assignment": validation.assignment,
        "ok": validation.ok,
        "seconds": _finite(validation.seconds),
        "certificate": validation.certificate,
        "problems": list(validation.problems),
        "parts": [_proved(part) for part in validation.parts],
    }


def json_text(record: Record) -> str:
    """`record` as JSON, one line end at its end. It is pure ASCII: so it can be shown on any terminal, whatever it quotes."""
    return json.dumps(record, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def environment_to_dict(environment: Environment) -> Record:
    """Where a run took place."""
    return {
        "python": environment.python,
        "numpy": environment.numpy,
        "isolation": {"level": environment.isolation, "detail": environment.isolation_detail},
    }


def submission_to_dict(submission: SubmissionResult) -> Record:
    """One submission."""
    return {
        "id": encodable(submission.id),
        "status": submission.status.value,
        "score": _score(submission.score),
        "max_score": _score(submission.max_score),
        "interface": submission.interface,
        "source_sha256": submission.source_sha256,
        "path": encodable(submission.path),
        "seed": submission.seed,
        "seconds": _finite(submission.seconds),
        "message": encodable(submission.message),
        "remarks": [{"code": remark.code, "message": encodable(remark.message)} for remark in submission.remarks],
        "parts": [_part(part) for part in submission.parts],
    }


def _part(part: PartResult) -> Record:
    return {
        "id": encodable(part.id),
        "title": encodable(part.title),
        "verdict": part.verdict.value,
        "score": _score(part.score),
        "max_score": _score(part.max_score),
        "diagnosis": [_diagnosis(diagnosis) for diagnosis in part.diagnosis],
        "max_relative_error": _finite(part.max_relative_error),
        "consistent_with_own_loss": part.consistent_with_own_loss,
        "loss_part": part.loss_part,
        "carried_forward": part.carried_forward,
        "shares": {encodable(code): str(share) for code, share in part.shares.items()},
        "others": [_diagnosis(diagnosis) for diagnosis in part.others],
        "case": part.case,
        "override": _override(part.override),
    }


def _override(override: AppliedOverride | None) -> Record | None:
    return None if override is None else {"judged": _score(override.judged), "note": encodable(override.note)}


def _diagnosis(diagnosis: Diagnosis) -> Record:
    return {
        "code": diagnosis.code,
        "message": encodable(diagnosis.message),
        "where": encodable(diagnosis.where),
        "value": encodable(diagnosis.value),
        "hint": encodable(diagnosis.hint),
    }


def _proved(part: PartValidation) -> Record:
    return {
        "id": part.id,
        "statement": part.statement,
        "hypotheses": list(part.hypotheses),
        "ok": part.ok,
        "proof": _check(part.proof),
        "traced": _check(part.traced),
        "numeric": _check(part.numeric) | {"max_relative_error": _finite(part.numeric.max_relative_error)},
        "mutants": {
            "rejected": part.mutants.rejected,
            "total": part.mutants.total,
            "survivors": list(part.mutants.survivors),
        },
    }


def _check(check: Check) -> Record:
    return {"ok": check.ok, "seconds": _finite(check.seconds), "detail": check.detail}


def _score(points: Fraction) -> float:
    return round(float(points), DIGITS)


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
