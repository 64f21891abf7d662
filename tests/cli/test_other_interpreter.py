"""`--python` and `--allow-module`: the same marks in another interpreter, and a report that says which it was."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import numpy as np
import pytest

from grader.cli import main
from grader.cli.parsing import parse, replayed
from tests.support.environments import HIDDEN

ROOT = Path(__file__).resolve().parents[2]
CLASS = ROOT / "tests/submissions/class"
RIGHT = (ROOT / "reference/word2vec/functions.py").read_text(encoding="utf-8")
# Made by .ci/run: interpreters with other versions of NumPy.
OTHERS = [Path(path) for path in os.environ.get("GRADER_TEST_PYTHONS", "").split(os.pathsep) if path]


@pytest.fixture
def run(capsys):
    """The results of a command as JSON, and the rest that it prints."""

    def command(*arguments: object) -> tuple[dict, str]:
        code = main([str(argument) for argument in (*arguments, "--json", "-")])
        captured = capsys.readouterr()
        assert code in (0, 1), captured.err
        return json.loads(captured.out), captured.err

    return command


def marks(results: dict) -> dict:
    return {
        submission["id"]: [
            (part["id"], part["verdict"], part["score"], [diagnosis["code"] for diagnosis in part["diagnosis"]])
            for part in submission["parts"]
        ]
        for submission in results["submissions"]
    }


# --- which it was ---------------------------------------------------------------------------------------------------------


def test_a_report_says_which_interpreter_it_was(run, course, tmp_path):
    (tmp_path / "word2vec.py").write_text(RIGHT.replace("return", "return -1 *", 1), encoding="utf-8")
    results, page = run("grade", tmp_path / "word2vec.py", "--python", course, "--allow-module", "toy", "--seed", 3)
    environment = results["environment"]
    assert (environment["interpreter"], environment["numpy"]) == (str(course), np.__version__)
    assert str(course) in page.replace("\n", "")
    assert results["options"] == ["--python", str(course), "--allow-module", "toy"]
    own, page = run("grade", tmp_path / "word2vec.py", "--seed", 3)
    assert own["environment"]["interpreter"] == ""
    assert marks(own) == marks(results)


def test_a_replay_repeats_both():
    words = ["--python", "my env/bin/python", "--allow-module", "torch,scipy.special", "--allow-module", "jax"]
    again = replayed(parse(["grade", "class", *words]))
    assert shlex.join(again) == "--python 'my env/bin/python' --allow-module torch,scipy.special,jax"
    assert replayed(parse(["grade", "class", *again])) == again
    assert replayed(parse(["check", "word2vec.py", *again])) == again


@pytest.mark.parametrize("value", ["", "a b", "a-b", "a..b", "a,", "3"])
def test_what_is_no_name_of_a_module(capsys, value):
    assert main(["grade", str(CLASS), "--allow-module", value]) == 2
    assert "is not the name of a module" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(("command", "name"), [("check", "nothing_like_it"), *(("grade", name) for name in HIDDEN)])
def test_what_cannot_be_allowed(capsys, course, command, name):
    assert main([command, str(CLASS / "ingrid.py"), "--python", str(course), "--allow-module", name]) == 2
    error = " ".join(capsys.readouterr().err.split())
    assert "an allowed module is not installed" in error
    assert "remove it from --allow-module" in error


# --- packages that differentiate ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "is_noted"),
    [
        ("import sympy", True),
        ("import numpy, sympy as sp", True),
        ("from sympy import diff", True),
        ("import importlib; sp = importlib.import_module('sympy')", True),
        ("# import sympy", False),
        ("sympy = 1", False),
        ("import toy", False),
    ],
)
def test_a_package_that_differentiates_is_noted_for_instructors(run, course, tmp_path, line, is_noted):
    (tmp_path / "word2vec.py").write_text(RIGHT + f"\n{line}\n", encoding="utf-8")
    arguments = [tmp_path / "word2vec.py", "--python", course, "--allow-module", "sympy,toy", "--part", "a"]
    of_grade, of_check = run("grade", *arguments)[0], run("check", *arguments)[0]
    assert of_grade["submissions"][0]["score"] == 5
    assert [remark["code"] for remark in of_grade["submissions"][0]["remarks"]] == ["differentiates"] * is_noted
    assert of_check["submissions"][0]["remarks"] == []


# --- other versions of NumPy ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own_marks(tmp_path_factory) -> dict:
    """The marks of the class with the grader's own NumPy."""
    file = tmp_path_factory.mktemp("own") / "results.json"
    assert main(["grade", str(CLASS), "--seed", "3", "--json", str(file)]) == 0
    return marks(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.skipif(not OTHERS, reason="GRADER_TEST_PYTHONS names no interpreters; .ci/run makes some")
@pytest.mark.parametrize("python", OTHERS, ids=str)
def test_every_numpy_gives_the_same_marks(run, own_marks, python):
    there = run("grade", CLASS, "--seed", 3, "--python", python)[0]
    assert there["environment"]["interpreter"] == str(python)
    assert marks(there) == own_marks


@pytest.mark.parametrize("python", [None, *OTHERS], ids=str)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    return loss, ", "    return float(np.array([loss])), "),
        ("    return loss, ", "    losses = np.zeros(1)\n    losses[0] = np.array([[loss]])\n    return losses[0], "),
    ],
)
def test_an_array_of_one_number_is_a_number_before_numpy_2_4(run, tmp_path, python, old, new):
    """Right there, and named for what it is in later versions; the report says once how to grade with an older one."""
    text = RIGHT.replace(old, new)
    assert text != RIGHT
    (tmp_path / "word2vec.py").write_text(text, encoding="utf-8")
    results, page = run("grade", tmp_path / "word2vec.py", *(["--python", python] if python else []))
    version = tuple(map(int, results["environment"]["numpy"].split(".")[:2]))
    parts = results["submissions"][0]["parts"]
    if version < (2, 4):
        assert {part["verdict"] for part in parts} == {"correct"}
        assert "--python PATH" not in page
    else:
        codes = {diagnosis["code"] for part in parts for diagnosis in part["diagnosis"]}
        assert codes == {"array-as-number"}
        assert " ".join(page.split()).count("name the interpreter of its environment (--python PATH)") == 1


@pytest.mark.skipif(not OTHERS, reason="GRADER_TEST_PYTHONS names no interpreters; .ci/run makes some")
@pytest.mark.parametrize("level", ["none", "standard", "strong"])
@pytest.mark.parametrize("python", OTHERS, ids=str)
def test_real_packages_can_be_allowed_and_the_installed_grader_cannot_be_imported(run, tmp_path, python, level):
    text = """
import importlib
import scipy.special
from scipy import special
assert special.expit(0.0) == scipy.special.expit(0.0) == 0.5
for name in ("grader", "reference", "grader.model", "reference.word2vec.functions"):
    try:
        importlib.import_module(name)
    except ImportError:
        continue
    raise AssertionError(name)
"""
    (tmp_path / "word2vec.py").write_text(RIGHT + text, encoding="utf-8")
    allowed = ("--allow-module", "scipy.special", "--allow-module", "scipy")
    results, _ = run("grade", tmp_path / "word2vec.py", "--python", python, "--isolation", level, *allowed)
    assert results["submissions"][0]["score"] == 100, results["submissions"][0]["message"]
