"""What counts after regrading, and what has changed: points, verdicts, overrides, parts that were not graded again."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from grader.grading import regraded, union
from grader.model import Override, PartResult, Status, SubmissionResult, Verdict
from grader.model.regrading import Kept


def part(i, score, maximum=10):
    verdict = Verdict.CORRECT if score == maximum else Verdict.PARTIAL if score else Verdict.INCORRECT
    return PartResult(id=i, verdict=verdict, score=Fraction(score), max_score=Fraction(maximum))


def result(status=Status.GRADED, name="alice", **points):
    parts = [part(i, *(value if isinstance(value, tuple) else (value,))) for i, value in points.items()]
    return SubmissionResult(id=name, status=status, path=f"{name}.py", parts=tuple(parts))


def ungraded():
    failed = result(Status.UNGRADED, a=0, b=0)
    return replace(failed, parts=tuple(replace(each, verdict=None, score=None) for each in failed.parts))


OLD = result(a=10, b=5, c=0)


def points(result):
    return {part.id: part.score for part in result.parts}


@pytest.mark.parametrize(
    ("new", "options", "counts", "changes"),
    [
        # (part, points gained, reason why it is kept) of each part that is judged otherwise
        (OLD, {}, {"a": 10, "b": 5, "c": 0}, []),
        (result(a=10, b=10, c=0), {}, {"a": 10, "b": 10, "c": 0}, [("b", 5, None)]),
        (result(a=0, b=10, c=0), {}, {"a": 0, "b": 10, "c": 0}, [("a", -10, None), ("b", 5, None)]),
        (result(a=0, b=10, c=0), {"never_lower": True}, {"a": 10, "b": 10, "c": 0}, [("a", 0, Kept.NEVER_LOWER), ("b", 5, None)]),
        # the same verdict, for other points, or out of others
        (result(a=(12, 12), b=5, c=0), {}, {"a": 12, "b": 5, "c": 0}, [("a", 2, None)]),
        (result(a=10, b=(5, 20), c=0), {}, {"a": 10, "b": 5, "c": 0}, [("b", 0, None)]),
        # only some parts were graded again
        (result(b=10), {"parts": ["b"]}, {"a": 10, "b": 10, "c": 0}, [("b", 5, None)]),
        (result(Status.FAILED, b=0), {"parts": ["b"]}, {"a": 10, "b": 0, "c": 0}, [("b", -5, None)]),
        # parts that are new, and parts that are gone
        (result(a=10, b=5, c=0, d=3), {}, {"a": 10, "b": 5, "c": 0, "d": 3}, [("d", 3, None)]),
        (result(b=5, c=0), {}, {"b": 5, "c": 0}, [("a", -10, None)]),
        (result(b=5, c=0), {"never_lower": True}, {"b": 5, "c": 0, "a": 10}, [("a", 0, Kept.NEVER_LOWER)]),
        (result(c=0), {"parts": ["b", "c"]}, {"a": 10, "c": 0}, [("b", -5, None)]),
        # whole submissions that do not run any more
        (result(Status.FAILED, a=0, b=0, c=0), {}, {"a": 0, "b": 0, "c": 0}, [("a", -10, None), ("b", -5, None)]),
        (ungraded(), {}, {"a": 10, "b": 5, "c": 0}, []),
    ],
)
def test_what_counts_and_what_has_changed(new, options, counts, changes):
    counted, change = regraded(OLD, replace(new, id="twin", path=""), **options)
    assert points(counted) == counts
    assert (counted.id, counted.path) == ("alice", "alice.py")
    assert [(each.id, each.points, each.kept) for each in change.parts] == changes
    assert change.points == change.after.score - change.before.score == sum(gained for _, gained, _ in changes)


def override(part="b", points=Fraction(15, 2)):
    return Override(submission="alice", part=part, points=points, note="appeal")


@pytest.mark.parametrize("new", [result(a=10, b=0, c=0), result(a=10, b=10, c=0)])
@pytest.mark.parametrize("never_lower", [False, True])
def test_an_override_stays_and_is_named_where_the_judge_changes_its_mind(new, never_lower):
    counted, change = regraded(OLD, new, never_lower=never_lower, overrides=[override()])
    (each,) = change.parts
    assert (each.before.score, each.after.score, each.kept) == (Fraction(15, 2), Fraction(15, 2), Kept.OVERRIDE)
    assert each.judged.score == new.parts[1].score
    assert all(part.override is None for part in counted.parts)  # it is applied to what is read, and not stored


def test_an_override_that_does_not_fit_any_more_is_lost_with_a_remark():
    _, change = regraded(OLD, result(a=10, b=(5, 6), c=0), overrides=[override()])
    assert [(each.id, each.points, each.kept) for each in change.parts] == [("b", Fraction(-5, 2), None)]
    assert "the part is worth 6 points here" in change.after.remarks[0].message


def test_what_was_ungraded_gains_its_points():
    counted, change = regraded(ungraded(), result(a=10, b=5))
    assert (counted.score, change.points) == (15, 15)


def test_of_two_overrides_for_one_part_the_further_one_counts():
    assert union([override(), override("a")], [override(points=Fraction(1))]) == (override(points=Fraction(1)), override("a"))
