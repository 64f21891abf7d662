"""The record of a finished conversation by case, computed from its questions and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from grader.judging.calls import answers_by_case, calls_for
from grader.judging.exam import Exam, PieceKey
from grader.judging.judge import Finding, judge_all
from grader.judging.score import part_verdict
from grader.model import (
    Answer,
    Call,
    Case,
    CaseRecord,
    Exchange,
    Measured,
    PieceRecord,
    Status,
    SubmissionResult,
)

AnswersByCase = Mapping[int, Answer]


def case_records(exam: Exam, result: SubmissionResult, exchanges: Sequence[Exchange]) -> tuple[CaseRecord, ...]:
    """The graded cases of a submission, judged again from its answers; none if nothing could be run.

    The other questions of the conversation (another table, extreme inputs, differences) are not graded cases, and are left out.
    """
    if result.status is not Status.GRADED or not exchanges:
        return ()
    loaded = exchanges[0][1].loaded
    interface = exam.assignment.interface(loaded.names | loaded.undefined.keys())
    numbers = tuple(calls_for(exam, interface, loaded, exam.cases))
    # The first question after the import is the exam; a later one that repeats its calls is a stand-in's.
    (question, answers), *later = [e for e in exchanges[1:] if e[0].calls] or [exchanges[0]]
    calls = dict(zip(numbers, question.calls, strict=True))
    processes = {question.process: answers_by_case(exam, interface, loaded, calls, answers.answers)}
    carried = {part.id for part in result.parts if part.carried_forward}
    dependent = {piece.function for part in exam.parts if part.id in carried for piece in part.pieces}
    functions = {case.number: case.function for case in exam.cases}
    repeated = {id(call): n for n, call in calls.items() if functions[n] in dependent}  # a repeated call is the same object
    for other, others in later:
        again = {repeated[id(c)]: a for c, a in zip(other.calls, others.answers, strict=True) if id(c) in repeated}
        if again and other.stand_ins and other.judged:
            processes[other.process] = again
    # By piece, the process whose answers count, and the findings; parts that were carried forward count with the stand-in.
    first = processes[question.process]
    judged = {key: (question.process, findings) for key, findings in judge_all(exam, interface, first).items()}
    replaced = {exam.piece(key).function for key in judged if key[0] in carried}
    for process, again in list(processes.items())[1:]:
        adopted = replaced & {case.function for case in exam.cases if case.number in again}
        repeated_findings = judge_all(exam, interface, {**first, **again})
        judged |= {key: (process, repeated_findings[key]) for key in judged if exam.piece(key).function in adopted}
    return tuple(_record(exam, case, calls, processes, judged) for case in exam.cases if case.number in first)


def _record(
    exam: Exam,
    case: Case,
    calls: Mapping[int, Call],
    processes: Mapping[str, AnswersByCase],
    judged: Mapping[PieceKey, tuple[str, list[Finding]]],
) -> CaseRecord:
    pieces = []
    for key, (process, findings) in judged.items():
        piece = exam.piece(key)
        for finding in (f for f in findings if f.case.number == case.number):
            errors: list[float | None] = [c.max_relative_error for c in finding.comparisons] or [None] * len(piece.blocks)
            least = 1.0 if exam.expected[case.number][piece.output].ndim == 0 else 0.0  # the scale of a loss is at least 1
            measured = tuple(
                Measured(
                    block=block.name,
                    rows=None if block.rows is None else tuple(int(i) for i in np.flatnonzero(block.rows(case.inputs))),
                    scale=block.scale(case.inputs) if block.scale else least,
                    zero=block.expects_zero,
                    error=error,
                )
                for block, error in zip(piece.blocks, errors, strict=True)
            )
            verdict, layout = finding.verdict, finding.layout.value
            pieces.append(
                PieceRecord(part=key[0], output=piece.output, verdict=verdict, process=process, form=layout, measured=measured)
            )
    return CaseRecord(
        case=case,
        call=calls.get(case.number),
        answers={process: answers[case.number] for process, answers in processes.items() if case.number in answers},
        expected=exam.expected[case.number],
        verdicts={
            part: part_verdict(p.verdict for p in pieces if p.part == part) for part in dict.fromkeys(p.part for p in pieces)
        },
        pieces=tuple(pieces),
    )
