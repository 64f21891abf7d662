"""Compare a long run with grading one by one: `python -m tests.redteam.soak`.

--submissions 5000   so many are graded in one run
--hostile 0.05       this share of them hostile programs; the others are the class's files and the wrong ones of the tests
--level strong       behind exactly these walls
--seed 1             another mixture

Meanwhile memory, descriptors and processes of the judge are looked at. Afterwards each file of the mixture is graded by itself,
in a fresh box, and each record of the long run must say the same. Exit code 0 when all is as it must be.
"""

# ruff: noqa: T201 - a program of its own: what it prints is what it is for

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader import catalogue, grading, runner
from grader.grading import Exam
from grader.model import Submission, SubmissionResult
from grader.sandbox import Box, Limits
from tests.redteam.bait import Bait, descendants
from tests.redteam.harness import SEED, handed_in, tools_for
from tests.redteam.programs import programs
from tests.submissions.make import Wrong, wrong_submissions
from tests.support.submitted import submitted

CLASS = Path(__file__).resolve().parents[1] / "submissions/class"
# An honest call takes a millisecond; what stalls costs four times this, and nothing here should stall by accident.
LIMITS = Limits(time_limit=0.5, import_limit=1.0, submission_limit=8.0)
OTHER = "other verdicts"
DYING_SECONDS = 10.0  # for processes that have been killed, on a busy machine
LOOKS = 20  # at the judge, in the course of a run
WARM = 2  # the look from which on it should not grow: a tenth
# By which the judge may grow beside the records, in a run of any length: what the allocator keeps between them. A leak of one
# session's frames, 64 KiB, would be 280 MiB in 4,500 submissions.
MOST_GROWTH_MEBIBYTES = 20.0


@dataclass(slots=True, kw_only=True)
class Watch:
    """Memory (MiB), descriptors and processes of this process in the course of a run."""

    every: int
    seen: list[tuple[int, float, int, int]] = field(default_factory=list)
    done: int = 0

    def __call__(self, _: str) -> None:
        """One more is graded."""
        self.done += 1
        if self.done % self.every == 0:
            self.look()

    def look(self) -> None:
        """Take it down."""
        self.seen.append((self.done, resident(), descriptors(), len(descendants())))

    def growth(self) -> float:
        """MiB by which this process is larger at the end than when a tenth was done, and the queue was made."""
        return self.seen[-1][1] - self.seen[WARM][1]

    def print(self) -> None:
        """One line a look."""
        print(f"{'graded':>8} {'MiB':>8} {'descriptors':>12} {'processes':>10}")
        for done, memory, files, processes in self.seen:
            print(f"{done:>8} {memory:>8.1f} {files:>12} {processes:>10}")


def resident() -> float:
    """Memory of this process, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def descriptors() -> int:
    """Open descriptors of this process."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - the listing itself has one open


def mixture(options: argparse.Namespace, bait: Bait) -> list[Submission]:
    """Submissions in a random order, the same for the same seed."""
    tools = tools_for(bait)
    hostile = [handed_in(bait, program.submitted_as, program.source, tools) for program in programs()]
    honest = [*submitted(CLASS), *map(_submission, wrong_submissions())]
    rng = random.Random(options.seed)
    many = round(options.hostile * options.submissions)
    chosen = _drawn(rng, hostile, many) + _drawn(rng, honest, options.submissions - many)
    rng.shuffle(chosen)
    return chosen


def _submission(wrong: Wrong) -> Submission:
    return Submission(id=wrong.name, files={"word2vec.py": wrong.text.encode()})


def _drawn(rng: random.Random, pool: list[Submission], count: int) -> list[Submission]:
    """Each as often as the others, as far as it goes."""
    return [each for _ in range(count // len(pool) + 1) for each in rng.sample(pool, len(pool))][:count]


def essence(result: SubmissionResult) -> SubmissionResult:
    """What must be the same every time."""
    return replace(result, seconds=0.0)


def verdicts(result: SubmissionResult) -> object:
    """What must be the same even where one run needed a second attempt, with other inputs."""
    return result.status, [(part.id, part.verdict, part.score, part.max_score) for part in result.parts]


def compared(together: SubmissionResult, alone: SubmissionResult) -> str:
    """In which respect two records of one file are the same."""
    if essence(together) == essence(alone):
        return "same in every word"
    return "same verdicts" if verdicts(together) == verdicts(alone) else OTHER


def one_by_one(exam: Exam, submissions: Sequence[Submission], level: str) -> dict[int, SubmissionResult]:
    """Each file that occurs, by itself and in a fresh box."""
    alone: dict[int, SubmissionResult] = {}
    for submission in submissions:
        if id(submission) not in alone:
            with Box(limits=LIMITS, isolation=level) as box:
                (alone[id(submission)],) = runner.run(exam, [submission], box)
    return alone


def size(records: Sequence[SubmissionResult]) -> float:
    """Memory that records take, what they share counted once, in MiB."""
    seen: set[int] = set()
    waiting: list[object] = list(records)
    total = 0
    while waiting:
        each = waiting.pop()
        if id(each) not in seen and not isinstance(each, type):
            seen.add(id(each))
            total += sys.getsizeof(each)
            waiting += gc.get_referents(each)
    return total / 2**20


def gone() -> int:
    """Processes that are left when those that have been killed have had the time to die."""
    deadline = time.monotonic() + DYING_SECONDS
    while descendants() and time.monotonic() < deadline:
        time.sleep(0.05)
    return len(descendants())


def main() -> int:
    """0 when nothing grows, nothing is left, and nothing differs."""
    options = _options()
    exam = grading.prepare(catalogue.load("word2vec"), seed=SEED)
    with Bait() as bait:
        submissions = mixture(options, bait)
        watch = Watch(every=max(1, len(submissions) // LOOKS))
        with Box(limits=LIMITS, isolation=options.level) as box:
            runner.run(exam, submissions[:4], box)
            bait.begin()
            watch.look()
            start = time.monotonic()
            results = []
            for submission in submissions:
                results += runner.run(exam, [submission], box)
                watch(submission.id)
            seconds = time.monotonic() - start
            watch.look()
            breaches = bait.breaches()
        left = gone()
        watch.print()
        print(f"{len(submissions)} submissions at {box_words(options)} in {seconds:.0f} s")
        alone = one_by_one(exam, submissions, options.level)
    differ = print_comparison([(s, r, alone[id(s)]) for s, r in zip(submissions, results, strict=True)])
    records = size(results[watch.seen[WARM][0] :])
    files = watch.seen[-1][2] - watch.seen[0][2]
    print(f"after the first tenth the judge has grown by {watch.growth():.1f} MiB, {records:.1f} of them records")
    print(f"{files} descriptors more than before, {left} processes left, breaches: {', '.join(breaches) or 'none'}")
    return int(bool(differ or breaches or left or files > 0) or watch.growth() - records > MOST_GROWTH_MEBIBYTES)


def box_words(options: argparse.Namespace) -> str:
    """How they are graded."""
    return f"level {options.level}, {options.hostile:.0%} of them hostile"


def print_comparison(records: Sequence[tuple[Submission, SubmissionResult, SubmissionResult]]) -> int:
    """Say in which respects the records are the same, each in the long run and by itself; how many are not."""
    said = [(submission.id, compared(together, alone)) for submission, together, alone in records]
    files = len({id(submission) for submission, _, _ in records})
    counts = ", ".join(f"{count} {words}" for words, count in Counter(words for _, words in said).most_common())
    print(f"against each of {files} files by itself in a fresh box: {counts}")
    differ = [name for name, words in said if words == OTHER]
    for name, count in Counter(differ).items():
        print(f"    {name!r}: {OTHER} {count} times")
    return len(differ)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=5000)
    parser.add_argument("--hostile", type=float, default=0.05)
    parser.add_argument("--level", default="strong")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
