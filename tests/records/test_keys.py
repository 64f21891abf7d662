"""The key of a result: it changes with whatever the result depends on, and with nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from grader.model import Environment, Remark, Submission
from grader.records.journal import SETTINGS, result_key
from grader.runner import Recipe
from grader.sandbox import Limits

SETTING = dict.fromkeys(SETTINGS, "")
SUBMISSION = Submission(
    id="alice",
    path="class/alice.py",
    files={"word2vec.py": b"import numpy", "utils/a.py": b"\xff"},
    main="alice.py",
    remarks=(Remark(code="several-files", message="two files"),),
)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_part_of_the_key(name):
    assert result_key(SUBMISSION, SETTING | {name: "other"}) != result_key(SUBMISSION, SETTING)
    with pytest.raises(ValueError, match=name):
        result_key(SUBMISSION, {other: "" for other in SETTINGS if other != name})


@pytest.mark.parametrize(
    "change",
    [
        {"files": {**SUBMISSION.files, "word2vec.py": b"pass"}},
        {"files": {**SUBMISSION.files, "more.py": b""}},
        {"files": {"word2vec.py": SUBMISSION.files["word2vec.py"], "utils/b.py": SUBMISSION.files["utils/a.py"]}},
        {"main": "bob.py"},
        {"refusal": "a link"},
        {"remarks": ()},
    ],
)
def test_whatever_a_result_says_of_a_submission_is_part_of_the_key(change):
    assert result_key(replace(SUBMISSION, **change), SETTING) != result_key(SUBMISSION, SETTING)


def test_whose_it_is_and_where_it_lay_is_not_part_of_the_key():
    assert result_key(replace(SUBMISSION, id="bob", path="b/c.py"), SETTING) == result_key(SUBMISSION, SETTING)


def test_equal_settings_in_another_order_are_one_key():
    assert result_key(SUBMISSION, dict(reversed(SETTING.items()))) == result_key(SUBMISSION, SETTING)


ENVIRONMENT = Environment(python="3.11.7", numpy="2.3.5", isolation="strong", isolation_detail="seccomp yes")
RECIPE = Recipe(assignment="word2vec", seed=3)


@pytest.mark.parametrize(
    "change",
    [
        {"assignment": "softmax_regression"},
        {"seed": 4},
        {"parts": ("b",)},
        {"case": 9},
        {"explanations": 1000},
        {"modules": ("pandas",)},
        {"limits": Limits(time_limit=3.0)},
    ],
)
def test_each_choice_of_a_run_is_among_its_settings(change):
    assert replace(RECIPE, **change).settings(ENVIRONMENT) != RECIPE.settings(ENVIRONMENT)


@pytest.mark.parametrize(
    "change", [{"isolation": "none"}, {"python": "3.12.1"}, {"numpy": "1.26.4"}, {"interpreter": "/usr/bin/python3"}]
)
def test_the_place_where_submissions_run_is_among_the_settings(change):
    assert RECIPE.settings(replace(ENVIRONMENT, **change)) != RECIPE.settings(ENVIRONMENT)


def test_what_decides_no_point_is_not_among_the_settings():
    settings = RECIPE.settings(ENVIRONMENT)
    assert settings == replace(RECIPE, keep=True, isolation="strong").settings(replace(ENVIRONMENT, isolation_detail=""))
    assert json.loads(json.dumps(settings)) == settings
    assert len(result_key(SUBMISSION, settings)) == 64
