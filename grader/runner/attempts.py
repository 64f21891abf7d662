"""One attempt at a submission, and a second one where the first ran out of time."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from grader import grading
from grader.errors import GraderFault
from grader.grading import Exam
from grader.model import Diagnosis, Exchange, Remark, Status, Submission, SubmissionResult
from grader.runner.processes import Processes, converse
from grader.sandbox import Box

GRADER_FAULT = "grader-fault"
SECOND_ATTEMPT = "second-attempt"

PATIENCE = 3.0
"""Factor on all times in the second attempt at a submission that ran out of time: as with three others on the same processor."""

# Sets the seed of a second attempt apart from whatever else may be drawn from the run's; any number would do.
_SECOND = 2

_TRIES = 2  # a zygote that dies is an accident; where it happens twice to one submission, somebody has to look at it


def afresh(exam: Exam) -> Exam:
    """The same parts and cases with other inputs. Their seed follows from the exam's, which so replays the whole run.

    Numbers stand for the same cases in every draw. Raises as `grading.prepare` does.
    """
    seed = int(np.random.SeedSequence((exam.seed, _SECOND)).generate_state(1)[0])
    whole = grading.prepare(exam.assignment, seed=seed)
    cases, stress_cases = {case.number for case in exam.cases}, {case.number for case in exam.stress_cases}
    return replace(
        whole,
        parts=exam.parts,
        cases=tuple(case for case in whole.cases if case.number in cases),
        stress_cases=tuple(case for case in whole.stress_cases if case.number in stress_cases),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One grading of one submission, and whether anything in it ran out of time.

    exam       what was asked
    exchanges  what was asked and answered; None where nobody listens
    """

    exam: Exam
    result: SubmissionResult
    timed_out: bool = False
    exchanges: tuple[Exchange, ...] | None = None


class Grading(Protocol):
    """How an attempt is made: the first way or the second."""

    def __call__(self, exam: Exam, box: Box, submission: Submission, *, keep: bool = False) -> Attempt:
        """One attempt at a submission."""


def recorded(attempt: Grading, exam: Exam, box: Box, submission: Submission, *, keep: bool = False) -> Attempt:
    """Grade a submission; where the grader fails once more, and then have a record of that."""
    for _ in range(_TRIES):
        try:
            return attempt(exam, box, submission, keep=keep)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is ours, and the others are graded
            cause = str(fault) if isinstance(fault, GraderFault) else f"{type(fault).__name__}: {fault}"
            message = f"not graded, the grader failed: {cause}"
    told = Diagnosis(code=GRADER_FAULT, message=message, hint="Grade it again.")
    result = grading.not_run(exam, submission.id, Status.FAILED, told)
    return Attempt(exam=exam, result=replace(result, path=submission.path))


def once_more(exam: Exam, box: Box, submission: Submission, *, keep: bool = False) -> Attempt:
    """A second attempt for what ran out of time: a busy machine must not fail an honest student.

    With fresh inputs, since those of the first attempt have been in the student's hands; a remark names their seed.
    """
    fresh = afresh(exam)
    second = grade_once(fresh, box, submission, patience=PATIENCE, keep=keep)
    message = f"A first attempt ran out of time. This is a second one, with {PATIENCE:g} times the time, on the inputs of "
    told = Remark(code=SECOND_ATTEMPT, message=f"{message}seed {fresh.seed}.")
    return replace(second, result=replace(second.result, remarks=(*second.result.remarks, told), seed=fresh.seed))


def grade_once(exam: Exam, box: Box, submission: Submission, *, patience: float = 1.0, keep: bool = False) -> Attempt:
    """One attempt, with `patience` times the time. Raises GraderFault where the machine failed and not the submission."""
    start = time.perf_counter()
    late = False
    exchanges: list[Exchange] | None = [] if keep else None
    if submission.refusal:
        told = Diagnosis(code="refused", message=submission.refusal)
        result = grading.not_run(exam, submission.id, Status.REFUSED, told)
    else:
        with Processes(exam, submission, box, patience) as processes:
            result = converse(exam, submission, processes, exchanges)
            late = processes.timed_out
    seconds = time.perf_counter() - start
    result = replace(result, source_sha256=submission.sha256, seconds=seconds, path=submission.path)
    return Attempt(exam=exam, result=result, timed_out=late, exchanges=None if exchanges is None else tuple(exchanges))
