"""Measure what grading a submission costs as V times d grows, beside running its functions on the same inputs without a sandbox.

Run by hand: python -m tests.benchmarks.larger_inputs [--sizes 5x3,20x10,100x50,500x100] [--submissions 20] [--level strong]

The assignment is word2vec with the parts a to d and f; all cases have V words of d numbers. For each size the best submission
counts.
What the sandbox and the judge add is about the same for all small inputs, and then grows as the bytes that come back.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from grader import Assignment, Case, catalogue, grading, runner
from grader.intake import MainFile, collect
from grader.model import Status, Submission
from grader.sandbox import Box, Limits
from tests.benchmarks.class_runs import CLASS, make

SIZES = "5x3,10x5,20x10,50x20,100x50,200x100,500x100"
CASES = 8  # of each function: about as many as an exam has
SAMPLES = 10


@dataclass(frozen=True, slots=True)
class Larger:
    """Cases with V words of d numbers."""

    V: int
    d: int

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """The cases of naive softmax and of negative sampling. Products u.v have the standard deviation 1."""
        scale = self.d**-0.25
        for n in range(2 * CASES):
            inputs = {
                "center_vector": rng.normal(size=self.d) * scale,
                "outside_index": int(rng.integers(self.V)),
                "outside_vectors": rng.normal(size=(self.V, self.d)) * scale,
            }
            if n < CASES:
                yield Case(function="naive_softmax", group="naive_softmax", inputs=inputs, why="larger")
                continue
            others = [w for w in range(self.V) if w != inputs["outside_index"]]
            samples = rng.permutation(others)[:SAMPLES].tolist()
            inputs["negative_indices"] = tuple(samples)
            yield Case(function="negative_sampling", group="distinct", inputs=inputs, why="larger")

    def assignment(self) -> Assignment:
        """The parts of word2vec that these cases judge."""
        word2vec = catalogue.load("word2vec")
        parts = tuple(part for part in word2vec.parts if {p.group for p in part.pieces} <= {"naive_softmax", "distinct"})
        return replace(word2vec, parts=parts, watched=(), mistakes=(), cases=self.cases)


def milliseconds(size: Larger, right: list[Submission], level: str) -> tuple[float, float, float, float]:
    """For each submission: wall time, processor time of the judge, that of the reference alone, and MiB of answers."""
    exam = grading.prepare(size.assignment(), seed=1)
    wall, judge = [], []
    with Box(limits=Limits(), isolation=level) as box:
        for submission in (right[0], *right):
            start = time.perf_counter(), time.process_time()
            result = runner.run_one(exam, box, submission).result
            wall.append(time.perf_counter() - start[0])
            judge.append(time.process_time() - start[1])
            assert result.status is Status.GRADED, result.message
            assert result.score == result.max_score, result
    start_alone = time.process_time()
    for case in exam.cases:
        exam.assignment.function(case.function).evaluate(case.inputs)
    alone = time.process_time() - start_alone
    answered = sum(output.nbytes for outputs in exam.expected.values() for output in outputs.values())
    return min(wall) * 1e3, min(judge) * 1e3, alone * 1e3, answered / 2**20


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default=SIZES, help="V and d of each, with commas")
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--level", default="strong")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder), [CLASS / "amara"], options.submissions)
        submissions = list(collect([made], wanted=MainFile.of(catalogue.load("word2vec"))).submissions)
    print(f"{2 * CASES} cases, {options.level}, {os.cpu_count()} processors; the best of {options.submissions} submissions")
    print("    V    d     V d    wall   judge   reference alone   answers")
    for text in options.sizes.split(","):
        V, d = map(int, text.split("x"))
        wall, judge, alone, answered = milliseconds(Larger(V, d), submissions, options.level)
        print(f"{V:5} {d:4} {V * d:7,} {wall:7.1f} {judge:7.1f} ms {alone:12.2f} ms {answered:9.3f} MiB", flush=True)


if __name__ == "__main__":
    main()
