"""Hand every mistake to the judge and the diagnosis: it must lose points, and get its own name back."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np

from grader.diagnosis import WrongPiece
from grader.diagnosis.wrong_output import FITS
from grader.grading import Exam, judge, wrong_value
from grader.judging.exam import AnyArray, PieceKey
from grader.judging.findings import Judgement
from grader.model import Answer, Case, GeneralCheck, Mistake, Piece, Verdict
from grader.validation.subjects import about

Values = Mapping[int, AnyArray]
"""The wrong output of a mistake by the number of the case."""


def check_names(exam: Exam) -> GeneralCheck:
    """Judge a submission for each mistake that is right but for it. Raises AssignmentError for a formula that fails."""
    start = time.perf_counter()
    failures: list[str] = []
    values: dict[int, Values] = {}  # by position
    mistakes = exam.assignment.mistakes
    with np.errstate(all="ignore"):
        for number, mistake in enumerate(mistakes):
            groups = {piece.group for piece in _pieces(exam, mistake).values()}
            cases = [case for group in sorted(groups) for case in exam.of(mistake.function, group)]
            with about(_title(mistake)):
                values[number] = {case.number: wrong_value(mistake, case) for case in cases}
            alike = (m for n, m in enumerate(mistakes[:number]) if _alike(m, mistake, values[n], values[number]))
            problem = next((f"its formula is that of {_title(m)}" for m in alike), "") or _problem(exam, mistake, values[number])
            failures += [f"{_title(mistake)}: {problem}"] if problem else []
    figure = f"{len(mistakes) - len(failures)} of {len(mistakes)} get their own name back"
    return GeneralCheck(name="mistakes", figure=figure, failures=tuple(failures), seconds=time.perf_counter() - start)


def _title(mistake: Mistake) -> str:
    return f"{mistake.part}, {mistake.code} ({mistake.what})"


def _pieces(exam: Exam, mistake: Mistake) -> dict[PieceKey, Piece]:
    """The pieces of a mistake's part that judge its output."""
    about_it = (mistake.function, mistake.output)
    return {key: p for key, p in exam.pieces.items() if key[0] == mistake.part and (p.function, p.output) == about_it}


def _alike(a: Mistake, b: Mistake, of_a: Values, of_b: Values) -> bool:
    """True if two mistakes of one output are the same function on the cases of their part."""
    if (a.part, a.function, a.output) != (b.part, b.function, b.output):
        return False
    return all(
        of_a[number].shape == value.shape
        and np.allclose(of_a[number], value, rtol=0, atol=FITS * _largest(value), equal_nan=True)
        for number, value in of_b.items()
    )


def _largest(array: AnyArray) -> float:
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max(initial=0.0))


def _problem(exam: Exam, mistake: Mistake, values: Values) -> str:
    """What is wrong with a mistake, "" for nothing."""
    if not values:
        return "its part does not judge this output"
    shows = False
    for key, piece in _pieces(exam, mistake).items():
        cases = exam.of(piece.function, piece.group)
        findings = _judge(exam, piece, cases, mistake, values)
        if all(finding.verdict is Verdict.CORRECT for finding in findings):
            continue
        shows = True
        # The judge has a code of its own for what is no number; on the other cases the mistake must be named.
        finite = [case for case in cases if np.all(np.isfinite(values[case.number]))]
        if not finite:
            with about(_title(mistake)):  # of a formula that raises everywhere
                mistake.formula(**cases[0].inputs)
            return "it is no finite number on any case"
        if len(finite) < len(cases):
            findings = _judge(exam, piece, finite, mistake, values)
        diagnoses = WrongPiece(exam=exam, key=key, findings=findings).diagnoses()
        code = diagnoses[0].code if diagnoses else "unknown"
        if code not in (mistake.code, "precision"):  # right to some digits on every case of this draw: the judge says so first
            return f"its name is lost, the diagnosis is {code}"
    return "" if shows else "it equals the right value on every graded case"


def _judge(exam: Exam, piece: Piece, cases: Sequence[Case], mistake: Mistake, values: Values) -> Judgement:
    """The judgement of a piece on the answers of a submission that is right but for a mistake."""
    outputs = exam.assignment.function(mistake.function).outputs
    answers = {
        case.number: Answer(
            outputs=tuple(values[case.number] if name == mistake.output else exam.expected[case.number][name] for name in outputs)
        )
        for case in cases
    }
    return judge(exam, piece, cases, answers)
