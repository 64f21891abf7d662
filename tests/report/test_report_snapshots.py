"""The exact text of every page at the widths that people have. UPDATE_SNAPSHOTS=1 rewrites the files."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from grader.report import (
    case_arrays,
    class_overview,
    class_table,
    error_message,
    note,
    regrading_table,
    student_report,
    submission_report,
    validation_table,
)
from tests.report import replays, samples
from tests.report.drawing import SNAPSHOTS, assert_snapshot, drawn

CLASS = samples.school_class()
PAGES = {
    "alice": lambda: submission_report(samples.ALICE, CLASS),
    "alice-student": lambda: student_report(samples.ALICE, CLASS),
    "alice-explained": lambda: submission_report(samples.EXPLAINED, CLASS, explain=True),
    "overridden": lambda: submission_report(samples.OVERRIDDEN, CLASS),
    "overridden-failed": lambda: submission_report(samples.PARDONED, CLASS),
    "every-verdict": lambda: submission_report(samples.EVERY_VERDICT, CLASS),
    "all-correct": lambda: submission_report(samples.submission("dmitri"), CLASS),
    "unwritten": lambda: student_report(samples.UNWRITTEN, CLASS),
    "replay": lambda: case_arrays(replays.RECORDS),
    "failed": lambda: submission_report(samples.FAILED, CLASS),
    "refused": lambda: submission_report(samples.REFUSED, CLASS),
    "ungraded": lambda: submission_report(samples.UNGRADED, CLASS),
    "class-ungraded": lambda: class_table(samples.report(samples.UNGRADED, samples.ALICE, samples.FAILED)),
    "class": lambda: class_table(CLASS),
    "class-empty": lambda: class_table(samples.report()),
    "parts": lambda: class_overview(CLASS),
    "parts-none": lambda: class_overview(samples.report(samples.FAILED)),
    "proved": lambda: validation_table(samples.validation()),
    "not-proved": lambda: validation_table(samples.broken_validation()),
    "regrading": lambda: regrading_table(samples.regrading()),
    "regrading-applied": lambda: regrading_table(samples.regrading(never_lower=True, applied=True)),
    "regrading-nothing": lambda: regrading_table(samples.regrading(changes=())),
    "error": lambda: error_message("no such file", where="PATH", value="submissions/wek1", attempt="did you mean week1?"),
    "note": lambda: note("Isolation is standard here: bubblewrap is not installed."),
}
WIDE = ("alice", "class", "parts", "every-verdict", "not-proved", "regrading")
DRAWN = [*((name, 80) for name in PAGES), *((name, 120) for name in WIDE)]
IN_ASCII = str.maketrans("━─│╭╮╰╯✓✗◐◷–·±…×", "=-|+++++x~T-.~.x")


@pytest.mark.parametrize(("name", "width"), DRAWN)
def test_a_page_is_drawn_as_it_was_approved(name, width):
    assert_snapshot(drawn(PAGES[name](), width), f"{name}-{width}")


@pytest.mark.parametrize("name", PAGES)
def test_without_unicode_every_page_keeps_its_form(name):
    page = drawn(PAGES[name]()).translate(IN_ASCII)

    assert drawn(PAGES[name](), encoding="ascii") == "".join(c if c.isascii() else "?" * cell_len(c) for c in page)


def test_no_snapshot_is_left_over():
    assert {path.name for path in SNAPSHOTS.iterdir()} == {f"{name}-{width}.txt" for name, width in DRAWN}
