from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from grader.errors import Misuse
from grader.intake import collect
from grader.model import Submission

SOURCE = b"def loss(x):\n    return x\n"
MAIN = "task.py"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="names and pipes of that kind do not exist here")


# --- what a PATH may be -----------------------------------------------------------------------------------------------------


def test_a_folder_with_the_main_file_is_one_submission(gather, plant):
    root = plant({"alice/task.py": SOURCE})
    assert gather(root / "alice") == {"alice": Submission(id="alice", files={MAIN: SOURCE})}


def test_the_main_file_itself_is_named_after_its_folder(gather, plant):
    root = plant({"alice/task.py": SOURCE, "alice/tools.py": b"a = 1\n"})
    assert gather(root / "alice" / MAIN) == gather(root / "alice")


def test_the_main_file_in_the_current_folder(gather, plant, monkeypatch):
    monkeypatch.chdir(plant({"alice/task.py": SOURCE}) / "alice")
    assert list(gather(Path(MAIN))) == list(gather(Path())) == ["alice"]


def test_another_file_is_named_after_itself_and_comes_alone(gather, plant):
    root = plant({"alice.py": SOURCE, "bob.py": SOURCE, "tools.py": SOURCE})
    assert gather(root / "alice.py") == {"alice": Submission(id="alice", files={MAIN: SOURCE}, main="alice.py")}


def test_a_folder_of_files_and_folders_in_natural_order(gather, plant):
    files = {"s10.py": SOURCE, "s2/task.py": SOURCE, "S1.py": SOURCE, "notes.md": b"", "grades.csv": b"", "__init__.py": b""}
    found = gather(plant(files))
    assert list(found) == ["S1", "s2", "s10"]
    assert all(list(s.files) == [MAIN] for s in found.values())


def test_several_paths_keep_their_order_and_nothing_is_graded_twice(gather, plant):
    root = plant({"b/task.py": SOURCE, "a/task.py": SOURCE})
    assert list(gather(root / "b", root / "a", root / "b" / MAIN, root)) == ["b", "a"]


def test_same_names_in_different_folders(gather, plant):
    root = plant({"mon/alice/task.py": SOURCE, "mon/bob.py": SOURCE, "tue/alice/task.py": SOURCE, "tue/cy/task.py": SOURCE})
    assert list(gather(root)) == ["mon/alice", "bob", "tue/alice", "cy"]


def test_a_submission_knows_where_it_lies_in_the_words_of_whoever_named_it(gather, plant, monkeypatch):
    files = {"alice/task.py": SOURCE, "bob.py": SOURCE, "carol/a2/solution.py": SOURCE, "dave/x.py": SOURCE, "dave/y.py": SOURCE}
    monkeypatch.chdir(plant(files).parent)
    paths = {s.id: s.path for s in gather(Path("class")).values()}
    assert {name: Path(path).as_posix() for name, path in paths.items()} == {
        "alice": "class/alice/task.py",
        "bob": "class/bob.py",
        "carol": "class/carol/a2/solution.py",
        "dave": "class/dave",  # refused: there is no one file to name
    }
    monkeypatch.chdir("class")
    assert gather(Path("alice"))["alice"].path == str(Path("alice/task.py"))
    assert gather(Path("../class/bob.py"))["bob"].path == str(Path("../class/bob.py"))
    assert gather(Path())["bob"].path == "bob.py"


def test_the_path_of_a_submission_names_the_same_submission_again(gather, plant, monkeypatch):
    files = {"alice/task.py": SOURCE, "alice/tools.py": b"a = 1\n", "bob.py": SOURCE, "carol/solution.py": SOURCE}
    monkeypatch.chdir(plant(files).parent)
    for submission in gather(Path("class")).values():
        (again,) = gather(Path(submission.path)).values()
        assert (again.files, again.main, again.path) == (submission.files, submission.main, submission.path)


def test_names_from_everywhere(gather, plant):
    names = ["Łukasz Żółć", "李小龍", "نور", "Иван", "O'Brien; rm -rf", "a=1+1", "[red]x"]
    assert set(gather(plant({f"{name}/task.py": SOURCE for name in names}))) == set(names)


@posix_only
def test_control_characters_in_names_are_kept_as_data(gather, plant):
    name = "\x1b[2Jeve\n\u202e"
    assert gather(plant({f"{name}/task.py": SOURCE}))[name].files


@posix_only
def test_a_name_that_is_no_text(gather, plant):
    root = plant({"ok.py": SOURCE})
    folder = root / os.fsdecode(b"zo\xeb")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system wants names to be text")
    for name in (b"task.py", b"t\xebst.py"):
        (folder / os.fsdecode(name)).write_bytes(SOURCE)
    (root / os.fsdecode(b"\xff.py")).write_bytes(b"\0")
    found = gather(root)
    assert list(found["zo\ufffd"].files) == [MAIN]
    assert found["zo\ufffd"].sha256
    assert found["\ufffd"].refusal.encode("utf-8").startswith("\ufffd.py is not text".encode())


# --- what is left aside -----------------------------------------------------------------------------------------------------


def test_hidden_and_machine_made_entries_are_skipped(gather, plant):
    files = {
        "alice/task.py": SOURCE,
        "alice/.ipynb_checkpoints/task.py": b"old",
        "alice/__pycache__/x.py": b"",
        "alice/venv/pyvenv.cfg": b"",
        "alice/venv/lib/x.py": b"",
        "alice/._task.py": b"\0\5\x16\7",
        "__MACOSX/alice/._task.py": b"\0\5\x16\7",
        ".git/config": b"",
        ".bob/task.py": SOURCE,
        "__pycache__/alice.pyc": b"",
    }
    assert gather(plant(files)) == {"alice": Submission(id="alice", files={MAIN: SOURCE})}


def test_a_hidden_folder_that_is_named_is_read(gather, plant):
    assert list(gather(plant({".work/task.py": SOURCE}) / ".work")) == [".work"]


def test_a_backup_inside_a_submission_is_not_another_one(gather, plant):
    root = plant({"alice/task.py": SOURCE, "alice/old/task.py": b"old", "alice/old/more.py": b"old", "alice/plots/plot.py": b"p"})
    expected = {"alice": Submission(id="alice", files={MAIN: SOURCE, "plots/plot.py": b"p"})}
    assert gather(root) == gather(root / "alice") == expected


def test_what_lies_beside_a_wrapped_submission_is_not_a_student(gather, plant):
    beside = {"a1/one.py": b"", "a1/two.py": b"", "written/a2.pdf": b"", "a2.zip": b"", "README.md": b""}
    root = plant({"alice/a2/task.py": SOURCE} | {f"alice/{name}": data for name, data in beside.items()})
    assert list(gather(root)) == ["a2"]


def test_what_lies_beside_it_and_can_be_graded_is_graded(gather, plant):
    root = plant({"monday/alice/task.py": SOURCE, "monday/bob.py": SOURCE, "monday/cy/mine.py": SOURCE})
    assert list(gather(root)) == ["alice", "bob", "cy"]


def test_wrapped_submissions_of_one_name_show_whose_they_are(gather, plant):
    assert list(gather(plant({"alice/a2/task.py": SOURCE, "bob/a2/task.py": SOURCE}))) == ["alice/a2", "bob/a2"]


def test_a_starter_among_the_submissions_does_not_swallow_them(gather, plant):
    files = {"task.py": b"start", "a/task.py": SOURCE, "b/task.py": SOURCE, "c/mine.py": SOURCE}
    assert list(gather(plant(files))) == ["class", "a", "b", "c"]
    assert gather(plant({f"section/{k}": v for k, v in files.items()} | {"z/task.py": SOURCE}))["section"].files[MAIN] == b"start"


def test_a_search_ends_somewhere(gather, plant):
    root = plant({"a/" * 8 + MAIN: SOURCE, "b/" * 9 + MAIN: SOURCE})
    found = gather(root)
    assert list(found) == ["a", "b"]
    assert found["a"].files
    assert "it holds nothing" in found["b"].refusal


def test_one_endless_tree_does_not_stop_the_others(gather, plant, monkeypatch):
    monkeypatch.setattr("grader.intake.folders.MAX_FOLDERS", 20)
    found = gather(plant({f"eve/{n}": None for n in range(30)} | {"alice/task.py": SOURCE}))
    assert found["alice"].files
    assert "more than 20 folders" in found["eve"].refusal


# --- misuse -----------------------------------------------------------------------------------------------------------------


def archive(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(name, SOURCE)
    return data.getvalue()


MISUSE = {
    "not there": ({}, "nowhere", "no such file or directory", "nothing has been graded"),
    "below a file": ({"a.py": SOURCE}, "a.py/b", "not a directory", "spelling"),
    "empty": ({}, "", "no submission in this folder", "a folder that holds task.py"),
    "empty folders": ({"alice": None, "bob": None}, "", "no submission in this folder", "alice, bob"),
    "nothing of use": ({"a/notes.txt": b"", "b.pdf": b""}, "", "no submission in this folder", "a, b.pdf"),
    "only archives": (
        {"a.zip": archive("task.py")},
        "",
        "no submission in this folder",
        "archives and notebooks cannot be read yet",
    ),
    "an archive": (
        {"a.zip": archive("task.py")},
        "a.zip",
        "archive, which cannot be read yet: unpack it",
        "name a .py file, or a folder",
    ),
    "a notebook": ({"a.ipynb": b"{}"}, "a.ipynb", "notebook, which cannot be read yet: save its code as a .py file", ".py files"),
    "another file": ({"a.txt": b""}, "a.txt", "neither a .py file nor a folder", ".py files"),
}


@pytest.mark.parametrize(("files", "path", "what", "more"), MISUSE.values(), ids=MISUSE.keys())
def test_a_path_that_names_nothing_gradable_is_misuse(plant, files, path, what, more):
    root = plant(files)
    good = plant({"../good/task.py": SOURCE}).parent / "good"
    with pytest.raises(Misuse) as caught:
        collect([good, root / path], module="task")
    assert what in caught.value.what
    assert more in str(caught.value)
    assert caught.value.where == str(root / path)
    assert caught.value.attempt
    assert caught.value.exit_code == 2


def test_no_path_at_all_is_misuse():
    with pytest.raises(Misuse, match="no PATH"):
        collect([], module="task")


@posix_only
def test_a_device_is_misuse():
    with pytest.raises(Misuse, match="neither"):
        collect([Path("/dev/null")], module="task")


def test_a_folder_that_cannot_be_opened_is_misuse(powerless):
    (powerless / "shut").mkdir()
    (powerless / "shut").chmod(0)
    with pytest.raises(Misuse, match="cannot be opened: Permission denied"):
        collect([powerless / "shut"], module="task")
