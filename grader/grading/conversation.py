"""The conversation about one submission: a generator that yields Questions, is sent Answers, and returns the result.

It never starts a process. A runner, or a test with a dictionary, answers its questions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from grader.diagnosis import ON_SOME_CASES
from grader.grading.followups import EXPLAINING, FOLLOWUPS, GradingState, Inquiry
from grader.grading.followups.call_order import DEPENDS
from grader.grading.followups.numerical_gradient import AS_IT_IS, LEAST, LONGER, SHARE
from grader.grading.remarks import remarks
from grader.judging.calls import answers_by_case, calls_for
from grader.judging.exam import WATCHED, Exam, PieceKey
from grader.judging.findings import Finding
from grader.judging.first_pass import right_pieces
from grader.judging.interfaces import choose
from grader.judging.judge import describe_fault, judge, judge_all
from grader.judging.score import Score, attainable, score_all, score_part
from grader.model import (
    WATCHED_CALLS,
    Answer,
    Answers,
    Call,
    Diagnosis,
    FaultKind,
    Interface,
    Loaded,
    Part,
    PartResult,
    Question,
    Status,
    SubmissionResult,
    Verdict,
)

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
    loaded = (yield Question(step_factor=LONGER)).loaded
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
    state = yield from _ask_exam(exam, interface, loaded, files or {})
    for followup in FOLLOWUPS:
        if not (exam.only_marks and followup in EXPLAINING) and followup.applies(state):
            yield from followup.ask(state)
    return state


def _ask_exam(exam: Exam, interface: Interface, loaded: Loaded, files: Mapping[str, bytes]) -> Inquiry[GradingState]:
    """Ask the exam with longer steps: a right derivative is one that was derived, and nothing else has to be asked for that.

    Values that are off by less than a quotient's come from numbers that only look like moved inputs; these calls are made once
    more, as they are. Functions that are wrong beyond that are asked all calls as they are, in a fresh process, and compared (see
    `numerical_gradient`).
    """

    def wrong_so_far() -> list[Finding]:
        return _wrong_where_steps_are_longer(exam, interface, calls, by_case, right)

    def put(numbers: Iterable[int], answers: Iterable[Answer]) -> None:
        pairs = zip(numbers, answers, strict=True)  # where time has run out, the answers that there are must do
        by_case.update((n, a) for n, a in pairs if a.fault is None or a.fault.kind is not FaultKind.TIMED_OUT)

    calls, longer = calls_for(exam, interface, loaded, exam.cases), dict[int, Answer]()
    first = yield Question(calls=tuple(calls.values()), step_factor=LONGER)
    by_case = answers_by_case(exam, interface, loaded, calls, first.answers)
    right = right_pieces(exam, by_case)
    wrong = wrong_so_far()
    if wrong and all(finding.error is not None and finding.error < LEAST * SHARE for finding in wrong):
        numbers = list(dict.fromkeys(finding.case.number for finding in wrong))
        again = yield Question(calls=tuple(calls[number] for number in numbers))
        put(numbers, again.answers)
        right = right_pieces(exam, by_case)
        wrong = wrong_so_far()
    if wrong:
        functions = {calls[finding.case.number].function for finding in wrong}
        numbers = [number for number, call in calls.items() if call.function in functions]
        again = yield Question(calls=tuple(calls[number] for number in numbers), process=AS_IT_IS)
        longer = {number: by_case[number] for number in numbers}
        put(numbers, again.answers)
        right = right_pieces(exam, by_case)
        if len(functions) < len({call.function for call in calls.values()}) and len(wrong_so_far()) < len(wrong):
            # What is right alone may still be wrong in the exam, where other functions have been called before.
            again = yield Question(calls=tuple(calls.values()), process=f"{AS_IT_IS}, whole")
            put(calls, again.answers)
            right = right_pieces(exam, by_case)
    return GradingState(
        exam=exam,
        interface=interface,
        loaded=loaded,
        calls=calls,
        first=replace(first, answers=tuple(by_case[number] for number in calls)),
        answers=by_case,
        findings=judge_all(exam, interface, by_case, right),
        longer=longer,
        files=files,
        right_watched=frozenset(key for key in right if key[0] == WATCHED),
    )


def _wrong_where_steps_are_longer(
    exam: Exam, interface: Interface, calls: Mapping[int, Call], answers: Mapping[int, Answer], right: Collection[PieceKey]
) -> list[Finding]:
    """The findings that are not right on the first calls of each function, in which the exam is watched."""
    pieces = {key: piece for key, piece in exam.pieces.items() if key not in right and key[0] != WATCHED}
    asked: dict[str, list[int]] = {}
    for number, call in calls.items() if pieces else ():
        asked.setdefault(call.function, []).append(number)
    first = {number for numbers in asked.values() for number in numbers[:WATCHED_CALLS]}
    wrong = []
    for piece in pieces.values():
        cases = [case for case in exam.of(piece.function, piece.group) if case.number in first]
        judged = judge(exam, piece, cases, answers) if cases and interface.signature(piece.function) else ()
        wrong += [finding for finding in judged if finding.verdict is not Verdict.CORRECT]
    return wrong


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
    losses = [key for p in pieces.values() for key in state.keys(p.function, "loss")] if consistent else []
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
        loss_part=wrong_loss if losses else None,
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
