"""A recipe is a value: it travels as pickle and as JSON, and each of its settings changes the key of a result."""

from __future__ import annotations

import json
import pickle
import sys
from dataclasses import fields, replace

import pytest

from grader.model import Environment
from grader.records.journal import SETTINGS
from grader.runner import Recipe
from grader.sandbox import Limits
from grader.sandbox.processes.interpreter import Interpreter

RECIPE = Recipe(
    assignment="word2vec",
    seed=3,
    parts=("b", "f.vc"),
    modules=("scipy",),
    limits=Limits(time_limit=9),
    python=sys.executable,
)
ENVIRONMENT = Environment(python="3.11", numpy="2.3", isolation="strong")


def test_it_comes_back_from_json_and_pickle():
    assert Recipe.from_json(json.loads(json.dumps({**RECIPE.as_json(), "line": "grader grade x"}))) == RECIPE
    assert pickle.loads(pickle.dumps(RECIPE)) == RECIPE
    assert hash(RECIPE) == hash(replace(RECIPE))


@pytest.mark.parametrize(
    "other",
    [
        replace(RECIPE, assignment="softmax_regression", parts=()),
        replace(RECIPE, seed=4),
        replace(RECIPE, parts=("b",)),
        replace(RECIPE, case=2),
        replace(RECIPE, explanations=9),
        replace(RECIPE, modules=()),
        replace(RECIPE, limits=Limits(time_limit=8)),
    ],
)
def test_every_setting_that_results_depend_on_is_among_its_settings(other):
    assert RECIPE.settings(ENVIRONMENT).keys() == SETTINGS.keys()
    assert other.settings(ENVIRONMENT) != RECIPE.settings(ENVIRONMENT)


@pytest.mark.parametrize("change", [{"python": "3.12"}, {"numpy": "2.4"}, {"isolation": "standard"}, {"interpreter": "/x"}])
def test_so_is_where_submissions_run(change):
    assert RECIPE.settings(replace(ENVIRONMENT, **change)) != RECIPE.settings(ENVIRONMENT)


def test_what_decides_no_result_is_not():
    named = {field.name for field in fields(Recipe)}
    assert replace(RECIPE, keep=True).settings(ENVIRONMENT) == RECIPE.settings(ENVIRONMENT)
    assert named == {"assignment", "seed", "parts", "case", "explanations", "modules", "limits", "isolation", "python", "keep"}


def test_packages_that_submissions_can_import_are_among_the_settings_with_their_versions(monkeypatch):
    recipes = [replace(RECIPE, python=None, modules=modules) for modules in (("pandas",), ())]
    before = [recipe.settings(ENVIRONMENT) for recipe in recipes]
    monkeypatch.setattr(Interpreter, "installed", lambda _: ["pandas-3.0.0.dist-info"])
    after = [recipe.settings(ENVIRONMENT) for recipe in recipes]
    assert after[0] != before[0]
    assert after[1] == before[1]  # nobody can import it
