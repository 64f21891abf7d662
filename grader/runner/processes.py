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

FOLLOWUP_SHARE = 1.0
"""The same as a multiple of the time of what is judged, for code that is slow: naming a mistake is no reason to wait for long."""

_WHOLE = 2.0  # limits of a submission: one for what is judged, as much again for follow-up questions and a second attempt


class Budget:
    """The wall time that all processes of one submission may take together, from now on.

    limit  seconds for what is judged; everything together has twice as much
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._end = time.monotonic() + _WHOLE * limit

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self._end - time.monotonic()


class Processes:
    """The processes of one attempt, by name; one is started when its first question comes.

    patience  factor on the time for a call and for the import
    starved   whether a fault that marks depend on is a time-out of a process that had to wait for a processor
    """

    def __init__(self, exam: Exam, submission: Submission, box: Box, budget: Budget, *, patience: float = 1.0) -> None:
        self.starved = False
        self._spent = {True: 0.0, False: 0.0}  # seconds on what is judged, and on what is not
        self._budget = budget
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
            late = question.judged and fault is not None and fault.kind is FaultKind.TIMED_OUT
            self.starved |= late and session.starved
            if fault is not None and fault.kind is FaultKind.ENVIRONMENT:
                raise GraderFault("the box failed", where=self._submission.id, value=fault.message)
        self._spent[question.judged] += time.monotonic() - start
        return Answers(
            loaded=self._loaded(session.loaded),
            answers=tuple(replace(each, fault=self._fault(each.fault)) if each.fault else each for each in answers),
            printed=session.printed,
            output_dropped=session.dropped,
        )

    def _session(self, question: Question) -> Session:
        """The process of a question. Processes whose answers are judged share a time limit, and those of other questions do."""
        session = self._sessions.get(question.process)
        if session is None:
            limit = self._budget.limit if question.judged else max(FOLLOWUP_SECONDS, FOLLOWUP_SHARE * self._spent[True])
            left = min(limit - self._spent[question.judged], self._budget.left)
            signatures = [s for interface in self._assignment.interfaces for s in interface.signatures]
            watched = {s.name for s in signatures if self._assignment.function(s.function).may_difference}
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
                unwatched=tuple(sorted({s.name for s in signatures} - watched)),
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
