"""Compare the time for whole classes with that of `python -c "import numpy"`, side by side in one run.

Run by hand: python -m tests.benchmarks.box_throughput [--submissions 500] [--level strong] [--rounds 3]

Classes are made of the class in tests/submissions: all right, and every second one wrong. They are graded through the command
line, as an instructor does. In each round all ways run one after the other, so that a machine that is busy for a while is busy
for all, and the best round of each counts. Targets: all right 0.08 of as many imports of NumPy, half of them wrong 0.15; --jobs 2
at most 0.58 of the time of --jobs 1 on one processor; 3 ms of the judge's own processor time for each right submission.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from grader import catalogue, grading, runner
from grader.intake import MainFile, collect
from grader.sandbox import Box, Limits

CLASS = Path(__file__).resolve().parents[1] / "submissions" / "class"
IMPORTS = 10  # of NumPy, in each round


def seconds(*command: str, processors: Collection[int] = ()) -> float:
    """The time that a command takes, on these processors."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors or before)
    try:
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start
    finally:
        os.sched_setaffinity(0, before)


def grade(*words: object, processors: Collection[int] = ()) -> float:
    """The time that `grader grade` takes."""
    return seconds(sys.executable, "-m", "grader", "grade", *map(str, words), processors=processors)


def by_outcome(folder: Path) -> tuple[list[Path], list[Path]]:
    """The submissions of the class with full points, and those that were graded and have less."""
    report = folder / "class.json"
    grade(CLASS, "--json", report)
    graded = [each for each in json.loads(report.read_text())["submissions"] if each["status"] == "graded"]
    place = {each.stem: each for each in CLASS.iterdir() if each.is_dir() or each.suffix == ".py"}
    right = [place[each["id"]] for each in graded if each["score"] == each["max_score"]]
    return right, [place[each["id"]] for each in graded if each["score"] < each["max_score"]]


def make(folder: Path, templates: list[Path], number: int) -> Path:
    """A class of so many submissions, no two of the same bytes."""
    for n in range(number):
        template = templates[n % len(templates)]
        files = [template] if template.is_file() else sorted(template.rglob("*.py"))
        for file in files:
            copy = folder / f"s{n:05}" / ("word2vec.py" if template.is_file() else file.relative_to(template))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes() + (b"\n# %d\n" % n if copy.name == "word2vec.py" else b""))
    return folder


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


@contextmanager
def classes(number: int) -> Iterator[tuple[Path, Path, Path]]:
    """A class of right submissions, one of which every second is wrong, and a small one of right ones."""
    with tempfile.TemporaryDirectory() as name:
        right, wrong = by_outcome(Path(name))
        alternating = [
            each for n in range(max(len(right), len(wrong))) for each in (right[n % len(right)], wrong[n % len(wrong)])
        ]
        made = (("right", right, number), ("half", alternating, number), ("few", right, 50))
        all_right, half, few = (make(Path(name) / what, templates, size) for what, templates, size in made)
        yield all_right, half, few


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--level", default="strong")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    number, jobs = options.submissions, len(os.sched_getaffinity(0))
    one = sorted(os.sched_getaffinity(0))[:1]
    best: dict[str, float] = {}
    with classes(number) as (right, half, few):
        for _ in range(options.rounds):
            isolation = ("--isolation", options.level)
            times = {
                "import": min(seconds(sys.executable, "-c", "import numpy") for _ in range(IMPORTS)),
                "right": grade(right, *isolation, "--jobs", jobs),
                "half": grade(half, *isolation, "--jobs", jobs),
                "pinned": grade(right, *isolation, "--jobs", 1, processors=one),
                "judge": of_the_judge(few, options.level),
            }
            best = {name: min(value, best.get(name, value)) for name, value in times.items()}
    imports = number * best["import"]
    print(f"{number} submissions, {options.level}, {jobs} jobs; the best of {options.rounds} rounds")
    print(f"import of NumPy  {best['import'] * 1e3:8.1f} ms")
    print(f"all right        {best['right']:8.1f} s    {best['right'] / imports:.3f} of as many imports (target 0.08)")
    print(f"half wrong       {best['half']:8.1f} s    {best['half'] / imports:.3f} of as many imports (target 0.15)")
    print(
        f"one processor    {best['pinned']:8.1f} s    of which all jobs take {best['right'] / best['pinned']:.2f} (target 0.58)"
    )
    print(f"judge            {best['judge'] * 1e3:8.1f} ms   of processor time for each right submission (target 3)")


if __name__ == "__main__":
    main()
