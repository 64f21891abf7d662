"""The loop between grading and the box: the only place that knows both."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from grader.grading import Exam
from grader.model import Environment, Exchange, Report, Submission, SubmissionResult
from grader.runner.attempts import GRADER_FAULT, PATIENCE, SECOND_ATTEMPT, afresh, grade_once, once_more, recorded
from grader.sandbox import Box
from grader.version import VERSION

__all__ = [
    "GRADER_FAULT",
    "PATIENCE",
    "SECOND_ATTEMPT",
    "Listener",
    "afresh",
    "environment",
    "grader_failed",
    "report",
    "run",
    "run_one",
]

Listener = Callable[[Exam, str, tuple[Exchange, ...]], None]
"""Is told the exam, the id of a submission, and what was asked and answered."""


def environment(box: Box) -> Environment:
    """Where this grading runs."""
    return Environment(python=platform.python_version(), numpy=np.__version__, isolation=box.level, isolation_detail=box.detail)


def report(
    exam: Exam, box: Box, results: Iterable[SubmissionResult], *, certificate: str = "", options: tuple[str, ...] = ()
) -> Report:
    """The report of a run.

    certificate  names the reference that it was graded against
    options      words of the command line that a replay needs too
    """
    return Report(
        assignment=exam.assignment.name,
        title=exam.assignment.title,
        grader_version=VERSION,
        seed=exam.seed,
        environment=environment(box),
        submissions=tuple(results),
        policy=exam.assignment.policy.table,
        options=options,
        extra={"certificate": certificate} if certificate else {},
    )


def run(
    exam: Exam,
    submissions: Iterable[Submission],
    box: Box,
    *,
    jobs: int = 1,
    done: Callable[[str], None] = lambda _: None,
    listen: Listener | None = None,
) -> tuple[SubmissionResult, ...]:
    """Grade submissions, `jobs` of them at a time. Results stand in the order of the submissions and are the same for any `jobs`.

    Each submission has a record, whatever it does and whatever happens to the grader. What ran out of time is tried once more
    when all others are done, alone, with PATIENCE and on fresh inputs (`afresh`).

    done    is called with the id of each, in order, when its first attempt is over
    listen  is called with the exam and the id of each, in order, and what was asked and answered in the attempt that counts;
            this is kept in memory till all are done, and only where somebody listens

    Raises AssignmentError where the assignment offers modules that are not there.
    """
    submissions = tuple(submissions)
    box.provide(exam.assignment.modules)
    box.wait()
    workers = ThreadPoolExecutor(jobs, thread_name_prefix="grade")
    try:
        attempts = []
        first = partial(recorded, grade_once, exam, box, keep=listen is not None)
        for submission, attempt in zip(submissions, workers.map(first, submissions), strict=True):
            attempts.append(attempt)
            done(submission.id)
    finally:
        workers.shutdown(wait=False, cancel_futures=True)  # all are done, or nobody waits for them any more
    keep = listen is not None
    late = {i: recorded(once_more, exam, box, submissions[i], keep=keep) for i, a in enumerate(attempts) if a.timed_out}
    last = [late.get(i, attempt) for i, attempt in enumerate(attempts)]
    if listen is not None:
        for submission, attempt in zip(submissions, last, strict=True):
            listen(attempt.exam, submission.id, attempt.exchanges or ())
    return tuple(attempt.result for attempt in last)


def grader_failed(result: SubmissionResult) -> bool:
    """Whether this record is owed to a fault of the grader: its zero points mean nothing."""
    return any(diagnosis.code == GRADER_FAULT for part in result.parts for diagnosis in part.diagnosis)


def run_one(exam: Exam, submission: Submission, box: Box) -> SubmissionResult:
    """Grade one submission, twice if it runs out of time.

    Raises GraderFault where the machine failed and not the submission, AssignmentError where it offers what is not there.
    """
    box.provide(exam.assignment.modules)
    attempt = grade_once(exam, box, submission)
    return (once_more(exam, box, submission) if attempt.timed_out else attempt).result
