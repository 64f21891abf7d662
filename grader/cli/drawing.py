"""Draw reports and notes on a console.

Rich takes as long to import as a submission takes to be graded, so commands import this module beside that.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from grader.cli import streams
from grader.cli.output import STANDARD_OUTPUT, targets
from grader.model import CaseRecord, Report, SubmissionResult
from grader.report import note, student_report, submission_report

if TYPE_CHECKING:
    from grader.model.regrading import Regrading
    from grader.report.progress import ClassProgress, Steps

FEW = 20
"""Up to this many submissions each one's own report is drawn; of a larger class, the table."""


def console_for(options: argparse.Namespace | None = None) -> Console:
    """The console for the drawing: standard output, or standard error where data was asked for on standard output."""
    to_error = options is not None and STANDARD_OUTPUT in targets(options)
    return Console(file=streams.standard_error() if to_error else streams.standard_output(), highlight=False)


def progress(total: int) -> ClassProgress:
    """Progress on standard error, for that many submissions."""
    from grader.report.progress import ClassProgress  # one submission has none

    return ClassProgress(Console(file=streams.standard_error()), total=total)


def steps() -> Steps:
    """Progress on standard error, by steps."""
    from grader.report.progress import Steps  # what has been proved has none

    return Steps(Console(file=streams.standard_error()))


def draw_class(report: Report, options: argparse.Namespace, cases: Mapping[str, Sequence[CaseRecord]]) -> None:
    """Draw a report for an instructor: each submission of a few, then the table of a class, then the class as a whole.

    A large class has a line for each submission only where --sort or --only asks for a list.

    cases  graded cases, by id of the submission, whose arrays are drawn below its report
    """
    console = console_for(options)
    for text in report.notes:
        console.print(note(text))
    for result in report.submissions if len(report.submissions) <= FEW else ():
        console.print(submission_report(result, report, explain=options.explain), crop=False)  # a command is shown whole
        if cases.get(result.id):
            from grader.report import case_arrays

            console.print(case_arrays(cases[result.id]))
    if len(report.submissions) > 1:
        from grader.report import class_overview, class_table
        from grader.report.class_tables import LARGE

        whole = len(report.submissions) <= LARGE or bool(options.sort or options.only)
        console.print(class_table(report, whole=whole))
        console.print(class_overview(report))


def draw_own(result: SubmissionResult, report: Report, options: argparse.Namespace) -> None:
    """Draw a student's own report."""
    console_for(options).print(student_report(result, report))


def draw_regrading(regrading: Regrading, options: argparse.Namespace, failed: Sequence[str]) -> None:
    """Draw who would gain or lose, and what to do next. `failed` are ids of those on whom the grader failed."""
    from grader.report.regrading import regrading_table

    console = console_for(options)
    console.print(regrading_table(regrading))
    if failed:
        more = f" and {len(failed) - FEW} more" if len(failed) > FEW else ""
        console.print(note(f"{len(failed)} could not be graded again, and count as before: {', '.join(failed[:FEW])}{more}"))
    publish = f"grader report {options.file}"
    if regrading.applied:
        console.print(note(f"These results are the last run of the journal now; to publish them: {publish}"))
    else:
        console.print(note(f"Nothing was stored. With --apply these results become the last run of the journal, for {publish}"))


def warn(text: str) -> None:
    """Print a note on standard error."""
    Console(file=streams.standard_error()).print(note(text))


def say(text: str, options: argparse.Namespace) -> None:
    """Print a note between two drawings."""
    console_for(options).print(note(text))
