"""The record of a finished conversation by case, computed from its questions and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from grader.grading.conversation import converse
from grader.grading.followups import GradingState
from grader.judging.calls import answers_by_case
from grader.judging.exam import Exam, PieceKey
from grader.judging.findings import Judgement
from grader.judging.interfaces import choose
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


def case_records(
    exam: Exam, result: SubmissionResult, exchanges: Sequence[Exchange], files: Mapping[str, bytes] | None = None
) -> tuple[CaseRecord, ...]:
    """The graded cases of a submission, judged again from its answers; none if nothing could be run.

    The other questions of the conversation (another table, extreme inputs, differences) are not graded cases, and are left out.
    """
    if result.status is not Status.GRADED or not exchanges:
        return ()
    loaded = exchanges[0][1].loaded
    source = (files or {}).get(f"{exam.assignment.module}.py", b"")
    interface = choose(exam.assignment, loaded.known, source)
    conversation = converse(exam, interface, loaded, files)
    first = next(conversation).process
    try:
        for _, answers in exchanges[1:]:
            conversation.send(answers)
    except StopIteration as end:
        state: GradingState = end.value
    asked = {number: call for number, call in state.calls.items() if number not in state.exam.added}
    processes = {first: answers_by_case(exam, interface, loaded, asked, state.first.answers)}
    for process, again in state.judged_elsewhere.values():
        processes.setdefault(process, {}).update(again)
    elsewhere = {function: process for function, (process, _) in state.judged_elsewhere.items()}
    judged = {key: (elsewhere.get(exam.piece(key).function, first), findings) for key, findings in state.findings.items()}
    return tuple(
        _record(state.exam, case, state.calls, processes, judged) for case in exam.cases if case.number in processes[first]
    )


def _record(
    exam: Exam,
    case: Case,
    calls: Mapping[int, Call],
    processes: Mapping[str, AnswersByCase],
    judged: Mapping[PieceKey, tuple[str, Judgement]],
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
