"""Apply an instructor's overrides to results. They are kept apart from results, so that they survive every regrading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from grader.model import AppliedOverride, Override, Remark, SubmissionResult

CODE = "override"
"""The code of the remark on an override that names a graded part and is not applied."""


def apply_overrides(results: Iterable[SubmissionResult], overrides: Sequence[Override]) -> tuple[SubmissionResult, ...]:
    """The results with every override that fits. The judge's points are kept beside the instructor's, the verdict stays.

    An ungraded submission stays ungraded, and is left out of means; it has a score once overrides give points for every part.
    Not applied, with a remark: an override for other bytes than these, and one of more points than the part is worth here.
    """
    by_submission: dict[str, list[Override]] = {}
    for override in overrides:
        by_submission.setdefault(override.submission, []).append(override)
    changed = []
    for result in results:
        parts = {part.id: part for part in result.parts}
        remarks = []
        for override in by_submission.get(result.id, ()):
            part = parts.get(override.part)
            if part is None:
                continue
            obstacle = _obstacle(result, override)
            if obstacle:
                message = f"An instructor's override of part {override.part} is not applied: {obstacle}."
                remarks.append(Remark(code=CODE, message=message))
            else:
                points = part.override.judged if part.override else part.score  # the judge's, also of a second override
                applied = AppliedOverride(judged=points, note=override.note)
                parts[part.id] = replace(part, score=override.points, override=applied)
        changed.append(replace(result, parts=tuple(parts.values()), remarks=(*result.remarks, *remarks)))
    return tuple(changed)


def unapplied(results: Iterable[SubmissionResult], overrides: Sequence[Override]) -> tuple[tuple[Override, str], ...]:
    """The overrides that changed nothing, each with the reason, which reads on after "not applied: "."""
    by_id = {result.id: result for result in results}
    reasons = ((override, _obstacle(by_id.get(override.submission), override)) for override in overrides)
    return tuple((override, reason) for override, reason in reasons if reason)


def _obstacle(result: SubmissionResult | None, override: Override) -> str:
    """The reason why an override is not applied to a result, "" if it is."""
    if result is None:
        return "no such submission in this run"
    part = next((part for part in result.parts if part.id == override.part), None)
    if part is None:
        return "the part is not judged in this run"
    if override.sha256 and override.sha256 != result.source_sha256:
        return "the submission has changed since"
    if override.points > part.max_score:
        return f"the part is worth {float(part.max_score):g} points here"
    return ""
