"""Grade one submission within its budget: an attempt, and another one where the machine was too busy for it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from grader import grading
from grader.errors import GraderFault, Misuse
from grader.grading import Exam
from grader.model import Diagnosis, Exchange, Remark, Status, Submission, SubmissionResult
from grader.model.codes import GRADER_FAULT
from grader.runner.processes import Budget, Processes
from grader.sandbox import Box

SECOND_ATTEMPT = "second-attempt"

PATIENCE = 3.0
"""Factor on the time for a call and for the import in a second attempt: as with three others on the same processor."""

_TRIES = 2  # a zygote that dies is an accident; where it happens twice to one submission, somebody has to look at it

# Sets the seed of a second attempt apart from whatever else may be drawn from the run's; any number would do.
_SECOND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One grading of one submission.

    exam       what was asked
    exchanges  questions and answers, where they are kept
    """

    exam: Exam
    result: SubmissionResult
    exchanges: tuple[Exchange, ...] = ()


def attempt(exam: Exam, box: Box, submission: Submission, *, keep: bool = False) -> Attempt:
    """Grade a submission, once more if the machine was too busy. All of it takes at most twice the limit of a submission.

    keep  keep what was asked and answered

    Raises GraderFault where the machine failed and not the submission, and AssignmentError.
    """
    start = time.perf_counter()
    if submission.refusal:
        refused = Diagnosis(code="refused", message=submission.refusal)
        made = Attempt(exam=exam, result=grading.not_run(exam, submission.id, Status.REFUSED, refused))
    else:
        budget = Budget(box.limits.submission_limit)
        processes = Processes(exam, submission, box, budget)
        made = _once(exam, submission, processes, keep=keep)
        if processes.starved and budget.left > 0:
            again = _again(exam, box, submission, budget, keep=keep)
            made = max(made, again, key=lambda each: each.result.score or 0)  # of equals the first: it explains more
    result = made.result
    if result.status is not Status.REFUSED:
        more = grading.differentiation(submission.files, exam.assignment.modules)
        result = replace(result, remarks=(*submission.remarks, *result.remarks, *more), source_sha256=submission.sha256)
    return replace(made, result=replace(result, seconds=time.perf_counter() - start, path=submission.path))


def _once(exam: Exam, submission: Submission, processes: Processes, *, keep: bool) -> Attempt:
    """Connect grading, which asks, to processes, which answer."""
    exchanges: list[Exchange] = []
    with processes:
        conversation = grading.grade(exam, submission.id, submission.files)
        question = next(conversation)
        while True:
            answers = processes.answer(question)
            if keep:
                exchanges.append((question, answers))
            try:
                question = conversation.send(answers)
            except StopIteration as end:
                return Attempt(exam=exam, result=end.value, exchanges=tuple(exchanges))


def _again(exam: Exam, box: Box, submission: Submission, budget: Budget, *, keep: bool) -> Attempt:
    """A second attempt: a busy machine must not fail an honest student.

    The inputs are new, since those of the first attempt have been in the student's hands; a remark names their seed. It asks only
    what marks depend on.
    """
    new = with_new_inputs(exam)
    made = _once(new, submission, Processes(new, submission, box, budget, patience=PATIENCE), keep=keep)
    message = f"The first attempt timed out while the machine was busy. This is a second one, with the inputs of seed {new.seed}."
    remark = Remark(code=SECOND_ATTEMPT, message=message)
    return replace(made, result=replace(made.result, remarks=(*made.result.remarks, remark), seed=new.seed))


def ungraded(exam: Exam, submission: Submission, fault: str) -> SubmissionResult:
    """The result of a submission on which the grader or the machine failed twice."""
    message = f"not graded, the grader or the machine failed twice, and somebody has to look at it: {fault}"
    diagnosis = Diagnosis(code=GRADER_FAULT, message=message, hint="Grade it again.")
    main = submission.files.get(f"{exam.assignment.module}.py", b"")
    result = grading.not_run(exam, submission.id, Status.UNGRADED, diagnosis, main)
    return replace(result, path=submission.path, source_sha256=submission.sha256)


def grader_failed(result: SubmissionResult) -> bool:
    """Whether a submission could not be graded, owing to a fault of the grader or the machine."""
    return result.status is Status.UNGRADED


def run_one(exam: Exam, box: Box, submission: Submission, *, keep: bool = False) -> Attempt:
    """Grade one submission in this process, once more where the grader or the machine failed.

    Raises AssignmentError where the assignment names modules that are not installed, and for other faults of the assignment.
    """
    box.provide(exam.assignment.modules)
    for _ in range(_TRIES):
        try:
            return attempt(exam, box, submission, keep=keep)
        except Misuse:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the grader's fault
            fault = str(error) if isinstance(error, GraderFault) else f"{type(error).__name__}: {error}"
    return Attempt(exam=exam, result=ungraded(exam, submission, fault))


def run(exam: Exam, submissions: Iterable[Submission], box: Box) -> tuple[SubmissionResult, ...]:
    """The results of a few submissions, one after the other in this process. Raises as `run_one` does."""
    return tuple(run_one(exam, box, submission).result for submission in submissions)


def with_new_inputs(exam: Exam) -> Exam:
    """The same parts and cases with other inputs, for what marks depend on.

    Their seed follows from the exam's, which so replays the whole run.
    Numbers stand for the same cases in every draw. Raises as `grading.prepare` does.
    """
    seed = int(np.random.SeedSequence((exam.seed, _SECOND)).generate_state(1)[0])
    whole = grading.prepare(exam.assignment, seed=seed)
    cases, stress_cases = {case.number for case in exam.cases}, {case.number for case in exam.stress_cases}
    return replace(
        whole,
        only_marks=True,
        explanations=exam.explanations,
        parts=exam.parts,
        is_whole=exam.is_whole,
        cases=tuple(case for case in whole.cases if case.number in cases),
        stress_cases=tuple(case for case in whole.stress_cases if case.number in stress_cases),
    )
