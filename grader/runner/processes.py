"""Answer the questions about one submission from processes of the sandbox."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Self

from grader.errors import GraderFault
from grader.grading import Exam
from grader.model import Answers, Fault, FaultKind, Question, Submission
from grader.sandbox import Box, Load, Session

FOLLOWUP_SECONDS = 0.5
"""Time for all follow-up questions about a submission; they take a tenth of that."""

FOLLOWUP_SHARE = 2.0
"""The same as a multiple of the time of what is judged, for code that is slow: naming a mistake is no reason to wait for long."""


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
            loaded=replace(session.loaded, fault=self._named_as_handed_in(session.loaded.fault)),
            answers=tuple(replace(answer, fault=self._named_as_handed_in(answer.fault)) for answer in answers),
            printed=session.printed,
            output_dropped=session.dropped,
        )

    def _session(self, question: Question) -> Session:
        """The process of a question. The processes of follow-up questions share a time limit."""
        session = self._sessions.get(question.process)
        if session is None:
            budget = max(FOLLOWUP_SECONDS, FOLLOWUP_SHARE * self._spent[True])
            left = None if question.judged else budget - self._spent[False]
            signatures = [s for interface in self._assignment.interfaces for s in interface.signatures]
            load = Load(
                module=self._assignment.module,
                files=self._submission.files,
                helpers=self._assignment.helpers,
                stand_ins=question.stand_ins,
                modules=self._assignment.modules,
                starters={s.name: s.starter for s in signatures if s.starter},
                seed=self._seed,
                step_factor=question.step_factor,
            )
            session = self._sessions[question.process] = self._box.open(load, patience=self._patience, seconds=left)
        return session

    def _named_as_handed_in(self, fault: Fault | None) -> Fault | None:
        """The fault with the main file under the name that its author knows."""
        module = f"{self._assignment.module}.py"
        if fault is None or not self._submission.main or fault.file != module:
            return fault
        message = fault.message.replace(f"({module}, line", f"({self._submission.main}, line")
        return replace(fault, file=self._submission.main, message=message)
