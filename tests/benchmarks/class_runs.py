"""Classes of any size, and how long `grader grade` takes for them: what several benchmarks share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CLASS = Path(__file__).resolve().parents[1] / "submissions" / "class"


def seconds(*command: object, processors: Collection[int] = (), **more: object) -> float:
    """The time that a command takes, on these processors. Raises CalledProcessError where it fails."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors or before)
    try:
        start = time.perf_counter()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*map(str, command)], check=True, **{**quiet, **more})  # type: ignore[call-overload]
        return time.perf_counter() - start
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of `grader grade` on a class.

    seconds    wall time, from start to end
    processor  by phase (`measured_grade`), the processor time of its own process, without workers and sandboxes
    peak       MiB, the most memory of its own process
    """

    seconds: float
    processor: Mapping[str, float]
    peak: float


def grade(*words: object, processors: Collection[int] = ()) -> Run:
    """Run `grader grade` with these words."""
    with tempfile.NamedTemporaryFile() as file:
        command = (sys.executable, "-m", "tests.benchmarks.measured_grade", file.name, "grade")
        taken = seconds(*command, *words, processors=processors)
        measured = json.loads(Path(file.name).read_text())
    return Run(seconds=taken, processor=measured["processor"], peak=measured["peak"])


def by_outcome(folder: Path, *, interface: str = "") -> tuple[list[Path], list[Path]]:
    """The submissions of the class in the tests with full points, and those that were graded and have less.

    folder     where a report may be written
    interface  only those with these names of functions
    """
    report = folder / "class.json"
    grade(CLASS, "--json", report)
    graded = [
        each
        for each in json.loads(report.read_text())["submissions"]
        if each["status"] == "graded" and interface in ("", each["interface"])
    ]
    place = {each.stem: each for each in CLASS.iterdir() if each.is_dir() or each.suffix == ".py"}
    right = [place[each["id"]] for each in graded if each["score"] == each["max_score"]]
    return right, [place[each["id"]] for each in graded if each["score"] < each["max_score"]]


def make(folder: Path, templates: Sequence[Path], number: int) -> Path:
    """A class of so many submissions, no two of the same bytes: the journal would have them graded once."""
    for n in range(number):
        template = templates[n % len(templates)]
        files = [template] if template.is_file() else sorted(template.rglob("*.py"))
        for file in files:
            copy = folder / f"s{n:05}" / ("word2vec.py" if template.is_file() else file.relative_to(template))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes() + (b"\n# %d\n" % n if copy.name == "word2vec.py" else b""))
    return folder


@contextmanager
def templates() -> Iterator[tuple[Path, list[Path], list[Path]]]:
    """A temporary folder, right submissions, and as many of which every second one is wrong."""
    with tempfile.TemporaryDirectory() as name:
        right, wrong = by_outcome(Path(name))
        most = max(len(right), len(wrong))
        half = [each for n in range(most) for each in (right[n % len(right)], wrong[n % len(wrong)])]
        yield Path(name), right, half
