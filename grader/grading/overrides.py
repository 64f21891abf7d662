"""Manual grades for individual parts. They are kept apart from results, so that they survive regrading, and applied last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.model import Override, Remark, SubmissionResult

CODE = "override"
"""The code of the remark on an override that names a submission but is not applied to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedOverride:
    """The points that an instructor gives to one part of one submission.

    sha256  of the files that the instructor has seen (`SubmissionResult.source_sha256`); "" if the override holds for any
    """

    submission: str
    part: str
    points: Fraction
    note: str
    sha256: str = ""


def apply_overrides(results: Iterable[SubmissionResult], requested: Sequence[RequestedOverride]) -> tuple[SubmissionResult, ...]:
    """Apply every override that fits. The verdict stays, and so do the judge's points, beside the instructor's.

    An override for other files than these, or with more points than the part is worth here, is not applied; a remark says so.
    """
    overridden = []
    for result in results:
        requests = {request.part: request for request in requested if request.submission == result.id}
        obstacles = {part: _obstacle({result.id: result}, request) for part, request in requests.items()}
        judged = {part.id for part in result.parts}
        remarks = tuple(
            Remark(code=CODE, message=f"An instructor's override of part {part} is not applied: {reason}.")
            for part, reason in obstacles.items()
            if reason and part in judged
        )
        parts = tuple(
            replace(part, score=requests[part.id].points, override=Override(judged=part.score, note=requests[part.id].note))
            if obstacles.get(part.id) == ""
            else part
            for part in result.parts
        )
        overridden.append(replace(result, parts=parts, remarks=(*result.remarks, *remarks)))
    return tuple(overridden)


def unapplied(
    results: Iterable[SubmissionResult], requested: Sequence[RequestedOverride]
) -> tuple[tuple[RequestedOverride, str], ...]:
    """The overrides that changed nothing, each with the reason, as a phrase that follows "not applied: "."""
    by_id = {result.id: result for result in results}
    return tuple((request, reason) for request in requested if (reason := _obstacle(by_id, request)))


def _obstacle(results: Mapping[str, SubmissionResult], request: RequestedOverride) -> str:
    """The reason why an override is not applied, "" if it is."""
    result = results.get(request.submission)
    if result is None:
        return "no such submission in this run"
    part = next((part for part in result.parts if part.id == request.part), None)
    if part is None:
        return "the part is not judged in this run"
    if request.sha256 and request.sha256 != result.source_sha256:
        return "the submission has changed since"
    if request.points > part.max_score:
        return f"the part is worth {float(part.max_score):g} points here"
    return ""
