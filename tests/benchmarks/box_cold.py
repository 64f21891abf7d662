"""How long one cold command takes, beside what any program waits for that computes with NumPy and draws with rich.

Run by hand: python tests/benchmarks/box_cold.py

`grader grade` and `grader check` of one submission, each in a new process, against `python -c "import numpy, rich.console"`; in
turn, so that a busy machine is busy for all, and the median of fifteen counts. Everything is compiled beforehand, as it is once
it is installed, whatever this shell says of bytecode. Targets: grade 3.5 times, check 3 times.
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
FILE = str(ROOT / "tests/submissions/class/ingrid.py")
YARDSTICK = "import numpy, rich.console"
COMMANDS = {
    YARDSTICK: ["-c", "import numpy, rich.console"],
    "grader grade": ["-m", "grader", "grade", FILE],
    "grader grade --isolation none": ["-m", "grader", "grade", FILE, "--isolation", "none"],
    "grader check": ["-m", "grader", "check", FILE],
}


def seconds(arguments: list[str], environment: dict[str, str]) -> float:
    """Wall time of one process, from start to end."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    assert done.returncode in (0, 1)  # check says 1 of a submission that is not all right
    return time.perf_counter() - start


def main() -> None:
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
        print(f"{name:<40} {median(each):6.3f} s   {median(each) / yardstick:4.1f} times")


if __name__ == "__main__":
    main()
