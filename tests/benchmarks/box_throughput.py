"""Compare the throughput of forks of a zygote with fresh interpreters, and measure the memory of a fork.

Run by hand: python -m tests.benchmarks.box_throughput [--submissions 200] [--level strong]

One table, one run, one machine. A submission is small: it is loaded, and one function is called twenty times on small arrays, in
one frame, as grading does. Both ways with as many threads as processors, after a warm start; the ways alternate in three rounds,
so that a machine that is busy for a while is busy for both, and the best round of each counts. Targets: 8 times the throughput,
less than 10 MiB of private memory (measured as root: a child hides its memory from everybody else).
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from grader.model import Array, Call
from grader.sandbox import Box, Limits, Load
from tests.sandbox.behind_walls import descendants, read

ROUNDS = 3
CALLS = 20
SOURCE = b"""
import numpy as np

def softmax(x):
    shifted = np.exp(x - x.max())
    return shifted / shifted.sum()

def f(v, U):
    y = softmax(U @ v)
    return -np.log(y[0]), U.T @ y, np.outer(y, v)
"""


def one(box: Box, number: int) -> None:
    """One small submission, another one each time."""
    rng = np.random.default_rng(number)
    arguments = [(Array(value=rng.normal(size=5)), Array(value=rng.normal(size=(8, 5)))) for _ in range(CALLS)]
    with box.open(Load(module="m", files={"m.py": SOURCE + b"# %d\n" % number})) as session:
        answers = session.ask([Call(function="f", arguments=given, outputs=3) for given in arguments])
    assert all(answer.fault is None and len(answer.outputs) == 3 for answer in answers)


def throughput(box: Box, submissions: int, jobs: int) -> float:
    """Submissions a second."""
    with ThreadPoolExecutor(jobs) as threads:
        start = time.perf_counter()
        list(threads.map(lambda number: one(box, number), range(submissions)))
        return submissions / (time.perf_counter() - start)


def private_mebibytes(box: Box) -> float | None:
    """Memory that a child shares with nobody, once it has answered; None where this user may not see it."""
    with box.open(Load(module="m", files={"m.py": SOURCE})) as session:
        session.ask([Call(function="f", arguments=(Array(value=np.ones(5)), Array(value=np.ones((8, 5)))), outputs=3)])
        found = [read(Path(f"/proc/{pid}/smaps_rollup")).decode() for pid in descendants(os.getpid())]
    sizes = [sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")) for text in found if text]
    return min((size / 1024 for size in sizes if size > 1024), default=None)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--level", default="strong")
    options = parser.parse_args()
    jobs = os.cpu_count() or 1
    forks, fresh = [], []
    with (
        Box(limits=Limits(), isolation=options.level, zygotes=jobs) as box,
        Box(limits=Limits(), isolation="none") as plain,
    ):
        for each in (box, plain):
            throughput(each, 2 * jobs, jobs)
        for _ in range(ROUNDS):
            forks.append(throughput(box, options.submissions, jobs))
            fresh.append(throughput(plain, options.submissions, jobs))
        memory = private_mebibytes(box)
        print(f"{options.submissions} submissions of {CALLS} calls, {jobs} at a time; best of {ROUNDS} rounds")
        print(f"{box.level:<18} {max(forks):8.1f} submissions/s   ({box.detail})")
        print(f"{'fresh interpreter':<18} {max(fresh):8.1f} submissions/s")
        print(f"ratio              {max(forks) / max(fresh):8.1f}   (target: 8; per round {ratios(forks, fresh)})")
        print(
            f"private memory     {memory:8.1f} MiB a child (target: 10)" if memory else "private memory     hidden from this user"
        )


def ratios(ours: list[float], theirs: list[float]) -> str:
    """The ratio of each round."""
    return ", ".join(f"{a / b:.1f}" for a, b in zip(ours, theirs, strict=True))


if __name__ == "__main__":
    main()
