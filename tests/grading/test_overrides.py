"""Apply overrides to results: what changes, what stays, and which overrides are not applied."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from grader.grading import apply_overrides, unapplied
from grader.model import AppliedOverride, Override, PartResult, Status, SubmissionResult, Verdict


def result(name="alice", status=Status.GRADED, **points):
    parts = tuple(
        PartResult(id=i, title=i, verdict=Verdict.INCORRECT, score=Fraction(score), max_score=Fraction(10))
        for i, score in points.items()
    )
    return SubmissionResult(id=name, status=status, parts=parts, source_sha256="ab" * 32)


def override(submission="alice", part="b", points=Fraction(15, 2), sha256=""):
    return Override(submission=submission, part=part, points=points, note="right on paper", sha256=sha256)


CLASS = (result(a=10, b=0), result("bob", a=10, b=5))


def test_the_instructors_points_count_and_the_judges_are_kept():
    alice, bob = apply_overrides(CLASS, [override()])
    assert alice.score == Fraction(35, 2)
    assert alice.parts[1].override == AppliedOverride(judged=Fraction(0), note="right on paper")
    assert (alice.parts[1].verdict, alice.parts[0], alice.remarks) == (Verdict.INCORRECT, CLASS[0].parts[0], ())
    assert bob == CLASS[1]


def test_no_overrides_change_nothing():
    assert apply_overrides(CLASS, []) == CLASS
    assert unapplied(CLASS, []) == ()


def test_points_may_be_taken_away_and_given_to_what_could_not_be_run():
    alice, bob = apply_overrides(
        (result(a=10), result("bob", status=Status.FAILED, a=0)), [override(part="a", points=Fraction(0))] * 1
    )
    assert (alice.score, alice.parts[0].override.judged) == (0, 10)
    (bob,) = apply_overrides([bob], [override("bob", "a")])
    assert (bob.status, bob.score) == (Status.FAILED, Fraction(15, 2))


def test_an_ungraded_submission_has_a_score_once_every_part_has_points():
    whole = result(a=0, b=0)
    lost = replace(whole, status=Status.UNGRADED, parts=tuple(replace(p, verdict=None, score=None) for p in whole.parts))
    first = override(part="a", points=Fraction(4))
    (half,) = apply_overrides([lost], [first])
    (all_parts,) = apply_overrides([lost], [first, override()])
    assert (lost.score, half.score, all_parts.score) == (None, None, Fraction(23, 2))
    assert (half.parts[0].score, half.parts[0].override.judged) == (4, None)
    assert {(r.status, p.verdict) for r in (half, all_parts) for p in r.parts} == {(Status.UNGRADED, None)}


@pytest.mark.parametrize(
    ("given", "reason", "remarked"),
    [
        (override("carol"), "no such submission in this run", False),
        (override(part="g"), "the part is not judged in this run", False),
        (override(sha256="cd" * 32), "the submission has changed since", True),
        (override(points=Fraction(11)), "the part is worth 10 points here", True),
    ],
)
def test_an_override_that_does_not_fit_is_not_applied_and_says_why(given, reason, remarked):
    results = apply_overrides(CLASS, [given])
    assert [r.score for r in results] == [r.score for r in CLASS]
    assert unapplied(CLASS, [given, override("bob")]) == ((given, reason),)
    remarks = [(r.code, r.message) for r in results[0].remarks]
    assert remarks == ([("override", f"An instructor's override of part b is not applied: {reason}.")] if remarked else [])


def test_an_override_for_these_bytes_is_applied():
    assert apply_overrides(CLASS, [override(sha256="ab" * 32)])[0].score == Fraction(35, 2)


def test_a_refused_submission_has_no_bytes_to_match():
    refused = SubmissionResult(id="alice", status=Status.REFUSED, parts=CLASS[0].parts)
    assert apply_overrides([refused], [override(sha256="ab" * 32)])[0].score == refused.score


def test_a_second_override_keeps_the_points_of_the_judge():
    once = apply_overrides(CLASS, [override()])
    (part,) = (part for part in apply_overrides(once, [override(points=Fraction(3))])[0].parts if part.id == "b")
    assert (part.score, part.override.judged) == (3, 0)
