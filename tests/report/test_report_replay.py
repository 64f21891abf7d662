"""The line that replays a part: what it says, and that it survives a shell and a narrow terminal."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report import submission_report
from grader.report.replay import replay_line
from tests.report import samples
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
