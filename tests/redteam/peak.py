"""Grade submissions one after the other, and print the judge's peak memory after each.

    python -m tests.redteam.peak FILE...    lines: the file, its score, MiB

The peak counts Python, NumPy, the reference and the exam, which take 44 MiB.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from grader import catalogue, grading, runner
from tests.redteam.harness import SEED, open_box
from tests.support.submitted import submitted


def main() -> None:
    """Grade and print."""
    exam = grading.prepare(catalogue.load("word2vec"), seed=SEED)
    with open_box(sys.argv[1]) as box:
        for path in map(Path, sys.argv[2:]):
            (submission,) = submitted(path)
            score = runner.attempt(exam, box, submission).result.score or 0
            # Not ru_maxrss, which begins with what the process that started this one took.
            peak = int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
            sys.stdout.write(f"{path.stem} {float(score):g} {peak:.1f}\n")


if __name__ == "__main__":
    main()
