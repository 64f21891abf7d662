"""Grade one submission: a first attempt, a second one after a time-out, and a record where the grader itself fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from grader import grading
from grader.errors import GraderFault
from grader.grading import Exam
from grader.model import Diagnosis, Exchange, Remark, Status, Submission, SubmissionResult
from grader.model.codes import GRADER_FAULT
from grader.runner.processes import Processes
from grader.sandbox import Box

SECOND_ATTEMPT = "second-attempt"

PATIENCE = 3.0
"""Factor on all times in a second attempt: as with three others on the same processor."""

# Sets the seed of a second attempt apart from whatever else may be drawn from the run's; any number would do.
_SECOND = 2

_TRIES = 2  # a zygote that dies is an accident; where it happens twice to one submission, somebody has to look at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One grading of one submission.

    exam       what was asked
    timed_out  whether a fault that marks depend on is a time-out
    exchanges  questions and answers, where they are kept
    """

    exam: Exam
    result: SubmissionResult
    timed_out: bool = False
    exchanges: tuple[Exchange, ...] = ()


def first_attempt(exam: Exam, box: Box, submission: Submission, *, patience: float = 1.0, keep: bool = False) -> Attempt:
    """Grade a submission with `patience` times the time. Raises GraderFault where the machine failed and not the submission."""
    start = time.perf_counter()
    exchanges: list[Exchange] = []
    timed_out = False
    if submission.refusal:
        result = grading.not_run(exam, submission.id, Status.REFUSED, Diagnosis(code="refused", message=submission.refusal))
    else:
        with Processes(exam, submission, box, patience) as processes:
            conversation = grading.grade(exam, submission.id, submission.files)
            question = next(conversation)
            while True:
                answers = processes.answer(question)
                if keep:
                    exchanges.append((question, answers))
                try:
                    question = conversation.send(answers)
                except StopIteration as end:
                    result = end.value
                    break
            timed_out = processes.timed_out
        result = replace(result, remarks=(*result.remarks, *grading.differentiation(submission.files, exam.assignment.modules)))
    seconds = time.perf_counter() - start
    remarks = (*submission.remarks, *result.remarks)
    result = replace(result, source_sha256=submission.sha256, seconds=seconds, path=submission.path, remarks=remarks)
    return Attempt(exam=exam, result=result, timed_out=timed_out, exchanges=tuple(exchanges))


def second_attempt(exam: Exam, box: Box, submission: Submission, *, keep: bool = False) -> Attempt:
    """Grade a submission that timed out once more: a busy machine must not fail an honest student.

    The inputs are new, since those of the first attempt have been in the student's hands; a remark names their seed.
    """
    new = with_new_inputs(exam)
    second = first_attempt(new, box, submission, patience=PATIENCE, keep=keep)
    message = f"The first attempt timed out. This is a second one, with {PATIENCE:g} times the limits and the inputs of seed"
    remark = Remark(code=SECOND_ATTEMPT, message=f"{message} {new.seed}.")
    return replace(second, result=replace(second.result, remarks=(*second.result.remarks, remark), seed=new.seed))


def with_new_inputs(exam: Exam) -> Exam:
    """The same parts and cases with other inputs. Their seed follows from the exam's, which so replays the whole run.

    Numbers stand for the same cases in every draw. Raises as `grading.prepare` does.
    """
    seed = int(np.random.SeedSequence((exam.seed, _SECOND)).generate_state(1)[0])
    whole = grading.prepare(exam.assignment, seed=seed)
    cases, stress_cases = {case.number for case in exam.cases}, {case.number for case in exam.stress_cases}
    return replace(
        whole,
        parts=exam.parts,
        is_whole=exam.is_whole,
        cases=tuple(case for case in whole.cases if case.number in cases),
        stress_cases=tuple(case for case in whole.stress_cases if case.number in stress_cases),
    )


def with_record(attempt: Callable[..., Attempt], exam: Exam, box: Box, submission: Submission, *, keep: bool = False) -> Attempt:
    """Make an attempt; if the grader fails, make it again; if it fails again, record that."""
    for _ in range(_TRIES):
        try:
            return attempt(exam, box, submission, keep=keep)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is the grader's fault, and the others are graded
            cause = str(fault) if isinstance(fault, GraderFault) else f"{type(fault).__name__}: {fault}"
            message = f"not graded, the grader failed: {cause}"
    diagnosis = Diagnosis(code=GRADER_FAULT, message=message, hint="Grade it again.")
    result = grading.not_run(exam, submission.id, Status.UNGRADED, diagnosis, _main_file(exam, submission))
    return Attempt(exam=exam, result=replace(result, path=submission.path, source_sha256=submission.sha256))


def _main_file(exam: Exam, submission: Submission) -> bytes:
    return submission.files.get(f"{exam.assignment.module}.py", b"")
