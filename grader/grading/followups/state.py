"""The state of one conversation: all that was asked, answered and concluded so far, shared by all follow-up questions."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from grader.diagnosis import WrongPiece
from grader.judging.calls import calls_for
from grader.judging.exam import Exam, PieceKey
from grader.judging.findings import Findings
from grader.model import Answer, Answers, Call, Case, Diagnosis, Function, Interface, Loaded, Question, Remark, Verdict

T = TypeVar("T")
Inquiry = Generator[Question, Answers, T]
"""A generator that yields Questions, is sent their Answers, and returns a conclusion."""

VALUES = (Verdict.INCORRECT, Verdict.PARTIAL)
"""Verdicts on values; the others are about code that did not return any."""

OutputKey = tuple[str, str]
"""A function of the assignment and one of its outputs."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Results:
    """The conclusions of the follow-up questions.

    diagnoses        by piece, the best first; they explain more than any formula of the value
    fallbacks        by piece, a diagnosis to use if nothing else explains it
    differenced      outputs that were differentiated numerically
    own_loss         whether an output is the gradient of the student's own loss; outputs without a decision are missing
    carried_forward  by id, the parts that were judged with a stand-in: the student's name of the function that it replaced
    remarks          observations that cost no points
    """

    diagnoses: dict[PieceKey, list[Diagnosis]] = field(default_factory=dict)
    fallbacks: dict[PieceKey, Diagnosis] = field(default_factory=dict)
    differenced: set[OutputKey] = field(default_factory=set)
    own_loss: dict[OutputKey, bool] = field(default_factory=dict)
    carried_forward: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, keys: Iterable[PieceKey], *diagnoses: Diagnosis) -> None:
        """Add diagnoses to each of these pieces."""
        for key in keys:
            self.diagnoses.setdefault(key, []).extend(diagnoses)


@dataclass(slots=True, kw_only=True, eq=False)
class GradingState:
    """One submission in the course of its grading.

    exam       what was asked; a follow-up may add cases
    calls      by case number
    first      the answers to the exam, before any follow-up
    answers    by case number; a function that does not exist has answers too
    findings   by piece; a follow-up may replace them, and the answers that they are about
    longer     by case number, the answers to the exam of functions that are wrong where steps are longer; others count instead
    files      the submission's files, by path inside it; empty if only its answers are known
    stand_ins  by function of the assignment, the sources that replaced functions of the submission when it was judged
    right_watched     watched pieces that are right by the answers to the exam
    judged_elsewhere  by function, the process whose answers were judged instead of the exam's, and these answers by case number
    """

    exam: Exam
    interface: Interface
    loaded: Loaded
    calls: dict[int, Call]
    first: Answers
    answers: dict[int, Answer]
    findings: Findings
    longer: Mapping[int, Answer] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    stand_ins: dict[str, Mapping[str, str]] = field(default_factory=dict)
    right_watched: Collection[PieceKey] = ()
    judged_elsewhere: dict[str, tuple[str, Mapping[int, Answer]]] = field(default_factory=dict)
    results: Results = field(default_factory=Results)
    _wrong: dict[PieceKey, WrongPiece] = field(default_factory=dict)

    def verdict(self, key: PieceKey) -> Verdict:
        """The verdict on a piece."""
        return self.findings[key].verdict

    def wrong_piece(self, key: PieceKey) -> WrongPiece:
        """The examination of a piece that is not correct, made once."""
        if key not in self._wrong:
            self._wrong[key] = WrongPiece(exam=self.exam, key=key, findings=self.findings[key])
        return self._wrong[key]

    def diagnoses(self, key: PieceKey) -> list[Diagnosis]:
        """All diagnoses of a piece, the best first: at least "unknown" if it is wrong, none if it is correct and derived.

        The diagnoses of follow-up questions come first, because they explain more than a formula of the value.
        """
        diagnoses = list(self.results.diagnoses.get(key, ()))
        if self.verdict(key) is Verdict.CORRECT or len(diagnoses) >= self.exam.explanations:
            return diagnoses
        piece = self.wrong_piece(key)
        diagnoses += piece.diagnoses()
        return diagnoses or [self.results.fallbacks.get(key) or piece.unknown()]

    def keys(self, function: str, output: str = "") -> list[PieceKey]:
        """The pieces of a function, or of one of its outputs."""
        pieces = self.exam.pieces
        return [key for key in self.findings if pieces[key].function == function and output in ("", pieces[key].output)]

    def functions(self, verdicts: Collection[Verdict]) -> list[Function]:
        """The functions that have a piece with one of these verdicts, in the assignment's order."""
        names = {self.exam.pieces[key].function for key, judged in self.findings.items() if judged.verdict in verdicts}
        return [function for function in self.exam.assignment.functions if function.name in names]

    def has(self, function: str) -> bool:
        """True if the submission has written a function of the assignment."""
        signature = self.interface.signature(function)
        return signature is not None and signature.name in self.loaded.names - self.loaded.untouched

    def cases(self, function: str) -> list[Case]:
        """The cases of a function that the submission was asked."""
        return [case for case in self.exam.cases if case.function == function and case.number in self.calls]

    def call(self, case: Case) -> Call:
        """The call for a case, which may be a new one. The function must exist."""
        return calls_for(self.exam, self.interface, self.loaded, [case])[case.number]

    def again(self, function: str, calls: Iterable[Call], process: str) -> Question:
        """A question about one function, in a process of its own, with the stand-ins with which the function was judged."""
        stand_ins = self.stand_ins.get(function, {})
        return Question(calls=tuple(calls), process=f"{process} {function}", stand_ins=stand_ins, judged=False)


class Followup(Protocol):
    """A follow-up question. Each module of this package is one."""

    def applies(self, state: GradingState) -> bool:
        """True if there is anything to ask."""

    def ask(self, state: GradingState) -> Inquiry[None]:
        """Ask, and put the conclusions into `state.results`."""
