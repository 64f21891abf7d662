"""An assignment says what may be imported, and the commands keep to it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from grader.cli import main

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "reference/softmax_regression/functions.py").read_text(encoding="utf-8")
SOURCE = REFERENCE.replace("from collections.abc import Sequence\nfrom typing import Any\n", "")  # nothing but NumPy is left
LEVELS = ["none", pytest.param("strong", marks=pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux"))]


@pytest.fixture
def offering(request, tmp_path):
    """A copy of an assignment that offers these modules, under a name of its own; it is forgotten afterwards."""

    def copied(name: str, modules: str) -> str:
        folder = tmp_path / name
        shutil.copytree(ROOT / "reference/softmax_regression", folder, ignore=shutil.ignore_patterns("__pycache__"))
        path = folder / "assignment.py"
        text = path.read_text(encoding="utf-8").replace(
            "    mistakes=MISTAKES,\n", f"    mistakes=MISTAKES,\n    modules={modules},\n"
        )
        path.write_text(text, encoding="utf-8")
        request.addfinalizer(lambda: [sys.modules.pop(m) for m in list(sys.modules) if m.partition(".")[0] == name])
        return str(folder)

    return copied


@pytest.fixture
def graded(tmp_path, capsys):
    def run(assignment: str, source: str, level: str) -> dict:
        path = tmp_path / "softmax_regression.py"
        path.write_text(source, encoding="utf-8")
        assert main(["grade", str(path), "--assignment", assignment, "--json", "-", "--isolation", level]) == 0
        return json.loads(capsys.readouterr().out)["submissions"][0]

    return run


@pytest.mark.parametrize("level", LEVELS)
def test_fewer(offering, graded, level):
    assert SOURCE != REFERENCE
    assignment = offering("offers_few", "('numpy', 'math')")
    assert graded(assignment, SOURCE + "\nimport math\n", level)["score"] == 10
    record = graded(assignment, SOURCE + "\nimport json\njson.dumps(1)\n", level)
    assert record["score"] == 10
    absent, left_out = record["remarks"]
    assert (absent["code"], left_out["code"]) == ("absent-module", "left-out")
    assert " imports json, which is not available here; only what uses it fails." in absent["message"]
    assert " is left out: softmax_regression.py line " in left_out["message"]


@pytest.mark.parametrize("level", LEVELS)
def test_more(offering, graded, level):
    pytest.importorskip("scipy.special")
    assignment = offering("offers_more", "('numpy', 'scipy.special')")
    source = SOURCE + "\nfrom scipy.special import logsumexp\nlogsumexp([1.0, 2.0])\n"
    assert graded(assignment, source, level)["score"] == 10


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ("('numpy', 'nothing_like_it')", "an allowed module is not installed"),
        ("'numpy'", "not contain names of modules"),
    ],
)
@pytest.mark.parametrize("command", ["grade", "check"])
def test_what_is_not_there(offering, tmp_path, capsys, command, modules, words):
    assignment = offering("offers_nothing", modules)
    (tmp_path / "softmax_regression.py").write_text(SOURCE, encoding="utf-8")
    assert main([command, str(tmp_path / "softmax_regression.py"), "--assignment", assignment]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert words in " ".join(told.err.split())
    assert "Traceback" not in told.err
