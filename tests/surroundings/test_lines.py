"""Lines around the functions of a file cost nothing, and the result is the same at every level, in `check` and for every user."""

from __future__ import annotations

import json
import os
import re
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.cli import main
from grader.sandbox.walls import kernel, namespaces
from grader.sandbox.walls.kernel import NoWallError
from tests.sandbox.behind_walls import WALLED, as_an_ordinary_user, walled_box
from tests.surroundings import lines

BASE = (Path(__file__).resolve().parents[1] / "submissions/class/amara/word2vec.py").read_text(encoding="utf-8")
BEFORE_FILES, AFTER_FILES = 2, 4
"""Files among which the lines are dealt: so few that three levels take seconds. A remark says which line it is about."""

LEVELS = ("none", *WALLED)

Remarks = set[tuple[str, str]]
"""Codes of remarks on a file, each with the name of the line that it is about."""


def pieces() -> dict[str, list[tuple[str, str]]]:
    """Files by name: the lines in them in order, with their names, and the base under the name "base"."""
    base = ("base", BASE)
    files = {name: [(name, line), base] for name, line in lines.FIRST.items()}
    files |= {name: [base, (name, line)] for name, line in lines.ALONE.items()}
    files["inside"] = [*((name, setup) for name, (setup, _) in lines.INSIDE.items()), ("base", base_that_does_it_all())]
    files["helpers"] = [base, *((name, line) for name, (line, _) in lines.HELPERS.items())]
    before, after = list(lines.BEFORE.items()), list(lines.AFTER.items())
    files |= {f"before-{i}": [*before[i::BEFORE_FILES], base] for i in range(BEFORE_FILES)}
    return files | {f"after-{i}": [base, *after[i::AFTER_FILES]] for i in range(AFTER_FILES)}


def base_that_does_it_all() -> str:
    """The base, with all of INSIDE in the function that part e calls."""
    done = textwrap.indent("\n".join(statement for _, statement in lines.INSIDE.values()), "    ")
    return BASE.replace("def sigmoid(x):\n", f"def sigmoid(x):\n{done}\n", 1)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A class of one file for each entry of `pieces`, which every user may read (pytest's own folders are closed to others)."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, parts in pieces().items():
            (folder / name).mkdir()
            (folder / name / "word2vec.py").write_text("\n".join(text for _, text in parts) + "\n", encoding="utf-8")
        for _, files in lines.HELPERS.values():
            for path, text in files.items():
                (folder / "helpers" / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / "helpers" / path).write_text(text, encoding="utf-8")
        folder.chmod(0o755)
        yield folder


def remarks_of(submission: Mapping[str, Any]) -> tuple[Remarks, int]:
    """The remarks on what was left out or is absent, and how many more there are, of which a report has only the number."""
    owners = [name for name, text in pieces()[submission["id"]] for _ in range(text.count("\n") + 1)]
    found, more = set(), 0
    for remark in submission["remarks"]:
        if remark["code"] in ("left-out", "absent-module"):
            if further := re.fullmatch(r"and (\d+) more", remark["message"]):
                more += int(further[1])
                continue
            line = re.search(r" line (\d+)", remark["message"])
            assert line is not None
            found.add((remark["code"], owners[int(line[1]) - 1]))
    return found, more


def costs_nothing(report: str) -> None:
    """Assert full marks for each submission, and remarks on exactly those lines that fail everywhere."""
    for submission in json.loads(report)["submissions"]:
        names = {name for name, _ in pieces()[submission["id"]]}
        expected = {("left-out", name) for name in names & lines.LEFT_OUT}
        expected |= {("absent-module", name) for name in names & lines.ABSENT}
        found, more = remarks_of(submission)
        assert found <= expected, submission["remarks"]
        assert len(found) + more == len(expected), submission["remarks"]
        assert {part["verdict"] for part in submission["parts"]} == {"correct"}, submission["id"]


def has(level: str) -> None:
    """Skip the test where the machine does not have this level."""
    if level != "none":
        walled_box(level).close()


@pytest.mark.parametrize("level", LEVELS)
def test_no_line_costs_anything(level, folder, tmp_path):
    has(level)
    results = tmp_path / "results.json"
    assert main(["grade", str(folder), "--isolation", level, "--part", "e", "--json", str(results)]) == 0
    costs_nothing(results.read_text())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("level", LEVELS)
def test_nor_does_it_for_an_ordinary_user(level, folder):
    has(level)
    some = [str(folder / name) for name in ("after-0", "after-1", "before-0", "stdout-close", "inside", "helpers")]
    run = as_an_ordinary_user("-m", "grader", "grade", *some, "--isolation", level, "--part", "e", "--json", "-")
    if run.returncode == 4:
        pytest.skip(run.stderr)
    assert run.returncode == 0, run.stderr
    costs_nothing(run.stdout)


@pytest.mark.parametrize("level", LEVELS)
def test_check_says_the_same(level, folder, tmp_path, monkeypatch):
    def missing(*_: object, **__: object) -> None:
        raise NoWallError("not here")

    has(level)
    if level != "strong":
        monkeypatch.setattr(*((kernel, "compiled_filter") if level == "none" else (namespaces, "wrapped")), missing)
    for name in ("after-0", "before-1", "stdout-close", "inside"):
        results = tmp_path / f"{name}.json"
        assert main(["check", str(folder / name / "word2vec.py"), "--part", "e", "--json", str(results)]) == 0
        assert json.loads(results.read_text())["environment"]["isolation"]["level"] == level
        costs_nothing(results.read_text())
