"""The loop between grading and the box: the only place that knows both."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import metadata
from typing import Self

import numpy as np

from grader import grading
from grader.errors import GraderFault
from grader.grading import Exam
from grader.model import (
    Answers,
    Diagnosis,
    Environment,
    FaultKind,
    Question,
    Report,
    Status,
    Submission,
    SubmissionResult,
)
from grader.sandbox import Box, Load, Session

GRADER_FAULT = "grader-fault"


def version() -> str:
    """The version of this program."""
    return metadata.version("nabla-grader")


def environment(box: Box) -> Environment:
    """Where this grading runs."""
    return Environment(python=platform.python_version(), numpy=np.__version__, isolation=box.level, isolation_detail=box.detail)


def report(exam: Exam, box: Box, results: Iterable[SubmissionResult], *, certificate: str = "") -> Report:
    """The report of a run; `certificate` names the reference that it was graded against."""
    return Report(
        assignment=exam.assignment.name,
        title=exam.assignment.title,
        grader_version=version(),
        seed=exam.seed,
        environment=environment(box),
        submissions=tuple(results),
        extra={"certificate": certificate} if certificate else {},
    )


def run(exam: Exam, submissions: Iterable[Submission], box: Box) -> Iterator[SubmissionResult]:
    """Grade submissions one after the other; each has a record, whatever it does and whatever happens to the grader."""
    for submission in submissions:
        try:
            yield run_one(exam, submission, box)
        except GraderFault as fault:
            told = Diagnosis(code=GRADER_FAULT, message=f"not graded, the grader failed: {fault}", hint="Grade it again.")
            yield grading.not_run(exam, submission.id, Status.FAILED, told)


def grader_failed(result: SubmissionResult) -> bool:
    """Whether this record is owed to a fault of the grader: its zero points mean nothing."""
    return any(diagnosis.code == GRADER_FAULT for part in result.parts for diagnosis in part.diagnosis)


def run_one(exam: Exam, submission: Submission, box: Box) -> SubmissionResult:
    """Grade one submission.

    Raises GraderFault where the machine failed and not the submission.
    """
    start = time.perf_counter()
    if submission.refusal:
        told = Diagnosis(code="refused", message=submission.refusal)
        result = grading.not_run(exam, submission.id, Status.REFUSED, told)
    else:
        with _Processes(exam, submission, box) as processes:
            result = _converse(exam, submission, processes)
    return replace(result, source_sha256=submission.sha256, seconds=time.perf_counter() - start)


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
    """The processes of one submission, by name; one is started when its first question comes."""

    def __init__(self, exam: Exam, submission: Submission, box: Box) -> None:
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
            session = self._sessions[question.process] = self._box.open(self._load(question))
        answers = session.ask(question.calls)
        for fault in (session.loaded.fault, *(a.fault for a in answers)):
            if fault is not None and fault.kind is FaultKind.ENVIRONMENT:
                raise GraderFault("the box failed", where=self._submission.id, value=fault.message)
        return Answers(loaded=session.loaded, answers=answers, printed=session.printed)

    def _load(self, question: Question) -> Load:
        signatures = [s for interface in self._assignment.interfaces for s in interface.signatures]
        return Load(
            module=self._assignment.module,
            files=self._submission.files,
            helpers=self._assignment.helpers,
            stand_ins=question.stand_ins,
            starters={s.name: s.starter for s in signatures if s.starter},
            seed=self._seed,
        )
