"""An instructor's word on single parts: kept apart from results, so that it survives every regrading, and laid over them last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.model import Override, PartResult, Remark, SubmissionResult

CODE = "override"
"""The code of the remark on a ruling that names this submission and is not heeded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What an instructor gives for one part of one submission.

    sha256  of the bytes that the ruling was made for (`SubmissionResult.source_sha256`); "" where it holds for any
    """

    submission: str
    part: str
    points: Fraction
    note: str
    sha256: str = ""


def overridden(results: Iterable[SubmissionResult], rulings: Sequence[Ruling]) -> tuple[SubmissionResult, ...]:
    """The results with every ruling that fits laid over them. What the judge gave is kept beside it, and so is the verdict.

    Not heeded, with a remark: a ruling on other bytes than these, and one of more points than the part is worth here.
    """
    return tuple(_overridden(result, [r for r in rulings if r.submission == result.id]) for result in results)


def unheeded(results: Iterable[SubmissionResult], rulings: Sequence[Ruling]) -> tuple[tuple[Ruling, str], ...]:
    """The rulings that changed nothing, each with the reason, which reads on after "not applied: "."""
    by_id = {result.id: result for result in results}
    reasons = ((ruling, _obstacle(by_id, ruling)) for ruling in rulings)
    return tuple((ruling, reason) for ruling, reason in reasons if reason)


def _obstacle(results: Mapping[str, SubmissionResult], ruling: Ruling) -> str:
    """Why a ruling is not heeded, "" where it is."""
    result = results.get(ruling.submission)
    if result is None:
        return "no such submission in this run"
    part = next((part for part in result.parts if part.id == ruling.part), None)
    if part is None:
        return "the part is not judged in this run"
    if ruling.sha256 and ruling.sha256 != result.source_sha256:
        return "the submission has changed since"
    if ruling.points > part.max_score:
        return f"the part is worth {float(part.max_score):g} points here"
    return ""


def _overridden(result: SubmissionResult, rulings: Sequence[Ruling]) -> SubmissionResult:
    obstacles = {ruling.part: _obstacle({result.id: result}, ruling) for ruling in rulings}
    heeded = {ruling.part: ruling for ruling in rulings if not obstacles[ruling.part]}
    judged = {part.id for part in result.parts}
    remarks = tuple(
        Remark(code=CODE, message=f"An instructor's override of part {part} is not applied: {reason}.")
        for part, reason in obstacles.items()
        if reason and part in judged
    )
    parts = tuple(_with(part, heeded[part.id]) if part.id in heeded else part for part in result.parts)
    return replace(result, parts=parts, remarks=(*result.remarks, *remarks))


def _with(part: PartResult, ruling: Ruling) -> PartResult:
    return replace(part, score=ruling.points, override=Override(judged=part.score, note=ruling.note))
