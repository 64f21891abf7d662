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
from tests.intake.conftest import WANTED

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
    assert list(gather(root / "b", root / "a", root / "b" / MAIN)) == ["b", "a"]


def test_several_paths_of_one_name_show_where_they_lie(gather, plant):
    root = plant({"mon/alice/task.py": SOURCE, "mon/bob.py": SOURCE, "tue/alice/task.py": SOURCE, "tue/cy/task.py": SOURCE})
    assert list(gather(*sorted(root.glob("*/*")))) == ["mon/alice", "bob", "tue/alice", "cy"]


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
def test_control_characters_in_names_are_shown_and_the_path_can_still_be_opened(gather, plant):
    name = "\x1b[2Jeve\n\u202e"
    found = gather(plant({f"{name}/task.py": SOURCE}))["␛[2Jeve↵ \u202e"]
    assert found.files
    assert f"/{name}/" in found.path


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
    assert list(found["zo\\udceb"].files) == [MAIN]
    assert found["zo\\udceb"].sha256
    assert found["\\udcff"].refusal.startswith("\\udcff.py is not text")


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


def test_the_main_file_nearest_to_the_top_counts_and_a_remark_names_the_others(gather, plant):
    files = {"task.py": SOURCE, "old/task.py": b"old", "old/more.py": b"old", "plots/plot.py": b"p", "old/er/homework.py": b"o"}
    root = plant({f"alice/{name}": data for name, data in files.items()} | {"bob.py": SOURCE})
    assert gather(root)["alice"] == gather(root / "alice")["alice"]
    alice = gather(root / "alice")["alice"]
    assert alice.files == {MAIN: SOURCE, "plots/plot.py": b"p"}
    assert [remark.code for remark in alice.remarks] == ["several-files"]
    assert "old/task.py, old/er/homework.py" in alice.remarks[0].message


def test_what_is_left_aside_is_listed(plant, read):
    names = ["README.md", ".git/config", "__pycache__/alice.pyc", "__init__.py", "grades.csv", "venv/pyvenv.cfg"]
    root = plant({"alice/task.py": SOURCE, "bob.py": SOURCE} | dict.fromkeys(names, b""))
    (note,) = read(root).notes
    assert note.startswith("left aside: ")
    assert all(name.split("/")[0] in note for name in names)
    assert "alice/" not in note
    paths = sorted(path for path in root.iterdir() if not path.name.startswith("."))
    assert {s.id for s in read(*paths).submissions} >= {"alice", "bob"}
    assert "README.md, grades.csv" in read(*paths).notes[0]


# --- who handed it in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inside", ["task.py", "homework.py", "a2/task.py", "x/y/z/homework.py", "src/any.py", "bob/task.py", "deep/carol/mine.py"]
)
@pytest.mark.parametrize("beside", [{}, {"bob/task.py": SOURCE}, {"a2.py": SOURCE, "src/task.py": SOURCE, "carol.py": b""}])
def test_an_id_is_the_entrys_name_whatever_lies_inside_and_beside(gather, plant, inside, beside):
    root = plant({f"alice/{inside}": SOURCE, "zoe.py": SOURCE} | beside)
    found = gather(root)
    assert found["alice"].files[MAIN] == SOURCE
    assert set(found) == {"alice", "zoe"} | {name.split("/")[0].removesuffix(".py") for name in beside}
    assert gather(*sorted(root.iterdir())) == found


SEVERAL = {
    "side by side": {"one/task.py": SOURCE, "two/task.py": SOURCE},
    "by two names": {"task.py": SOURCE, "homework.py": SOURCE},
    "of other students": {"bob/task.py": SOURCE, "carol/task.py": SOURCE, "x/dora/task.py": SOURCE},
    "without the name": {"one.py": SOURCE, "sub/two.py": SOURCE},
}


@pytest.mark.parametrize("files", SEVERAL.values(), ids=SEVERAL.keys())
def test_one_entry_is_one_record_and_several_files_at_one_depth_are_refused_by_name(gather, plant, files):
    found = gather(plant({f"eve/{name}": data for name, data in files.items()} | {"bob/task.py": SOURCE}))
    assert set(found) == {"bob", "eve"}
    nearest = (
        [name for name in files if name.count("/") == min(name.count("/") for name in files)] if "task" in str(files) else files
    )
    assert all(name in found["eve"].refusal for name in nearest)


CHOSEN = {
    "beside helpers": ({"mine.py": SOURCE, "tools.py": b"t = 1", "plot.py": b"def plot(): pass"}, "mine.py"),
    "of two main files": ({"task.py": b"", "homework.py": SOURCE}, "homework.py"),
    "in a class": ({"mine.py": b"class A:\n    def gradient(self): ...\n", "tools.py": b"def loss_(): ..."}, "mine.py"),
    "alone without a function": ({"mine.py": b"x = 1"}, "mine.py"),
}


@pytest.mark.parametrize(("files", "chosen"), CHOSEN.values(), ids=CHOSEN.keys())
def test_the_only_file_that_defines_functions_counts_with_the_modules_beside_it(gather, plant, files, chosen):
    found = gather(plant({f"eve/{name}": data for name, data in files.items()} | {"bob/task.py": SOURCE}))["eve"]
    assert (found.main, found.files[MAIN]) == (chosen, files[chosen])
    assert set(found.files) == {MAIN, *files} - {chosen} - ({"task.py"} if chosen != MAIN and MAIN not in files else set()) | {
        MAIN
    }


def test_a_class_of_one_is_read_as_a_class_and_the_report_says_so(plant, read):
    root = plant({"alice/task.py": SOURCE})
    collection = read(root)
    assert [s.id for s in collection.submissions] == ["alice"]
    assert "read as a class of one (alice)" in collection.notes[0]
    assert read(root / "alice").notes == ()
    assert [s.id for s in read(root, is_class=False).submissions] == ["class"]


def test_several_classes_at_once_are_refused_with_the_line_that_works(plant, read):
    root = plant({f"{section}/{name}/task.py": SOURCE for section in ("one", "two") for name in ("ann", "ben")})
    with pytest.raises(Misuse) as caught:
        read(root / "one", root / "two")
    assert caught.value.attempt.endswith(f"grader grade {root}/one/* {root}/two/*")
    assert len(read(*root.glob("*/*")).submissions) == 4
    (root / "one.py").write_bytes(SOURCE)  # one honest entry: then the others are entries with too many files
    assert [bool(s.refusal) for s in read(root / "one", root / "two", root / "one.py").submissions] == [True, True, False]


@posix_only
def test_a_path_that_is_a_link_is_followed_and_has_the_links_name(gather, plant, tmp_path):
    root = plant({"alice/task.py": SOURCE, "alice/tools.py": b"t"})
    (tmp_path / "bob").symlink_to(root / "alice")
    (tmp_path / "carol.py").symlink_to(root / "alice" / MAIN)
    assert gather(tmp_path / "bob") == {"bob": Submission(id="bob", files={MAIN: SOURCE, "tools.py": b"t"})}
    assert gather(tmp_path / "carol.py")["carol"].files == {MAIN: SOURCE}
    (tmp_path / "section").symlink_to(root)
    assert list(gather(tmp_path / "section")) == ["alice"]
    (tmp_path / "nothing").symlink_to("nowhere")
    with pytest.raises(Misuse, match="no such file"):
        collect([tmp_path / "nothing"], wanted=WANTED)


def test_a_search_ends_somewhere(gather, plant):
    root = plant({"a/" * 8 + MAIN: SOURCE, "b/" * 10 + MAIN: SOURCE})
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
    with pytest.raises(Misuse) as caught:
        collect([root / path], wanted=WANTED)
    assert what in caught.value.what
    assert more in str(caught.value)
    assert caught.value.where == str(root / path)
    assert caught.value.attempt
    assert caught.value.exit_code == 2


def test_no_path_at_all_is_misuse():
    with pytest.raises(Misuse, match="no PATH"):
        collect([], wanted=WANTED)


@posix_only
def test_a_device_is_misuse():
    with pytest.raises(Misuse, match="neither"):
        collect([Path("/dev/null")], wanted=WANTED)


def test_a_folder_that_cannot_be_opened_is_misuse(powerless):
    (powerless / "shut").mkdir()
    (powerless / "shut").chmod(0)
    with pytest.raises(Misuse, match="cannot be opened: Permission denied"):
        collect([powerless / "shut"], wanted=WANTED)
