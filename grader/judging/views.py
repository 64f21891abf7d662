"""What a student may see of a result: the kind of mistake and a hint, not the evidence, and none of the hidden inputs."""

from __future__ import annotations

import re
from dataclasses import replace

from grader.model import PartResult, SubmissionResult

_NUMBERS = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?|[-+]?\d+\.(?!\w)|[-+]?\d+[eE][-+]?\d+|\d{4,}")
"""Decimals, and whole numbers beyond any size that is drawn: a shape such as (7, 4) stays readable."""


def without_numbers(text: str) -> str:
    """A submission's own words without numbers: an exception, a warning or the name of a type may quote the hidden inputs.

    Who wants to can still carry them out in letters; they are worth nothing, because the next run draws others.
    """
    return _NUMBERS.sub("…", text)


def for_student(result: SubmissionResult) -> SubmissionResult:
    """The same result without evidence: no values, no further explanations (they are all evidence), no case to ask for.

    A place in a hidden case ("case 11: ...") leads nowhere, and remarks for instructors are theirs.
    """
    remarks = tuple(remark for remark in result.remarks if not remark.for_instructors)
    return replace(result, parts=tuple(map(_part_for_student, result.parts)), remarks=remarks)


def _part_for_student(part: PartResult) -> PartResult:
    diagnosis = tuple(replace(d, value="", where="" if d.where.startswith("case ") else d.where) for d in part.diagnosis)
    return replace(part, diagnosis=diagnosis, others=(), case=None)
