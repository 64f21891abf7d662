"""The whole road, in real processes: the class and every wrong submission get the verdicts that stand beside them."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from grader import catalogue, grading, runner
from grader.intake import collect
from grader.sandbox import Box, Limits

SUBMISSIONS = Path(__file__).resolve().parent.parent / "submissions"
CLASS = json.loads((SUBMISSIONS / "class/expected.json").read_text(encoding="utf-8"))
WRONG = sorted((SUBMISSIONS / "wrong").glob("*.py"))
SEED = 3


@pytest.fixture(scope="module")
def graded():
    """Both folders, graded once, by id."""
    exam = grading.prepare(catalogue.load("word2vec"), seed=SEED)
    paths = [SUBMISSIONS / "class", SUBMISSIONS / "wrong"]
    isolation = None if sys.platform == "linux" else "none"  # forks are quicker than fresh interpreters
    with Box(limits=Limits(), isolation=isolation, zygotes=2) as box:
        results = [r for path in paths for r in runner.run(exam, collect([path], module="word2vec"), box, jobs=2)]
    return {result.id: result for result in results}


@pytest.mark.parametrize("name", sorted(CLASS))
def test_the_class_gets_its_verdicts_and_points(graded, name):
    expected, result = CLASS[name], graded[name]
    assert result.status.value == expected["status"]
    assert (float(result.score), float(result.max_score)) == (expected["score"], expected["max_score"])
    assert {part.id: part.verdict.value for part in result.parts} == expected["verdicts"]
    if expected["status"] == "graded":
        assert result.interface == expected["interface"]


def test_everyone_in_the_class_is_expected(graded):
    assert set(graded) == set(CLASS) | {path.stem for path in WRONG}


def _expectation(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The verdicts and the diagnoses of the first line: `# expect: b=incorrect ; diagnosis b=sign-flipped`."""
    line = path.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# expect: (.*) ; diagnosis (.*)", line)
    assert found, f"{path.name} does not say what it must get"
    first, second = (dict(entry.split("=") for entry in text.split()) for text in found.groups())
    return first, second


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_submission_loses_what_it_says_and_its_mistake_is_named(graded, path):
    verdicts, codes = _expectation(path)
    result = graded[path.stem]
    assert {p.id: p.verdict.value for p in result.parts if p.verdict.value != "correct"} == verdicts
    for part in result.parts:
        if part.id in codes:
            assert codes[part.id] in [diagnosis.code for diagnosis in part.diagnosis]
