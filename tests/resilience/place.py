"""A folder in which the grader runs, and a watch on all that it leaves behind."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.redteam.bait import descendants

ROOT = Path(__file__).resolve().parents[2]

INSIDE = "GRADER_RESILIENCE_MOUNTS"
"""Set where this process and those below it have file systems of their own."""

LEAVING_SECONDS = 30.0
"""For processes to end and to remove their files after a run that was killed, on a busy machine."""

_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at, and whether it is as it must be."""

    ok: bool
    text: str


Findings = Iterator[Finding]


class Place:
    """A folder with the temporary files and the outputs of runs.

    Processes that lose their parent become children of this one, so that none is overlooked.
    """

    def __init__(self, folder: Path) -> None:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.folder, self.temporary = folder, folder / "tmp"
        self.temporary.mkdir(parents=True)
        self.remember()

    def remember(self) -> None:
        """What there is now is not left behind."""
        self._before = set(descendants())
        self._shared = _shared()

    def start(self, *words: object, python: str = sys.executable, **streams: Any) -> subprocess.Popen[str]:
        """Start `grader` with these words, in this folder."""
        environment = {**os.environ, "TMPDIR": str(self.temporary), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        command = [python, "-m", "grader", *map(str, words)]
        return subprocess.Popen(command, cwd=self.folder, env=environment | pipes.pop("env", {}), text=True, **pipes)

    def run(self, *words: object, **streams: Any) -> Done:
        """Run `grader` to its end."""
        start = time.monotonic()
        with self.start(*words, **streams) as process:
            out, err = process.communicate()
        return Done(code=process.returncode, out=out or "", err=err or "", seconds=time.monotonic() - start)

    def left(self, *expected: str) -> list[str]:
        """Processes and files that are left, when they have had the time to go; `expected` are names that may be there."""
        deadline = time.monotonic() + LEAVING_SECONDS
        while (found := self._left(expected)) and time.monotonic() < deadline:
            time.sleep(0.05)
        return found

    def _left(self, expected: tuple[str, ...]) -> list[str]:
        processes = [f"process {process}: {command_of(process)[-120:]}" for process in set(descendants()) - self._before]
        names = _names(self.temporary) | {path.name for path in self.folder.glob(".grader-*")}
        names -= {"dask-scratch-space"}  # Dask's own, which stays for the next cluster
        return processes + sorted(names - set(expected)) + sorted(_shared() - self._shared)


@dataclass(frozen=True, kw_only=True)
class Done:
    """A run that has ended."""

    code: int
    out: str
    err: str
    seconds: float


def command_of(process: int) -> str:
    """The command line of a process, "" when it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    return ""


def results(file: Path) -> dict[str, Any]:
    """A file of results without the times."""
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    for submission in report["submissions"]:
        submission["seconds"] = None
    return report


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Where two files of results differ: ids of submissions, and keys of the head.

    A second attempt on a busy machine has other inputs, so that only points and verdicts are the same.
    """
    found = [key for key in one.keys() | other.keys() if key != "submissions" and one.get(key) != other.get(key)]
    pairs = [{s["id"]: s for s in report["submissions"]} for report in (one, other)]
    for name in pairs[0].keys() | pairs[1].keys():
        first, second = (pair.get(name) for pair in pairs)
        if first is None or second is None:
            found.append(name)
        elif _second_attempt(first) or _second_attempt(second):
            found += [name] * (_marks(first) != _marks(second))
        else:
            found += [name] * (first != second)
    return sorted(found)


def _second_attempt(submission: dict[str, Any]) -> bool:
    return any(remark["code"] == "second-attempt" for remark in submission["remarks"])


def _marks(submission: dict[str, Any]) -> Any:
    return submission["status"], submission["score"], [(part["verdict"], part["score"]) for part in submission["parts"]]


def not_full(report: dict[str, Any], right: frozenset[str]) -> list[str]:
    """Those of `right` that have no full marks, and those that have no record."""
    scores = {s["id"]: s["score"] == s["max_score"] for s in report["submissions"]}
    return sorted(name for name in right if not scores.get(name))


def integrity(file: Path) -> str:
    """What SQLite says about a file: "ok"."""
    import sqlite3  # noqa: PLC0415

    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def _shared() -> set[str]:
    """Names of shared memory and semaphores, where no other program makes any."""
    return _names(Path("/dev/shm")) if INSIDE in os.environ else set()


def _names(folder: Path) -> set[str]:
    return set(os.listdir(folder))  # noqa: PTH208
