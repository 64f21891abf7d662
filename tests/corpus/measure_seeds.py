"""Grade files with many seeds and list every part whose verdict or diagnosis depends on the seed.

    python -m tests.corpus.measure_seeds                      the class and the wrong submissions, 40 seeds
    python -m tests.corpus.measure_seeds PATH... --seeds 200  what students handed in

The exit code is 1 if a verdict changes; --codes lists parts whose first diagnosis changes too. For speed the files run in
processes of this command, without a sandbox: give it no file that you would not run yourself. Gradients by differences are not
recognised there, and a file that does not end, or that cannot be run, is listed as left out.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import tempfile
import types
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # arrays are small here, and there is a process for every processor

from rich.console import Console

from grader import catalogue, grading
from grader.intake import MainFile, collect
from grader.model import Submission
from tests.submissions.make import wrong_submissions
from tests.support.dictionary_box import answer

WORD2VEC = catalogue.load("word2vec")
CLASS = Path(__file__).resolve().parents[1] / "submissions/class"
SECONDS = 300
"""For all seeds of one file."""


@dataclass(kw_only=True)
class Seen:
    """One submission under all seeds: by part, how often each verdict and each first diagnosis was given."""

    id: str
    verdicts: dict[str, Counter[str]] = field(default_factory=dict)
    codes: dict[str, Counter[str]] = field(default_factory=dict)
    left_out: str = ""

    def changing(self, *, codes: bool) -> Iterator[tuple[str, Counter[str]]]:
        """The parts that depend on the seed."""
        for part, verdicts in self.verdicts.items():
            if len(verdicts) > 1:
                yield part, verdicts
            elif codes and len(self.codes[part]) > 1:
                yield part, self.codes[part]


def measure(submissions: Iterable[Submission], seeds: Sequence[int], *, jobs: int) -> Iterator[Seen]:
    """Grade every submission with every seed, each in a process of its own."""
    for seed in seeds:
        _exam(seed)  # before the processes begin, which get copies
    with get_context("fork").Pool(jobs, maxtasksperchild=1) as pool:
        yield from pool.imap(partial(_seen, seeds), submissions)


@cache
def _exam(seed: int) -> grading.Exam:
    return grading.prepare(WORD2VEC, seed=seed)


def _seen(seeds: Sequence[int], submission: Submission) -> Seen:
    seen = Seen(id=submission.id, left_out=submission.refusal)
    if seen.left_out:
        return seen

    def stop(*_):
        raise TimeoutError(f"{SECONDS} seconds")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        _lay_out(submission, Path(folder))
        try:
            for seed in seeds:
                for part in _graded(_exam(seed), submission).parts:
                    seen.verdicts.setdefault(part.id, Counter())[part.verdict.value] += 1
                    code = part.diagnosis[0].code if part.diagnosis else ""
                    seen.codes.setdefault(part.id, Counter())[code] += 1
        except BaseException as error:  # noqa: BLE001 - whatever a file raises when it is imported
            seen.left_out = f"{type(error).__name__}: {error}"
    return seen


def _lay_out(submission: Submission, folder: Path) -> None:
    """Put the files of a submission into a folder from which they are imported, beside the helper modules of the course."""
    for path, content in submission.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    for helper in WORD2VEC.helpers:
        package = helper.name.rpartition(".")[0]
        if f"{helper.name.replace('.', '/')}.py" not in submission.files:
            for name, source in ((package, ""), (helper.name, helper.source)):
                if name and name not in sys.modules:
                    sys.modules[name] = types.ModuleType(name)
                    sys.modules[name].__path__ = [str(folder / package)]
                    exec(source, sys.modules[name].__dict__)
    sys.path.insert(0, str(folder))
    os.chdir(folder)


def _graded(exam: grading.Exam, submission: Submission):
    """The result of one conversation; every process name has a fresh module."""
    source = submission.files[f"{WORD2VEC.module}.py"]
    code = compile(source, f"{WORD2VEC.module}.py", "exec", dont_inherit=True)
    modules: dict[str, dict] = {}
    conversation = grading.grade(exam, submission.id, submission.files)
    question = next(conversation)
    while True:
        if question.process not in modules:
            modules[question.process] = {"__name__": WORD2VEC.module}
            exec(code, modules[question.process])
        try:
            question = conversation.send(answer(modules[question.process], question))
        except StopIteration as end:
            return end.value


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="what students handed in (the class and the wrong submissions)")
    parser.add_argument("--seeds", type=int, default=40, help="how many seeds (40)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    parser.add_argument("--codes", action="store_true", help="list parts whose diagnosis changes, too")
    return parser.parse_args()


def main() -> int:
    """Measure and print."""
    chosen = _arguments()
    submissions = list(collect(chosen.paths or [CLASS], wanted=MainFile.of(WORD2VEC)).submissions)
    if not chosen.paths:
        submissions += [Submission(id=w.name, files={f"{WORD2VEC.module}.py": w.text.encode()}) for w in wrong_submissions()]
    console = Console(soft_wrap=True, highlight=False, markup=False)
    changing, left_out = 0, 0
    for seen in measure(submissions, range(chosen.first, chosen.first + chosen.seeds), jobs=chosen.jobs):
        if seen.left_out:
            left_out += 1
            console.print(f"{seen.id}: left out, {seen.left_out}")
        for part, counts in seen.changing(codes=chosen.codes):
            changing += len(seen.verdicts[part]) > 1
            told = ", ".join(f"{what or 'none'} {times}" for what, times in counts.most_common())
            console.print(f"{seen.id}  {part}  {told}")
    files = len(submissions) - left_out
    console.print(f"{files} files, {chosen.seeds} seeds: {changing} parts have verdicts that depend on the seed")
    return 1 if changing else 0


if __name__ == "__main__":
    sys.exit(main())
