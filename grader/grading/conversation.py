"""The conversation about one submission: a generator that yields Questions, is sent Answers, and returns the result.

It never starts a process. A runner, or a test with a dictionary, answers its questions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from grader.diagnosis import ON_SOME_CASES
from grader.grading.followups import EXPLAINING, FOLLOWUPS, GradingState, Inquiry
from grader.grading.followups.call_order import DEPENDS
from grader.grading.remarks import remarks
from grader.judging.calls import answers_by_case, calls_for
from grader.judging.exam import WATCHED, Exam, PieceKey
from grader.judging.first_pass import right_pieces
from grader.judging.interfaces import choose
from grader.judging.judge import describe_fault, judge_all
from grader.judging.score import Score, attainable, score_all, score_part
from grader.model import Answers, Diagnosis, Interface, Loaded, Part, PartResult, Question, Status, SubmissionResult, Verdict

Conversation = Generator[Question, Answers, SubmissionResult]

_DIGITS = 16
"""Hexadecimal digits of a hash: 64 bits, so that no two of a million different arrays are likely to meet."""


def grade(exam: Exam, submission_id: str, files: Mapping[str, bytes] | None = None) -> Conversation:
    """Grade one submission: yield Questions, be sent Answers, return the result. The runner adds hash and time to it.

    files  the submission's files, by path inside it, to choose the interface and to name the mistake behind an exception. They
           are read here, and never run
    """
    conversation = _grade(exam, submission_id, files)
    question = next(conversation)
    while True:
        answers = yield question
        try:
            with np.errstate(all="ignore"):  # the numbers are a stranger's: 1e308, infinity
                question = conversation.send(answers)
        except StopIteration as end:
            result: SubmissionResult = end.value
            return result


def _grade(exam: Exam, submission_id: str, files: Mapping[str, bytes] | None) -> Conversation:
    source = (files or {}).get(f"{exam.assignment.module}.py", b"")
    loaded = (yield Question()).loaded
    if loaded.fault is not None:
        diagnosis = describe_fault(loaded.fault)
        if diagnosis.code in ("timeout", "crashed"):
            diagnosis = replace(diagnosis, message=f"while the file was imported: {diagnosis.message}")
        return not_run(exam, submission_id, Status.FAILED, diagnosis, source, loaded.fault.excerpt)
    interface = choose(exam.assignment, loaded.known, source)
    state = yield from converse(exam, interface, loaded, files)
    diagnoses = {key: state.diagnoses(key) for key in state.findings}
    codes = {key: of_piece[0].code for key, of_piece in diagnoses.items() if of_piece}
    scores = score_all(state.exam, state.findings, codes, state.results.own_loss)
    judged = {part_id for part_id, _ in state.findings}  # an interface may not have all parts
    return SubmissionResult(
        id=submission_id,
        status=Status.GRADED,
        parts=tuple(_part_result(state, part, diagnoses, scores) for part in exam.parts if part.id in judged),
        interface=interface.name,
        remarks=remarks(state),
    )


def converse(exam: Exam, interface: Interface, loaded: Loaded, files: Mapping[str, bytes] | None = None) -> Inquiry[GradingState]:
    """Ask the exam and its follow-up questions."""
    calls = calls_for(exam, interface, loaded, exam.cases)
    first = yield Question(calls=tuple(calls.values()))
    answers = answers_by_case(exam, interface, loaded, calls, first.answers)
    right = right_pieces(exam, answers)
    findings = judge_all(exam, interface, answers, right)
    state = GradingState(
        exam=exam,
        interface=interface,
        loaded=loaded,
        calls=calls,
        first=first,
        answers=answers,
        findings=findings,
        files=files or {},
        right_watched=frozenset(key for key in right if key[0] == WATCHED),
    )
    for followup in FOLLOWUPS:
        if not (exam.only_marks and followup in EXPLAINING) and followup.applies(state):
            yield from followup.ask(state)
    return state


def _part_result(
    state: GradingState, part: Part, diagnoses: Mapping[PieceKey, list[Diagnosis]], scores: Mapping[PieceKey, Score]
) -> PartResult:
    """The result of one part: the best diagnosis of each wrong piece, further ones, and the score."""
    pieces = {key: state.exam.piece(key) for key in diagnoses if key[0] == part.id}
    wrong = [key for key in pieces if diagnoses[key]]
    some_correct = any(state.verdict(key) is Verdict.CORRECT for key in pieces)
    several_outputs = len({piece.output for piece in pieces.values()}) > 1
    best = []
    for key in wrong:
        diagnosis, piece = diagnoses[key][0], pieces[key]
        if some_correct and not diagnosis.where:  # name the piece: "row o", "gradient"
            diagnosis = replace(diagnosis, where=piece.output if several_outputs else piece.blocks[0].name)
        best.append(diagnosis)
    further = {d.code: d for key in wrong for d in diagnoses[key][1:] if d.code not in {b.code for b in best}}
    errors = [state.findings[key].error for key in pieces]
    own_loss = state.results.own_loss
    consistent = [own_loss[output] for p in pieces.values() if (output := (p.function, p.output)) in own_loss]
    losses = [key for function in {p.function: None for p in pieces.values()} for key in state.keys(function, "loss")]
    wrong_loss = next((key[0] for key in losses if state.verdict(key) is Verdict.INCORRECT), "")
    score = score_part([scores[key] for key in pieces])
    deciding = state.interface.signature(pieces[(wrong or list(pieces))[0]].function)
    return PartResult(
        id=part.id,
        title=part.title,
        verdict=score.verdict,
        score=score.points,
        max_score=score.maximum,
        diagnosis=tuple(dict.fromkeys(best)),
        others=tuple(further.values()),
        max_relative_error=None if None in errors else max(e for e in errors if e is not None),
        consistent_with_own_loss=all(consistent) if consistent else None,
        loss_part=wrong_loss if consistent and losses else None,
        carried_forward=part.id in state.results.carried_forward,
        replaced=state.results.carried_forward.get(part.id, ""),
        shares=score.shares,
        case=_telling_case(state, wrong[0], best[0]) if wrong else None,
        function=deciding.name if deciding else "",
        wrong_numbers=_wrong_numbers(state, wrong) if score.verdict is Verdict.INCORRECT else "",
    )


def _telling_case(state: GradingState, key: PieceKey, diagnosis: Diagnosis) -> int | None:
    """The case to look at: of those with the piece's verdict, the one with the largest error.

    None if it takes several cases to see the mistake: correct on some and wrong on others, or dependent on earlier calls.
    """
    fills_memory = diagnosis.code == "memory-limit" and any(f.verdict is not Verdict.ERROR for f in state.findings[key])
    if fills_memory or diagnosis.code.startswith((DEPENDS.code, *ON_SOME_CASES)):
        return None
    order = list(Verdict).index
    findings = [f for f in state.findings[key] if f.case.number not in state.exam.added]
    worst = min(findings, key=lambda f: (order(f.verdict), -(f.error or 0.0)))
    return None if worst.verdict is Verdict.CORRECT else worst.case.number


def _wrong_numbers(state: GradingState, wrong: Collection[PieceKey]) -> str:
    """A hash of the wrong arrays of these pieces on the exam's cases; "" where none has the expected shape."""
    arrays = {
        (state.exam.piece(key).output, finding.case.number): finding.array
        for key in wrong
        for finding in state.findings[key]
        if finding.verdict is Verdict.INCORRECT and finding.array is not None and finding.case.number not in state.exam.added
    }
    digest = hashlib.sha256()
    for (output, case), array in sorted(arrays.items(), key=lambda item: item[0]):
        digest.update(f"{output} {case} {array.dtype.str} {array.shape}\0".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()[:_DIGITS] if arrays else ""


def not_run(
    exam: Exam,
    submission_id: str,
    status: Status,
    diagnosis: Diagnosis,
    source: bytes = b"",
    excerpt: tuple[str, ...] = (),
) -> SubmissionResult:
    """The record of a submission that could not be run: 0 points, and the verdict of every part is an error.

    With the status UNGRADED, which is no fault of the submission, it has no points and no verdicts.
    The maximum is that of the interface that the main file, `source`, is written for; if it was not read, of the first one.
    """
    interface = choose(exam.assignment, None, source)
    verdict, score = (None, None) if status is Status.UNGRADED else (Verdict.ERROR, Fraction(0))
    parts = tuple(
        PartResult(id=p.id, title=p.title, verdict=verdict, score=score, max_score=points, diagnosis=(diagnosis,))
        for p in exam.parts
        if (points := attainable(exam, interface, p))
    )
    message = f"{diagnosis.message} ({diagnosis.where})" if diagnosis.where else diagnosis.message
    return SubmissionResult(
        id=submission_id,
        status=status,
        parts=parts,
        interface=interface.name if source else "",
        message=message,
        excerpt=excerpt,
    )
