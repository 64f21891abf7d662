"""`grader report`: stored results are drawn, converted and overridden without grading anything."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from grader import runner
from grader.cli import main

CLASS = Path(__file__).resolve().parent.parent / "submissions/class"
PATHS = [str(CLASS / name) for name in ("samir", "ingrid.py", "amara")]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The files that `grade` writes about three of the class, by their kind."""
    folder = tmp_path_factory.mktemp("graded")
    files = {kind: folder / f"results.{kind}" for kind in ("json", "csv", "junit")}
    words = [word for kind, file in files.items() for word in (f"--{kind}", str(file))]
    assert main(["grade", *PATHS, "--seed", "3", "--isolation", "none", *words]) == 0
    return files


@pytest.fixture
def run(capsys, monkeypatch):
    """Run `grader report` where nothing can be graded; returns (exit code, standard output, standard error)."""

    def command(*arguments):
        capsys.readouterr()
        with monkeypatch.context() as context:
            context.setattr(runner, "attempts", None)
            code = main(["report", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def ids(text):
    return [row["id"] for row in csv.DictReader(io.StringIO(text))]


def test_the_drawing_is_that_of_grade(graded, run, capsys):
    code, out, err = run(graded["json"])
    assert main(["grade", *PATHS, "--seed", "3", "--isolation", "none"]) == 0
    drawn = [[line for line in text.splitlines() if " s · " not in line] for text in (out, capsys.readouterr().out)]
    assert (code, err) == (0, "")
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("kind", ["json", "csv", "junit"])
def test_every_format_comes_back_as_grade_wrote_it(graded, run, kind):
    code, out, _ = run(graded["json"], f"--{kind}", "-")
    assert code == 0
    assert out.splitlines() == graded[kind].read_text(encoding="utf-8").splitlines()


def test_overrides_are_applied_and_those_that_do_not_fit_are_named(graded, run, tmp_path):
    overrides = tmp_path / "overrides.toml"
    tables = [("ingrid", "b", 12.5), ("ingrid", "zz", 1), ("amara", "b", 16)]
    overrides.write_text(
        "".join(f'[[override]]\nsubmission = "{s}"\npart = "{p}"\npoints = {n}\nnote = "appeal"\n' for s, p, n in tables)
    )
    code, out, err = run(graded["json"], "--overrides", overrides, "--json", "-")
    ingrid = json.loads(out)["submissions"][1]
    (part,) = [part for part in ingrid["parts"] if part["id"] == "b"]
    assert (code, ingrid["score"], part["override"]) == (0, 82.5, {"judged": 0.0, "note": "appeal"})
    assert "2 of 3 overrides not applied: ingrid, part zz: the part is not judged in this run; amara" in " ".join(err.split())


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["samir", "ingrid", "amara"]),
        (("--sort", "name"), ["amara", "ingrid", "samir"]),
        (("--sort", "score"), ["amara", "ingrid", "samir"]),
        (("--only", "failed"), ["samir"]),
    ],
)
def test_what_is_drawn_is_sorted_and_selected_and_so_is_the_csv(graded, run, tmp_path, options, expected):
    table, results, junit = (tmp_path / name for name in ("t.csv", "r.json", "r.xml"))
    code, out, _ = run(graded["json"], *options, "--csv", table, "--json", results, "--junit", junit)
    drawn = [line.split()[0] for line in out.splitlines() if re.search(r"/ \d+ points", line)]
    assert code == 0
    assert ids(table.read_text(encoding="utf-8")) == drawn == expected
    assert results.read_text() == graded["json"].read_text()
    assert {suite.get("name") for suite in ET.parse(junit).getroot()} == {"samir", "ingrid", "amara"}


def test_equal_scores_stand_in_the_order_of_their_names(graded, run, tmp_path):
    document = json.loads(graded["json"].read_text())
    document["submissions"] = [{**document["submissions"][2], "id": name} for name in ("s10", "s9", "S1")]
    (tmp_path / "r.json").write_text(json.dumps(document))
    assert ids(run(tmp_path / "r.json", "--sort", "score", "--csv", "-")[1]) == ["S1", "s9", "s10"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file or directory"),
        (b"\xff", "cannot read the results"),
        (b"{", "this is not JSON"),
        (b"[]", "expected an object"),
        (b'{"schema": "grader.validation/1"}', "grader.results/1"),
        (b'{"schema": "grader.results/1", "seed": "x"}', "assignment"),
    ],
)
def test_a_bad_file_is_one_message_and_exit_code_2(run, tmp_path, content, words):
    file = tmp_path / "bad.json"
    if content is not None:
        file.write_bytes(content)
    code, out, err = run(file)
    assert (code, out, err.count("error")) == (2, "", 1)
    assert "bad.json" in "".join(err.split())
    assert words in " ".join(err.split())


def test_the_file_that_is_read_is_not_written(graded, run):
    before = graded["json"].read_bytes()
    code, _, err = run(graded["json"], "--json", graded["json"])
    assert code == 2
    assert "refusing to overwrite an input file" in err
    assert graded["json"].read_bytes() == before


@pytest.mark.parametrize(
    ("number", "words", "lines"),
    [(200, [], 200), (201, [], 0), (201, ["--sort", "name"], 201), (201, ["--only", "failed"], 67)],
)
def test_a_large_class_has_a_line_for_each_submission_only_where_that_is_asked_for(graded, run, tmp_path, number, words, lines):
    results = json.loads(graded["json"].read_text())
    kinds = results["submissions"]
    results["submissions"] = [kinds[i % 3] | {"id": f"student-{i:03d}"} for i in range(number)]
    stored = tmp_path / "large.json"
    stored.write_text(json.dumps(results))
    code, out, _ = run(stored, *words)

    assert code == 0
    assert len(re.findall(r"^student-\d+ +\d+ /", out, re.MULTILINE)) == lines
    assert ("With --sort name" in out) == (lines == 0)
