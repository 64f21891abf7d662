"""The written form of numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report import formatting


@pytest.mark.parametrize(
    ("values", "digits"),
    [
        ([], 0),
        ([Fraction(5), Fraction(100)], 0),
        ([Fraction(5), Fraction(15, 2)], 1),
        ([Fraction(1, 4)], 2),
        ([Fraction(1, 3)], 2),
    ],
)
def test_digits_are_as_many_as_the_column_needs(values, digits):
    assert formatting.decimals(values) == digits


def test_scores_of_a_column_have_their_slashes_below_each_other():
    scores = [(Fraction(15, 2), Fraction(15)), (Fraction(0), Fraction(100)), (Fraction(5), Fraction(5))]

    assert formatting.score_column(scores) == ["7.5 /  15", "0.0 / 100", "5.0 /   5"]
    assert formatting.score_column([]) == []


@pytest.mark.parametrize(
    ("score", "whole", "shown"),
    [
        (Fraction(175, 2), Fraction(100), "87.5 %"),
        (Fraction(100), Fraction(100), "100.0 %"),
        (Fraction(99_999, 1000), Fraction(100), "99.9 %"),
        (Fraction(1, 10_000), Fraction(100), "0.1 %"),
        (Fraction(0), Fraction(100), "0.0 %"),
        (Fraction(110), Fraction(100), "110.0 %"),
        (Fraction(0), Fraction(0), "–"),
    ],
)
def test_only_all_is_100_percent_and_only_nothing_is_0(score, whole, shown):
    assert formatting.percent(score, whole) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (0.0, "0"), (2.0, "2.0e+00"), (4.44e-16, "4.4e-16"), (float("inf"), "inf"), (float("nan"), "nan")],
)
def test_relative_errors_are_short(value, shown):
    assert formatting.relative_error(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.021, "0.02 s"), (9.996, "10.00 s"), (12.34, "12.3 s"), (float("nan"), "–")])
def test_times_are_short(value, shown):
    assert formatting.seconds(value) == shown


@given(score=st.fractions(-10, 120), width=st.integers(2, 100))
def test_a_bar_is_full_only_for_everything_and_empty_only_for_nothing(score, width):
    bar = formatting.bar(score, Fraction(100), width=width)

    assert len(bar.plain) == width
    assert ("─" not in bar.plain) == (score >= 100)
    assert ("━" not in bar.plain) == (score <= 0)
    assert ("bar.all" in {span.style for span in bar.spans}) == (score >= 100)


def test_nothing_to_earn_is_an_empty_bar():
    assert formatting.bar(Fraction(0), Fraction(0), width=3).plain == "───"
