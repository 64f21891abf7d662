"""Progress of a class: one line on a terminal, gone afterwards; a few plain lines elsewhere, and none of a short run."""

from __future__ import annotations

import re
import threading

import pytest

from grader.model import Status
from grader.report.progress import LINE_SECONDS, PATIENCE_SECONDS, ClassProgress, Steps
from tests.report.drawing import console

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Watched:
    """A progress whose clock is set by hand, and all that it wrote."""

    def __init__(self, total, **options):
        self.now = 0.0
        self._console, self._file = console(100, **options)
        self.progress = ClassProgress(self._console, total=total, clock=lambda: self.now)

    def __enter__(self):
        self.progress.__enter__()
        return self

    def __exit__(self, *error):
        self.progress.__exit__(*error)

    def done(self, *names, status=Status.GRADED, seconds=1.0):
        """One after the other, each after so many seconds."""
        for name in names:
            self.now += seconds
            self.progress.done(name, status)

    @property
    def sent(self):
        self._file.flush()
        return self._file.buffer.getvalue().decode(self._console.encoding)

    @property
    def lines(self):
        return ESCAPE.sub("", self.sent.replace("\r", "\n")).splitlines()


def names(number):
    return [f"s{i}" for i in range(number)]


def test_a_terminal_sees_how_far_it_is_and_nothing_afterwards():
    with Watched(40, colors="standard") as seen:
        seen.done(*names(9), seconds=0.5)
        seen.done("bob\x1b[2Jby", status=Status.FAILED, seconds=0.5)

    assert seen.lines[-2].split("  ") == [
        "━━━━━───────────────",
        "10/40",
        "2/s",
        "15 s left",
        "9 graded",
        "1 failed",
        "bob␛[2Jby",
    ]
    assert seen.sent.endswith("\x1b[2K")  # the line is erased


def test_no_second_thread_draws():
    before = threading.active_count()
    with Watched(2, colors="standard") as seen:
        seen.done("alice")
        assert threading.active_count() == before


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ([Status.GRADED, Status.FAILED, Status.GRADED, Status.REFUSED], "2 graded  1 failed  1 refused"),
        ([Status.GRADED, Status.UNGRADED], "1 graded  1 not graded"),
        ([Status.FAILED], "0 graded  1 failed"),
    ],
)
def test_outcomes_are_counted(statuses, words):
    with Watched(9, colors="standard") as seen:
        for status in statuses:
            seen.done("s", status=status)
        assert f"  {words}  s" in seen.lines[-1]


def test_what_hangs_is_named_with_the_seconds_it_takes():
    with Watched(9, colors="standard") as seen:
        seen.done("alice")
        for second in range(1, 4):
            seen.now += 1
            seen.progress.waiting(second, "zoe")
            assert seen.lines[-1] == f"waiting {second} s for zoe"
            assert seen.lines[-2].endswith("1 graded  alice")  # and no time left
        seen.done("yan")
        assert seen.lines[-1].endswith(" left  2 graded  yan")


def test_what_an_earlier_run_left_counts_as_done_and_not_as_speed():
    with Watched(10, colors="standard") as seen:
        seen.progress.known(6)
        seen.done("s7", "s8")
        assert "8/10  1/s  2 s left  2 graded" in seen.lines[-1]


def test_submissions_with_the_same_bytes_are_done_together():
    with Watched(10, colors="standard") as seen:
        seen.now += 1
        seen.progress.done("s1", Status.GRADED, 4)
        assert "4/10  4/s  2 s left  4 graded" in seen.lines[-1]


def test_a_fast_run_is_not_slowed_down_by_its_drawing():
    with Watched(1000, colors="standard") as seen:
        seen.done(*names(1000), seconds=0.001)
        assert 5 < seen.sent.count("/1,000") < 20
        assert "1,000/1,000" in seen.lines[-1]


def test_a_line_that_is_too_long_is_cut():
    with Watched(9, colors="standard") as seen:
        seen.done("s" * 300)
        assert all(len(line) <= 100 for line in seen.lines)


@pytest.mark.parametrize("total", [0, 1])
def test_a_class_of_none_or_one_is_no_matter(total):
    with Watched(total, colors="standard") as seen:
        seen.done(*names(total))
    assert seen.sent


def test_an_ascii_terminal_gets_ascii():
    with Watched(1, colors="standard", encoding="ascii") as seen:
        seen.done("李")
    assert seen.sent.isascii()


def test_an_interruption_leaves_no_bar():
    seen = Watched(3, colors="standard")

    with pytest.raises(KeyboardInterrupt), seen:
        raise KeyboardInterrupt

    assert seen.sent.endswith("\x1b[2K")


def test_a_short_run_writes_nothing_where_nobody_looks():
    with Watched(100) as seen:
        seen.done(*names(100), seconds=LINE_SECONDS / 101)
        seen.progress.waiting(LINE_SECONDS / 2, "zoe")

    assert seen.sent == ""


@pytest.mark.parametrize(
    ("total", "seconds", "lines"),
    [
        (1000, 0.03, 3),  # 30 s: after 10, after 20, and the end
        (1000, 1.0, 10),  # each tenth
        (3, 100.0, 3),
        (50_000, 1.0, 10),
    ],
)
def test_a_log_has_a_line_for_each_tenth_but_not_in_each_second(total, seconds, lines):
    with Watched(total) as seen:
        seen.done(*names(total), seconds=seconds)

    assert len(seen.lines) == lines
    assert seen.lines[-1].startswith(f"grading  {total:,}/{total:,}")
    assert "\x1b" not in seen.sent


def test_a_log_says_what_hangs_ever_more_rarely():
    with Watched(9) as seen:
        for second in range(1, 200):
            seen.now += 1
            seen.progress.waiting(second, "zoe")
        waits = [int(re.search(r"waiting (\d+) s for zoe", line).group(1)) for line in seen.lines]

    assert waits == [10, 20, 40, 80, 160]


# --- steps ----------------------------------------------------------------------------------------------------------------


def stepped(*steps, **options):
    """All that is drawn of steps, each after so many seconds."""
    drawing, file = console(60, **options)
    now = 0.0
    with Steps(drawing, clock=lambda: now) as progress:
        for seconds, *step in steps:
            now += seconds
            progress(*step)
    file.flush()
    return file.buffer.getvalue().decode(drawing.encoding)


LONG = ((PATIENCE_SECONDS, 1, 4, "traces of f"), (1.0, 3, 4, "numbers of part b\x1b[2J"))


def test_steps_are_drawn_with_their_names_and_disappear():
    sent = stepped(*LONG, colors="standard")
    lines = [line.rstrip() for line in ESCAPE.sub("", sent.replace("\r", "\n")).splitlines()]
    assert "━━━━━───────────────  1/4  traces of f" in lines
    assert any(line.startswith("━━━━━━━━━━━━━━━─────  3/4  numbers of part b") for line in lines)
    assert "\x1b[2J" not in sent
    assert sent.endswith("\x1b[2K")  # the line is cleared


def test_what_is_quick_and_what_is_no_terminal_shows_no_steps():
    assert stepped((0.5, 1, 4, "quick"), (1.0, 2, 4, "quick"), colors="standard") == ""
    assert stepped(*LONG) == ""
