"""Measure the time of grading each wrong submission, as a multiple of a right one's, in one run, side by side.

    python -m tests.benchmarks.diagnosis [FOLDER]    default: the wrong submissions of the tests

Target: no wrong submission takes five times as long as a right one. Of a right one nothing more is asked than its exam (held by
a test); what is left is the search for difference quotients in a text that mentions a tiny number, shown at the end.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from grader import catalogue, grading, runner
from grader.grading import Exam
from grader.model import Submission
from grader.sandbox import Box, Limits
from tests.submissions import make
from tests.support.submitted import submitted

ROUNDS = 5
"""The best of so many is taken: what is slower is the machine."""

RIGHT = Path(__file__).resolve().parents[1] / "submissions/class/leilani.py"
TINY = b"\n\nTINY = 1e-300\n"
"""A number that could be a step, in a text that has none."""


def seconds(exam: Exam, box: Box, submission: Submission) -> float:
    """The time of one grading."""
    start = time.perf_counter()
    runner.run_one(exam, box, submission)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    exam = grading.prepare(catalogue.load("word2vec"), seed=3)
    (right,) = submitted(RIGHT)
    tiny = Submission(id="tiny", files={path: text + TINY for path, text in right.files.items()})
    with tempfile.TemporaryDirectory() as made:
        if len(sys.argv) == 1:
            make.write(Path(made), make.wrong_submissions())
        wrong = [s for s in submitted(Path(*sys.argv[1:] or [made])) if not s.refusal]
    best: dict[str, float] = {}
    with Box(limits=Limits()) as box:
        runner.run_one(exam, box, right)
        for _ in range(ROUNDS):
            for name, submission in [("right", right), ("tiny", tiny), *((s.id, s) for s in wrong)]:
                best[name] = min(best.get(name, float("inf")), seconds(exam, box, submission))
    ratios = {s.id: best[s.id] / best["right"] for s in wrong}
    slowest = sorted(ratios, key=ratios.__getitem__)[-5:]
    print(f"isolation {box.level}; a right submission takes {1000 * best['right']:.1f} ms")
    print(f"{len(wrong)} wrong ones: median {statistics.median(ratios.values()):.2f} times that, the slowest:")
    print("\n".join(f"  {ratios[name]:.2f}  {name}" for name in reversed(slowest)))
    print(f"the right one with a tiny number in its text: {best['tiny'] / best['right']:.2f}")


if __name__ == "__main__":
    main()
