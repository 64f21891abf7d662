"""`grader report`: stored results are drawn, converted and overridden without grading anything."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import threading
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest

from grader import runner
from grader.cli import main
from grader.model import Override
from grader.records import results
from grader.records.journal import Journal
from tests.support import journals

CLASS = Path(__file__).resolve().parent.parent / "submissions/class"
PATHS = [str(CLASS / name) for name in ("samir", "ingrid.py", "amara")]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The files that `grade` writes about three of the class, by their kind; the store is the journal."""
    folder = tmp_path_factory.mktemp("graded")
    files = {kind: folder / f"results.{kind}" for kind in ("json", "csv", "junit", "bundle", "store")}
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


@pytest.mark.parametrize("source", ["json", "store"])
def test_the_drawing_is_that_of_grade(graded, run, capsys, source):
    code, out, err = run(graded[source])
    assert main(["grade", *PATHS, "--seed", "3", "--isolation", "none"]) == 0
    drawn = [[line for line in text.splitlines() if " s · " not in line] for text in (out, capsys.readouterr().out)]
    assert (code, err) == (0, "")
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("source", ["json", "store"])
@pytest.mark.parametrize("kind", ["json", "csv", "junit"])
def test_every_format_comes_back_as_grade_wrote_it(graded, run, kind, source):
    code, out, _ = run(graded[source], f"--{kind}", "-")
    assert code == 0
    assert out.splitlines() == graded[kind].read_text(encoding="utf-8").splitlines()


def test_a_bundle_comes_back_where_it_was_kept(graded, run, tmp_path):
    assert run(graded["store"], "--bundle", "-")[:2] == (0, graded["bundle"].read_text())
    journals.grade(tmp_path / "j.db")
    with Journal.open(tmp_path / "j.db", resume=True) as journal:
        journal._database.delete("bundle")
    for source, why in (
        (graded["json"], "results as JSON hold no inputs"),
        (tmp_path / "j.db", "no inputs and outputs were kept"),
    ):
        code, _, err = run(source, "--bundle", "-")
        assert code == 2
        assert why in err


@pytest.mark.parametrize("count", [0, 2])
def test_a_journal_that_is_not_finished_says_how_to_go_on(run, tmp_path, count):
    journals.grade(tmp_path / "j.db", count)
    whole = len(journals.MEMBERS)
    note = f"{whole - count} of {whole} submissions are not graded yet; to go on: {journals.RECIPE['line']}"
    code, out, err = run(tmp_path / "j.db")
    assert (code, err) == (0, "")
    assert note in " ".join(out.split())
    document = json.loads(run(tmp_path / "j.db", "--json", "-")[1])
    assert (len(document["submissions"]), document["notes"][-1]) == (count, note)


def test_a_damaged_journal_is_one_message_and_nothing_is_written(run, tmp_path):
    journals.grade(tmp_path / "j.db")
    data = (tmp_path / "j.db").read_bytes()
    (tmp_path / "j.db").write_bytes(data[: len(data) // 2])
    code, out, err = run(tmp_path / "j.db", "--json", tmp_path / "r.json")
    assert (code, out, err.count("error")) == (2, "", 1)
    assert "this file is damaged, and nothing in it is used" in " ".join(err.split())
    assert not (tmp_path / "r.json").exists()


def test_the_overrides_of_the_run_are_applied_and_further_ones_come_first(graded, run, tmp_path):
    store, overrides = tmp_path / "store", tmp_path / "overrides.toml"
    shutil.copy(graded["store"], store)
    stored = [Override(submission="ingrid", part=part, points=Fraction(10), note="earlier") for part in ("b", "c")]
    with Journal.open(store, resume=True) as journal:
        recipe = {**journal.recipe(), "overrides": results.FORMAT.encode(stored)}
        journal.begin(journal.head(), recipe, list(journal.members()))
    overrides.write_text('[[override]]\nsubmission = "ingrid"\npart = "b"\npoints = 12.5\nnote = "appeal"\n')
    for words, points, note in (((), 10.0, "earlier"), (("--overrides", overrides), 12.5, "appeal")):
        ingrid = json.loads(run(store, "--json", "-", *words)[1])["submissions"][1]
        parts = {part["id"]: (part["score"], part["override"]) for part in ingrid["parts"]}
        assert parts["b"] == (points, {"judged": 0.0, "note": note})
        assert parts["c"] == (10.0, {"judged": 5.0, "note": "earlier"})


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


def test_results_come_through_a_pipe_too(graded, run, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(graded["json"].read_bytes()))
    writer.start()
    assert run(tmp_path / "pipe", "--json", "-")[1] == graded["json"].read_text()
    writer.join()


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
