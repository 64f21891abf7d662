"""What `grader check` does in a box that it is given: grade one file, name its mistakes, and not show the solution."""

from __future__ import annotations

import argparse
import importlib
import time
from pathlib import Path

from grader import catalogue, grading, runner
from grader.cli import output
from grader.cli.meanwhile import meanwhile
from grader.errors import Misuse
from grader.intake import collect
from grader.model import Assignment, Status, Submission, Verdict
from grader.sandbox import Box

LOOK_EVERY = 0.3
"""Seconds between two looks at a watched file: soon enough to feel immediate, rare enough to cost nothing."""


def run(options: argparse.Namespace, box: Box) -> int:
    """0 when every part is right, else 1. With --watch, again after every save until interrupted."""
    assignment = catalogue.load(options.assignment)
    path = options.file or Path(f"{assignment.module}.py")
    code = _check(assignment, path, options, box)
    while options.watch:
        say = importlib.import_module("grader.cli.drawing").say
        say(f"watching {path} - save to check again, Ctrl-C to stop")
        _wait_for_change(path)
        try:
            code = _check(assignment, path, options, box)
        except Misuse as misuse:  # an editor or a checkout may take the file away for a moment
            say(str(misuse))
    return code


def _check(assignment: Assignment, path: Path, options: argparse.Namespace, box: Box) -> int:
    """Grade one file on fresh inputs and draw what its author may see."""
    seed = output.fresh_seed() if options.seed is None else options.seed
    exam = grading.prepare(assignment, seed=seed, part=options.part)
    submission = _read(path, assignment.module, options.source_limit)
    drawing = meanwhile(importlib.import_module, "grader.cli.drawing")
    result = grading.for_student(runner.run_one(exam, submission, box))
    drawing().draw_own(result, runner.report(exam, box, [result]))
    right = result.status is Status.GRADED and all(part.verdict is Verdict.CORRECT for part in result.parts)
    return 0 if right else 1


def _read(path: Path, module: str, source_limit: int) -> Submission:
    """The one submission at `path`. Raises Misuse where there are several."""
    found = collect([path], module=module, source_limit=source_limit)
    if len(found) != 1:
        raise Misuse("check takes one submission", where=str(path), value=f"{len(found)} found", attempt="use grader grade")
    return found[0]


def _wait_for_change(path: Path) -> None:
    """Return when something below `path` was saved."""
    before = _stamps(path)
    while _stamps(path) == before:
        time.sleep(LOOK_EVERY)


def _stamps(path: Path) -> dict[Path, int]:
    """When each Python file beside the submission was last written; an editor may replace the file while we look."""
    stamps = {}
    for file in (path if path.is_dir() else path.parent).rglob("*.py"):
        try:
            stamps[file] = file.stat().st_mtime_ns
        except OSError:
            continue
    return stamps
