"""Run this project's judge on one program: its calls, its second attempt with a correct sigmoid, its verdicts.

It goes the road of `grading.grade` but for what comes after the verdicts (diagnosis and remarks), which would be most of the
time; `whole` goes all of it, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader import catalogue, grading
from grader.grading.followups import GradingState, carried_forward
from grader.judging.calls import answers_by_case, calls_for
from grader.judging.exam import Exam
from grader.judging.findings import Finding, Judgement
from grader.judging.judge import judge, judge_all
from grader.model import Answer, Case, Loaded, NotNumeric, Piece, Question, SubmissionResult, Verdict
from tests.corpus.corpus import NAMES, Program
from tests.support.dictionary_box import answer

ASSIGNMENT = catalogue.load("word2vec")
OWN = next(interface for interface in ASSIGNMENT.interfaces if interface.name == "own")
SPLIT = {("c", 0): "c.o", ("c", 1): "c.w"}
"""The pieces that have no part of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the judge says of one piece.

    error  the largest relative error over blocks and cases, None where the structure alone told
    low    whether it was measured as float32 is
    codes  what the structure told
    """

    verdict: Verdict
    error: float | None
    low: bool
    codes: frozenset[str]


OF_VALUES = ("precision", "not-finite")
"""What the structure tells of values; the other codes are about what is no such array."""


class Court:
    """The exam of one seed for one function, with what is said of the right answers.

    The judge is a pure function, case by case, of what is handed in. So where the very bytes of the right answer are handed in,
    it is not asked again: most kinds spoil one output of three, and many only in one case.
    """

    def __init__(self, exam: Exam, function: str) -> None:
        self.exam = replace(exam, cases=tuple(c for c in exam.cases if c.function == function), stress_cases=())
        self.outputs = ASSIGNMENT.function(function).outputs
        right = {c.number: Answer(outputs=tuple(exam.expected[c.number][name] for name in self.outputs)) for c in self.exam.cases}
        found = judge_all(self.exam, OWN, right)
        self.pieces = {key: ASSIGNMENT.part(key[0]).pieces[key[1]] for key in found}
        self.right = {
            (key, f.case.number): (self._bytes(piece, right[f.case.number]), f)
            for key, piece in self.pieces.items()
            for f in found[key]
        }

    def findings(self, answers: Mapping[int, Answer]) -> dict[tuple[str, int], list[Finding]]:
        """What the judge finds, piece by piece."""
        return {
            key: [self._found(key, piece, case, answers) for case in self.exam.of(piece.function, piece.group)]
            for key, piece in self.pieces.items()
        }

    def _found(self, key: tuple[str, int], piece: Piece, case: Case, answers: Mapping[int, Answer]) -> Finding:
        known, found = self.right[key, case.number]
        given = self._bytes(piece, answers[case.number])
        return found if given is not None and given == known else judge(self.exam, piece, [case], answers)[0]

    def _bytes(self, piece: Piece, answer: Answer) -> tuple[object, ...] | None:
        """All that the judge looks at, for numbers; None where it is not that simple."""
        place = self.outputs.index(piece.output)
        if len(answer.outputs) != len(self.outputs) or isinstance(answer.outputs[place], NotNumeric):
            return None
        given = answer.outputs[place]
        return given.dtype, given.shape, given.tobytes()


def courts(seed: int) -> dict[str, Court]:
    """A court for every function; the exam is drawn once."""
    exam = grading.prepare(ASSIGNMENT, seed=seed)
    return {function: Court(exam, function) for function in NAMES}


class Box:
    """A dictionary in the box's place, with a fresh module for every process."""

    def __init__(self, program: Program) -> None:
        self.program, self.processes = program, {}

    def answer(self, question: Question):
        if question.process not in self.processes:
            self.processes[question.process] = self.program.module()
        return answer(self.processes[question.process], question)


def judged(court: Court, program: Program) -> dict[str, Seen]:
    """Piece -> what the judge says of it."""
    box, loaded = Box(program), Loaded(names=frozenset({NAMES[program.function], *program.others}))
    calls = calls_for(court.exam, OWN, loaded, court.exam.cases)
    first = box.answer(Question(calls=tuple(calls.values())))
    answers = answers_by_case(court.exam, OWN, loaded, calls, first.answers)
    findings = court.findings(answers)
    if program.again:  # else another process, with another sigmoid, gives the very same answers
        state = GradingState(
            exam=court.exam,
            interface=OWN,
            loaded=loaded,
            calls=calls,
            first=first,
            answers=dict(answers),
            findings={key: Judgement(found) for key, found in findings.items()},
        )
        _converse(carried_forward.ask(state), box)
        findings = state.findings
    return {SPLIT.get(key, key[0]): _seen(found) for key, found in findings.items()}


def whole(court: Court, program: Program) -> SubmissionResult:
    """The result of the whole conversation about a file that holds this function and no other."""
    return _converse(grading.grade(court.exam, program.name), Box(program))


def _converse(conversation, box: Box):
    """Answer what is asked until nothing more is; returns what it ends in."""
    try:
        question = next(conversation)
        while True:
            question = conversation.send(box.answer(question))
    except StopIteration as end:
        return end.value


def _seen(found: Sequence[Finding]) -> Seen:
    errors = [c.max_relative_error for f in found for c in f.comparisons]
    compared = bool(errors) and all(f.comparisons and (f.diagnosis is None or f.diagnosis.code in OF_VALUES) for f in found)
    return Seen(
        verdict=min((f.verdict for f in found), key=list(Verdict).index),
        error=float(np.max(errors)) if compared else None,
        low=any(c.low_precision for f in found for c in f.comparisons),
        codes=frozenset(f.diagnosis.code for f in found if f.diagnosis is not None),
    )
