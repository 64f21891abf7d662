"""What it costs to name a mistake: the time of each wrong submission as a multiple of a right one's, in one run, side by side.

    python tests/benchmarks/diagnosis.py [FOLDER]    default: tests/submissions/wrong

Target: no wrong submission takes five times as long as a right one. Of a right one nothing more is asked than its exam (held by
a test); what is left is the search for difference quotients in a text that mentions a tiny number, shown at the end.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from grader import catalogue, grading, runner  # noqa: E402
from grader.grading import Exam  # noqa: E402
from grader.intake import collect  # noqa: E402
from grader.model import Submission  # noqa: E402
from grader.sandbox import Box, Limits  # noqa: E402

ROUNDS = 5
"""The best of so many is taken: what is slower is the machine."""

RIGHT = ROOT / "tests/submissions/class/leilani.py"
TINY = b"\n\nTINY = 1e-300\n"
"""A number that could be a step, in a text that has none."""


def seconds(exam: Exam, box: Box, submission: Submission) -> float:
    """The time of one grading."""
    start = time.perf_counter()
    runner.run_one(exam, submission, box)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/submissions/wrong"
    exam = grading.prepare(catalogue.load("word2vec"), seed=3)
    (right,) = collect([RIGHT], module="word2vec")
    tiny = Submission(id="tiny", files={path: text + TINY for path, text in right.files.items()})
    wrong = [s for s in collect([folder], module="word2vec") if not s.refusal]
    best: dict[str, float] = {}
    with Box(limits=Limits()) as box:
        runner.run_one(exam, right, box)
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
