"""Grading is a conversation: it asks Questions, is given Answers, and ends in a result. It never starts anything itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.grading.explain import Examined, Explanation, FollowupResults, examine, tell
from grader.grading.followups import (
    GradingState,
    Look,
    carry_forward,
    check_own_loss,
    find_differences,
    find_ignored,
    find_memory,
    find_own_layout,
    look_at_extremes,
)
from grader.grading.remarks import remarks, unpaid
from grader.judging.calls import PieceKey, by_case, calls_for, judge_all, piece_of
from grader.judging.exam import Exam
from grader.judging.judge import describe_fault
from grader.judging.score import part_verdict
from grader.model import Answers, Diagnosis, Part, PartResult, Piece, Question, Status, SubmissionResult, Verdict

Conversation = Generator[Question, Answers, SubmissionResult]


def grade(exam: Exam, submission_id: str) -> Conversation:
    """Grade one submission: yield Questions, be sent Answers, return the result (hash and time are the runner's to add)."""
    loaded = (yield Question()).loaded
    if loaded.fault is not None:
        return not_run(exam, submission_id, Status.FAILED, _of_import(describe_fault(loaded.fault)))
    interface = exam.assignment.interface(loaded.names)
    calls = calls_for(exam, interface, loaded, exam.cases)
    first = yield Question(calls=tuple(calls.values()))
    answers = by_case(exam, interface, loaded, calls, first.answers)
    findings = judge_all(exam, interface, answers)
    heard = GradingState(exam=exam, interface=interface, loaded=loaded, calls=calls, answers=dict(answers), findings=findings)
    carried = yield from carry_forward(heard)
    stories, seen = yield from _explained(heard)
    extremes = yield from look_at_extremes(heard)
    judged = {part_id for part_id, _ in findings}
    parts = tuple(
        replace(_part_result(heard, part, stories, seen), carried_forward=part.id in carried, replaced=carried.get(part.id, ""))
        for part in exam.parts
        if part.id in judged
    )
    spoken = remarks(
        calls, {n: a for n, a in answers.items() if n in calls}, (f for fs in findings.values() for f in fs), first.printed
    )
    return SubmissionResult(
        id=submission_id,
        status=Status.GRADED,
        parts=parts,
        interface=interface.name,
        remarks=(*spoken, *unpaid(heard, carried), *extremes),
    )


def _explained(heard: GradingState) -> Look[tuple[dict[PieceKey, Explanation], FollowupResults]]:
    """Look again where something is wrong, and say why. Of a submission that is right nothing more is asked."""
    differenced = yield from find_differences(heard)
    ignored = yield from find_ignored(heard)

    def known(piece: Piece) -> bool:
        return piece.function in ignored or (piece.function, piece.output) in differenced

    examined = examine(heard, known)
    seen = FollowupResults(
        ignored=ignored,
        differenced=differenced,
        memory=(yield from find_memory(heard, _unexplained(heard, examined, known))),
        layouts=(yield from find_own_layout(heard)),
        consistent=(yield from check_own_loss(heard, differenced)),
    )
    return tell(heard, examined, seen), seen


def _unexplained(heard: GradingState, examined: Mapping[PieceKey, Examined], known: Callable[[Piece], bool]) -> list[PieceKey]:
    """The pieces that earlier calls may have spoilt: wrong values without a name, and faults on some cases only."""
    found = []
    for key, piece in examined.items():
        wrong = heard.verdict(key) in (Verdict.INCORRECT, Verdict.ERROR) and not known(piece_of(heard.exam, key))
        if wrong and not piece.formulas and (piece.structural is None or heard.is_right_somewhere(key)):
            found.append(key)
    return found


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


def _part_result(heard: GradingState, part: Part, stories: Mapping[PieceKey, Explanation], seen: FollowupResults) -> PartResult:
    """The line of one part."""
    keys = [key for key in stories if key[0] == part.id]
    errors = [f.error for key in keys for f in heard.findings[key]]
    best = tuple({_placed(heard, keys, key, stories[key].told[0]): None for key in keys if stories[key].told})
    further = {told.code: told for key in keys for told in stories[key].told[1:] if told.code not in {d.code for d in best}}
    outputs = {(piece.function, piece.output) for piece in (piece_of(heard.exam, key) for key in keys)}
    consistent = [seen.consistent[output] for output in outputs if output in seen.consistent]
    return PartResult(
        id=part.id,
        title=part.title,
        verdict=part_verdict(stories[key].verdict for key in keys),
        score=sum((stories[key].points for key in keys), Fraction(0)),
        max_score=sum((piece_of(heard.exam, key).points for key in keys), Fraction(0)),
        diagnosis=best,
        others=tuple(further.values()),
        max_relative_error=None if None in errors else max(e for e in errors if e is not None),
        consistent_with_own_loss=all(consistent) if consistent else None,
        loss_part=_loss_part(heard, {piece_of(heard.exam, key).function for key in keys}) if consistent else None,
        shares={code: share for key in keys for code, share in stories[key].shares.items()},
        case=next((stories[key].case for key in keys if stories[key].told), None),
        function=_deciding_function(heard, keys),
    )


def _deciding_function(heard: GradingState, keys: Sequence[PieceKey]) -> str:
    """The student's name of the first function of a part that is not right, else of its first function."""
    first = next((key for key in keys if heard.verdict(key) is not Verdict.CORRECT), keys[0])
    signature = heard.interface.signature(piece_of(heard.exam, first).function)
    return signature.name if signature else ""


def _loss_part(heard: GradingState, functions: Collection[str]) -> str | None:
    """The part that finds the loss of these functions wrong; "" where none does, None where they have no loss."""
    keys = [key for key in heard.findings if (p := piece_of(heard.exam, key)).function in functions and p.output == "loss"]
    return next((key[0] for key in keys if heard.verdict(key) is Verdict.INCORRECT), "") if keys else None


def _placed(heard: GradingState, keys: Sequence[PieceKey], key: PieceKey, told: Diagnosis) -> Diagnosis:
    """The same with the piece that it is about, where only some pieces of a part are wrong: "row o", "gradient"."""
    if told.where or all(heard.verdict(k) is not Verdict.CORRECT for k in keys):
        return told
    pieces = [piece_of(heard.exam, k) for k in keys]
    mine = piece_of(heard.exam, key)
    several = len({piece.output for piece in pieces}) > 1
    return replace(told, where=mine.output if several else mine.blocks[0].name)
