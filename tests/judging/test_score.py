"""Points: the share that the policy leaves for a piece, and the sum over a part."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from grader import catalogue, grading
from grader.judging.findings import Finding, Judgement
from grader.judging.score import Score, part_verdict, score_all, score_part, score_piece
from grader.model import Diagnosis, Policy, Verdict

EXAM = grading.prepare(catalogue.load("word2vec"), seed=1)
PIECE = EXAM.piece(("b", 0))
CORRECT, PARTIAL, INCORRECT, ERROR = Verdict.CORRECT, Verdict.PARTIAL, Verdict.INCORRECT, Verdict.ERROR
POLICY = Policy(by_code={"shape": Fraction(3, 4)}, incorrect={"constant-factor": Fraction(1, 5)}, named_loss=Fraction(1, 3))


def findings(*verdicts, codes=()):
    """One finding for each verdict, the first ones with these codes."""
    diagnoses = [*(Diagnosis(code=code, message="") for code in codes), *[None] * len(verdicts)]
    pairs = zip(verdicts, diagnoses, strict=False)
    return Judgement([Finding(case=EXAM.cases[0], verdict=v, diagnosis=d) for v, d in pairs])


@pytest.mark.parametrize(
    ("of", "code", "follows", "verdict", "share"),
    [
        (findings(CORRECT, CORRECT), "", False, CORRECT, 1),
        (findings(CORRECT, INCORRECT), "unknown", False, INCORRECT, 0),
        (findings(CORRECT, INCORRECT), "constant-factor", False, INCORRECT, Fraction(1, 5)),
        (findings(ERROR, INCORRECT), "raised", False, ERROR, 0),
        (findings(CORRECT, PARTIAL), "precision", False, PARTIAL, Fraction(1, 2)),
        (findings(PARTIAL, CORRECT, codes=["shape"]), "shape", False, PARTIAL, Fraction(3, 4)),
        (findings(PARTIAL, PARTIAL, codes=["shape", "precision"]), "shape", False, PARTIAL, Fraction(1, 2)),
        (findings(CORRECT, CORRECT), "numerical-gradient", False, INCORRECT, 0),
        (findings(CORRECT, PARTIAL), "numerical-gradient", False, INCORRECT, 0),
        (findings(ERROR, CORRECT), "numerical-gradient", False, ERROR, 0),
        (findings(INCORRECT), "unknown", True, INCORRECT, Fraction(1, 3)),
        (findings(INCORRECT), "constant-factor", True, INCORRECT, Fraction(1, 3)),
        (findings(CORRECT, PARTIAL), "precision", True, PARTIAL, Fraction(1, 2)),
    ],
)
def test_a_piece_earns_the_share_that_the_policy_leaves(of, code, follows, verdict, share):
    score = score_piece(PIECE, of, POLICY, code=code, follows_named_loss=follows)
    assert (score.verdict, score.points, score.maximum) == (verdict, share * PIECE.points, PIECE.points)


def test_the_share_of_a_named_loss_never_lowers_another_share():
    generous = replace(POLICY, incorrect={"constant-factor": Fraction(1, 2)})
    assert (
        score_piece(PIECE, findings(INCORRECT), generous, code="constant-factor", follows_named_loss=True).points
        == PIECE.points / 2
    )


@pytest.mark.parametrize(
    ("loss_code", "consistent", "earns"), [("sign-flipped", True, True), ("unknown", True, False), ("sign-flipped", False, False)]
)
def test_a_gradient_follows_a_loss_only_if_it_is_consistent_and_the_mistake_has_a_name(loss_code, consistent, earns):
    exam = replace(EXAM, assignment=replace(EXAM.assignment, policy=POLICY))
    wrong = {("a", 0): findings(INCORRECT), ("b", 0): findings(INCORRECT)}
    codes = {("a", 0): loss_code, ("b", 0): "unknown"}
    scores = score_all(exam, wrong, codes, {("naive_softmax", "grad_center"): consistent})
    assert scores["a", 0].points == 0
    assert (scores["b", 0].points > 0) == earns


def test_a_part_sums_its_pieces_and_is_partial_if_only_some_are_wrong():
    scores = [Score(verdict=v, points=Fraction(p), maximum=Fraction(5)) for v, p in ((CORRECT, 5), (INCORRECT, 1))]
    assert score_part(scores) == Score(verdict=PARTIAL, points=Fraction(6), maximum=Fraction(10))


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        ([CORRECT, CORRECT], CORRECT),
        ([INCORRECT, INCORRECT], INCORRECT),
        ([PARTIAL, INCORRECT], INCORRECT),
        ([CORRECT, ERROR, INCORRECT], ERROR),
        ([Verdict.MISSING, Verdict.TIMEOUT, CORRECT], Verdict.TIMEOUT),
    ],
)
def test_the_first_verdict_in_order_is_reported(verdicts, verdict):
    assert part_verdict(verdicts) == verdict
    assert findings(*verdicts).verdict == min(verdicts, key=list(Verdict).index)
