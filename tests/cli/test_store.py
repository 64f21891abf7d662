"""`grader grade --store`: whatever ends a run, what was graded is kept, and nothing else is touched."""

from __future__ import annotations

import errno
import re
import shutil
from copy import copy
from pathlib import Path

import pytest

from grader import grading
from grader.cli import main
from grader.errors import AssignmentError, GraderFault
from grader.records.journal import Journal
from grader.runner.classes import ClassRun
from tests.runner.test_classes import Here

ROOT = Path(__file__).resolve().parents[2]
CLASS = ROOT / "tests/submissions/class"
ONE, OTHER = CLASS / "bjorn.py", CLASS / "chloe.py"
OPTIONS = ("--isolation", "none", "--part", "e")

OVERRIDE = '[[override]]\nsubmission = "bob"\npart = "e"\npoints = 9\nnote = "appeal"\n'


@pytest.fixture
def school(tmp_path, monkeypatch):
    """A folder with a class of three, two of whom handed in the same bytes under the same name; it is the working folder.

    They are graded in this process, which is faster.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grader.cli.grade.LocalEngine", lambda _: Here())
    for name, file in {"ann": ONE, "bob": OTHER, "cyd": OTHER}.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        shutil.copy(file, tmp_path / "class" / name / "word2vec.py")
    return tmp_path


def grade(*words: str) -> int:
    return main(["grade", "class", *OPTIONS, *words])


def scores(path: str) -> dict[str, float]:
    with Journal.read(path) as journal:
        results = grading.apply_overrides(journal.report().submissions, journal.overrides())
    return {result.id: float(result.score or 0) for result in results}


# --- where a journal may be -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--store", "r.json", "--json", "./r.json"], "two outputs cannot go to the same place"),
        (["--store", "o.toml", "--overrides", "o.toml"], "refusing to overwrite an input file"),
        (["--store", "class/ann/new.py"], "refusing to overwrite an input file"),
        (["--store", "class"], "not a file name"),
        (["--store", "nowhere/j.db"], "make the folder first"),
        (["--store", "-"], "a journal is a file, not standard output"),
        (["--store", "j.db", "--scheduler", "tcp://127.0.0.1:9"], "add --engine dask"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_a_journal_takes_the_place_of_nothing_else(school, capsys, words, said):
    (school / "o.toml").write_text(OVERRIDE)
    before = sorted(school.rglob("*"))
    assert grade(*words) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert sorted(school.rglob("*")) == before


def test_a_folder_that_is_named_like_a_temporary_one_stays(school):
    (school / "grader-journal-of-mine").mkdir()
    (school / "grader-journal-of-mine/notes").touch()
    assert grade("--store", "grader-journal-of-mine/j.db") == 0
    assert {path.name for path in (school / "grader-journal-of-mine").iterdir()} == {"notes", "j.db"}


# --- what ends a run ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code", "store"),
    [
        (AssignmentError("a formula fails", attempt="correct it"), 2, []),
        (AssignmentError("a formula fails", attempt="correct it"), 2, ["--store", "j.db"]),
        (GraderFault("the disk is full", attempt="make room on it"), 3, []),
        (OSError(errno.EMFILE, "too many"), 3, []),
        (ZeroDivisionError(), 3, ["--store", "j.db"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_ends_a_run_the_results_are_kept_and_it_says_how_to_go_on(school, capsys, monkeypatch, error, code, store):
    whole, error = ClassRun.grade, copy(error)  # which is changed

    def one_and_an_error(*arguments):
        yield next(whole(*arguments))
        raise error

    with monkeypatch.context() as context:
        context.setattr(ClassRun, "grade", one_and_an_error)
        assert grade(*store) == code
    said = " ".join(capsys.readouterr().err.split())
    path = re.search(r"to go on: grader grade --store (\S+) --resume class", said)[1]
    assert len(scores(path)) in (1, 2)
    assert getattr(error, "attempt", "")[:12] in said
    assert grade("--store", path, "--resume") == 0
    assert Path(path).exists() == bool(store)


@pytest.mark.parametrize("begins", [True, False], ids=["at the start", "before"])
def test_a_run_that_never_began_leaves_no_journal(school, capsys, monkeypatch, begins):
    slip = AssignmentError("a slip", attempt="correct it")
    with monkeypatch.context() as context:
        context.setattr(*((Journal, "begin") if begins else (ClassRun, "__init__")), raising(slip))
        assert grade("--store", "j.db") == 2
    assert "to go on" not in capsys.readouterr().err
    assert not Path("j.db").exists()
    assert grade("--store", "j.db") == 0


def raising(error):
    def fail(*_, **__):
        raise error

    return fail


def test_a_journal_that_is_removed_meanwhile_is_no_success(school, capsys, monkeypatch):
    whole = ClassRun.grade

    def and_remove(*arguments):
        Path("j.db").unlink()
        yield from whole(*arguments)

    monkeypatch.setattr(ClassRun, "grade", and_remove)
    assert grade("--store", "j.db", "--csv", "r.csv") == 3
    assert "it was removed or replaced meanwhile" in " ".join(capsys.readouterr().err.split())
    assert len(Path("r.csv").read_text().splitlines()) == 4


# --- what a run that resumes shows ----------------------------------------------------------------------------------------


def test_the_arrays_of_a_case_are_drawn_for_everybody_and_again(school, capsys):
    for words in (["--store", "j.db"], ["--store", "j.db", "--resume"]):
        assert grade(*words, "--case", "7") == 0
        assert sum(line.startswith("Case 7") for line in capsys.readouterr().out.splitlines()) == 3


def test_overrides_stay_until_others_are_given(school):
    Path("o.toml").write_text(OVERRIDE)
    assert grade("--store", "j.db", "--overrides", "o.toml") == 0
    kept = scores("j.db")
    assert kept["bob"] == 9 != kept["cyd"]
    assert grade("--store", "j.db", "--resume") == 0
    assert scores("j.db") == kept
    Path("none.toml").touch()
    assert grade("--store", "j.db", "--resume", "--overrides", "none.toml") == 0
    assert scores("j.db")["bob"] == kept["cyd"]
