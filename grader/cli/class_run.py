"""What `grader grade` does in a box that it is given: grade submissions, draw what was found, write it down."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from rich.console import Console

from grader import catalogue, grading, runner
from grader.cli import output, rulings
from grader.cli.arguments import replayed
from grader.grading import Exam, Ruling
from grader.intake import collect
from grader.model import Exchange, Report, Submission, SubmissionResult, Transcript
from grader.report import class_table, note, part_summary, submission_report
from grader.report.results import json_text, report_to_dict
from grader.sandbox import Box

FEW = 20
"""Up to this many submissions each one's own report is drawn; of a larger class, the tables."""


def run(options: argparse.Namespace, box: Box) -> int:
    """0 when every submission has a record, 3 when the grader failed on one."""
    output.check_targets(*_targets(options))
    assignment = catalogue.load(options.assignment)
    ruled = rulings.read(options.overrides, assignment) if options.overrides else ()
    submissions = collect(options.paths, module=assignment.module, most_bytes=options.source_limit)
    seed = output.fresh_seed() if options.seed is None else options.seed
    exam = grading.prepare(assignment, seed=seed, part=options.part, case=options.case)
    certificate = catalogue.certificate(options.assignment)  # here, where the box is still on its way
    kept: dict[str, tuple[Exam, tuple[Exchange, ...]]] = {}
    listen: runner.Listener | None = (lambda exam, name, heard: kept.update({name: (exam, heard)})) if options.bundle else None
    judged = _grade_all(exam, submissions, box, options.jobs, listen)
    results = grading.overridden(judged, ruled)
    report = runner.report(exam, box, results, certificate=certificate, options=replayed(options))
    _draw(output.console_for(*_targets(options)), report, explain=options.explain)
    _tell_unheeded(judged, ruled)
    _write(options, report)
    if options.bundle:
        _write_bundle(options.bundle, report, submissions, kept)
    return 3 if any(runner.grader_failed(result) for result in results) else 0


def _targets(options: argparse.Namespace) -> tuple[str | None, ...]:
    """Where data goes."""
    return options.json, options.csv, options.junit, options.bundle


def _grade_all(
    exam: Exam, submissions: tuple[Submission, ...], box: Box, jobs: int, listen: runner.Listener | None
) -> tuple[SubmissionResult, ...]:
    """Grade all, with a progress bar where there are several."""
    if len(submissions) == 1:
        return runner.run(exam, submissions, box, listen=listen)
    from grader.report.progress import class_progress  # noqa: PLC0415 - 20 ms that one submission need not wait for

    with class_progress(Console(stderr=True), total=len(submissions)) as done:
        return runner.run(exam, submissions, box, jobs=jobs, done=done, listen=listen)


def _draw(console: Console, report: Report, *, explain: bool) -> None:
    if len(report.submissions) <= FEW:
        for result in report.submissions:
            console.print(submission_report(result, report, explain=explain), crop=False)  # a command is shown whole
    if len(report.submissions) > 1:
        console.print(class_table(report))
        console.print(part_summary(report))


def _tell_unheeded(results: tuple[SubmissionResult, ...], ruled: tuple[Ruling, ...]) -> None:
    """Say which overrides changed nothing: a slip in an id must not pass for a decision."""
    left = grading.unheeded(results, ruled)
    if left:
        reasons = "; ".join(f"{ruling.submission}, part {ruling.part}: {reason}" for ruling, reason in left)
        Console(stderr=True).print(note(f"{len(left)} of {len(ruled)} overrides not applied: {reasons}"))


def _write(options: argparse.Namespace, report: Report) -> None:
    if options.json:
        output.write(options.json, json_text(report_to_dict(report)))
    if options.csv:
        from grader.report.spreadsheet import report_to_csv  # noqa: PLC0415 - only who asks for it waits for it

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
    from grader.report.bundle import bundle_text, bundle_to_dict  # noqa: PLC0415 - likewise

    transcripts = (
        Transcript(
            submission=submission,
            result=result,
            cases=grading.case_records(kept[result.id][0], result, kept[result.id][1]),
        )
        for submission, result in zip(submissions, report.submissions, strict=True)
    )
    output.write(target, bundle_text(bundle_to_dict(report, transcripts)))
