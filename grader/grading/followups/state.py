"""What every look shares: the conversation so far."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from grader.judging.calls import Findings, PieceKey, calls_for, piece_of
from grader.judging.exam import Exam
from grader.judging.score import piece_verdict
from grader.model import Answer, Answers, Call, Case, Function, Interface, Loaded, Question, Remark, Verdict

T = TypeVar("T")
Look = Generator[Question, Answers, T]
"""Asks what it wants to know, and returns what it found."""

VALUES = (Verdict.INCORRECT, Verdict.PARTIAL)
"""Verdicts on values; the others are about code that did not answer."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradingState:
    """What was asked, answered and found so far.

    calls     by case number; answers has more than those: a function that is not there answers, too
    findings  by piece; a look may put better ones, and the answers that they are about, in their place
    stand_ins  by function of the assignment, what it was judged with in place of the submission's own
    """

    exam: Exam
    interface: Interface
    loaded: Loaded
    calls: Mapping[int, Call]
    answers: dict[int, Answer]
    findings: Findings
    stand_ins: dict[str, Mapping[str, str]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def verdict(self, key: PieceKey) -> Verdict:
        """The verdict on a piece."""
        return piece_verdict(self.findings[key])

    def is_right_somewhere(self, key: PieceKey) -> bool:
        """Whether a piece is right on some case."""
        return any(finding.verdict is Verdict.CORRECT for finding in self.findings[key])

    def keys(self, function: str) -> list[PieceKey]:
        """The pieces of a function."""
        return [key for key in self.findings if piece_of(self.exam, key).function == function]

    def functions(self, verdicts: Iterable[Verdict]) -> list[Function]:
        """The functions that have a piece with one of these verdicts, in the assignment's order."""
        wanted = set(verdicts)
        found = {piece_of(self.exam, key).function for key in self.findings if self.verdict(key) in wanted}
        return [function for function in self.exam.assignment.functions if function.name in found]

    def cases(self, function: str) -> list[Case]:
        """The cases of a function that were asked."""
        return [case for case in self.exam.cases if case.function == function and case.number in self.calls]

    def call(self, case: Case) -> Call:
        """The call of a case that may be a new one. Its function is known to be there."""
        return calls_for(self.exam, self.interface, self.loaded, [case])[case.number]

    def again(self, function: str, calls: Iterable[Call], process: str) -> Question:
        """A question about one function, in a process of its own, with the stand-ins that it was judged with."""
        stand_ins = self.stand_ins.get(function, {})
        return Question(calls=tuple(calls), process=f"{process} {function}", stand_ins=stand_ins, judged=False)
