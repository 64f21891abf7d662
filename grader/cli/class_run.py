"""What `grader grade` does in a box that it is given: grade submissions, draw what was found, write it down."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from types import ModuleType

from grader import catalogue, grading, runner
from grader.cli import output
from grader.cli.meanwhile import meanwhile
from grader.grading import Exam
from grader.intake import collect
from grader.model import Report, Submission, SubmissionResult
from grader.sandbox import Box


def run(options: argparse.Namespace, box: Box) -> int:
    """0 when every submission has a record, 3 when the grader failed on one."""
    output.check_targets(options.json, options.csv, options.junit)
    assignment = catalogue.load(options.assignment)
    submissions = collect(options.paths, module=assignment.module, most_bytes=options.source_limit)
    seed = output.fresh_seed() if options.seed is None else options.seed
    exam = grading.prepare(assignment, seed=seed, part=options.part, case=options.case)
    drawing = meanwhile(importlib.import_module, "grader.cli.drawing")
    certificate = meanwhile(catalogue.certificate, options.assignment)
    results = _grade_all(exam, submissions, box, options.jobs, drawing)
    report = runner.report(exam, box, results, certificate=certificate())
    drawing().draw_class(report, options.json, options.csv, options.junit)
    _write(options, report)
    return 3 if any(runner.grader_failed(result) for result in results) else 0


def _grade_all(
    exam: Exam, submissions: tuple[Submission, ...], box: Box, jobs: int, drawing: Callable[[], ModuleType]
) -> tuple[SubmissionResult, ...]:
    """Grade all, with a progress bar where there are several; one does not wait for what draws it."""
    if len(submissions) == 1:
        return runner.run(exam, submissions, box)
    with drawing().progress(len(submissions)) as done:
        return runner.run(exam, submissions, box, jobs=jobs, done=done)


def _write(options: argparse.Namespace, report: Report) -> None:
    if options.json:
        from grader.report.results import json_text, report_to_dict  # noqa: PLC0415 - only who asks for it waits for it

        output.write(options.json, json_text(report_to_dict(report)))
    if options.csv:
        from grader.report.spreadsheet import report_to_csv  # noqa: PLC0415 - likewise

        output.write(options.csv, report_to_csv(report))
    if options.junit:
        from grader.report.junit import report_to_junit  # noqa: PLC0415 - likewise

        output.write(options.junit, report_to_junit(report))
