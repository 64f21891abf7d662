"""Estimate grading on up to 64 cores from what one core measures: the serial part, the curve, and the plan for large classes.

    python -m tests.benchmarks.many_cores [--submissions 600] [--level strong] [--rounds 3]
    python -m tests.benchmarks.many_cores --submissions 60 --rounds 1       for a first look

A class of which every second submission is wrong is graded by one worker, and everything shares one processor: the wall time is
then the work of all processes. What the process that was started takes of it does not become shorter with more workers; the rest
is shared. Both are slopes between a small and a large class, so that the start does not count.

The simulation deals chunks to workers as `runner.classes` does. Service times are those that the results tell, in their order;
one process collects results, one after the other. It knows nothing of memory that cores share, nor of a network.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from grader.runner.classes import FAIR_SHARE, SLICE_SECONDS
from grader.runner.engines.local import LocalEngine
from tests.benchmarks.class_runs import Run, grade, make, templates

CORES = (1, 2, 4, 8, 16, 32, 64)
SIMULATED = 20_000  # submissions
SMALL = 10  # the small class is a tenth of the large one
BATCH = 100_000  # submissions in one journal, see the README
CLASSES = ((600, 2), (100_000, 16), (100_000, 64), (10_000_000, 64), (10_000_000, 256))
BAR = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one more submission costs.

    alone    seconds of the process that was started, before the first result and after the last
    beside   its seconds while others grade: results come back, go into the journal, are counted
    shared   seconds of a worker and its sandbox
    journal  bytes
    memory   bytes of the process that was started
    start    seconds for the whole run
    """

    alone: float
    beside: float
    shared: float
    journal: float
    memory: float
    start: float

    @property
    def serial(self) -> float:
        """The share of the work that more cores do not make shorter."""
        return (self.alone + self.beside) / (self.alone + self.beside + self.shared)

    def seconds(self, number: int, cores: int) -> float:
        """For a class: the process that was started shares the cores with the workers, and can use one of them."""
        return self.start + number * (self.alone + max(self.beside, (self.shared + self.beside) / cores))


def measure(folder: Path, half: list[Path], number: int, level: str, rounds: int) -> tuple[Cost, list[float]]:
    """The cost of a submission, and the service time of each of the large class."""
    one, report, store = sorted(os.sched_getaffinity(0))[:1], folder / "r.json", folder / "store"
    runs: dict[int, Run] = {}
    bytes_of: dict[int, int] = {}
    sizes = (max(2, number // SMALL), number)
    classes = {size: make(folder / f"of{size}", half, size) for size in sizes}
    for _ in range(rounds):
        for size, submissions in classes.items():
            store.unlink(missing_ok=True)
            options = ("--json", report, "--csv", folder / "r.csv", "--store", store, "--isolation", level, "--jobs", 1)
            run = grade(submissions, *options, processors=one)
            runs[size] = min(run, runs.get(size, run), key=lambda each: each.seconds)
            bytes_of[size] = store.stat().st_size
    few, many = (runs[size] for size in sizes)
    more = sizes[1] - sizes[0]
    own = {phase: (many.processor[phase] - few.processor[phase]) / more for phase in many.processor}
    for phase, each in own.items():
        print(f"  {phase:<8} {each * 1e3:7.3f} ms for each submission, in the process that was started")
    each = (many.seconds - few.seconds) / more
    cost = Cost(
        alone=sum(own.values()) - own["grade"],
        beside=own["grade"],
        shared=each - sum(own.values()),
        journal=(bytes_of[sizes[1]] - bytes_of[sizes[0]]) / more,
        memory=(many.peak - few.peak) / more * 2**20,
        start=max(0.0, few.seconds - sizes[0] * each),
    )
    return cost, [result["seconds"] for result in json.loads(report.read_text())["submissions"]]


def simulate(service: Sequence[float], workers: int, beside: float) -> float:
    """Seconds until the last result is in the journal, from the moment when all workers are ready."""
    todo, back, queue, inbox = deque(service), deque[float](), deque[list[float]](), deque[list[float]]()
    size = max(1, min(LocalEngine.chunk, len(service) // (FAIR_SHARE * workers)))
    events: list[tuple[float, int, bool, list[float]]] = []  # time, order, whether a worker ends (or the collecting), chunk
    idle, under_way, collecting, now, order = workers, 0, False, 0.0, 0
    while True:
        while under_way <= workers and (todo or back):
            chunk = [back.popleft() for _ in range(min(size, len(back)))]
            chunk += [todo.popleft() for _ in range(min(size - len(chunk), len(todo)))]
            queue.append(chunk)
            under_way += 1
        while idle and queue:
            idle -= 1
            chunk, taken = queue.popleft(), 0.0
            done = 0
            while done < len(chunk) and taken < SLICE_SECONDS:
                taken += chunk[done]
                done += 1
            back.extend(chunk[done:])  # sooner than in truth, by less than a slice
            heapq.heappush(events, (now + taken, order := order + 1, True, chunk[:done]))
        if inbox and not collecting:
            collecting = True
            chunk = inbox.popleft()
            heapq.heappush(events, (now + beside * len(chunk), order := order + 1, False, chunk))
        if not events:
            return now
        now, _, is_worker, chunk = heapq.heappop(events)
        if is_worker:
            idle += 1
            inbox.append(chunk)
        else:
            collecting = False
            under_way -= 1


def curve(cost: Cost, seconds: Sequence[float]) -> None:
    """Print the rate for each number of cores."""
    # Their mean is what was measured: on one processor each also waits for other processes.
    factor = (cost.shared + cost.beside) * len(seconds) / sum(seconds)
    service = [factor * each for each in islice(cycle(seconds), SIMULATED)]
    print("\ncores   a second   speed-up   of ideal   simulated")
    first = cost.seconds(SIMULATED, 1)
    most = 1 / (cost.alone + cost.beside)
    for cores in CORES:
        taken = cost.seconds(SIMULATED, cores)
        simulated = cost.start + SIMULATED * cost.alone + simulate(service, cores, cost.beside)
        speed_up, bar = first / taken, "#" * max(1, round(BAR * SIMULATED / taken / most))
        print(
            f"{cores:5} {SIMULATED / taken:10.0f} {speed_up:10.1f} {speed_up / cores:9.0%} {SIMULATED / simulated:11.0f}   {bar}"
        )
    print(f"  all {most:10.0f}   a second at most, for one process that collects results")


def plan(cost: Cost) -> None:
    """Print what large classes need."""
    print(f"\nsubmissions   cores   core hours     hours   journals   of GB   memory of each client (batches of {BATCH:,})")
    for number, cores in CLASSES:
        batch = min(number, BATCH)
        # Batches run side by side, as many as one client keeps busy.
        clients = max(1, min(number // batch, round(cores * (cost.alone + cost.beside) / cost.shared + 0.5)))
        hours = number / batch * cost.seconds(batch, max(1, cores // clients)) / clients / 3600
        work = number * (cost.alone + cost.beside + cost.shared) / 3600
        print(
            f"{number:11,} {cores:7} {work:12.1f} {hours:9.2f} {number // batch:6} of {batch:,}"
            f" {batch * cost.journal / 1e9:6.2f}   {batch * cost.memory / 2**30:5.2f} GiB, {clients} at a time"
        )


def main() -> None:
    """Measure, simulate and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=600)
    parser.add_argument("--level", default="strong")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with templates() as (folder, _, half):
        print(f"{options.submissions} submissions, every second one wrong, {options.level}, one processor")
        cost, seconds = measure(folder, half, options.submissions, options.level, options.rounds)
    print(f"  worker and sandbox {cost.shared * 1e3:.1f} ms; the serial part of the work is {cost.serial:.1%}")
    print(f"  journal {cost.journal:.0f} bytes, memory of the process that was started {cost.memory / 1024:.1f} KiB")
    print(f"  start {cost.start:.1f} s")
    curve(cost, seconds)
    plan(cost)


if __name__ == "__main__":
    main()
