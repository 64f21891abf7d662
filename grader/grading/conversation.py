"""Grading is a conversation: it asks Questions, is given Answers, and ends in a result. It never starts anything itself."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from fractions import Fraction

from grader.grading.asking import Findings, PieceKey, by_case, calls_for, judge_all, piece_of, points_of
from grader.grading.diagnose import diagnose
from grader.grading.exam import Exam
from grader.grading.judge import describe_fault
from grader.grading.remarks import remarks
from grader.grading.score import part_verdict, piece_verdict
from grader.grading.second_looks import carry_forward, find_ignored, look_at_extremes
from grader.model import Answers, Diagnosis, Part, PartResult, Question, Status, SubmissionResult, Verdict

Conversation = Generator[Question, Answers, SubmissionResult]


def grade(exam: Exam, submission_id: str) -> Conversation:
    """Grade one submission: yield Questions, be sent Answers, return the result (hash and time are the runner's to add)."""
    loaded = (yield Question()).loaded
    if loaded.fault is not None:
        return not_run(exam, submission_id, Status.FAILED, _of_import(describe_fault(loaded.fault)))
    interface = exam.assignment.interface(loaded.names)
    calls = calls_for(exam, interface, loaded, exam.cases)
    heard = yield Question(calls=tuple(calls.values()))
    answers = by_case(exam, interface, loaded, calls, heard.answers)
    findings = judge_all(exam, interface, answers)
    carried = yield from carry_forward(exam, interface, calls, answers, findings)
    ignored = yield from find_ignored(exam, calls, answers, findings)
    extremes = yield from look_at_extremes(exam, interface, loaded, findings)
    judged = {part_id for part_id, _ in findings}
    parts = tuple(
        replace(_part_result(exam, part, findings, ignored), carried_forward=part.id in carried)
        for part in exam.parts
        if part.id in judged
    )
    spoken = remarks(
        calls, {n: a for n, a in answers.items() if n in calls}, (f for fs in findings.values() for f in fs), heard.printed
    )
    return SubmissionResult(
        id=submission_id, status=Status.GRADED, parts=parts, interface=interface.name, remarks=(*spoken, *extremes)
    )


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


def _part_result(exam: Exam, part: Part, findings: Findings, ignored: Mapping[str, Diagnosis]) -> PartResult:
    """The line of one part."""
    keys = [key for key in findings if key[0] == part.id]
    errors = [f.error for key in keys for f in findings[key]]
    told = {d: None for key in keys for d in _told(exam, part, key, findings, ignored)}
    return PartResult(
        id=part.id,
        title=part.title,
        verdict=part_verdict(piece_verdict(findings[key]) for key in keys),
        score=sum((points_of(exam, key, findings) for key in keys), Fraction(0)),
        max_score=sum((piece_of(exam, key).points for key in keys), Fraction(0)),
        diagnosis=tuple(told),
        max_relative_error=None if None in errors else max(e for e in errors if e is not None),
    )


def _told(exam: Exam, part: Part, key: PieceKey, findings: Findings, ignored: Mapping[str, Diagnosis]) -> tuple[Diagnosis, ...]:
    """Why a piece is not right; that a given function was ignored explains more than any formula."""
    piece, verdict = piece_of(exam, key), piece_verdict(findings[key])
    if piece.function in ignored and verdict in (Verdict.INCORRECT, Verdict.PARTIAL):
        return (ignored[piece.function],)
    return diagnose(exam, part.id, piece, findings[key])
