"""The tables of wrong submissions: an edit that matches nothing, or two places, is refused."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.submissions import make

ENTRY = '[wrong]\nexpect = "b=incorrect ; diagnosis b=sign-flipped"\nstory = "A sign."\n'


@pytest.fixture
def table(tmp_path):
    """Reads the submissions of a table, where the right program has two sums and a product."""

    def read(text, other=""):
        (tmp_path / "own.py").write_text("a = 1 + x\nb = 1 + y\nc = x * y\n")
        (tmp_path / "one.toml").write_text(text)
        (tmp_path / "two.toml").write_text(other)
        return make.wrong_submissions(tmp_path)

    return read


def test_an_edit_replaces_the_one_place_where_the_old_text_stands(table):
    (wrong,) = table(ENTRY + 'old = "x * y"\nnew = "-x * y"')
    assert (wrong.name, wrong.verdicts, wrong.codes) == ("wrong", {"b": "incorrect"}, {"b": "sign-flipped"})
    assert wrong.text == ('# expect: b=incorrect ; diagnosis b=sign-flipped\n"""A sign."""\n\na = 1 + x\nb = 1 + y\nc = -x * y\n')


def test_several_edits_are_all_made(table):
    edits = [("1 + x", "2 + x"), ("c = x", "c = y")]
    (wrong,) = table(ENTRY + "".join(f'[[wrong.edits]]\nold = "{old}"\nnew = "{new}"\n' for old, new in edits))
    assert wrong.text.endswith("a = 2 + x\nb = 1 + y\nc = y * y\n")


def test_the_base_may_be_another_submission_and_a_right_one(table):
    right = '[right]\nexpect = ""\npoints = "5/5"\nstory = "Right."\nold = "x * y"\nnew = "y * x"\n'
    first, second = table(right, ENTRY + 'base = "right"\nold = "y * x"\nnew = "0"')
    assert (first.name, first.verdicts, first.codes, first.points) == ("right", {}, {}, "5/5")
    assert (second.points, second.text.endswith("b = 1 + y\nc = 0\n")) == ("", True)


def test_submissions_of_one_place_share_its_text(table):
    place = '[[place]]\nold = "x * y"\n[place.{}]\nexpect = ""\nstory = "Other."\nnew = "{}"\n'
    first, second, third = table(place.format("one", "0") + place.format("two", "1") + ENTRY + 'old = "1 + x"\nnew = "x"')
    assert [wrong.text.splitlines()[-3:] for wrong in (first, second, third)] == [
        ["a = 1 + x", "b = 1 + y", "c = 0"],
        ["a = 1 + x", "b = 1 + y", "c = 1"],
        ["a = x", "b = 1 + y", "c = x * y"],
    ]


@pytest.mark.parametrize(("old", "times"), [("x - y", 0), ("1 + ", 2)], ids=["stale", "ambiguous"])
def test_an_edit_that_does_not_match_exactly_once_is_refused(table, old, times):
    with pytest.raises(ValueError, match=f"wrong: the old text occurs {times} times"):
        table(f'{ENTRY}old = "{old}"\nnew = ""')


def test_two_submissions_of_one_name_are_refused(table):
    entry = ENTRY + 'old = "x * y"\nnew = "0"'
    with pytest.raises(ValueError, match="two submissions are named wrong"):
        table(entry, entry)


def test_the_command_writes_programs_that_differ(tmp_path):
    folder = tmp_path / "wrong"
    subprocess.run([sys.executable, make.__file__, str(folder)], check=True)
    written = {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert written == {wrong.name: wrong.text for wrong in make.wrong_submissions()}
    programs = {ast.dump(ast.parse(text.partition('"""\n\n')[2])) for text in written.values()}
    files = [*make.FOLDER.glob("*.py"), make.FOLDER.parent / "class/fatima/word2vec.py"]
    bases = {ast.dump(ast.parse(path.read_text(encoding="utf-8"))) for path in files}
    assert len(programs) == len(written)
    assert not programs & bases
