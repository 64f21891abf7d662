"""Grading is a conversation: it asks Questions, is given Answers, and ends in a result. It never starts anything itself."""

from __future__ import annotations

import difflib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.grading.diagnose import diagnose
from grader.grading.exam import Exam
from grader.grading.judge import Finding, describe_fault, judge
from grader.grading.remarks import remarks
from grader.grading.score import part_verdict, piece_points, piece_verdict
from grader.model import (
    Answer,
    Answers,
    Call,
    Diagnosis,
    Fault,
    FaultKind,
    Interface,
    Loaded,
    Part,
    PartResult,
    Piece,
    Question,
    StandIn,
    Status,
    SubmissionResult,
    Verdict,
)

Conversation = Generator[Question, Answers, SubmissionResult]

UNTOUCHED = Fault(kind=FaultKind.MISSING, message="the starter's function, unchanged")


def grade(exam: Exam, submission_id: str) -> Conversation:
    """Grade one submission: yield Questions, be sent Answers, return the result (hash and time are the runner's to add)."""
    loaded = (yield Question()).loaded
    if loaded.fault is not None:
        return not_run(exam, submission_id, Status.FAILED, _of_import(describe_fault(loaded.fault)))
    interface = exam.assignment.interface(loaded.names)
    calls = _calls(exam, interface, loaded)
    heard = yield Question(calls=tuple(calls.values()))
    answers = _by_case(exam, interface, loaded, calls, heard.answers)
    findings = _judge_all(exam, interface, answers)
    carried: set[str] = set()
    for stand_in in exam.assignment.stand_ins:
        question = _second_look(exam, interface, stand_in, calls, findings)
        if question is not None:
            again = yield question
            numbers = [n for n, call in calls.items() if call in question.calls]
            retried = answers | dict(zip(numbers, again.answers, strict=True))
            carried |= _adopt(exam, stand_in, findings, _judge_all(exam, interface, retried))
    judged = {part_id for part_id, _ in findings}
    parts = tuple(_part_result(exam, part, findings, carried) for part in exam.parts if part.id in judged)
    spoken = remarks(
        calls, {n: a for n, a in answers.items() if n in calls}, (f for fs in findings.values() for f in fs), heard.printed
    )
    return SubmissionResult(id=submission_id, status=Status.GRADED, parts=parts, interface=interface.name, remarks=spoken)


def _of_import(diagnosis: Diagnosis) -> Diagnosis:
    """The same, said of the import of the file."""
    if diagnosis.code in ("timeout", "crashed"):
        return replace(diagnosis, message=f"while the file was imported: {diagnosis.message}")
    return diagnosis


def not_run(exam: Exam, submission_id: str, status: Status, diagnosis: Diagnosis) -> SubmissionResult:
    """The record of a submission of which nothing could be run: 0 points, every part an error."""
    parts = tuple(
        PartResult(id=p.id, title=p.title, verdict=Verdict.ERROR, score=Fraction(0), max_score=points, diagnosis=(diagnosis,))
        for p in exam.parts
        if (points := sum((piece.points for piece in p.pieces if exam.of(piece.function, piece.group)), Fraction(0)))
    )
    message = f"{diagnosis.message} ({diagnosis.where})" if diagnosis.where else diagnosis.message
    return SubmissionResult(id=submission_id, status=status, parts=parts, message=message)


# --- asking ---------------------------------------------------------------------------------------------------------------


def _calls(exam: Exam, interface: Interface, loaded: Loaded) -> dict[int, Call]:
    """The call of every case whose function is there, by case number."""
    calls = {}
    for case in exam.cases:
        signature = interface.signature(case.function)
        if signature is not None and signature.name in loaded.names - loaded.untouched:
            outputs = len(exam.assignment.function(case.function).outputs)
            calls[case.number] = Call(function=signature.name, arguments=signature.arguments(case.inputs), outputs=outputs)
    return calls


def _by_case(
    exam: Exam, interface: Interface, loaded: Loaded, calls: Mapping[int, Call], answers: Sequence[Answer]
) -> dict[int, Answer]:
    """An answer for every case; a function that is not there, or not begun, answers with that fault."""
    heard = dict(zip(calls, answers, strict=True))
    for case in exam.cases:
        signature = interface.signature(case.function)
        if signature is not None and case.number not in heard:
            heard[case.number] = Answer(
                fault=UNTOUCHED if signature.name in loaded.untouched else _not_there(signature.name, loaded)
            )
    return heard


def _not_there(name: str, loaded: Loaded) -> Fault:
    """That a function is missing, with the one that was perhaps meant."""
    near = difflib.get_close_matches(name, loaded.names, n=1)
    return Fault(kind=FaultKind.MISSING, message=f"there is no {name}" + (f"; is it {near[0]}?" if near else ""))


# --- judging --------------------------------------------------------------------------------------------------------------

PieceKey = tuple[str, int]
Findings = dict[PieceKey, list[Finding]]


def _offered(part: Part, interface: Interface) -> list[tuple[int, Piece]]:
    """The pieces of a part that this interface has, with their numbers."""
    return [(i, piece) for i, piece in enumerate(part.pieces) if interface.signature(piece.function) is not None]


def _judge_all(exam: Exam, interface: Interface, answers: Mapping[int, Answer]) -> Findings:
    """The findings of every piece, one for each of its cases."""
    found: Findings = {}
    for part in exam.parts:
        for i, piece in _offered(part, interface):
            cases = exam.of(piece.function, piece.group)
            if cases:
                found[part.id, i] = judge(exam, piece, cases, answers)
    return found


def _second_look(
    exam: Exam, interface: Interface, stand_in: StandIn, calls: Mapping[int, Call], findings: Findings
) -> Question | None:
    """The calls to repeat with a correct function in place of the student's; None where nothing that leans on it is wrong."""
    signature = interface.signature(stand_in.function)
    pieces = {key: _piece(exam, key) for key in findings}
    wrong = {p.function for key, p in pieces.items() if piece_verdict(findings[key]) not in (Verdict.CORRECT, Verdict.MISSING)}
    names = {s.name for f in wrong & set(stand_in.needed_by) if (s := interface.signature(f)) is not None}
    again = tuple(call for call in calls.values() if call.function in names)
    if signature is None or not again:
        return None
    return Question(calls=again, process=f"stand-in {signature.name}", stand_ins={signature.name: stand_in.source})


def _piece(exam: Exam, key: PieceKey) -> Piece:
    return exam.assignment.part(key[0]).pieces[key[1]]


def _adopt(exam: Exam, stand_in: StandIn, findings: Findings, retried: Findings) -> set[str]:
    """Take over, function by function, what is better with the stand-in. Returns the parts that are better for it."""
    carried = set()
    for function in stand_in.needed_by:
        keys = [key for key in findings if _piece(exam, key).function == function]
        if sum(_points(exam, k, retried) for k in keys) <= sum(_points(exam, k, findings) for k in keys):
            continue
        for key in keys:
            if _points(exam, key, retried) > _points(exam, key, findings):
                carried.add(key[0])
            findings[key] = retried[key]
    return carried


def _points(exam: Exam, key: PieceKey, findings: Findings) -> Fraction:
    piece, found = _piece(exam, key), findings[key]
    codes = [f.diagnosis.code for f in found if f.diagnosis is not None]
    return piece_points(piece, piece_verdict(found), codes, exam.assignment.policy)


def _part_result(exam: Exam, part: Part, findings: Findings, carried: set[str]) -> PartResult:
    """The line of one part."""
    keys = [key for key in findings if key[0] == part.id]
    errors = [f.error for key in keys for f in findings[key]]
    told = {d: None for key in keys for d in diagnose(exam, part.id, _piece(exam, key), findings[key])}
    return PartResult(
        id=part.id,
        title=part.title,
        verdict=part_verdict(piece_verdict(findings[key]) for key in keys),
        score=sum((_points(exam, key, findings) for key in keys), Fraction(0)),
        max_score=sum((_piece(exam, key).points for key in keys), Fraction(0)),
        diagnosis=tuple(told),
        max_relative_error=None if None in errors else max(e for e in errors if e is not None),
        carried_forward=part.id in carried,
    )
