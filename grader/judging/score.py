"""Verdicts and points. All arithmetic on points is here, in fractions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.judging.exam import Exam, PieceKey
from grader.judging.findings import RANK, Findings, Judgement
from grader.model import Interface, Part, Piece, Policy, Verdict
from grader.model.codes import NUMERICAL_GRADIENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The verdict and points of a piece or a part.

    shares  the share of the points that the policy leaves, by the code of the mistake
    """

    verdict: Verdict
    points: Fraction
    maximum: Fraction
    shares: Mapping[str, Fraction] = field(default_factory=dict)


def part_verdict(pieces: Iterable[Verdict]) -> Verdict:
    """The verdict of a part: the first of its pieces', except that incorrect beside correct pieces is partial."""
    verdicts = set(pieces)
    first = min(verdicts, key=RANK.__getitem__)
    return Verdict.PARTIAL if first is Verdict.INCORRECT and Verdict.CORRECT in verdicts else first


def score_piece(piece: Piece, findings: Judgement, policy: Policy, *, code: str = "", follows_named_loss: bool = False) -> Score:
    """Score one piece by its findings and by the code of its best diagnosis, "" if it has none (yet).

    A correct piece earns all its points. Otherwise the smallest share counts that the policy leaves for any of its codes: in a
    partial piece each case may have a code of its own.
    """
    verdict = findings.verdict
    if code == NUMERICAL_GRADIENT and verdict in (Verdict.CORRECT, Verdict.PARTIAL):
        verdict = Verdict.INCORRECT  # the numbers are right, but a derivation was asked for
    if verdict is Verdict.CORRECT:
        return Score(verdict=verdict, points=piece.points, maximum=piece.points)
    partial = verdict is Verdict.PARTIAL
    codes = [code] if code else []
    codes += [f.diagnosis.code for f in findings if f.diagnosis is not None and (partial or not code)]
    share = min((policy.share(c, partial=partial) for c in codes), default=policy.partial if partial else Fraction(0))
    shares = {c: policy.share(c, partial=partial) for c in codes if partial or c in policy.incorrect}
    if follows_named_loss and verdict is Verdict.INCORRECT and policy.named_loss > share:
        share, shares = policy.named_loss, {"named-loss": policy.named_loss}
    return Score(verdict=verdict, points=piece.points * share, maximum=piece.points, shares=shares)


def score_all(
    exam: Exam, findings: Findings, codes: Mapping[PieceKey, str], own_loss: Mapping[tuple[str, str], bool]
) -> dict[PieceKey, Score]:
    """Score every piece.

    codes     the code of the best diagnosis of each piece that has one
    own_loss  by function and output, whether that output is the gradient of the student's own loss
    """
    mistaken = set()  # functions whose loss is wrong by a mistake that the assignment names
    for key, code in codes.items():
        piece = exam.piece(key)
        named = {m.code for m in exam.assignment.mistakes if (m.function, m.output) == (piece.function, "loss")}
        if piece.output == "loss" and code in named:
            mistaken.add(piece.function)
    scores = {}
    for key in findings:
        piece = exam.piece(key)
        follows = piece.function in mistaken and own_loss.get((piece.function, piece.output), False)
        scores[key] = score_piece(
            piece, findings[key], exam.assignment.policy, code=codes.get(key, ""), follows_named_loss=follows
        )
    return scores


def score_part(pieces: Sequence[Score]) -> Score:
    """The score of a part: the sum of its pieces."""
    if len(pieces) == 1:
        return pieces[0]
    return Score(
        verdict=part_verdict(score.verdict for score in pieces),
        points=sum((score.points for score in pieces), Fraction(0)),
        maximum=sum((score.maximum for score in pieces), Fraction(0)),
        shares={code: share for score in pieces for code, share in score.shares.items()},
    )


def attainable(exam: Exam, interface: Interface, part: Part) -> Fraction:
    """The points of those pieces of a part that this interface has and this exam has cases for."""
    asked = (p for p in part.pieces if interface.signature(p.function) and exam.of(p.function, p.group))
    return sum((piece.points for piece in asked), Fraction(0))
