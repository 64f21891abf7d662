"""The record of a validation vouches for exactly what was validated, and is found wherever it can be kept."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from grader import validated
from tests.report.samples import broken_validation, validation
from tests.support.copied import copied

DAY = "2026-01-31"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """The user's cache, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path):
    """An assignment that has not been validated."""
    return copied(tmp_path)


def remember(folder, modules=(), **changes):
    return validated.remember(str(folder), replace(validation(), **changes), modules=modules, seed=1, day=DAY)


def test_what_passed_is_recorded_beside_the_assignment_and_recalled_as_it_was(folder):
    assert not validated.is_validated(str(folder))
    assert validated.recall(str(folder)) is None
    assert remember(folder) == folder / "validated.json"
    assert validated.is_validated(str(folder))
    assert validated.recall(str(folder)) == replace(validation(), validated=DAY)
    record = json.loads((folder / "validated.json").read_text())
    assert (record["date"], record["seed"], record["modules"]) == (DAY, 1, [])
    assert {"grader", "python", "numpy", "sympy", "fingerprint"} < record.keys()
    assert (folder / "validated.json").stat().st_size < 1000


EDITS = {
    "functions.py": lambda f: f.write_text(f.read_text() + "#"),
    "derivations.py": lambda f: f.write_text(f.read_text().replace("X", "Y", 1)),
    "features.py": lambda f: f.write_text(f.read_text().replace("n", "m", 1)),
    "generated.py": lambda f: f.unlink(),
    "new.py": lambda f: f.write_text(""),
    "data/table.csv": lambda f: (f.parent.mkdir(), f.write_text("1,2\n")),
    "assignment.py": lambda f: f.rename(f.with_name("assignments.py")),
    "features": lambda f: f.mkdir() or (f / "deep.py").write_text("x = 1\n"),
}


@pytest.mark.parametrize("name", EDITS)
def test_no_edit_goes_unseen(folder, name):
    remember(folder)
    kept = shutil.copytree(folder, folder.with_name("kept"))
    EDITS[name](folder / name)
    changed = validated.is_validated(str(folder)) if (folder / "assignment.py").exists() else False
    assert not changed
    assert (folder / "assignment.py").exists() is False or validated.recall(str(folder)) is None
    shutil.rmtree(folder)
    kept.rename(folder)
    assert validated.is_validated(str(folder))  # undone


@pytest.mark.parametrize("name", ["__pycache__/functions.pyc", ".functions.py.swp", "functions.py~", ".git/HEAD"])
def test_what_python_and_editors_leave_is_no_edit(folder, name):
    remember(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    assert validated.is_validated(str(folder))


def test_an_edit_of_a_module_elsewhere_is_seen(folder, tmp_path):
    helper = tmp_path / "elsewhere" / "helper.py"
    helper.parent.mkdir()
    helper.write_text("x = 1\n")
    remember(folder, modules=[helper])
    assert json.loads((folder / "validated.json").read_text())["modules"] == ["../elsewhere/helper.py"]
    assert validated.is_validated(str(folder))
    helper.write_text("x = 2\n")
    assert not validated.is_validated(str(folder))
    helper.unlink()
    assert not validated.is_validated(str(folder))
    assert validated.recall(str(folder)) is None


def test_the_sources_of_the_prover_count(folder, monkeypatch):
    remember(folder)
    monkeypatch.setattr(validated, "PROVER", validated.PROVER[1:])
    assert not validated.is_validated(str(folder))


VERSIONS = {"numpy": "2.3.5", "sympy": "1.14.0", "mpmath": "1.3.0", "python-flint": ""}


@pytest.mark.parametrize(
    ("name", "version", "holds", "recalled"),
    [
        ("numpy", "2.3.5", True, True),
        ("numpy", "2.1.0", True, False),
        ("numpy", "3.0.0", False, False),
        ("numpy", "1.26.4", False, False),
        ("sympy", "1.15.0", True, False),
        ("sympy", "2.0", False, False),
        ("mpmath", "1.4.0", True, False),
        ("python-flint", "0.8.0", True, False),
    ],
)
def test_versions_count_by_their_first_number_and_a_recalled_outcome_by_all(folder, monkeypatch, name, version, holds, recalled):
    monkeypatch.setattr(validated, "_version", VERSIONS.__getitem__)
    remember(folder)
    monkeypatch.setattr(validated, "_version", (VERSIONS | {name: version}).__getitem__)
    assert validated.is_validated(str(folder)) is holds
    assert (validated.recall(str(folder)) is not None) is recalled


def test_a_record_that_still_holds_stays_as_it_is(folder):
    remember(folder)
    before = (folder / "validated.json").read_text()
    validated.remember(str(folder), validation(), modules=(), seed=1, day="2026-02-01")
    assert (folder / "validated.json").read_text() == before
    recalled = validated.recall(str(folder))
    assert recalled is not None
    assert recalled.validated == "2026-02-01"


def test_what_does_not_pass_any_more_is_forgotten(folder):
    remember(folder)
    assert validated.remember(str(folder), broken_validation(), modules=(), seed=1, day=DAY) is None
    assert not validated.is_validated(str(folder))
    assert validated.recall(str(folder)) is None


def test_a_record_of_other_sources_is_not_taken_away_by_a_failure(folder):
    remember(folder)
    (folder / "functions.py").write_text("# red\n")
    validated.remember(str(folder), broken_validation(), modules=(), seed=1, day=DAY)
    assert (folder / "validated.json").exists()


def test_where_the_folder_cannot_be_written_the_cache_has_the_record(folder, cache):
    (folder / "validated.json").mkdir()  # as good as a folder without permission, for every user
    place = remember(folder)
    assert place is not None
    assert place.is_relative_to(cache)
    assert validated.is_validated(str(folder))
    assert validated.recall(str(folder)) is not None
    (folder / "features.py").write_text("")
    assert not validated.is_validated(str(folder))


def test_where_nothing_can_be_written_there_is_no_record(folder, monkeypatch):
    (folder / "validated.json").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/cache")
    assert remember(folder) is None
    assert not validated.is_validated(str(folder))


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"schema": "grader.validated/1"}', '{"schema": "grader.validated/1", "modules": [3]}']
)
def test_a_record_that_is_damaged_vouches_for_nothing(folder, cache, text):
    remember(folder)
    (folder / "validated.json").write_text(text)
    assert not validated.is_validated(str(folder))
    assert validated.recall(str(folder)) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"key": 1, "modules": [], "validation": {}}'])
def test_a_cache_that_is_damaged_is_proved_again(folder, cache, text):
    remember(folder)
    (stored,) = cache.rglob("validation.json")
    stored.write_text(text)
    assert validated.is_validated(str(folder))
    assert validated.recall(str(folder)) is None
