from __future__ import annotations

import os
import sys

import pytest

from grader.model import Submission

SOURCE = b"def loss(x):\n    return x\n"
MAIN = "task.py"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="names and pipes of that kind do not exist here")


@pytest.mark.parametrize("name", ["Task.py", "TASK.PY", "solution.py", "task (1).py", "src/deep/mine.py"])
def test_the_only_file_of_a_student_counts_whatever_its_name(gather, plant, name):
    root = plant({"ok.py": SOURCE, f"alice/{name}": SOURCE, "alice/report.pdf": b""})
    assert gather(root)["alice"] == Submission(id="alice", files={MAIN: SOURCE}, main=name.split("/")[-1])


def test_a_package_marker_is_nobodys_work(gather, plant):
    root = plant({"alice/mine.py": SOURCE, "alice/pkg/__init__.py": b"", "__init__.py": b"", "bob/pkg/__init__.py": b""})
    found = gather(root)
    assert found["alice"].main == "mine.py"
    assert "it holds nothing" in found["bob"].refusal


def test_a_name_in_other_case_still_brings_its_modules(gather, plant):
    root = plant({"alice/Task.py": SOURCE, "alice/tools.py": b"t"})
    assert gather(root / "alice")["alice"].files == {MAIN: SOURCE, "tools.py": b"t"}


def test_a_folder_with_one_odd_file_is_one_student_however_it_is_named_on_the_command_line(gather, plant):
    root = plant({"alice/solution.py": SOURCE, "alice/data/x.txt": b"", "bob/solution.py": SOURCE})
    assert list(gather(root)) == list(gather(root / "alice", root / "bob")) == ["alice", "bob"]


LOST = {
    "nothing": ({"eve": None}, "it holds nothing"),
    "several": ({"eve/a.py": b"", "eve/sub/b.py": b""}, "it holds a.py, sub/b.py"),
    "no Python": ({"eve/essay.pdf": b"", "eve/data.txt": b""}, "it holds data.txt, essay.pdf"),
    "a notebook": ({"eve/task.ipynb": b"{}"}, "it holds task.ipynb"),
    "many": ({f"eve/{n}.txt": b"" for n in range(9)}, "0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 4 more"),
    "an archive": ({"eve.zip": b""}, "archive, which cannot be read yet: unpack it"),
    "a lone notebook": ({"eve.ipynb": b""}, "notebook, which cannot be read yet"),
    "a main folder": ({"eve/task.py/x.py": b""}, "task.py is a folder"),
    "two cases": ({"eve/Task.py": b"", "eve/TASK.py": b""}, "several main files at the same depth: TASK.py, Task.py"),
}


@pytest.mark.parametrize(("files", "reason"), LOST.values(), ids=LOST.keys())
def test_whoever_handed_in_something_else_has_a_record_that_says_so(gather, plant, files, reason):
    root = plant({"alice/task.py": SOURCE} | files)
    if len(list(root.rglob("*.py"))) < sum(name.endswith(".py") for name in files):
        pytest.skip("this file system does not tell case")
    found = gather(root)
    assert list(found) == ["alice", "eve"]
    assert found["alice"].files
    assert reason in found["eve"].refusal
    assert found["eve"].sha256 == ""


def test_a_broken_file_is_refused_and_the_others_are_read(gather, plant):
    root = plant({"a.py": SOURCE, "b.py": b"\0", "c.py": b"#" * (1 << 21), "d/task.py": b"\xff\xfe", "e/task.py": SOURCE})
    found = gather(root)
    assert [bool(s.files) for s in found.values()] == [True, False, False, False, True]


@posix_only
def test_links_and_pipes_have_records(gather, plant, tmp_path):
    root = plant({"alice/task.py": SOURCE, "bob": None, "cy": None})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / MAIN).write_bytes(b"secret = 1\n")
    (root / "bob" / MAIN).symlink_to(root / "alice" / MAIN)
    os.mkfifo(root / "cy" / MAIN)
    (root / "dan").symlink_to(tmp_path / "elsewhere")
    (root / "eve.py").symlink_to(root / "alice" / MAIN)
    (root / "stale.txt").symlink_to("nowhere")
    found = gather(root)
    assert list(found) == ["alice", "bob", "cy", "dan", "eve"]
    assert ["link" in s.refusal for s in found.values()] == [False, True, False, True, True]
    assert "pipe" in found["cy"].refusal


@posix_only
def test_a_folder_with_nothing_but_a_link_in_it(gather, plant):
    root = plant({"real/task.py": SOURCE, "wrap": None})
    (root / "wrap" / "eve").symlink_to("../real")
    assert "link" in gather(root / "wrap")["eve"].refusal


def test_a_main_file_that_is_a_folder_is_refused_when_named(gather, plant):
    root = plant({"alice/task.py": None})
    assert "is a folder" in gather(root / "alice" / MAIN)["alice"].refusal


def test_a_student_folder_that_cannot_be_opened_has_a_record(gather, powerless):
    for name in ("alice", "eve", "fay"):
        (powerless / name / "in").mkdir(parents=True)
    (powerless / "alice" / MAIN).write_bytes(SOURCE)
    (powerless / "eve").chmod(0)
    (powerless / "fay" / "x.py").write_bytes(SOURCE)
    (powerless / "fay" / "in").chmod(0)
    found = gather(powerless)
    assert found["alice"].files
    assert "eve cannot be opened: Permission denied" in found["eve"].refusal
    assert "in cannot be opened" in found["fay"].refusal


def test_a_subfolder_that_cannot_be_opened_costs_nothing(gather, powerless):
    for name in ("shut", "shut2"):
        (powerless / "alice" / name).mkdir(parents=True)
        (powerless / "alice" / name).chmod(0)
    (powerless / "alice" / MAIN).write_bytes(SOURCE)
    assert gather(powerless / "alice")["alice"].files == {MAIN: SOURCE}
