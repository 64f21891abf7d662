"""What was put to one submission and what it answered, case by case: enough to judge again by hand, in an appeal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.model.assignment import Case
from grader.model.calls import Answer, Answers, Call, FloatArray, Question
from grader.model.results import SubmissionResult, Verdict
from grader.model.submission import Submission

Exchange = tuple[Question, Answers]
"""One question of a conversation with its answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One block of an output as it was measured.

    error  largest |g - g*| over max(max|g*|, scale), g* being these rows of what is due; None where there is nothing to compare
    rows   None for all of the output
    zero   the block is zero by definition
    """

    block: str
    rows: tuple[int, ...] | None
    scale: float
    zero: bool
    error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRecord:
    """What one piece of a part is on one case.

    process  the process of the box whose answer was judged
    form     how the array had to be read: "as given", "columns", ...
    """

    part: str
    output: str
    verdict: Verdict
    process: str
    form: str
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CaseRecord:
    """One graded case of one submission.

    call      None where the submission has no such function
    answers   by the process of the box that gave them, the first is that of the submission as it is
    expected  the outputs of the reference by name, in order
    verdicts  by part
    """

    case: Case
    call: Call | None
    answers: Mapping[str, Answer]
    expected: Mapping[str, FloatArray]
    verdicts: Mapping[str, Verdict]
    pieces: tuple[PieceRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Transcript:
    """One submission: its bytes, its result, and its cases, of which there are none where nothing could be run."""

    submission: Submission
    result: SubmissionResult
    cases: tuple[CaseRecord, ...]
