"""The questions and answers of one submission, case by case: enough to judge it again by hand, in an appeal."""

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
    """The comparison of one block of an output.

    error  largest |g - g*| over max(max|g*|, scale), where g* are the expected rows; None if nothing could be compared
    rows   None for the whole output
    zero   the block is zero by definition
    """

    block: str
    rows: tuple[int, ...] | None
    scale: float
    zero: bool
    error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRecord:
    """The judgement of one piece on one case.

    process  the sandbox process whose answer was judged
    form     the layout in which the array was read: "as given", "columns", ...
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

    call      None if the submission has no such function
    answers   by sandbox process; the first is that of the unchanged submission
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
    """One submission: its bytes, its result, and its cases (none if it could not be run)."""

    submission: Submission
    result: SubmissionResult
    cases: tuple[CaseRecord, ...]
