"""The class at a glance: what it counts, and that it stays a page whatever the size of the class."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from grader.model import Diagnosis, Remark, Verdict
from grader.report import class_overview, class_table
from grader.report.overview import _stacked_bar
from tests.report import samples
from tests.report.drawing import drawn
from tests.report.test_report_alike import student


def scored(*percents):
    """A class with these scores, each for one part of 10,000 points."""
    part = samples.part("a")
    parts = (replace(part, score=Fraction(percent) * 100, max_score=Fraction(10_000)) for percent in percents)
    return samples.report(*(replace(samples.submission(f"s{i}"), parts=(part,)) for i, part in enumerate(parts)))


def distribution(report):
    """The counts of the drawn distribution by its labels, and the cells of each bar."""
    rows = re.findall(r"^ *(100 %|\d+ to \d+ %) +([\d,]+|·)(?: +[\d.]+ %)? *(━*)$", drawn(class_overview(report)), re.MULTILINE)
    return {label: 0 if number == "·" else int(number) for label, number, _ in rows}, [len(bar) for *_, bar in rows]


def test_a_score_falls_into_the_tenth_that_it_reaches():
    counts, _ = distribution(scored(100, "99.99", 90, "89.99", 50, 10, "9.99", 0))

    expected = {"100 %": 1, "90 to 100 %": 2, "80 to 90 %": 1, "50 to 60 %": 1, "10 to 20 %": 1, "0 to 10 %": 2}
    assert {label: number for label, number in counts.items() if number} == expected
    assert len(counts) == 11


def test_the_distribution_ends_with_the_lowest_score_and_takes_more_than_all_points():
    assert distribution(scored(120, 75))[0] == {"100 %": 1, "90 to 100 %": 0, "80 to 90 %": 0, "70 to 80 %": 1}


def test_the_longest_bar_is_that_of_the_largest_number_and_one_student_is_still_seen():
    _, bars = distribution(scored(*[100] * 400, *[95] * 200, 85))

    assert bars[0] == 50
    assert bars[1:] == [25, 1]


@pytest.mark.parametrize("width", [6, 10, 12, 50])
@pytest.mark.parametrize(
    "counts",
    [
        {Verdict.CORRECT: 7},
        {Verdict.CORRECT: 9_990, Verdict.TIMEOUT: 1},
        {Verdict.INCORRECT: 1, Verdict.PARTIAL: 1, Verdict.MISSING: 1},
        dict.fromkeys(Verdict, 1),
    ],
)
def test_a_bar_of_verdicts_has_its_width_and_a_cell_for_each(counts, width):
    bar = _stacked_bar(Counter(counts), width).plain

    assert len(bar) == width
    assert len(set(bar)) == len(counts)


def test_a_part_that_nobody_has_a_verdict_on_has_no_bar():
    assert _stacked_bar(Counter(), 10).plain == ""


def test_only_verdicts_that_occur_have_a_column_and_a_legend():
    shown = drawn(
        class_overview(samples.report(samples.submission("s"), samples.submission("t", samples.wrong("b", samples.SIGN))))
    )

    assert "of 2 graded  ✓ correct  ✗ incorrect\n" in shown
    assert "◷" not in shown


def test_a_shared_number_is_shown_with_the_sentence_that_it_proves_nothing():
    pair = [student(name, b=("unknown", "1")) for name in ("alice", "bob")]
    shown = " ".join(drawn(class_overview(samples.report(*pair))).split())

    assert "b alice, bob unknown 2" in shown
    assert "This proves nothing by itself" in shown
    assert "proves nothing" not in drawn(class_overview(samples.school_class()))


def test_the_slowest_come_first():
    run = samples.report(*(replace(samples.submission(f"s{i}"), seconds=i / 2) for i in range(9)))

    shown = drawn(class_overview(run), 120)
    assert "slowest  s8 4.00 s  ·  s7 3.50 s  ·  s6 3.00 s  ·  s5 2.50 s  ·  s4 2.00 s  ·  median 2.50 s" in shown
    assert "slowest" not in drawn(class_overview(replace(run, submissions=run.submissions[:5])))


def test_what_was_not_judged_is_counted_and_no_part_of_the_means():
    run = samples.report(samples.submission("s"), samples.FAILED, samples.UNGRADED, samples.REFUSED)
    last = drawn(class_overview(run)).splitlines()[-3]

    assert last.startswith("1 graded  ·  1 not graded  ·  1 failed  ·  1 refused")


def busy(number):
    """A class in which everybody has a mistake and a remark of few others, pairs share files, and triples wrong numbers."""
    run = []
    for i in range(number):
        wrong = samples.wrong("b", Diagnosis(code=f"only-{i % 50}", message=""))
        remark = Remark(code=f"remark-{i % 50}", message="")
        result = samples.submission(f"student-{i:05d}", replace(wrong, wrong_numbers=str(i // 3)), remarks=(remark,))
        run.append(replace(result, source_sha256=str(i // 2)))
    return samples.report(*run, *(samples.unjudged(f"f{i}", "broken") for i in range(number // 4)))


@pytest.mark.parametrize("width", [80, 160])
def test_a_large_class_takes_no_more_lines_than_a_smaller_one(width):
    def lines(number):
        run = busy(number)
        return sum(len(drawn(page, width).splitlines()) for page in (class_table(run, whole=False), class_overview(run)))

    assert lines(1200) <= lines(300) + 2 < 130  # longer numbers may wrap a line


def test_what_a_list_leaves_out_is_counted():
    shown = drawn(class_overview(busy(300)), 160)

    assert "and 44 more mistakes, in 264 submissions: --csv FILE lists all" in shown
    assert "and 144 more groups, in 288 submissions: --json FILE has each source_sha256" in shown
    assert "and 94 more groups, in 188 submissions: --json FILE has wrong_numbers of each part" in shown


def test_the_table_of_a_large_class_shows_who_needs_a_look():
    missing = (samples.part(i, samples.MISSING, verdict=Verdict.MISSING) for i in samples.PARTS)
    late = samples.submission("late", samples.part("g", samples.TIMED_OUT, verdict=Verdict.TIMEOUT))
    run = samples.report(samples.ALICE, samples.submission("nothing", *missing), late, samples.FAILED)
    shown = drawn(class_table(run, whole=False))

    assert [line.split()[0] for line in shown.splitlines()[4:6]] == ["nothing", "late"]
    assert "alice" not in shown
    assert "4 submissions; above: the 2 that earned no points or timed out. With --sort name" in " ".join(shown.split())
    assert "bob  word2vec.py, line 12" in shown


def test_a_large_class_in_which_nobody_needs_a_look_has_no_table():
    shown = drawn(class_table(samples.report(samples.ALICE, samples.submission("bob")), whole=False))

    assert "2 submissions; each earned points, none timed out." in shown
    assert "costliest" not in shown


def test_what_needs_a_human_stands_before_what_is_broken():
    run = samples.report(*(samples.unjudged(f"s{i}", "broken") for i in range(30)), samples.UNGRADED)

    assert drawn(class_table(run)).partition("Not judged\n")[2].split()[0] == samples.UNGRADED.id
