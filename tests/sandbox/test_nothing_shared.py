"""Two processes of one box share nothing: no open file description, no mapping that can be written, no table of the kernel.

They are compared from outside (kcmp, /proc), while both live.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from grader.model import Word
from grader.sandbox import Box, Limits
from tests.sandbox.behind_walls import WALLED, command, descendants, load, walled_box

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc and kcmp of Linux")

_KCMP = 312 if platform.machine() == "x86_64" else 272
_FILE = 0
# Of linux/kcmp.h: what a task has of its own unless a clone shares it. Two tasks that have none of the last two are equal.
_TABLES = {"memory": 1, "table of descriptors": 2, "folders": 3, "signal handlers": 4, "input and output": 5, "semaphores": 6}


def shared(one: int, other: int, stranger: int) -> list[str]:
    """What two processes have in common. `stranger` is one that has nothing in common with anybody."""
    found = [f"descriptor {a} is {b}" for a in _open(one) for b in _open(other) if _same(one, other, _FILE, a, b)]
    found += [name for name, table in _TABLES.items() if _same(one, other, table) and not _same(one, stranger, table)]
    found += [f"memory of {name}" for name in sorted(_writable(one) & _writable(other))]
    found += [name for name in ("cwd",) if (Path(f"/proc/{one}") / name).readlink() == (Path(f"/proc/{other}") / name).readlink()]
    return found


def _open(process: int) -> list[int]:
    return sorted(int(entry.name) for entry in Path(f"/proc/{process}/fd").iterdir())


def _same(one: int, other: int, kind: int, *numbers: int) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    answer = libc.syscall(_KCMP, one, other, kind, *map(ctypes.c_ulong, numbers or (0, 0)))
    if answer < 0:
        raise OSError(ctypes.get_errno(), "kcmp")
    return answer == 0


def _writable(process: int) -> set[str]:
    """The shared mappings that can be written, by device and number of their file."""
    lines = [line.split(maxsplit=5) for line in Path(f"/proc/{process}/maps").read_text().splitlines()]
    return {f"{line[3]}:{line[4]}" for line in lines if line[1][1] == "w" and line[1][3] == "s"}


@pytest.fixture(scope="module", autouse=True)
def _may_look():
    """A process that hides its memory shows its descriptors to root alone."""
    if os.geteuid() != 0:
        pytest.skip("only root may compare descriptors")
    try:
        _same(os.getpid(), os.getpid(), _FILE, 0, 0)
    except OSError as error:
        pytest.skip(f"this kernel does not compare: {error}")


@pytest.fixture
def stranger():
    with subprocess.Popen(
        ["sleep", "600"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/usr"
    ) as it:
        yield it.pid
        it.kill()


# Opens, maps and takes what it may, and keeps it.
BUSY = """
import mmap, multiprocessing, os, random, secrets, sqlite3, tempfile, threading
import numpy as np
kept = [open(os.devnull), open("/dev/urandom", "rb"), open(np.__file__), open("mine", "w"), open("word2vec.py")]
kept += [tempfile.TemporaryFile(), sqlite3.connect("data"), os.pipe(), multiprocessing.Lock(), multiprocessing.Value("d")]
kept += [random.SystemRandom(), mmap.mmap(-1, 4096)]
kept[-1][:4] = b"mine"
threading.Thread(target=threading.Event().wait, daemon=True).start()
np.random.default_rng().random(), secrets.token_hex(), "".encode("cp1252")
def f(text):
    kept.append(eval(text))
    return 1.0
"""


@pytest.mark.parametrize("level", ["none", *WALLED])
def test_two_processes_of_a_box_share_nothing(level, call, stranger):
    before = {*descendants(os.getpid())}
    with ExitStack() as stack:
        box = stack.enter_context(Box(limits=Limits(), isolation="none") if level == "none" else walled_box(level))
        sessions = [stack.enter_context(box.open(load(BUSY))) for _ in range(3)]
        for session in sessions:
            assert session.loaded.fault is None
            assert session.loaded.left_out == ()
            assert session.ask([call("f", Word(value="open('later', 'w')"))])[0].fault is None
        ours = {pid: descendants(pid) for pid in {*descendants(os.getpid())} - before if b"entrypoint.py" in command(pid)}
        one, other, third = sorted(pid for pid, below in ours.items() if not below)
        assert shared(one, other, stranger) == shared(other, third, stranger) == []
        keepers = [pid for pid, below in ours.items() if below and b"bwrap" not in command(pid)]
        assert [shared(one, keeper, stranger) for keeper in keepers] == [[]] * len(keepers)  # else all would have it from there


# --- the comparison can fail ------------------------------------------------------------------------------------------------


def _pair(stack, program, **both):
    """Two processes that run a program, and have written a line."""
    pids = []
    for _ in range(2):
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        popen = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", f"{program}\nprint(flush=True)\nimport time; time.sleep(600)"],
                **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": folder, **both},
            )
        )
        stack.callback(popen.kill)
        popen.stdout.readline()
        pids.append(popen.pid)
    return pids


def test_strangers_have_nothing_in_common(stranger):
    with ExitStack() as stack:
        assert shared(*_pair(stack, ""), stranger) == []


def test_a_descriptor_that_both_are_given_is_seen(stranger):
    with ExitStack() as stack, Path(os.devnull).open() as file:
        number = file.fileno()
        assert shared(*_pair(stack, "", pass_fds=(number,)), stranger) == [f"descriptor {number} is {number}"]


def test_a_standard_descriptor_and_a_folder_of_both_are_seen(stranger):
    with ExitStack() as stack, Path(os.devnull).open() as file:
        assert shared(*_pair(stack, "", stdin=file, cwd="/"), stranger) == ["descriptor 0 is 0", "cwd"]


def test_memory_of_both_is_seen(stranger, tmp_path):
    (tmp_path / "file").write_bytes(bytes(mmap.PAGESIZE))
    program = f"import mmap, os; kept = mmap.mmap(os.open({str(tmp_path / 'file')!r}, os.O_RDWR), 0)"
    with ExitStack() as stack:
        (found,) = shared(*_pair(stack, program), stranger)
    assert found.startswith("memory of ")
    assert found.endswith(f":{(tmp_path / 'file').stat().st_ino}")
