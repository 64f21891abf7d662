"""Spoil the files of the assignments at random, one place at a time, and see that validation turns red.

    python -m tests.mutation.spoil [--number N] [--seed N] [--file WORD]

Every file of both assignments takes part, also cases, interfaces, features and what the courses provide. A spoil that stays green
must be harmless: it changes nothing that is said or graded (the same syntax, prose), or it stands in `harmless.py` with a reason.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

import numpy as np

from grader import catalogue, grading
from grader.model import Assignment
from grader.sandbox import Box, Limits
from grader.symbolic import prove, trace
from grader.validation import SEED, numeric
from grader.validation.features import check_features
from grader.validation.inputs import check_inputs
from grader.validation.interfaces import check_interfaces
from grader.validation.naming import check_names
from grader.validation.validate import problems
from tests.mutation.harmless import HARMLESS, PROSE
from tests.mutation.spoils import Spoil, spoils

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Job:
    """A spoil of one file of an assignment."""

    assignment: str
    file: str
    spoil: Spoil

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies it when lines move: the file, the line's text, and what replaces what."""
        line = (catalogue.folder(self.assignment) / self.file).read_text(encoding="utf-8").splitlines()[self.spoil.line - 1]
        return f"{self.assignment}/{self.file}", line.strip(), f"{self.spoil.before} -> {self.spoil.after}"


def jobs(number: int, seed: int, word: str) -> list[Job]:
    """So many spoils, each of a random file, of a random kind, at a random place."""
    rng = random.Random(seed)
    paths = [
        (name, path) for name in catalogue.names() for path in catalogue.files(catalogue.folder(name)) if path.suffix == ".py"
    ]
    paths = [(name, path) for name, path in paths if word in str(path)]
    found: dict[tuple[str, str, str], Job] = {}
    while len(found) < number:
        name, path = rng.choice(paths)
        by_kind = spoils(path.read_text(encoding="utf-8"))
        if by_kind:
            spoil = rng.choice(by_kind[rng.choice(sorted(by_kind))])
            job = Job(name, path.relative_to(catalogue.folder(name)).as_posix(), spoil)
            found[job.key] = job
    return list(found.values())


# --- one spoil ------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def installed(job: Job) -> Iterator[str]:
    """A copy of the assignment with the spoil; yields the path of its folder."""
    with tempfile.TemporaryDirectory(prefix="spoilt-") as place:
        folder = Path(place) / f"spoilt_{job.assignment}"
        shutil.copytree(catalogue.folder(job.assignment), folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / job.file).write_text(job.spoil.source, encoding="utf-8")
        yield str(folder)


def verdict(job: Job) -> str:
    """The check that rejects a spoil; "" where it stays green, "-" and a reason where that is right."""
    before = (catalogue.folder(job.assignment) / job.file).read_text(encoding="utf-8")
    with contextlib.suppress(SyntaxError):
        if ast.dump(ast.parse(before)) == ast.dump(ast.parse(job.spoil.source)):
            return "- the same program"
    with installed(job) as path:
        try:
            assignment = catalogue.load(path)
            for check, failure in _failures(job, path, assignment):
                if failure:
                    return check
        except Exception as error:  # noqa: BLE001 - whatever stops validation turns it red
            if os.environ.get("SPOIL_DEBUG"):
                print(job.file, job.spoil, "|", str(error)[:300])
            return f"error ({type(error).__name__})"
        if job.spoil.kind == "text" and differences(catalogue.load(job.assignment), assignment) <= PROSE:
            return "- prose"
    return ""


def _failures(job: Job, path: str, assignment: Assignment) -> Iterator[tuple[str, object]]:
    """The checks that a file can influence, the quickest first, each with what it finds."""
    derivations = catalogue.derivations(path)
    exam = grading.prepare(assignment, seed=SEED)
    stress = assignment.draw_stress_cases(SEED)
    check_inputs(assignment, derivations, (*exam.cases, *stress), SEED)
    yield "problems", [*problems(assignment, exam.cases, derivations)]
    file = job.file.partition("/")[0].removesuffix(".py")
    if file != "derivations":
        yield "features", check_features(exam).failures
        with Box(limits=Limits(), own_file=True) as box:
            yield "interfaces", check_interfaces(exam, box, Path(path).name).failures
        if file not in ("interfaces", "course", "features", "stress_cases"):
            yield "mistakes", check_names(exam).failures
    if file in ("interfaces", "course", "features", "mistakes"):
        return
    claims = [claim for derivation in derivations for claim in derivation.claims]
    yield "proof", [claim for claim in claims if not prove(claim).ok]
    yield "proof", {part.id for part in assignment.parts} - {claim.part for claim in claims}
    if file not in ("functions", "derivations", "assignment", "stress_cases"):
        return
    for part in assignment.parts:
        yield "numeric", not numeric.check_part(assignment, part, [*exam.cases, *stress], derivations).ok
    for derivation in derivations if file != "stress_cases" else ():
        yield "traced", not all(check.ok for check in trace(assignment.function(derivation.function), derivation).values())


def differences(a: object, b: object, name: str = "") -> set[str]:
    """The names of the fields in which two assignments differ as text and numbers; what they do is not compared."""
    if is_dataclass(a) and type(a).__name__ == type(b).__name__:
        return {
            found
            for field in fields(a)
            for found in differences(getattr(a, field.name), getattr(b, field.name), f"{type(a).__name__}.{field.name}")
        }
    if isinstance(a, dict) and isinstance(b, dict) and [*a] == [*b]:
        return {found for key in a for found in differences(a[key], b[key], name)}
    if isinstance(a, tuple | list) and isinstance(b, tuple | list) and len(a) == len(b):
        return {found for each, other in zip(a, b, strict=True) for found in differences(each, other, name)}
    if callable(a) and callable(b):
        if name.endswith("cases"):
            draws = [list(f(np.random.default_rng(SEED))) for f in (a, b)] if "usual" not in name else [[], []]
            return (
                {f"{name}.why" for x, y in zip(*draws, strict=False) if x.why != y.why}
                if len(draws[0]) == len(draws[1])
                else {name}
            )
        return set()
    return set() if a == b else {name}


# --- all of them ----------------------------------------------------------------------------------------------------------


def _judged(job: Job) -> tuple[Job, str]:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):  # noqa: PTH123
        return job, verdict(job)


def main() -> int:
    """0 if each spoil turns validation red, or is harmless for a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", default="", help="only files whose path has this word")
    options = parser.parse_args()
    start, counts, survivors = time.perf_counter(), Counter[str](), []
    chosen = jobs(options.number, options.seed, options.file)
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:  # no module of one spoil reaches the next
        for job, found in pool.imap_unordered(_judged, chosen):
            reason = found or (f"- {HARMLESS[job.key]}" if job.key in HARMLESS else "")
            counts[reason or "survived"] += 1
            survivors += [] if reason else [job]
    for job in sorted(survivors, key=lambda job: (job.assignment, job.file, job.spoil.line)):
        print(f"survived: {job.assignment}/{job.file} {job.spoil}\n    {job.key}")
    for reason, count in counts.most_common():
        print(f"{count:5} {'harmless: ' if reason.startswith('-') else 'rejected by '}{reason.removeprefix('- ')}")
    print(f"{len(chosen)} spoils with seed {options.seed}, {len(survivors)} survived, {time.perf_counter() - start:.0f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    for each in catalogue.names():  # what the workers share
        grading.prepare(catalogue.load(each), seed=SEED)
    sys.exit(main())
