"""Run submissions: connect grading, which asks questions, to the sandbox, which answers them.

`processes` answers the questions about one submission, `attempts` grades one submission, this module grades a class.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from grader.grading import Exam
from grader.model import Environment, Report, Status, Submission, SubmissionResult
from grader.runner.attempts import (
    PATIENCE,
    SECOND_ATTEMPT,
    Attempt,
    first_attempt,
    second_attempt,
    with_new_inputs,
    with_record,
)
from grader.sandbox import Box
from grader.version import VERSION

__all__ = [
    "PATIENCE",
    "SECOND_ATTEMPT",
    "Attempt",
    "attempts",
    "grader_failed",
    "report",
    "run",
    "run_one",
    "with_new_inputs",
]


def report(
    exam: Exam,
    box: Box,
    results: Iterable[SubmissionResult],
    *,
    certificate: str = "",
    options: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Report:
    """The report of a run.

    certificate  names the reference that it was graded against
    options      words of the command line that a replay needs too
    notes        on how the paths were read
    """
    other = box.interpreter.about
    environment = Environment(
        python=other["python"] if other else platform.python_version(),
        numpy=other["numpy"] if other else np.__version__,
        interpreter=box.interpreter.path if other else "",
        isolation=box.level,
        isolation_detail=box.detail,
    )
    return Report(
        assignment=exam.assignment.name,
        title=exam.assignment.title,
        grader_version=VERSION,
        seed=exam.seed,
        environment=environment,
        submissions=tuple(results),
        policy=exam.assignment.policy.table,
        options=options,
        notes=notes,
        extra={"certificate": certificate} if certificate else {},
    )


def run(
    exam: Exam,
    submissions: Iterable[Submission],
    box: Box,
    *,
    jobs: int = 1,
    done: Callable[[str], None] = lambda _: None,
) -> tuple[SubmissionResult, ...]:
    """The results of `attempts`."""
    return tuple(attempt.result for attempt in attempts(exam, submissions, box, jobs=jobs, done=done))


def attempts(
    exam: Exam,
    submissions: Iterable[Submission],
    box: Box,
    *,
    jobs: int = 1,
    done: Callable[[str], None] = lambda _: None,
    keep: bool = False,
) -> tuple[Attempt, ...]:
    """Grade submissions, `jobs` of them at a time; the attempt that counts of each, in order. Results do not depend on `jobs`.

    Each submission has a record, whatever it does and whatever happens to the grader. A submission that times out is graded
    once more when all others are done, alone, with PATIENCE times the limits and new inputs.

    done  is called with the id of each, in order, when its first attempt is over
    keep  keep what was asked and answered, in memory, until all are done

    Raises AssignmentError where the assignment names modules that are not installed.
    """
    submissions = tuple(submissions)
    box.provide(exam.assignment.modules)
    box.run_at_most(max(min(jobs, len(submissions)), 1))
    box.wait()
    workers = ThreadPoolExecutor(jobs, thread_name_prefix="grade")
    try:
        last = []
        first = partial(with_record, first_attempt, exam, box, keep=keep)
        for submission, attempt in zip(submissions, workers.map(first, submissions), strict=True):
            last.append(attempt)
            done(submission.id)
    finally:
        workers.shutdown(wait=False, cancel_futures=True)  # all are done, or nobody waits for them any more
    for number, submission in enumerate(submissions):
        if last[number].timed_out:
            last[number] = with_record(second_attempt, exam, box, submission, keep=keep)
    return tuple(last)


def grader_failed(result: SubmissionResult) -> bool:
    """Whether this submission has no verdicts, because the grader or the machine failed."""
    return result.status is Status.UNGRADED


def run_one(exam: Exam, submission: Submission, box: Box) -> SubmissionResult:
    """Grade one submission, twice if it runs out of time.

    Raises GraderFault where the machine failed and not the submission, AssignmentError where the assignment names modules that
    are not installed.
    """
    box.provide(exam.assignment.modules)
    attempt = first_attempt(exam, box, submission)
    return (second_attempt(exam, box, submission) if attempt.timed_out else attempt).result
