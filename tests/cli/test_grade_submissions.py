"""The whole road, in real processes: the class and every wrong submission get the verdicts that stand beside them."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

import pytest

from grader import catalogue, grading, runner
from grader.sandbox import Box, Limits
from tests.submissions.make import write, wrong_submissions
from tests.support.submitted import submitted

SUBMISSIONS = Path(__file__).resolve().parent.parent / "submissions"
ASSIGNMENT = catalogue.load("word2vec")
ALL_CORRECT = {part.id: "correct" for part in ASSIGNMENT.parts}  # expected.json lists the other verdicts
CLASS = json.loads((SUBMISSIONS / "class/expected.json").read_text(encoding="utf-8"))
WRONG = wrong_submissions()
SEED = 3


pytestmark = pytest.mark.no_cover  # 340 submissions take the same lines; other tests measure them


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return a function that grades once, because coverage is measured during the set-up of a fixture."""
    return cache(lambda: _graded(tmp_path_factory))


def _graded(tmp_path_factory):
    """The class and the wrong submissions, graded once, by id."""
    wrong = tmp_path_factory.mktemp("wrong")
    write(wrong)
    exam = grading.prepare(ASSIGNMENT, seed=SEED)
    paths = [SUBMISSIONS / "class", wrong]
    isolation = None if sys.platform == "linux" else "none"  # forks are quicker than fresh interpreters
    with Box(limits=Limits(), isolation=isolation, zygotes=2) as box:
        results = [r for path in paths for r in runner.run(exam, submitted(path), box, jobs=2)]
    return {result.id: result for result in results}


@pytest.mark.parametrize("name", sorted(CLASS))
def test_the_class_gets_its_verdicts_and_points(graded, name):
    expected, result = CLASS[name], graded()[name]
    assert result.status.value == expected["status"]
    assert (float(result.score), float(result.max_score)) == (expected["score"], expected["max_score"])
    assert {part.id: part.verdict.value for part in result.parts} == ALL_CORRECT | expected["verdicts"]
    if expected["status"] == "graded":
        assert result.interface == expected["interface"]


def test_everyone_in_the_class_is_expected(graded):
    assert set(graded()) == set(CLASS) | {submission.name for submission in WRONG}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_a_wrong_submission_loses_what_it_says_and_its_mistake_is_named(graded, wrong):
    result = graded()[wrong.name]
    assert {p.id: p.verdict.value for p in result.parts if p.verdict.value != "correct"} == wrong.verdicts
    for part in result.parts:
        if part.id in wrong.codes:
            assert wrong.codes[part.id] in [diagnosis.code for diagnosis in part.diagnosis]


@pytest.mark.parametrize("wrong", [wrong for wrong in WRONG if wrong.points], ids=lambda wrong: wrong.name)
def test_a_file_of_the_course_gets_its_points(graded, wrong):
    result = graded()[wrong.name]
    assert (result.status.value, result.interface) == ("graded", "cs224n")
    assert f"{float(result.score):g}/{float(result.max_score):g}" == wrong.points
