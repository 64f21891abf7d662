"""The report of `grader grade` on its box, and the effect of its options."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from grader.cli import main

CLASS = Path(__file__).resolve().parent.parent / "submissions" / "class"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")


def graded(tmp_path, *arguments: str):
    """The results of a run as data, without what is different each time."""
    target = tmp_path / "results.json"
    assert main(["grade", *arguments, "--json", str(target), "--seed", "3"]) == 0
    report = json.loads(target.read_text(encoding="utf-8"))
    for submission in report["submissions"]:
        del submission["seconds"]
    return report


@on_linux
def test_jobs_change_nothing_but_the_time(tmp_path):
    paths = [str(path) for path in sorted(CLASS.glob("*.py"))[:5]]
    assert len(paths) == 5
    assert graded(tmp_path, *paths, "--jobs", "1") == graded(tmp_path, *paths, "--jobs", "4")


@on_linux
def test_the_level_stands_in_the_results_with_its_reasons(tmp_path):
    path = str(CLASS / "ingrid.py")
    walled = graded(tmp_path, path, "--isolation", "standard")["environment"]["isolation"]
    plain = graded(tmp_path, path, "--isolation", "none")["environment"]["isolation"]
    assert walled["level"] == "standard"
    assert "seccomp yes" in walled["detail"]
    assert plain["level"] == "none"


@on_linux
def test_the_level_does_not_change_a_mark(tmp_path):
    paths = [str(path) for path in sorted(CLASS.glob("*.py"))[:5]]
    walled, plain = graded(tmp_path, *paths), graded(tmp_path, *paths, "--isolation", "none")
    assert walled["submissions"] == plain["submissions"]


@on_linux
def test_memory_is_what_is_asked_for(tmp_path):
    """Two thirds of it are what Python and NumPy have mapped already."""
    hungry = tmp_path / "hungry.py"
    hungry.write_text("import numpy as np\ndef sigmoid(x):\n    np.ones(2**25)\n    return 1 / (1 + np.exp(-x))\n")
    points = {}
    for limit in ("300", "900"):
        (submission,) = graded(tmp_path, str(hungry), "--isolation", "none", "--memory-limit", limit)["submissions"]
        points[limit] = submission["score"]
    assert points["300"] == 0 < points["900"]
