"""Draw reports and notes on a console.

Rich takes as long to import as a submission takes to be graded, so commands import this module beside that.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from rich.console import Console

from grader.cli.output import STANDARD_OUTPUT, targets
from grader.model import CaseRecord, Report, SubmissionResult
from grader.report import note, student_report, submission_report

FEW = 20
"""Up to this many submissions each one's own report is drawn; of a larger class, the table."""


class _Console(Console):
    """A console whose reader may leave: `grader grade ... | head` is no failure."""

    def on_broken_pipe(self) -> None:
        """Let the command line see it as what it is."""
        raise BrokenPipeError


def console_for(options: argparse.Namespace | None = None) -> Console:
    """The console for the drawing: standard output, or standard error where data was asked for on standard output."""
    return _Console(stderr=options is not None and STANDARD_OUTPUT in targets(options), highlight=False)


def progress(total: int) -> AbstractContextManager[Callable[[str], None]]:
    """A bar on standard error, for that many submissions."""
    from grader.report.progress import class_progress  # one submission has none

    return class_progress(Console(stderr=True), total=total)


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


def warn(text: str) -> None:
    """Print a note on standard error."""
    Console(stderr=True).print(note(text))


def say(text: str, options: argparse.Namespace) -> None:
    """Print a note between two drawings."""
    console_for(options).print(note(text))
