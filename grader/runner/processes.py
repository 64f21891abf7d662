"""Answer the questions about one submission from processes of the sandbox."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Self

from grader.errors import GraderFault
from grader.grading import Exam
from grader.model import Answers, Fault, FaultKind, LeftOut, Loaded, Question, Submission
from grader.sandbox import Box, Load, Session

FOLLOWUP_SECONDS = 2.0
"""Time for all follow-up questions about a submission; they take a tenth of that, and all of it on a machine that is busy."""

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
        self._skipped: tuple[LeftOut, ...] = ()

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
            loaded=self._loaded(session.loaded),
            answers=tuple(replace(answer, fault=self._fault(answer.fault)) for answer in answers),
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
                files={**self._submission.files, **question.files},
                helpers=self._assignment.helpers,
                stand_ins=question.stand_ins,
                modules=self._assignment.modules,
                starters={s.name: s.starter for s in signatures if s.starter},
                wanted=tuple(dict.fromkeys(s.name for s in signatures)),
                skipped=self._skipped,
                seed=self._seed,
                step_factor=question.step_factor,
            )
            session = self._sessions[question.process] = self._box.open(load, patience=self._patience, seconds=left)
            # The next process does not run them again: each costs seconds.
            self._skipped = tuple(each for each in session.loaded.left_out if each.position is not None)
        return session

    # The main file has the name that its author knows.

    def _loaded(self, loaded: Loaded) -> Loaded:
        undefined = {name: fault for name, each in loaded.undefined.items() if (fault := self._fault(each))}
        left_out = tuple(replace(each, file=self._name(each.file), reason=self._text(each.reason)) for each in loaded.left_out)
        return replace(loaded, fault=self._fault(loaded.fault), undefined=undefined, left_out=left_out)

    def _fault(self, fault: Fault | None) -> Fault | None:
        return fault and replace(fault, file=self._name(fault.file), message=self._text(fault.message))

    def _name(self, file: str) -> str:
        return self._submission.main if self._submission.main and file == f"{self._assignment.module}.py" else file

    def _text(self, text: str) -> str:
        """A text with the main file's own name in the places that it mentions."""
        main = self._submission.main
        return re.sub(rf"\b{re.escape(self._assignment.module)}\.py(?=,? line )", lambda _: main, text) if main else text
