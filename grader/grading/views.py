"""What a student may see of a result: the kind of mistake and a hint, not the evidence, which may hold the right formula."""

from __future__ import annotations

from dataclasses import replace

from grader.model import SubmissionResult


def for_student(result: SubmissionResult) -> SubmissionResult:
    """The same result without evidence."""
    parts = tuple(replace(part, diagnosis=tuple(replace(d, value="") for d in part.diagnosis)) for part in result.parts)
    return replace(result, parts=parts)
