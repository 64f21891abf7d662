"""An instructor's word on a part, laid over results: what changes, what stays, and what is not heeded."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.grading import RequestedOverride, apply_overrides, unapplied
from grader.model import Override, PartResult, Status, SubmissionResult, Verdict


def result(name="alice", status=Status.GRADED, **points):
    parts = tuple(
        PartResult(id=i, title=i, verdict=Verdict.INCORRECT, score=Fraction(score), max_score=Fraction(10))
        for i, score in points.items()
    )
    return SubmissionResult(id=name, status=status, parts=parts, source_sha256="ab" * 32)


def ruling(submission="alice", part="b", points=Fraction(15, 2), sha256=""):
    return RequestedOverride(submission=submission, part=part, points=points, note="right on paper", sha256=sha256)


CLASS = (result(a=10, b=0), result("bob", a=10, b=5))


def test_the_instructors_points_count_and_the_judges_are_kept():
    alice, bob = apply_overrides(CLASS, [ruling()])
    assert alice.score == Fraction(35, 2)
    assert alice.parts[1].override == Override(judged=Fraction(0), note="right on paper")
    assert (alice.parts[1].verdict, alice.parts[0], alice.remarks) == (Verdict.INCORRECT, CLASS[0].parts[0], ())
    assert bob == CLASS[1]


def test_without_rulings_nothing_changes():
    assert apply_overrides(CLASS, []) == CLASS
    assert unapplied(CLASS, []) == ()


def test_points_may_be_taken_away_and_given_to_what_could_not_be_run():
    alice, bob = apply_overrides(
        (result(a=10), result("bob", status=Status.FAILED, a=0)), [ruling(part="a", points=Fraction(0))] * 1
    )
    assert (alice.score, alice.parts[0].override.judged) == (0, 10)
    (bob,) = apply_overrides([bob], [ruling("bob", "a")])
    assert (bob.status, bob.score) == (Status.FAILED, Fraction(15, 2))


@pytest.mark.parametrize(
    ("given", "reason", "remarked"),
    [
        (ruling("carol"), "no such submission in this run", False),
        (ruling(part="g"), "the part is not judged in this run", False),
        (ruling(sha256="cd" * 32), "the submission has changed since", True),
        (ruling(points=Fraction(11)), "the part is worth 10 points here", True),
    ],
)
def test_a_ruling_that_does_not_fit_is_not_heeded_and_that_is_said(given, reason, remarked):
    results = apply_overrides(CLASS, [given])
    assert [r.score for r in results] == [r.score for r in CLASS]
    assert unapplied(CLASS, [given, ruling("bob")]) == ((given, reason),)
    remarks = [(r.code, r.message) for r in results[0].remarks]
    assert remarks == ([("override", f"An instructor's override of part b is not applied: {reason}.")] if remarked else [])


def test_a_ruling_on_these_bytes_is_heeded():
    assert apply_overrides(CLASS, [ruling(sha256="ab" * 32)])[0].score == Fraction(35, 2)


def test_what_has_no_bytes_fits_no_pinned_ruling():
    refused = SubmissionResult(id="alice", status=Status.REFUSED, parts=CLASS[0].parts)
    assert apply_overrides([refused], [ruling(sha256="ab" * 32)])[0].score == refused.score
