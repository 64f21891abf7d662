"""`grader regrade`: who would gain or lose after a change of the assignment, and what --apply stores.

The assignment is softmax regression; its first version has a mistake in the gradient of the weights.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from grader.cli import main, regrade
from grader.records.journal import Journal

REFERENCE = Path(__file__).resolve().parents[2] / "reference/softmax_regression"
BATCH = "features.T @ delta / n + strength * weights"
BY_SUM = "features.T @ delta + strength * weights"  # the mistake: a sum in place of the mean

SUBMISSIONS = {"ann": BATCH, "ben": BY_SUM, "cleo": BATCH, "dov": "-(features.T @ delta / n + strength * weights)"}
OVERRIDES = '[[override]]\nsubmission = "cleo"\npart = "weights"\npoints = 4\nnote = "right on paper"\n'


def course(folder: Path, gradient: str) -> Path:
    """A copy of the assignment whose reference has this gradient."""
    shutil.copytree(REFERENCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    functions = folder / "functions.py"
    functions.write_text(functions.read_text().replace(f"return loss, {BATCH},", f"return loss, {gradient},"))
    return folder


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A folder with the journal of a class that was graded by the first version, and the second version of the assignment."""
    folder = tmp_path_factory.mktemp("regrade")
    first, _ = course(folder / "first_version", BY_SUM), course(folder / "second_version", BATCH)
    (folder / "class").mkdir()
    for name, gradient in SUBMISSIONS.items():
        source = (REFERENCE / "functions.py").read_text().replace(f"return loss, {BATCH},", f"return loss, {gradient},")
        (folder / f"class/{name}.py").write_text(source)
    (folder / "overrides.toml").write_text(OVERRIDES)
    words = ["--assignment", str(first), "--store", str(folder / "journal"), "--overrides", str(folder / "overrides.toml")]
    assert main(["grade", str(folder / "class"), "--isolation", "none", "--jobs", "1", "--seed", "5", *words]) == 0
    return folder


@pytest.fixture(scope="module")
def regraded(graded):
    """What grading by the second version gives, by the ids of the parts: for each key its result. Graded once for all tests."""
    kept = {}

    def grade(options, recipe, journal, keys):
        if recipe.parts not in kept:
            kept[recipe.parts] = regrade_once(options, recipe, journal, set(journal.keys))
        environment, results = kept[recipe.parts]
        return environment, {key: results[key] for key in keys}

    regrade_once = regrade._grade
    return grade


@pytest.fixture
def run(graded, regraded, tmp_path, capsys, monkeypatch):
    """Run `grader regrade` on a copy of the journal; returns (exit code, JSON by id, drawing, journal)."""
    monkeypatch.setattr(regrade, "_grade", regraded)
    monkeypatch.setenv("COLUMNS", "80")
    journal = tmp_path / "journal"
    shutil.copy(graded / "journal", journal)

    def command(*words):
        target = tmp_path / "changes.json"
        target.unlink(missing_ok=True)
        whole = ["regrade", str(journal), "--assignment", str(graded / "second_version"), "--json", str(target), *words]
        code = main([*whole, "--jobs", "1"])
        drawn = capsys.readouterr()
        changes = json.loads(target.read_text()) if target.exists() else {"submissions": []}
        return code, {each["id"]: each for each in changes["submissions"]}, drawn.out + drawn.err, journal

    return command


def scores(journal: Path, capsys) -> dict[str, str]:
    """The points that `grader report` publishes."""
    capsys.readouterr()
    assert main(["report", str(journal), "--csv", "-"]) == 0
    return {row["id"]: row["score"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}


def test_who_would_gain_or_lose_is_shown_and_nothing_is_stored(graded, run, capsys):
    code, changes, drawn, journal = run()

    assert code == 0
    assert {name: each["change"] for name, each in changes.items()} == {"ann": 5.0, "ben": -5.0, "cleo": 0.0, "dov": 0.0}
    assert changes["ann"]["parts"][0]["before"]["verdict"] == "incorrect"
    assert changes["ann"]["parts"][0]["after"]["verdict"] == "correct"
    assert changes["ben"]["parts"][0]["after"]["diagnosis"] != []
    assert changes["dov"]["parts"] == []
    assert "1 loses  ·  1 gains  ·  1 judged otherwise, for as many points  ·  1 as before" in drawn
    assert drawn.index("Losses (1)") < drawn.index("Gains (1)")
    assert "Nothing was stored. With --apply" in drawn
    assert max(map(len, drawn.splitlines())) <= 80
    assert journal.read_bytes() == (graded / "journal").read_bytes()


def test_an_override_in_force_stays_and_is_named(run):
    _, changes, drawn, _ = run()
    (part,) = changes["cleo"]["parts"]
    assert (part["kept"], part["before"]["score"], part["after"]["score"], part["judged"]["score"]) == ("override", 4.0, 4.0, 5.0)
    assert "cleo  weights  4, judged 5: right on paper" in drawn


def test_an_override_of_this_command_line_takes_the_place_of_the_stored_one(run, tmp_path):
    (tmp_path / "more.toml").write_text(OVERRIDES.replace("points = 4", "points = 4.5"))
    _, changes, drawn, _ = run("--overrides", str(tmp_path / "more.toml"))
    assert changes["cleo"]["parts"][0]["after"]["score"] == 4.5
    assert "cleo  weights  4.5, judged 5" in drawn


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (["--never-lower"], {"ann": 5.0, "ben": 0.0, "cleo": 0.0, "dov": 0.0}),
        (["--student", "ben"], {"ben": -5.0}),
        (["--student", "ann", "--student", "dov"], {"ann": 5.0, "dov": 0.0}),
        (["--part", "bias,loss"], {"ann": 0.0, "ben": 0.0, "cleo": 0.0, "dov": 0.0}),
        (["--part", "weights", "--student", "ann"], {"ann": 5.0}),
    ],
)
def test_one_student_one_part_and_never_lower(run, options, changes):
    code, changed, _, _ = run(*options)
    assert code == 0
    assert {name: each["change"] for name, each in changed.items()} == changes


@pytest.mark.parametrize(
    ("options", "published"),
    [
        ([], {"ann": "10.0", "ben": "5.0", "cleo": "9.0", "dov": "5.0"}),
        (["--never-lower"], {"ann": "10.0", "ben": "10.0", "cleo": "9.0", "dov": "5.0"}),
        (["--student", "ann"], {"ann": "10.0", "ben": "10.0", "cleo": "9.0", "dov": "5.0"}),
        (["--part", "bias"], {"ann": "5.0", "ben": "10.0", "cleo": "9.0", "dov": "5.0"}),
    ],
)
def test_what_is_applied_is_what_report_publishes(run, capsys, options, published):
    before = {"ann": "5.0", "ben": "10.0", "cleo": "9.0", "dov": "5.0"}
    code, changes, drawn, journal = run(*options, "--apply")

    assert code == 0
    assert "last run of the journal now" in drawn
    assert scores(journal, capsys) == published
    assert {name: each["before"]["score"] for name, each in changes.items()} == {i: float(before[i]) for i in changes}
    # Once more: nothing changes any more, unless points were kept.
    again = run(*options)[1]
    assert all(each["change"] == 0 for each in again.values())
    with Journal.read(journal) as opened:
        assert [override.submission for override in opened.overrides()] == ["cleo"]
        assert opened.recipe()["assignment"].endswith("second_version")
        assert opened.recipe()["parts"] == []


def test_a_grading_that_resumes_takes_what_the_judge_gives_and_the_overrides_of_the_run(graded, run, capsys, monkeypatch):
    _, _, _, journal = run("--never-lower", "--apply")
    words = ["--assignment", str(graded / "second_version"), "--store", str(journal), "--resume"]
    assert main(["grade", str(graded / "class"), "--isolation", "none", "--jobs", "1", *words]) == 0
    assert scores(journal, capsys) == {"ann": "10.0", "ben": "5.0", "cleo": "9.0", "dov": "5.0"}


def test_what_is_not_graded_yet_is_left_out(run, graded, capsys, tmp_path):
    with Journal.open(tmp_path / "journal", resume=True) as journal:
        members = list(journal.members())
        journal._database._connection.execute("DELETE FROM result WHERE key = ?", (members[0].key,))
    _, changes, _, journal = run("--apply")
    assert list(changes) == ["ben", "cleo", "dov"]
    assert main(["report", str(journal)]) == 0
    assert "1 of 4 submissions is not graded yet; to go on: grader grade" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--student", "anne"], "did you mean ann?"),
        (["--part", "zz"], "no such part"),
        (["--json", "journal"], "refusing to overwrite an input file"),
    ],
)
def test_wrong_usage_is_one_message(run, monkeypatch, tmp_path, words, message):
    monkeypatch.chdir(tmp_path)
    code, _, drawn, _ = run(*words)
    assert code == 2
    assert message in " ".join(drawn.split())


def test_results_as_json_are_no_journal(tmp_path, capsys):
    (tmp_path / "r.json").write_text("{}")
    for words in ([], ["--apply"]):
        assert main(["regrade", str(tmp_path / "r.json"), *words]) == 2
        assert "not a journal" in capsys.readouterr().err
    assert main(["regrade", str(tmp_path / "none.db"), "--apply"]) == 2
    assert not (tmp_path / "none.db").exists()
