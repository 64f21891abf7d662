"""What was asked and answered, put in order by case: pure, from the exchanges of a conversation that is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from grader.judging.calls import Findings, PieceKey, by_case, calls_for, judge_all, piece_of
from grader.judging.exam import Exam
from grader.judging.judge import Finding
from grader.judging.score import part_verdict
from grader.model import (
    Answer,
    Block,
    Call,
    Case,
    CaseRecord,
    Exchange,
    Interface,
    Measured,
    PieceRecord,
    Status,
    SubmissionResult,
    Verdict,
)

STAND_IN = "stand-in"

AnswersByCase = Mapping[int, Answer]
Judged = tuple[str, list[Finding]]
"""The process whose answers were judged, and what was found."""


def case_records(exam: Exam, result: SubmissionResult, exchanges: Sequence[Exchange]) -> tuple[CaseRecord, ...]:
    """The graded cases of a submission, judged again from what it answered; none where nothing could be run.

    Other questions that were asked on the way (another table, extreme inputs, differences) are no graded cases, and left out.
    """
    if result.status is not Status.GRADED or not exchanges:
        return ()
    loaded = exchanges[0][1].loaded
    interface = exam.assignment.interface(loaded.names)
    numbers = tuple(calls_for(exam, interface, loaded, exam.cases))
    # The first question after the import is the exam; a later one that repeats calls of it is a stand-in's.
    (question, heard), *later = [e for e in exchanges[1:] if e[0].calls] or [exchanges[0]]
    calls = dict(zip(numbers, question.calls, strict=True))
    first = by_case(exam, interface, loaded, calls, heard.answers)
    carried = {part.id for part in result.parts if part.carried_forward}
    leaning = {piece.function for part in exam.parts if part.id in carried for piece in part.pieces}
    again = {case.number: calls[case.number] for case in exam.cases if case.function in leaning and case.number in calls}
    processes: dict[str, AnswersByCase] = {question.process: first, **dict(_repeated(again, later))}
    judged = dict(_judged(exam, interface, result, processes))
    return tuple(_record(exam, case, calls, processes, judged) for case in exam.cases if case.number in first)


def _repeated(calls: Mapping[int, Call], later: Sequence[Exchange]) -> Iterator[tuple[str, AnswersByCase]]:
    """Answers of other processes to calls of the exam, by process. A repeated call is the same object."""
    numbers = {id(call): number for number, call in calls.items()}
    for question, heard in later:
        pairs = zip(question.calls, heard.answers, strict=True)
        again = {numbers[id(call)]: answer for call, answer in pairs if id(call) in numbers}
        if again and question.stand_ins and question.process.startswith(STAND_IN):
            yield question.process, again


def _judged(
    exam: Exam, interface: Interface, result: SubmissionResult, processes: Mapping[str, AnswersByCase]
) -> Iterator[tuple[PieceKey, Judged]]:
    """What was found for each piece; a function some of whose parts were carried forward was judged with the stand-in."""
    (own, first), *others = processes.items()
    found: Findings = judge_all(exam, interface, first)
    yield from ((key, (own, findings)) for key, findings in found.items())
    carried = {part.id for part in result.parts if part.carried_forward}
    functions = {piece_of(exam, key).function for key in found if key[0] in carried}
    of = {case.number: case.function for case in exam.cases}
    for process, again in others:
        adopted = functions & {of[number] for number in again}
        retried = judge_all(exam, interface, {**first, **again})
        yield from ((key, (process, retried[key])) for key in found if piece_of(exam, key).function in adopted)


def _record(
    exam: Exam, case: Case, calls: Mapping[int, Call], processes: Mapping[str, AnswersByCase], judged: Mapping[PieceKey, Judged]
) -> CaseRecord:
    found = {
        key: (process, finding)
        for key, (process, findings) in judged.items()
        for finding in findings
        if finding.case.number == case.number
    }
    parts = dict.fromkeys(part for part, _ in found)
    verdicts: dict[str, Verdict] = {p: part_verdict(f.verdict for (part, _), (_, f) in found.items() if part == p) for p in parts}
    return CaseRecord(
        case=case,
        call=calls.get(case.number),
        answers={process: heard[case.number] for process, heard in processes.items() if case.number in heard},
        expected=exam.expected[case.number],
        verdicts=verdicts,
        pieces=tuple(_piece_record(exam, key, process, finding) for key, (process, finding) in found.items()),
    )


def _piece_record(exam: Exam, key: PieceKey, process: str, finding: Finding) -> PieceRecord:
    piece = piece_of(exam, key)
    errors: list[float | None] = [c.max_relative_error for c in finding.comparisons] or [None] * len(piece.blocks)
    least = 1.0 if exam.expected[finding.case.number][piece.output].ndim == 0 else 0.0  # a loss is measured against 1 at least
    return PieceRecord(
        part=key[0],
        output=piece.output,
        verdict=finding.verdict,
        process=process,
        form=finding.form.value,
        measured=tuple(_measured(block, finding.case, least, e) for block, e in zip(piece.blocks, errors, strict=True)),
    )


def _measured(block: Block, case: Case, least: float, error: float | None) -> Measured:
    rows = None if block.rows is None else tuple(int(i) for i in np.flatnonzero(block.rows(case.inputs)))
    scale = block.scale(case.inputs) if block.scale else least
    return Measured(block=block.name, rows=rows, scale=scale, zero=block.zero, error=error)
