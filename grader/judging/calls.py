"""What is asked of a submission, and what its answers are worth piece by piece."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from grader.judging.exam import Exam
from grader.judging.judge import Finding, judge
from grader.judging.score import piece_points, piece_verdict
from grader.model import Answer, Call, Case, Fault, FaultKind, Interface, Loaded, Part, Piece

PieceKey = tuple[str, int]
"""A piece by its part's id and its number there."""
Findings = dict[PieceKey, list[Finding]]

UNTOUCHED = Fault(kind=FaultKind.MISSING, message="the starter's function, unchanged")


def calls_for(exam: Exam, interface: Interface, loaded: Loaded, cases: Iterable[Case]) -> dict[int, Call]:
    """The call of every case whose function is there, by case number."""
    calls = {}
    for case in cases:
        signature = interface.signature(case.function)
        if signature is not None and signature.name in loaded.names - loaded.untouched:
            outputs = len(exam.assignment.function(case.function).outputs)
            calls[case.number] = Call(function=signature.name, arguments=signature.arguments(case.inputs), outputs=outputs)
    return calls


def by_case(
    exam: Exam, interface: Interface, loaded: Loaded, calls: Mapping[int, Call], answers: Sequence[Answer]
) -> dict[int, Answer]:
    """An answer for every case; a function that is not there, or not begun, answers with that fault."""
    heard = dict(zip(calls, answers, strict=True))
    for case in exam.cases:
        signature = interface.signature(case.function)
        if signature is not None and case.number not in heard:
            untouched = signature.name in loaded.untouched
            heard[case.number] = Answer(fault=UNTOUCHED if untouched else _not_there(signature.name, loaded))
    return heard


def _not_there(name: str, loaded: Loaded) -> Fault:
    """That a function is missing, with the one that was perhaps meant."""
    near = difflib.get_close_matches(name, loaded.names, n=1)
    return Fault(kind=FaultKind.MISSING, message=f"there is no {name}" + (f"; is it {near[0]}?" if near else ""))


def judge_all(exam: Exam, interface: Interface, answers: Mapping[int, Answer]) -> Findings:
    """The findings of every piece that this interface has, one for each of its cases."""
    found: Findings = {}
    for part in exam.parts:
        for i, piece in _offered(part, interface):
            cases = exam.of(piece.function, piece.group)
            if cases:
                found[part.id, i] = judge(exam, piece, cases, answers)
    return found


def _offered(part: Part, interface: Interface) -> list[tuple[int, Piece]]:
    return [(i, piece) for i, piece in enumerate(part.pieces) if interface.signature(piece.function) is not None]


def piece_of(exam: Exam, key: PieceKey) -> Piece:
    """The piece of that key."""
    return exam.assignment.part(key[0]).pieces[key[1]]


def points_of(exam: Exam, key: PieceKey, findings: Findings) -> Fraction:
    """What the findings of a piece are worth."""
    codes = [f.diagnosis.code for f in findings[key] if f.diagnosis is not None]
    return piece_points(piece_of(exam, key), piece_verdict(findings[key]), codes, exam.assignment.policy)
