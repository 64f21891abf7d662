"""The command that replays a part survives a shell and a narrow terminal; the arrays of a case can be read."""

from __future__ import annotations

import shlex
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Fault, FaultKind
from grader.report import case_arrays, submission_report
from grader.report.replay import replay_line
from tests.report import replays, samples
from tests.report.drawing import drawn

WRONG = samples.wrong("b", samples.SIGN, case=7)


def line(path="alice.py", part=WRONG, **changes):
    result = samples.submission("alice", part, path=path)
    return replay_line(part, result, samples.report(result, seed=3, **changes))


def test_it_names_the_file_the_seed_the_part_and_the_case():
    assert line() == "grader grade alice.py --seed 3 --part b --case 7"


def test_it_repeats_what_the_run_was_told():
    options = ("--assignment", "my course/softmax", "--isolation", "none")

    assert line(options=options) == (
        "grader grade alice.py --assignment 'my course/softmax' --isolation none --seed 3 --part b --case 7"
    )


@pytest.mark.parametrize("path", ["class/alice/w.py", "my class/al's $HOME.py", "a;rm -rf x.py", "-x.py", "--json.py", "深/é.py"])
def test_a_shell_reads_it_as_the_path_that_was_named(path):
    _, _, shown, *_ = shlex.split(line(path))

    assert shown.removeprefix("./") == path
    assert not shown.startswith("-")


@pytest.mark.parametrize("path", ["a\nb.py", "a\x1b[2J.py", "caf\udce9.py", "a\u202eyp.b", "x" * 2000, ""])
def test_a_path_that_cannot_be_shown_has_no_line(path):
    assert line(path) == ""


def test_what_is_right_has_no_line():
    assert line(part=samples.part("b", case=7)) == ""


def test_what_takes_several_cases_to_see_is_replayed_on_all():
    assert line(part=replace(WRONG, case=None)) == "grader grade alice.py --seed 3 --part b"


@given(path=st.text(st.characters(), min_size=1, max_size=40))
def test_whatever_the_path_the_line_is_one_line_of_the_words_it_means(path):
    found = line(path)

    assert found == "" or shlex.split(found)[2].removeprefix("./") == path.removeprefix("./")
    assert len(found.splitlines()) <= 1


@pytest.mark.parametrize("width", [20, 60, 80])
def test_it_is_never_broken_or_cut(width):
    path = "/".join(["a folder with a long name"] * 6) + "/word2vec.py"
    result = samples.submission("alice", WRONG, path=path)

    assert f"\n  {line(path)}\n" in drawn(submission_report(result, samples.report(result, seed=3)), width)


# --- the arrays -------------------------------------------------------------------------------------------------------------


def shown_arrays(*records, width=80):
    return [line.split() for line in drawn(case_arrays(records), width).splitlines()]


def block(lines, name):
    """The rows of numbers below a label."""
    start = next(i for i, words in enumerate(lines) if " ".join(words).startswith(name)) + 1
    rows = []
    while start < len(lines) and lines[start] and not lines[start][0][0].isalpha():
        rows.append(lines[start])
        start += 1
    return rows


def test_inputs_what_was_returned_what_was_expected_and_the_difference_are_shown():
    returned = replays.GRADIENT + np.array([[0.0, 0.0], [0.0, -0.125]])
    lines = shown_arrays(replays.record(replays.LOSS, returned))
    gradient = lines[lines.index(["gradient"]) :]

    assert ["Case", "7", "softmax:", "V", "!=", "d"] in lines
    assert block(lines, "center_vector") == [["1.5", "-2"]]
    assert ["outside_indices", "3,", "0,", "3"] in lines
    assert block(gradient, "returned 2") == [["0.1", "-0.25"], ["2e-07", "2.875"]]
    assert block(gradient, "expected 2") == [["0.1", "-0.25"], ["2e-07", "3"]]
    assert block(gradient, "returned - expected") == [["0", "0"], ["0", "-0.125"]]


def test_the_largest_difference_has_all_its_digits():
    returned = replays.GRADIENT + np.array([[0.0, 0.0], [1e-12, 0.0]])
    lines = [" ".join(words) for words in shown_arrays(replays.record(replays.LOSS, returned))]

    assert f"largest [1, 0] {2e-7 + 1e-12!r} - 2e-07 = {(2e-7 + 1e-12) - 2e-7!r}" in lines


def test_nan_is_the_largest_difference():
    returned = replays.GRADIENT + np.array([[5.0, np.nan], [0.0, 0.0]])

    assert any(words[:3] == ["largest", "[0,", "1]"] for words in shown_arrays(replays.record(replays.LOSS, returned)))


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (replays.RECORDS[1], "no difference: the shape is (2,), expected is (2, 2)"),
        (replays.RECORDS[2], "returned no array of numbers, but str"),
        (replays.RECORDS[2], "returned not returned"),
        (replays.RECORDS[3], "returned not returned: ValueError: shapes (2,) (3,) (line 12)"),
        (replays.RECORDS[4], "returned not returned: there is no such function"),
        (replays.record(fault=Fault(kind=FaultKind.TIMED_OUT)), "returned not returned: timed out"),
    ],
)
def test_where_there_is_nothing_to_compare_the_reason_is_said(record, said):
    assert said in [" ".join(words) for words in shown_arrays(record)]


def test_what_finds_no_room_is_counted():
    wide = np.zeros((15, 40))
    lines = [" ".join(words) for words in shown_arrays(replays.record(replays.LOSS, wide, expected=wide))]

    assert sum(line.endswith("… 18 more") for line in lines) == 3 * 12
    assert lines.count("… 3 more rows") == 3
