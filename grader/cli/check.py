"""`grader check`: grade a student's own file, name its mistakes, and never show the solution.

The process for the submission starts first, and everything else is imported beside it.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.parsing import limits_of, replayed
from grader.errors import Misuse
from grader.sandbox import Box

if TYPE_CHECKING:
    from grader.model import Assignment

NO_WALLS_HERE = (
    "grade may say something else of a file that reads other files, starts programs or uses the network, because it runs behind "
    "walls that are missing here"
)

LOOK_EVERY = 0.3
"""Seconds between two checks of a watched file: soon enough to feel immediate, rare enough to cost nothing."""


def run(options: argparse.Namespace) -> int:
    """0 when every part is correct, else 1. With --watch, again after every save until interrupted."""
    # Behind the same walls as in `grade`, so that both say the same; where there are none, without.
    with Box(limits=limits_of(options), python=options.python, own_file=True) as box:
        from grader import catalogue
        from grader.cli import output

        assignment = catalogue.load(options.assignment).allowing(options.allow_module or ())
        file = options.file or Path()
        output.check_targets(options, [file])
        code = _check(assignment, file, options, box)
        while options.watch:
            from grader.cli.drawing import say

            say(f"watching {file} - save to check again, Ctrl-C to stop", options)
            before = _saved(file)
            while _saved(file) == before:
                time.sleep(LOOK_EVERY)
            try:
                code = _check(assignment, file, options, box)
            except Misuse as misuse:  # an editor or a checkout may take the file away for a moment
                say(str(misuse), options)
        return code


def _check(assignment: Assignment, file: Path, options: argparse.Namespace, box: Box) -> int:
    """Grade one file on new inputs and draw what its author may see."""
    from concurrent.futures import ThreadPoolExecutor

    from grader import grading, runner, validated
    from grader.cli import output
    from grader.intake import MainFile, collect
    from grader.model import Status, Verdict
    from grader.records import report_to_json

    seed = output.fresh_seed() if options.seed is None else options.seed
    exam = grading.prepare(assignment, seed=seed, parts=options.part or ())
    wanted = MainFile.of(assignment)
    (submission,) = collect([file], wanted=wanted, source_limit=options.source_limit, is_class=False).submissions
    if file.is_dir() and submission.refusal:
        raise Misuse(submission.refusal, where=str(file.resolve()), attempt="name the file: grader check FILE")
    if file.is_dir() and not wanted.is_named(submission.main or wanted.names[0] + ".py"):
        from grader.cli.drawing import say

        say(f"there is no {assignment.module}.py in this folder; checking {submission.path}", options)
    background = ThreadPoolExecutor(1)
    drawing = background.submit(import_module, "grader.cli.drawing")
    reference_validated = background.submit(validated.is_validated, options.assignment)
    background.shutdown(wait=False)
    result = grading.for_student(runner.run_one(exam, box, submission).result)
    head = runner.head(
        assignment,
        seed,
        runner.environment_of(box),
        reference_validated=reference_validated.result(),
        options=replayed(options),
    )
    report = replace(head, submissions=(result,))
    output.write_all([(options.json, report_to_json(report))])
    drawing.result().draw_own(result, report, options)
    if box.shortfall:
        drawing.result().say(f"{NO_WALLS_HERE} ({box.shortfall})", options)
    right = result.status is Status.GRADED and all(part.verdict is Verdict.CORRECT for part in result.parts)
    return 0 if right else 1


def _saved(file: Path) -> dict[Path, int]:
    """The time of the last change of each Python file beside the submission; an editor may replace a file meanwhile."""
    stamps = {}
    for path in (file if file.is_dir() else file.parent).rglob("*.py"):
        try:
            stamps[path] = path.stat().st_mtime_ns
        except OSError:
            continue
    return stamps
