"""A bar while a class is graded. It is drawn on a terminal only, and disappears at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
from rich.text import Text

from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, middle_cut, printable

_NAME_WIDTH = 28
"""Cells for the name of the submission that was finished last, as in the table of the class."""


@contextmanager
def class_progress(console: Console, *, total: int) -> Iterator[Callable[[str], None]]:
    """Shows how many of `total` submissions are done; what it yields is called with the id of each that is.

    `console` writes to standard error. Where that is no terminal, nothing is written. It is drawn when something is done, and not
    by a second thread: threads and programs that start processes are a bad match.
    """
    if not console.is_interactive:
        yield lambda _submission: None
        return
    bar = BarColumn(style="bar.rest", complete_style="bar.all", finished_style="bar.all")
    columns = (bar, MofNCompleteColumn(), TimeRemainingColumn(), _Last())
    with _PageProgress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=total)
        progress.refresh()
        yield lambda submission: progress.update(task, advance=1, description=submission, refresh=True)


class _PageProgress(Progress):
    """A progress display in the theme and the encoding of every other page."""

    def get_renderable(self) -> RenderableType:
        return Page(content=super().get_renderable())


class _Last(ProgressColumn):
    """The name of what was finished last."""

    def render(self, task: Task) -> Text:
        return Text(middle_cut(printable(task.description, limit=ID_LIMIT), width=_NAME_WIDTH), style="page.aside")
