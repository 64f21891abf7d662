"""The conversation about one submission: a generator that yields Questions, is sent Answers, and returns the result.

It never starts a process. A runner, or a test with a dictionary, answers its questions.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from fractions import Fraction

from grader.grading.explain import part_results
from grader.grading.followups import FOLLOWUPS, GradingState
from grader.grading.remarks import remarks
from grader.judging.calls import answers_by_case, calls_for
from grader.judging.exam import Exam
from grader.judging.judge import describe_fault, judge_all
from grader.judging.score import attainable
from grader.model import Answers, Diagnosis, PartResult, Question, Status, SubmissionResult, Verdict

Conversation = Generator[Question, Answers, SubmissionResult]


def grade(exam: Exam, submission_id: str) -> Conversation:
    """Grade one submission: yield Questions, be sent Answers, return the result. The runner adds hash and time to it."""
    loaded = (yield Question()).loaded
    if loaded.fault is not None:
        diagnosis = describe_fault(loaded.fault)
        if diagnosis.code in ("timeout", "crashed"):
            diagnosis = replace(diagnosis, message=f"while the file was imported: {diagnosis.message}")
        return not_run(exam, submission_id, Status.FAILED, diagnosis)
    interface = exam.assignment.interface(loaded.names)
    calls = calls_for(exam, interface, loaded, exam.cases)
    first = yield Question(calls=tuple(calls.values()))
    answers = answers_by_case(exam, interface, loaded, calls, first.answers)
    findings = judge_all(exam, interface, answers)
    state = GradingState(exam=exam, interface=interface, loaded=loaded, calls=calls, answers=answers, findings=findings)
    for followup in FOLLOWUPS:
        if followup.applies(state):
            yield from followup.ask(state)
    return SubmissionResult(
        id=submission_id,
        status=Status.GRADED,
        parts=part_results(state),
        interface=interface.name,
        remarks=remarks(state, first),
    )


def not_run(exam: Exam, submission_id: str, status: Status, diagnosis: Diagnosis) -> SubmissionResult:
    """The record of a submission that could not be run: 0 points, and the verdict of every part is an error."""
    parts = tuple(
        PartResult(id=p.id, title=p.title, verdict=Verdict.ERROR, score=Fraction(0), max_score=points, diagnosis=(diagnosis,))
        for p in exam.parts
        if (points := attainable(exam, p))
    )
    message = f"{diagnosis.message} ({diagnosis.where})" if diagnosis.where else diagnosis.message
    return SubmissionResult(id=submission_id, status=status, parts=parts, message=message)
