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


CHUNK = 25  # wrong submissions that are graded in one run: workers, which share the tests, so share the work as well

pytestmark = pytest.mark.no_cover  # hundreds of submissions take the same lines; other tests measure them


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return a function that grades a chunk of the wrong submissions, or the class (None), once; the results by id."""
    exam = grading.prepare(ASSIGNMENT, seed=SEED)
    isolation = None if sys.platform == "linux" else "none"  # forks are quicker than fresh interpreters

    @cache
    def graded(chunk):
        folder = SUBMISSIONS / "class"
        if chunk is not None:
            folder = tmp_path_factory.mktemp("wrong")
            write(folder, WRONG[chunk * CHUNK :][:CHUNK])
        return {result.id: result for result in runner.run(exam, submitted(folder), box)}

    with Box(limits=Limits(), isolation=isolation) as box:
        yield graded


@pytest.mark.parametrize("name", sorted(CLASS))
def test_the_class_gets_its_verdicts_and_points(graded, name):
    expected, result = CLASS[name], graded(None)[name]
    assert result.status.value == expected["status"]
    assert (float(result.score), float(result.max_score)) == (expected["score"], expected["max_score"])
    assert {part.id: part.verdict.value for part in result.parts} == ALL_CORRECT | expected["verdicts"]
    if expected["status"] == "graded":
        assert result.interface == expected["interface"]


def test_everyone_in_the_class_is_expected():
    assert {submission.id for submission in submitted(SUBMISSIONS / "class")} == set(CLASS)


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda number: WRONG[number].name)
def test_a_wrong_submission_loses_what_it_says_and_its_mistake_is_named(graded, number):
    wrong = WRONG[number]
    result = graded(number // CHUNK)[wrong.name]
    assert {p.id: p.verdict.value for p in result.parts if p.verdict.value != "correct"} == wrong.verdicts
    for part in result.parts:
        if part.id in wrong.codes:
            assert wrong.codes[part.id] in [diagnosis.code for diagnosis in part.diagnosis]
    if wrong.points:
        assert (result.status.value, result.interface) == ("graded", "cs224n")
        assert f"{float(result.score):g}/{float(result.max_score):g}" == wrong.points
