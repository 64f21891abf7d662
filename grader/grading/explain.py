"""The results of all parts: the best diagnosis of each wrong piece, further ones, and the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.diagnosis import ON_SOME_CASES
from grader.grading.followups import GradingState
from grader.grading.followups.call_order import DEPENDS
from grader.judging.exam import PieceKey
from grader.judging.score import Score, score_all, score_part
from grader.model import Diagnosis, Part, PartResult, Verdict


def part_results(state: GradingState) -> tuple[PartResult, ...]:
    """The results of those parts that the submission's interface has."""
    diagnoses = {key: _diagnoses(state, key) for key in state.findings}
    codes = {key: by_piece[0].code for key, by_piece in diagnoses.items() if by_piece}
    scores = score_all(state.exam, state.findings, codes, state.results.own_loss)
    judged = {part_id for part_id, _ in state.findings}
    return tuple(_part_result(state, part, diagnoses, scores) for part in state.exam.parts if part.id in judged)


def _diagnoses(state: GradingState, key: PieceKey) -> list[Diagnosis]:
    """All diagnoses of a piece, the best first: at least "unknown" if it is wrong, none if it is correct and derived.

    The diagnoses of follow-up questions come first, because they explain more than a formula of the value.
    """
    diagnoses = list(state.results.diagnoses.get(key, ()))
    if state.verdict(key) is Verdict.CORRECT or len(diagnoses) >= state.exam.explanations:
        return diagnoses
    piece = state.wrong_piece(key)
    diagnoses += piece.diagnoses()
    return diagnoses or [state.results.fallbacks.get(key) or piece.unknown()]


def _part_result(
    state: GradingState, part: Part, diagnoses: Mapping[PieceKey, list[Diagnosis]], scores: Mapping[PieceKey, Score]
) -> PartResult:
    """The result of one part."""
    keys = [key for key in diagnoses if key[0] == part.id]
    wrong = [key for key in keys if diagnoses[key]]
    best = tuple(dict.fromkeys(_located(state, keys, key, diagnoses[key][0]) for key in wrong))
    further = {d.code: d for key in wrong for d in diagnoses[key][1:] if d.code not in {b.code for b in best}}
    errors = [finding.error for key in keys for finding in state.findings[key]]
    pieces = [state.exam.piece(key) for key in keys]
    outputs = {(piece.function, piece.output) for piece in pieces}
    consistent = [state.results.own_loss[output] for output in outputs if output in state.results.own_loss]
    score = score_part([scores[key] for key in keys])
    return PartResult(
        id=part.id,
        title=part.title,
        verdict=score.verdict,
        score=score.points,
        max_score=score.maximum,
        diagnosis=best,
        others=tuple(further.values()),
        max_relative_error=None if None in errors else max(e for e in errors if e is not None),
        consistent_with_own_loss=all(consistent) if consistent else None,
        loss_part=_loss_part(state, {piece.function for piece in pieces}) if consistent else None,
        carried_forward=part.id in state.results.carried_forward,
        shares=score.shares,
        case=_telling_case(state, wrong[0], diagnoses[wrong[0]][0]) if wrong else None,
    )


def _located(state: GradingState, keys: list[PieceKey], key: PieceKey, diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis with the name of its piece ("row o", "gradient"), if other pieces of the part are correct."""
    if diagnosis.where or all(state.verdict(k) is not Verdict.CORRECT for k in keys):
        return diagnosis
    piece = state.exam.piece(key)
    several_outputs = len({state.exam.piece(k).output for k in keys}) > 1
    return replace(diagnosis, where=piece.output if several_outputs else piece.blocks[0].name)


def _loss_part(state: GradingState, functions: set[str]) -> str | None:
    """The part in which the loss of these functions is wrong; "" if it is right, None if they have no loss."""
    pieces = {key: state.exam.piece(key) for key in state.findings}
    keys = [key for key, piece in pieces.items() if piece.function in functions and piece.output == "loss"]
    return next((key[0] for key in keys if state.verdict(key) is Verdict.INCORRECT), "") if keys else None


def _telling_case(state: GradingState, key: PieceKey, diagnosis: Diagnosis) -> int | None:
    """The case to look at: of those with the piece's verdict, the one with the largest error.

    None if it takes several cases to see the mistake: correct on some and wrong on others, or dependent on earlier calls.
    """
    if diagnosis.code.startswith((DEPENDS.code, *ON_SOME_CASES)):
        return None
    order = list(Verdict).index
    return min(state.findings[key], key=lambda f: (order(f.verdict), -(f.error or 0.0))).case.number
