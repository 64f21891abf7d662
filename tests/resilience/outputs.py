"""Take away standard output and standard error, or the width of the terminal: the files are whole all the same."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys

from tests.resilience.classes import make_class
from tests.resilience.kills import SEED
from tests.resilience.place import ROOT, Finding, Findings, Place, differences, results

SHELLS = {
    "a reader that leaves": ("{} | head -1", 0),
    "a reader that never reads": ("{} | true", 0),
    "a full standard output": ("{} > /dev/full", 3),
    "a closed standard output": ("{} >&-", 0),
    "a closed standard error": ("{} 2>&-", 0),
    "a full standard error": ("{} 2> /dev/full", 0),
    "everything closed": ("{} <&- >&- 2>&-", 0),
    "a terminal of one column": ("COLUMNS=1 {}", 0),
    "a terminal of no columns": ("COLUMNS=0 LINES=0 {}", 0),
    "no terminal": ("TERM=dumb {} > /dev/null 2>&1", 0),
}
"""Shell lines around the command, and the exit code that they must lead to."""


def measure(options: argparse.Namespace, place: Place) -> Findings:
    """Broken pipes, full and closed outputs, narrow terminals: files are complete, and a success is one."""
    make_class(place.folder / "class", options.stopped, [])
    command = [sys.executable, "-m", "grader", "grade", "class", "--seed", SEED, "--json", "r.json", "--csv", "r.csv"]
    line = shlex.join(map(str, command))
    expected: dict[str, object] = {}
    for name, (around, code) in {"nothing": ("{} > /dev/null", 0), **SHELLS}.items():
        environment = {**os.environ, "TMPDIR": str(place.temporary), "PYTHONPATH": str(ROOT)}
        shell = ["bash", "-o", "pipefail", "-c", around.format(line)]
        done = subprocess.run(shell, cwd=place.folder, env=environment, capture_output=True, text=True, check=False)
        written = results(place.folder / "r.json") if (place.folder / "r.json").exists() else {}
        expected = expected or written
        differ = differences(written, expected) if written else "no file"
        lines = len((place.folder / "r.csv").read_text().splitlines()) if (place.folder / "r.csv").exists() else 0
        noisy = "Traceback" in done.stderr or "Exception ignored" in done.stderr
        kept = list(place.temporary.glob("grader-journal-*")) if code else []  # so that what was not drawn can be
        left = place.left(*(each.name for each in kept))
        for each in kept:
            shutil.rmtree(each)
        good = done.returncode == code and not differ and lines == options.stopped + 1 and not noisy and not left
        text = f"{name}: code {done.returncode}, differences: {differ or 'none'}, left behind: {left or 'nothing'}"
        yield Finding(ok=good, text=f"{text} {done.stderr.strip().splitlines()[-1:]}")
        for file in ("r.json", "r.csv"):
            (place.folder / file).unlink(missing_ok=True)
