"""The student's view of a result: the kind of mistake and a hint, without evidence and without hidden inputs."""

from __future__ import annotations

from dataclasses import replace

from grader.model import Diagnosis, SubmissionResult


def for_student(result: SubmissionResult) -> SubmissionResult:
    """The result without values, further explanations (they are evidence), case numbers and remarks for instructors."""

    def without_evidence(diagnosis: Diagnosis) -> Diagnosis:
        return replace(diagnosis, value="", where="" if diagnosis.where.startswith("case ") else diagnosis.where)

    parts = tuple(
        replace(part, diagnosis=tuple(map(without_evidence, part.diagnosis)), others=(), case=None, wrong_numbers="")
        for part in result.parts
    )
    return replace(result, parts=parts, remarks=tuple(remark for remark in result.remarks if not remark.for_instructors))
