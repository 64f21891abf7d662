"""Boxes behind walls for tests, and a look at the processes that they are made of."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import WeakIsolation
from grader.model.allowed_imports import STANDARD_MODULES
from grader.sandbox import Box, Limits, Load
from grader.sandbox.processes.zygote import ZygoteHandle

WALLED = ("standard", "strong")
MODULES = (*STANDARD_MODULES, "atexit", "ctypes", "signal")  # the last ones for submissions that do something to their process
ORDINARY = 20_001  # a user that no system has
ROOT = Path(__file__).resolve().parents[2]
LATE = 60.0  # seconds until a time-out that is not meant to happen


def walled_box(level: str, *, limits: Limits | None = None, python: Path | None = None) -> Box:
    """A box of exactly this level; where the machine cannot give it the test is skipped, and says why."""
    box = Box(limits=limits or Limits(), isolation=level, python=python)
    try:
        box.wait()
    except WeakIsolation as weak:
        box.close()
        pytest.skip(str(weak))
    return box


def as_an_ordinary_user(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Python that another user may start, with our modules; skip the test where our folders are closed to others."""
    paths = os.pathsep.join([str(ROOT), *(path for path in sys.path if path)])
    environment = {"PYTHONPATH": paths, "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    someone = {"env": environment, "user": ORDINARY, "group": ORDINARY, "extra_groups": [], "capture_output": True, "cwd": "/"}
    for python in (str(Path(sys.executable).resolve()), f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"):
        try:
            subprocess.run([python, "-c", "import numpy, tests.sandbox.behind_walls"], check=True, **someone)
        except (OSError, subprocess.CalledProcessError):
            continue
        return subprocess.run([python, *arguments], check=False, text=True, **someone)
    pytest.skip("no Python here that another user may start")


def load(source: str) -> Load:
    return Load(module="word2vec", files={"word2vec.py": source.encode()}, modules=MODULES)


def zygotes(box: Box) -> list[ZygoteHandle]:
    assert box._zygotes is not None
    return [box._zygotes.current] if box._zygotes.current is not None else []


def zygote_process(box: Box) -> int:
    """The process of a box's only zygote: where it is behind namespaces, below what makes them."""
    (zygote,) = zygotes(box)
    first = zygote._popen.pid
    alike = {pid for pid in [first, *descendants(first)] if b"entrypoint.py" in command(pid) and b"bwrap" not in command(pid)}
    (found,) = [pid for pid in alike if not any(pid in descendants(other) for other in alike)]
    return found


def descendants(pid: int) -> list[int]:
    """Children, their children and so on, in no order."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            status = read(entry / "stat").rpartition(b")")[2].split()
            if status:
                parents[int(entry.name)] = int(status[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {pid})


def command(pid: int) -> bytes:
    return read(Path(f"/proc/{pid}/cmdline"))


def alive(pid: int) -> bool:
    return b"State:\tZ" not in (read(Path(f"/proc/{pid}/status")) or b"State:\tZ")


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it comes true in a time that is long for a machine: the kernel ends processes when it comes to it."""
    deadline = time.monotonic() + LATE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
