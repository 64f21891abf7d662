"""What `grader grade` does in a box that it is given: grade submissions, draw what was found, write it down."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

from grader import catalogue, grading, runner
from grader.cli import output
from grader.cli.arguments import replayed
from grader.cli.meanwhile import meanwhile
from grader.grading import Exam, Ruling
from grader.intake import collect
from grader.model import Assignment, Exchange, Report, Submission, SubmissionResult, Transcript
from grader.sandbox import Box

ALL = 1000
"""Explanations: more than there are hypotheses."""

Kept = dict[str, tuple[Exam, tuple[Exchange, ...]]]
"""By submission, what it was asked, and what it answered."""


def run(options: argparse.Namespace, box: Box) -> int:
    """0 when every submission has a record, 3 when the grader failed on one."""
    output.check_targets(*_targets(options), inputs=[*options.paths, *([options.overrides] if options.overrides else [])])
    assignment = catalogue.load(options.assignment)
    ruled = _rulings(options.overrides, assignment)
    submissions = collect(options.paths, module=assignment.module, source_limit=options.source_limit)
    seed = output.fresh_seed() if options.seed is None else options.seed
    exam = grading.prepare(
        assignment, seed=seed, part=options.part, case=options.case, explanations=ALL if options.explain else 1
    )
    drawing = meanwhile(importlib.import_module, "grader.cli.drawing")
    certificate = meanwhile(catalogue.certificate, options.assignment)
    kept: Kept = {}
    judged = _grade_all(exam, submissions, box, options.jobs, drawing, listen=_listener(kept) if options.bundle else None)
    results = grading.overridden(judged, ruled) if ruled else judged
    report = runner.report(exam, box, results, certificate=certificate(), options=replayed(options))
    drawing().draw_class(report, *_targets(options), explain=options.explain)
    _tell_unheeded(judged, ruled)
    _write(options, report)
    if options.bundle:
        _write_bundle(options.bundle, report, submissions, kept)
    return 3 if any(runner.grader_failed(result) for result in results) else 0


def _targets(options: argparse.Namespace) -> tuple[str | None, ...]:
    """Where data goes."""
    return options.json, options.csv, options.junit, options.bundle


def _rulings(path: Path | None, assignment: Assignment) -> tuple[Ruling, ...]:
    if not path:
        return ()
    from grader.cli import rulings  # noqa: PLC0415 - only who has some waits for them

    return rulings.read(path, assignment)


def _listener(kept: Kept) -> runner.Listener:
    return lambda exam, name, heard: kept.update({name: (exam, heard)})


def _grade_all(
    exam: Exam,
    submissions: tuple[Submission, ...],
    box: Box,
    jobs: int,
    drawing: Callable[[], ModuleType],
    *,
    listen: runner.Listener | None,
) -> tuple[SubmissionResult, ...]:
    """Grade all, with a progress bar where there are several; one does not wait for what draws it."""
    if len(submissions) == 1:
        return runner.run(exam, submissions, box, listen=listen)
    with drawing().progress(len(submissions)) as done:
        return runner.run(exam, submissions, box, jobs=jobs, done=done, listen=listen)


def _tell_unheeded(results: tuple[SubmissionResult, ...], ruled: tuple[Ruling, ...]) -> None:
    """Say which overrides changed nothing: a slip in an id must not pass for a decision."""
    left = grading.unheeded(results, ruled) if ruled else ()
    if left:
        reasons = "; ".join(f"{ruling.submission}, part {ruling.part}: {reason}" for ruling, reason in left)
        importlib.import_module("grader.cli.drawing").warn(f"{len(left)} of {len(ruled)} overrides not applied: {reasons}")


def _write(options: argparse.Namespace, report: Report) -> None:
    if options.json:
        from grader.records import report_to_json  # noqa: PLC0415 - only who asks for it waits for it

        output.write(options.json, report_to_json(report))
    if options.csv:
        from grader.report.spreadsheet import report_to_csv  # noqa: PLC0415 - likewise

        output.write(options.csv, report_to_csv(report))
    if options.junit:
        from grader.report.junit import report_to_junit  # noqa: PLC0415 - likewise

        output.write(options.junit, report_to_junit(report))


def _write_bundle(
    target: str,
    report: Report,
    submissions: tuple[Submission, ...],
    kept: Mapping[str, tuple[Exam, tuple[Exchange, ...]]],
) -> None:
    from grader.records import bundle_to_json  # noqa: PLC0415 - likewise

    transcripts = (
        Transcript(
            submission=submission, result=result, cases=grading.case_records(kept[result.id][0], result, kept[result.id][1])
        )
        for submission, result in zip(submissions, report.submissions, strict=True)
    )
    output.write(target, bundle_to_json(report, transcripts))
