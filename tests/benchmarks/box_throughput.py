"""Compare the time for whole classes with that of `python -c "import numpy"`, side by side in one run.

    python -m tests.benchmarks.box_throughput [--submissions 500] [--sizes 100,1000,10000] [--level strong] [--rounds 3]
    python -m tests.benchmarks.box_throughput --submissions 60 --sizes 20,100 --rounds 1       for a first look

Classes are made of the class in tests/submissions: all right, and every second one wrong. They are graded through the command
line, as an instructor does. In each round all ways run one after the other, so that a machine that is busy for a while is busy
for all, and the best round of each counts. Then classes of several sizes are graded once each. Targets: all right 0.08 of as many
imports of NumPy, half of them wrong 0.15; --jobs 2 at most 0.58 of the time of --jobs 1 on one processor; 3 ms of the judge's own
processor time for each right submission; as many a second in a class of 10,000 as in one of 1,000, within a tenth; less than 200
MiB for the process that was started.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from grader import catalogue, grading, runner
from grader.intake import MainFile, collect
from grader.sandbox import Box, Limits
from tests.benchmarks.class_runs import grade, make, seconds, templates

IMPORTS = 10  # of NumPy, in each round
FEW = 50  # submissions for the judge's own time


def of_the_judge(right: Path, level: str) -> float:
    """The processor time of this process for each right submission, without that of the sandbox's processes."""
    assignment = catalogue.load("word2vec")
    exam = grading.prepare(assignment, seed=1)
    submissions = collect([right], wanted=MainFile.of(assignment)).submissions
    with Box(limits=Limits(), isolation=level) as box:
        for submission in submissions[:5]:
            runner.run_one(exam, box, submission)
        start = time.process_time()
        for submission in submissions:
            runner.run_one(exam, box, submission)
        return (time.process_time() - start) / len(submissions)


def targets(right: Path, half: Path, few: Path, level: str, jobs: int) -> dict[str, float]:
    """One round: the seconds of each way."""
    isolation, one = ("--isolation", level), sorted(os.sched_getaffinity(0))[:1]
    return {
        "import": min(seconds(sys.executable, "-c", "import numpy") for _ in range(IMPORTS)),
        "right": grade(right, *isolation, "--jobs", jobs).seconds,
        "half": grade(half, *isolation, "--jobs", jobs).seconds,
        "pinned": grade(right, *isolation, "--jobs", 1, processors=one).seconds,
        "judge": of_the_judge(few, level),
    }


def show_targets(best: dict[str, float], number: int) -> None:
    """Print the ratios."""
    imports = number * best["import"]
    print(f"import of NumPy  {best['import'] * 1e3:8.1f} ms")
    for name, target in (("right", 0.08), ("half", 0.15)):
        what = {"right": "all right", "half": "half wrong"}[name]
        print(f"{what:<16} {best[name]:8.1f} s    {best[name] / imports:.3f} of as many imports (target {target})")
    share = best["right"] / best["pinned"]
    print(f"one processor    {best['pinned']:8.1f} s    of which all jobs take {share:.2f} (target 0.58)")
    print(f"judge            {best['judge'] * 1e3:8.1f} ms   of processor time for each right submission (target 3)")


def sizes(folder: Path, right: list[Path], numbers: list[int], level: str, jobs: int) -> None:
    """Grade right classes of several sizes, and print how many a second that makes without the start, and the peak memory."""
    options = ("--isolation", level, "--jobs", jobs, "--json", folder / "r.json", "--csv", folder / "r.csv")
    start = grade(make(folder / "start", right, jobs), *options)
    print(f"\nstart            {start.seconds:8.2f} s    a class of {jobs}, one for each job")
    for number in numbers:
        run = grade(make(folder / f"of{number}", right, number), *options)
        rate = (number - jobs) / (run.seconds - start.seconds)
        own = (sum(run.processor.values()) - sum(start.processor.values())) / (number - jobs)
        print(f"{number:>9,} right  {run.seconds:8.1f} s    {rate:6.1f} a second without the start   ", end="")
        print(f"own process {run.peak:4.0f} MiB, {own * 1e3:.2f} ms for each", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--sizes", default="100,1000,10000", help="of further classes, with commas; an empty text for none")
    parser.add_argument("--level", default="strong")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    number, jobs = options.submissions, len(os.sched_getaffinity(0))
    best: dict[str, float] = {}
    with templates() as (folder, right, half):
        classes = (make(folder / "right", right, number), make(folder / "half", half, number), make(folder / "few", right, FEW))
        for _ in range(options.rounds):
            times = targets(*classes, options.level, jobs)
            best = {name: min(value, best.get(name, value)) for name, value in times.items()}
        print(f"{number} submissions, {options.level}, {jobs} jobs; the best of {options.rounds} rounds")
        show_targets(best, number)
        numbers = [int(each) for each in options.sizes.split(",") if each]
        if numbers:
            sizes(folder, right, numbers, options.level, jobs)


if __name__ == "__main__":
    main()
