"""`grader check` of a right file against what it cannot do without: `python -m tests.benchmarks.check_startup`.

The floor is an interpreter that imports NumPy and rich.console. Whole processes, in turn, in one run, everything compiled
beforehand, as it is once it is installed; the target is 3 times.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
RIGHT = Path(__file__).resolve().parent.parent / "submissions/class/amara"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import numpy": ["-c", "import numpy"],
    "import numpy, rich.console": ["-c", "import numpy, rich.console"],
    "import grader.cli.check": ["-c", "import grader.cli.check"],
    "grader check": ["-m", "grader", "check", str(RIGHT)],
}


def main() -> None:
    """Print the table."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(1 + ROUNDS):
            for name, arguments in COMMANDS.items():
                start = time.perf_counter()
                subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
                times[name] += [time.perf_counter() - start] if number else []
    floor = statistics.median(times["import numpy, rich.console"])
    for name, values in times.items():
        middle = statistics.median(values)
        print(f"{name:28} {1e3 * middle:7.0f} ms   {middle / floor:5.2f} times the floor")


if __name__ == "__main__":
    main()
