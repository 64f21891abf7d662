"""Consoles, and what commands draw on them. It imports rich, which takes as long as a submission: commands do that meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from rich.console import Console

from grader.cli.output import STANDARD_OUTPUT
from grader.model import Report, SubmissionResult
from grader.report import note, student_report, submission_report

FEW = 20
"""Up to this many submissions each one's own report is drawn; of a larger class, the tables."""


class _Console(Console):
    """A console whose reader may leave: `grader grade ... | head` is no failure."""

    def on_broken_pipe(self) -> None:
        """Let the command line see it as what it is."""
        raise BrokenPipeError


def console_for(*targets: str | None) -> Console:
    """The console for the drawing: standard output, or standard error where data was asked for on standard output."""
    return _Console(stderr=STANDARD_OUTPUT in targets, highlight=False)


def progress(total: int) -> AbstractContextManager[Callable[[str], None]]:
    """A bar on standard error, for that many submissions."""
    from grader.report.progress import class_progress  # noqa: PLC0415 - one submission has none

    return class_progress(Console(stderr=True), total=total)


def draw_class(report: Report, *targets: str | None, explain: bool = False) -> None:
    """What an instructor sees, where data goes to these targets; with `explain`, further explanations too."""
    console = console_for(*targets)
    if len(report.submissions) <= FEW:
        for result in report.submissions:
            console.print(submission_report(result, report, explain=explain), crop=False)  # a command is shown whole
    if len(report.submissions) > 1:
        from grader.report import class_table, part_summary  # noqa: PLC0415 - one submission need not wait for these

        console.print(class_table(report))
        console.print(part_summary(report))


def draw_own(result: SubmissionResult, report: Report) -> None:
    """What a student sees of the own work."""
    console_for().print(student_report(result, report))


def warn(text: str) -> None:
    """A word on standard error."""
    Console(stderr=True).print(note(text))


def say(text: str) -> None:
    """A word between two drawings."""
    console_for().print(note(text))
