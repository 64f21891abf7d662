"""Measure how long cold commands take, beside what any program waits for that computes with NumPy and draws with rich.

Run by hand: python -m tests.benchmarks.cold_start

Each command in a new process, in turn, so that a busy machine is busy for all, and the median of fifteen counts. Everything is
compiled beforehand, as it is once it is installed, whatever this shell says of bytecode. Targets, as multiples of the yardstick
`import numpy, rich.console`: `grader grade` 3.5, `grader check` 3.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 15
CLASS = ROOT / "tests/submissions/class"
WRONG, RIGHT = str(CLASS / "ingrid.py"), str(CLASS / "amara")
YARDSTICK = "import numpy, rich.console"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import numpy": ["-c", "import numpy"],
    YARDSTICK: ["-c", YARDSTICK],
    "import grader.cli.check": ["-c", "import grader.cli.check"],
    "grader grade": ["-m", "grader", "grade", WRONG],
    "grader check of a wrong file": ["-m", "grader", "check", WRONG],
    "grader check of a right file": ["-m", "grader", "check", RIGHT],
}


def seconds(arguments: list[str], environment: dict[str, str]) -> float:
    """Wall time of one process, from start to end."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    assert done.returncode in (0, 1)  # check says 1 of a submission that is not all right
    return time.perf_counter() - start


def main() -> None:
    """Measure and print the table."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(1 + ROUNDS):
            for name, arguments in COMMANDS.items():
                taken = seconds(arguments, environment)
                times[name] += [taken] if number else []
    yardstick = median(times[YARDSTICK])
    for name, each in times.items():
        print(f"{name:<40} {median(each):6.3f} s   {median(each) / yardstick:5.2f} times")


if __name__ == "__main__":
    main()
