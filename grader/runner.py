"""The loop between grading and the box: the only place that knows both."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

import numpy as np

from grader import grading
from grader.errors import GraderFault
from grader.grading import Exam
from grader.model import (
    Answers,
    Diagnosis,
    Environment,
    Fault,
    FaultKind,
    Question,
    Report,
    Status,
    Submission,
    SubmissionResult,
)
from grader.sandbox import Box, Load, Session
from grader.version import VERSION

GRADER_FAULT = "grader-fault"

PATIENCE = 3.0
"""Factor on all times in the second attempt at a submission that ran out of time: as with three others on the same processor."""

_TRIES = 2  # a zygote that dies is an accident; where it happens twice to one submission, somebody has to look at it


def environment(box: Box) -> Environment:
    """Where this grading runs."""
    return Environment(python=platform.python_version(), numpy=np.__version__, isolation=box.level, isolation_detail=box.detail)


def report(exam: Exam, box: Box, results: Iterable[SubmissionResult], *, certificate: str = "") -> Report:
    """The report of a run; `certificate` names the reference that it was graded against."""
    return Report(
        assignment=exam.assignment.name,
        title=exam.assignment.title,
        grader_version=VERSION,
        seed=exam.seed,
        environment=environment(box),
        submissions=tuple(results),
        extra={"certificate": certificate} if certificate else {},
    )


def run(
    exam: Exam, submissions: Iterable[Submission], box: Box, *, jobs: int = 1, done: Callable[[str], None] = lambda _: None
) -> tuple[SubmissionResult, ...]:
    """Grade submissions, `jobs` of them at a time. Results stand in the order of the submissions and are the same for any `jobs`.

    Each submission has a record, whatever it does and whatever happens to the grader. What ran out of time is tried once more
    when all others are done, alone. `done` is called with the id of each, in order, when its first attempt is over.
    """
    submissions = tuple(submissions)
    box.wait()
    workers = ThreadPoolExecutor(jobs, thread_name_prefix="grade")
    try:
        attempts = []
        for submission, attempt in zip(submissions, workers.map(partial(_attempt, exam, box=box), submissions), strict=True):
            attempts.append(attempt)
            done(submission.id)
    finally:
        workers.shutdown(wait=False, cancel_futures=True)  # all are done, or nobody waits for them any more
    return tuple(_once_more(exam, s, box, attempt).result for s, attempt in zip(submissions, attempts, strict=True))


def grader_failed(result: SubmissionResult) -> bool:
    """Whether this record is owed to a fault of the grader: its zero points mean nothing."""
    return any(diagnosis.code == GRADER_FAULT for part in result.parts for diagnosis in part.diagnosis)


def run_one(exam: Exam, submission: Submission, box: Box) -> SubmissionResult:
    """Grade one submission.

    Raises GraderFault where the machine failed and not the submission.
    """
    attempt = _grade(exam, submission, box)
    return (_grade(exam, submission, box, patience=PATIENCE) if attempt.timed_out else attempt).result


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One grading of one submission, and whether anything in it ran out of time."""

    result: SubmissionResult
    timed_out: bool = False


def _once_more(exam: Exam, submission: Submission, box: Box, attempt: _Attempt) -> _Attempt:
    """A second attempt for what ran out of time: a busy machine must not fail an honest student.

    With the same inputs, so that the seed in the report replays it. To have seen them once helps nobody: the second attempt runs
    in a process that knows nothing of the first.
    """
    return _attempt(exam, submission, box=box, patience=PATIENCE) if attempt.timed_out else attempt


def _attempt(exam: Exam, submission: Submission, *, box: Box, patience: float = 1.0) -> _Attempt:
    """Grade a submission; where the grader fails once more, and then have a record of that."""
    for _ in range(_TRIES):
        try:
            return _grade(exam, submission, box, patience=patience)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is ours, and the others are graded
            cause = str(fault) if isinstance(fault, GraderFault) else f"{type(fault).__name__}: {fault}"
            message = f"not graded, the grader failed: {cause}"
    told = Diagnosis(code=GRADER_FAULT, message=message, hint="Grade it again.")
    return _Attempt(result=grading.not_run(exam, submission.id, Status.FAILED, told))


def _grade(exam: Exam, submission: Submission, box: Box, *, patience: float = 1.0) -> _Attempt:
    """One attempt, with `patience` times the time. Raises GraderFault where the machine failed and not the submission."""
    start = time.perf_counter()
    late = False
    if submission.refusal:
        told = Diagnosis(code="refused", message=submission.refusal)
        result = grading.not_run(exam, submission.id, Status.REFUSED, told)
    else:
        with _Processes(exam, submission, box, patience) as processes:
            result = _converse(exam, submission, processes)
            late = processes.timed_out
    result = replace(result, source_sha256=submission.sha256, seconds=time.perf_counter() - start)
    return _Attempt(result=result, timed_out=late)


def _converse(exam: Exam, submission: Submission, processes: _Processes) -> SubmissionResult:
    """Carry questions to the box and answers back until there is a result."""
    conversation = grading.grade(exam, submission.id)
    question = next(conversation)
    while True:
        answers = processes.answer(question)
        try:
            question = conversation.send(answers)
        except StopIteration as end:
            result = end.value
            assert isinstance(result, SubmissionResult)
            return result


class _Processes:
    """The processes of one submission, by name; one is started when its first question comes.

    timed_out  whether a fault that was answered is a time-out
    """

    def __init__(self, exam: Exam, submission: Submission, box: Box, patience: float) -> None:
        self.timed_out = False
        self._patience = patience
        self._seed = exam.seed
        self._assignment = exam.assignment
        self._submission = submission
        self._box = box
        self._sessions: dict[str, Session] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        for session in self._sessions.values():
            session.close()

    def answer(self, question: Question) -> Answers:
        """Ask the process that the question names. Raises GraderFault for a fault that is not the submission's."""
        session = self._sessions.get(question.process)
        if session is None:
            session = self._sessions[question.process] = self._box.open(self._load(question), patience=self._patience)
        answers = session.ask(question.calls)
        for fault in (session.loaded.fault, *(a.fault for a in answers)):
            self.timed_out |= fault is not None and fault.kind is FaultKind.TIMED_OUT
            if fault is not None and fault.kind is FaultKind.ENVIRONMENT:
                raise GraderFault("the box failed", where=self._submission.id, value=fault.message)
        return Answers(
            loaded=replace(session.loaded, fault=self._in_own_words(session.loaded.fault)),
            answers=tuple(replace(answer, fault=self._in_own_words(answer.fault)) for answer in answers),
            printed=session.printed,
        )

    def _in_own_words(self, fault: Fault | None) -> Fault | None:
        """The fault with the main file under the name that its author knows it by."""
        known = f"{self._assignment.module}.py"
        if fault is None or not self._submission.main or fault.file != known:
            return fault
        message = fault.message.replace(f"({known}, line", f"({self._submission.main}, line")
        return replace(fault, file=self._submission.main, message=message)

    def _load(self, question: Question) -> Load:
        signatures = [s for interface in self._assignment.interfaces for s in interface.signatures]
        return Load(
            module=self._assignment.module,
            files=self._submission.files,
            helpers=self._assignment.helpers,
            stand_ins=question.stand_ins,
            starters={s.name: s.starter for s in signatures if s.starter},
            seed=self._seed,
            step_factor=question.step_factor,
        )
