"""The student's view of a result: the kind of mistake and a hint, without evidence and without hidden inputs."""

from __future__ import annotations

from dataclasses import replace

from grader.model import SubmissionResult


def for_student(result: SubmissionResult) -> SubmissionResult:
    """The result without values, further explanations (they are evidence) and case numbers."""
    parts = tuple(
        replace(part, diagnosis=tuple(replace(d, value="") for d in part.diagnosis), others=(), case=None)
        for part in result.parts
    )
    return replace(result, parts=parts)
