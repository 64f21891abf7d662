from __future__ import annotations

import os
import sys

import pytest

SOURCE = b"def loss(x):\n    return x\n"
MAIN = "task.py"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="names and pipes of that kind do not exist here")


def test_all_modules_of_the_tree_come_along_as_bytes(gather, plant):
    helpers = {
        "tools.py": b"\xef\xbb\xbfx = 1\r\n",
        "utils/__init__.py": b"",
        "utils/utils.py": b"u",
        "utils/deep/a.py": b"\0\xff",
    }
    root = plant({f"alice/{k}": v for k, v in helpers.items()} | {"alice/task.py": SOURCE, "alice/data.npy": b"1"})
    assert gather(root)["alice"].files == {MAIN: SOURCE} | helpers


@posix_only
def test_helpers_that_must_not_be_read_are_left_out(gather, plant):
    root = plant({"alice/task.py": SOURCE, "alice/big.py": b"#" * (1 << 21), "secret.py": b"s", "lib/x.py": b"x"})
    (root / "alice" / "link.py").symlink_to(root / "secret.py")
    (root / "alice" / "lib").symlink_to(root / "lib")
    os.mkfifo(root / "alice" / "pipe.py")
    assert gather(root / "alice")["alice"].files == {MAIN: SOURCE}


def test_helpers_too_deep_are_left_out(gather, plant):
    root = plant({"alice/task.py": SOURCE, "alice/" + "a/" * 8 + "in.py": b"", "alice/" + "b/" * 9 + "out.py": b""})
    assert list(gather(root)["alice"].files) == [MAIN, "a/" * 8 + "in.py"]


def test_the_number_of_files_is_bounded_exactly(gather, plant):
    root = plant({"alice/task.py": SOURCE} | {f"alice/m{n}.py": b"" for n in range(199)})
    assert len(gather(root)["alice"].files) == 200
    (root / "alice" / "one_more.py").write_bytes(b"")
    assert "more than 200 .py files" in gather(root)["alice"].refusal


def test_the_size_of_all_files_is_bounded_exactly(gather, plant):
    half = b"#" * (1 << 19)
    root = plant({"alice/task.py": half} | {f"alice/m{n}.py": half for n in range(9)})
    assert sum(map(len, gather(root)["alice"].files.values())) == 5 << 20
    (root / "alice" / "one_more.py").write_bytes(b"#")
    assert "more than 5,242,880 bytes" in gather(root)["alice"].refusal


def test_another_limit_counts_for_each_file_and_five_times_for_all(plant, read):
    full = b"#" * (2 << 10)
    root = plant({"alice/task.py": full} | {f"alice/m{n}.py": full for n in range(4)} | {"alice/m4.py": full + b"#"})
    (alice,) = read(root / "alice", source_limit=2).submissions
    assert sum(map(len, alice.files.values())) == 10 << 10
    (root / "alice" / "m5.py").write_bytes(b"#")
    (alice,) = read(root / "alice", source_limit=2).submissions
    assert "more than 10,240 bytes" in alice.refusal
    (alice,) = read(root / "alice", source_limit=1).submissions
    assert "task.py is too large: 2,048 bytes, and at most 1,024 are read" in alice.refusal


def test_the_hash_is_of_all_bytes_that_run(gather, plant):
    root = plant({"alice/task.py": SOURCE, "alice/tools.py": b"a = 1\n"})
    before = gather(root)["alice"].sha256
    (root / "alice" / "tools.py").write_bytes(b"a = 2\n")
    assert gather(root)["alice"].sha256 != before


@posix_only
def test_a_main_file_in_other_case_is_not_overruled_by_a_folder_of_that_name(gather, plant):
    root = plant({"alice/Task.py": SOURCE, "alice/tools/task.PY": b"t"})
    assert gather(root)["alice"].files == {MAIN: SOURCE}
