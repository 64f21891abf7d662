"""Spoil the files of the assignments, one place at a time, and see that validation turns red.

    python -m tests.mutation.spoil [--each N] [--most N] [--seed N] [--file WORD]

Every file of both assignments takes part, also cases, interfaces, features and what the courses provide: of each file, the same
few places, as long as these do not change. A spoil that stays green must be harmless: it changes prose only, or `harmless.py` has
a reason.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path

from grader import catalogue, grading
from grader.model import Assignment
from grader.sandbox import Box, Limits
from grader.symbolic import trace
from grader.validation import SEED, numeric, refresh
from grader.validation.derivations import checks
from grader.validation.features import check_features
from grader.validation.inputs import check_inputs
from grader.validation.interfaces import check_interfaces
from grader.validation.naming import check_names
from grader.validation.validate import problems
from tests.mutation.harmless import HARMLESS, PROSE
from tests.mutation.spoils import Spoil, spoils

PROVED = ("functions", "derivations", "assignment", "cases", "graded", "shapes", "rows")
"""Files on which numbers and traces depend. Stress cases concern numbers only."""


@dataclass(frozen=True, slots=True)
class Job:
    """A spoil of one file of an assignment."""

    assignment: str
    file: str
    spoil: Spoil

    @property
    def place(self) -> str:
        return f"{self.assignment}/{self.file}"


def jobs(each: int, seed: int, word: str) -> Iterator[Job]:
    """So many spoils of each file, of different kinds first, by the smallest hash: an edit of one line moves no other."""
    for name in catalogue.names():
        root = catalogue.folder(name)
        for path in (p for p in catalogue.files(root) if p.suffix == ".py" and p.name != "generated.py" and word in str(p)):
            file, by_kind = path.relative_to(root).as_posix(), dict[str, list[tuple[str, Spoil]]]()
            counts = Counter[str]()
            for spoil in spoils(path.read_text(encoding="utf-8")):
                key = f"{seed} {name} {file} {spoil.kind} {spoil.text} {spoil.before} {spoil.after}"
                counts[key] += 1
                digest = hashlib.sha256(f"{key} {counts[key]}".encode()).hexdigest()
                by_kind.setdefault(spoil.kind, []).append((digest, spoil))
            ranked = [(rank, *pair) for of_kind in by_kind.values() for rank, pair in enumerate(sorted(of_kind, key=_digest))]
            for _, _, spoil in sorted(ranked, key=lambda entry: entry[:2])[:each]:
                yield Job(name, file, spoil)


def _spread(job: Job, seed: int) -> str:
    return hashlib.sha256(f"{seed} {job.place} {job.spoil.text}".encode()).hexdigest()


def _digest(pair: tuple[str, Spoil]) -> str:
    return pair[0]


# --- one spoil ------------------------------------------------------------------------------------------------------------


def verdict(job: Job) -> str:
    """The check that rejects a spoil; "" where it stays green, and "-" with a reason where that is right."""
    with tempfile.TemporaryDirectory(prefix="spoilt-") as place:
        folder = Path(place) / f"spoilt_{job.assignment}"
        shutil.copytree(catalogue.folder(job.assignment), folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / job.file).write_text(job.spoil.source, encoding="utf-8")
        try:
            assignment = catalogue.load(str(folder))
            failed = next((check for check, failure in _failures(job, str(folder), assignment) if failure), "")
        except Exception as error:  # noqa: BLE001 - whatever stops validation turns it red
            return f"an error, {type(error).__name__}"
        original = catalogue.load(job.assignment)
        if not failed and job.spoil.kind == "text" and differences(_drawn(original), _drawn(assignment)) <= PROSE:
            return "- prose"
        if not failed and documented(original) != documented(assignment):
            failed = "tests (CODES.md, an output without terms)"
    reasons = (rule.reason for rule in HARMLESS if rule.fits(job.place, job.spoil.kind, job.spoil.text))
    return failed or next((f"- {reason}" for reason in reasons), "")


def _failures(job: Job, path: str, assignment: Assignment) -> Iterator[tuple[str, object]]:
    """The checks that a file can influence, the quickest first, each with what it finds."""
    file = job.file.partition("/")[0].removesuffix(".py")
    derivations = catalogue.derivations(path)
    exam = grading.prepare(assignment, seed=SEED)
    stress_cases = assignment.draw_stress_cases(SEED)
    cases = [*exam.cases, *stress_cases]
    check_inputs(assignment, derivations, cases, SEED)
    yield "problems", [*problems(exam, derivations)]
    if file != "derivations":
        yield "features", check_features(exam).failures
        with Box(limits=Limits(), own_file=True) as box:
            yield "interfaces", check_interfaces(exam, box, Path(path).name).failures
        yield "mistakes", file not in ("interfaces", "course", "features") and check_names(exam).failures
    if file == "derivations":
        yield "generated.py, which would be another", refresh(Path(path), derivations)
    if file in PROVED:
        claimed = {claim.part for derivation in derivations for claim in derivation.claims}
        yield "proof", {part.id for part in assignment.parts} - claimed
        yield "proof", not all(check.ok for part in sorted(claimed) for check in checks(part, derivations))
    if file in (*PROVED, "stress_cases"):
        for part in {frozenset(numeric.judged(part)): part for part in assignment.parts}.values():
            yield "numeric", not numeric.check_part(assignment, part, cases, derivations).ok
    for derivation in derivations if file in PROVED else ():
        yield "traced", not all(check.ok for check in trace(assignment.function(derivation.function), derivation).values())


def documented(assignment: Assignment) -> set[tuple[str, str]]:
    """What the page of codes lists, and the outputs that have terms: the tests know these of the built-in assignments."""
    features = assignment.features
    records = (*assignment.mistakes, *features.named_rows, *features.conditions, *features.invariants)
    terms = {("terms", f"{e.function}.{e.output}") for e in features.linear_terms}
    return {(type(record).__name__, f"{record.function} {record.code}") for record in records} | terms


def _drawn(assignment: Assignment) -> tuple[Assignment, list[str]]:
    """An assignment, and the reasons for its cases."""
    return assignment, [case.why for case in (*assignment.draw(SEED), *assignment.draw_stress_cases(SEED))]


def differences(a: object, b: object, name: str = "Case.why") -> set[str]:
    """The fields in which two assignments differ as data. What functions do is not compared: the checks have done that."""
    if is_dataclass(a) and is_dataclass(b):
        pairs = {f"{type(a).__name__}.{f.name}": (getattr(a, f.name), getattr(b, f.name)) for f in fields(a)}
        return {found for key, (x, y) in pairs.items() for found in differences(x, y, key)}
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        a, b = [*a.items()], [*b.items()]
    if isinstance(a, tuple | list) and isinstance(b, tuple | list) and len(a) == len(b):
        return {found for x, y in zip(a, b, strict=True) for found in differences(x, y, name)}
    return set() if (callable(a) and callable(b)) or a == b else {name}


# --- all of them ----------------------------------------------------------------------------------------------------------


def _judged(job: Job) -> tuple[Job, str]:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):  # noqa: PTH123
        return job, verdict(job)


def red_without_a_spoil() -> list[str]:
    """Assignments that this tool finds red, or different, as they are: then it would show nothing."""
    nothing = Spoil(kind="text", line=1, text="", before="", after="", source="")
    found = []
    for name in catalogue.names():
        source = (catalogue.folder(name) / "assignment.py").read_text(encoding="utf-8")
        with multiprocessing.get_context("fork").Pool(1) as pool:
            _, said = pool.apply(_judged, (Job(name, "assignment.py", replace(nothing, source=source)),))
        found += [f"{name}: {said}"] if said != "- prose" else []
    return found


def main() -> int:
    """0 if each spoil turns validation red, or is harmless for a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=1, help="spoils of each file")
    parser.add_argument("--most", type=int, default=None, help="spoils in all, spread over the files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", default="", help="only files whose path has this word")
    options = parser.parse_args()
    start, counts, survivors = time.perf_counter(), Counter[str](), []
    for each in red_without_a_spoil():
        print(f"{each} without any spoil: this tool shows nothing")
        return 1
    chosen = sorted(jobs(options.each, options.seed, options.file), key=lambda job: _spread(job, options.seed))[: options.most]
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:  # no module of one spoil reaches the next
        for job, said in pool.imap_unordered(_judged, chosen):
            counts[said or "survived"] += 1
            survivors += [] if said else [job]
    for job in sorted(survivors, key=lambda job: (job.place, job.spoil.line)):
        print(f"survived: {job.place} {job.spoil}")
    for said, count in sorted(counts.items(), key=lambda entry: (entry[0].startswith("-"), -entry[1])):
        if said != "survived":
            print(f"{count:5} {'harmless: ' if said.startswith('-') else 'rejected by '}{said.removeprefix('- ')}")
    print(f"{len(chosen)} spoils with seed {options.seed}, {len(survivors)} survived, {time.perf_counter() - start:.0f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    for each in catalogue.names():  # what the workers share
        grading.prepare(catalogue.load(each), seed=SEED)
    sys.exit(main())
