"""The processes of one submission, and the conversation that is carried on with them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Self

from grader import grading
from grader.errors import GraderFault
from grader.grading import Exam
from grader.model import Answers, Exchange, Fault, FaultKind, Question, Submission, SubmissionResult
from grader.sandbox import Box, Load, Session

LOOK_SECONDS = 0.5
"""For all second looks at a submission; they take a tenth of that."""

LOOK_SHARE = 2.0
"""The same as a multiple of the time of what is judged, for code that is slow: naming a mistake is no reason to wait for long."""


def converse(exam: Exam, submission: Submission, processes: Processes, exchanges: list[Exchange] | None) -> SubmissionResult:
    """Carry questions to the box and answers back until there is a result; `exchanges` takes them down."""
    conversation = grading.grade(exam, submission.id)
    question = next(conversation)
    while True:
        answers = processes.answer(question)
        if exchanges is not None:
            exchanges.append((question, answers))
        try:
            question = conversation.send(answers)
        except StopIteration as end:
            result = end.value
            assert isinstance(result, SubmissionResult)
            return result


class Processes:
    """The processes of one submission, by name; one is started when its first question comes.

    timed_out  whether a fault that marks depend on is a time-out
    """

    def __init__(self, exam: Exam, submission: Submission, box: Box, patience: float) -> None:
        self.timed_out = False
        self._spent = {True: 0.0, False: 0.0}  # seconds on what is judged, and on what is not
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
        start = time.monotonic()
        session = self._session(question)
        answers = session.ask(question.calls)
        for fault in (session.loaded.fault, *(a.fault for a in answers)):
            self.timed_out |= question.judged and fault is not None and fault.kind is FaultKind.TIMED_OUT
            if fault is not None and fault.kind is FaultKind.ENVIRONMENT:
                raise GraderFault("the box failed", where=self._submission.id, value=fault.message)
        self._spent[question.judged] += time.monotonic() - start
        return Answers(
            loaded=replace(session.loaded, fault=self._in_own_words(session.loaded.fault)),
            answers=tuple(replace(answer, fault=self._in_own_words(answer.fault)) for answer in answers),
            printed=session.printed,
        )

    def _session(self, question: Question) -> Session:
        """The process of a question. Those that serve an explanation share a time that what is judged sets the scale of."""
        session = self._sessions.get(question.process)
        if session is None:
            left = None if question.judged else max(LOOK_SECONDS, LOOK_SHARE * self._spent[True]) - self._spent[False]
            session = self._box.open(self._load(question), patience=self._patience, seconds=left)
            self._sessions[question.process] = session
        return session

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
            modules=self._assignment.modules,
            starters={s.name: s.starter for s in signatures if s.starter},
            seed=self._seed,
            step_factor=question.step_factor,
        )
