"""Measure the judge's own processor time for each submission, without the sandbox, as a share of an import of NumPy.

    python -m tests.benchmarks.judge [FOLDER]    default: the class and the wrong submissions of the tests

Each submission is graded once in the sandbox; then its answers are judged again from memory. Target: a right one takes 0.03 of
the processor time of `python -c "import numpy"`, and no wrong one 30 times as much as a right one.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from grader import catalogue, grading, runner
from grader.grading import Exam
from grader.model import Exchange, Submission
from grader.sandbox import Box, Limits
from tests.submissions import make
from tests.support.submitted import submitted

ROUNDS = 5
"""The best of so many is taken: what is slower is the machine."""

CLASS = Path(__file__).resolve().parents[1] / "submissions/class"


def seconds(exam: Exam, submission: Submission, exchanges: Sequence[Exchange]) -> float:
    """The processor time of judging these answers."""
    start = time.process_time()
    conversation = grading.grade(exam, submission.id, submission.files)
    next(conversation)
    try:
        for _, answers in exchanges:
            conversation.send(answers)
    except StopIteration:
        return time.process_time() - start
    raise AssertionError("the conversation has another question now")


def import_seconds() -> float:
    """The processor time of a fresh interpreter that imports NumPy."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import numpy"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    exam = grading.prepare(catalogue.load("word2vec"), seed=3)
    with tempfile.TemporaryDirectory() as made:
        if len(sys.argv) == 1:
            make.write(Path(made), make.wrong_submissions())
        paths = [Path(argument) for argument in sys.argv[1:]] or [CLASS, Path(made)]
        submissions = [s for path in paths for s in submitted(path) if not s.refusal]
    with Box(limits=Limits()) as box:
        attempts = [runner.attempt(exam, box, submission, keep=True) for submission in submissions]
    kept = [(s, a) for s, a in zip(submissions, attempts, strict=True) if a.exam is exam]
    unit = min(import_seconds() for _ in range(ROUNDS))
    times = {s.id: min(seconds(exam, s, a.exchanges) for _ in range(ROUNDS)) for s, a in kept}
    right = [s.id for s, a in kept if a.result.score == a.result.max_score]
    of_right = statistics.mean(times[name] for name in right)
    print(f"an import of NumPy takes {1000 * unit:.0f} ms of processor time")
    print(f"{len(right)} right: {1e6 * of_right:.0f} microseconds each, {of_right / unit:.3f} of an import")
    wrong = sorted(times.keys() - set(right), key=times.__getitem__)
    middle = statistics.median(times[name] for name in wrong)
    print(f"{len(wrong)} wrong: median {middle / unit:.3f} of an import, {middle / of_right:.1f} times a right one, the slowest:")
    print("\n".join(f"  {times[name] / unit:.3f}  {name}" for name in reversed(wrong[-5:])))


if __name__ == "__main__":
    main()
