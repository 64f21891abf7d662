"""Progress while a class is graded: a line or two on a terminal, which disappear at the end; else a few plain lines.

What proves has a line by steps.

It is drawn when something is done or waited for, and not by a second thread: threads and programs that start processes are a bad
match.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from grader.model import Status
from grader.report import formatting
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, shown
from grader.report.theme import UNJUDGED

REDRAW_SECONDS = 0.1
"""A line that changes more often cannot be read, and a thousand drawings a second would be felt by those who grade."""

LINE_SECONDS = 10.0
LINES = 10
"""Where there is no terminal a line comes at most every ten seconds, and so many at most: a short run leaves none in a log."""

_BAR_WIDTH = 20

PATIENCE_SECONDS = 2.0
"""Below this nobody wonders what a program does."""


class Steps:
    """A context manager that draws a bar on a terminal, and nothing elsewhere. It is called with what is done, of how much, and
    the name of what comes next; the bar appears when that takes a while, and disappears at the end.

    console  writes to standard error
    clock    seconds, from any start
    """

    def __init__(self, console: Console, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._console, self._clock, self._start = console, clock, clock()
        self._live: Live | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, done: int, total: int, name: str) -> None:
        """So many steps of `total` are done; `name` begins."""
        if not self._console.is_interactive or self._clock() - self._start < PATIENCE_SECONDS:
            return
        if self._live is None:
            self._live = Live(console=self._console, transient=True, auto_refresh=False, redirect_stdout=False)
            self._live.start()
        line = Text("  ").join([_bar(done / max(total, 1)), Text(f"{done}/{total}"), shown(name, "page.aside")])
        line.no_wrap, line.overflow = True, "ellipsis"
        self._live.update(Page(content=line), refresh=True)


def _bar(share: float) -> Text:
    filled = int(share * _BAR_WIDTH)
    return Text.assemble(("━" * filled, "bar.all"), ("─" * (_BAR_WIDTH - filled), "bar.rest"))


class ClassProgress:
    """A context manager that is told what is done and what is waited for.

    console  writes to standard error
    total    submissions of the class
    clock    seconds, from any start
    """

    def __init__(self, console: Console, *, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._console, self._total, self._clock = console, total, clock
        self._counts: Counter[Status] = Counter()
        self._known = 0
        self._start = self._drawn = self._lined = clock()
        self._printed: int | None = None
        self._waited = LINE_SECONDS  # the wait that is worth the next plain line
        self._last, self._wait = Text(), Text()
        self._live: Live | None = None
        if console.is_interactive:
            self._live = Live(
                console=console, get_renderable=self._lines, transient=True, auto_refresh=False, redirect_stdout=False
            )

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start(refresh=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()
        elif self._printed is not None and self._printed < self._finished:  # who has seen it begin wants to see it end
            self._print()

    def known(self, number: int) -> None:
        """So many submissions have a result from an earlier run."""
        self._known += number
        self._draw(at_once=True)

    def done(self, submission: str, status: Status, number: int = 1) -> None:
        """A submission has a result of that status, and so have `number` in all: those with the same bytes."""
        self._counts[status] += number
        self._last, self._wait = shown(submission, "page.aside", limit=ID_LIMIT), Text()
        self._waited = LINE_SECONDS
        tenth, last = (LINES * number // max(self._total, 1) for number in (self._finished, self._printed or self._known))
        if self._live is not None:
            self._draw(at_once=self._finished == self._total)
        elif tenth > last and self._clock() - self._lined >= LINE_SECONDS:
            self._print()

    def waiting(self, seconds: float, text: str) -> None:
        """Nothing was done for a moment. `text` names what is being graded, for `seconds` now."""
        self._wait = shown(f"waiting {seconds:.0f} s for {text}", "page.aside")
        if self._live is not None:
            self._draw(at_once=True)
        elif seconds >= self._waited and self._clock() - self._lined >= LINE_SECONDS:
            self._waited = 2 * seconds  # one that hangs for long is no reason for a long log
            self._print()

    @property
    def _finished(self) -> int:
        return self._known + self._counts.total()

    def _draw(self, *, at_once: bool) -> None:
        if self._live is not None and (at_once or self._clock() - self._drawn >= REDRAW_SECONDS):
            self._drawn = self._clock()
            self._live.refresh()

    def _print(self) -> None:
        self._lined, self._printed = self._clock(), self._finished
        line = Text("  ").join(filter(None, (Text("grading", style="page.label"), self._facts(), self._wait)))
        line.no_wrap, line.overflow = True, "ignore"  # a line of a log is not broken
        self._console.print(Page(content=line), crop=False)

    def _lines(self) -> Page:
        """The bar, the facts and the last that was done, in one line; below it what is waited for."""
        bar = _bar(self._finished / self._total if self._total else 1.0)
        first = Text("  ").join(filter(None, (bar, self._facts(), self._last)))
        lines = [first, self._wait] if self._wait else [first]
        for line in lines:
            line.no_wrap, line.overflow = True, "ellipsis"
        return Page(content=Group(*lines))

    def _facts(self) -> Text:
        """How many are done, how fast, how long the rest will take, and the outcomes."""
        seconds, number = self._clock() - self._start, self._counts.total()
        items = [f"{self._finished:,}/{self._total:,}"]
        if number and seconds > 0:
            items.append(f"{number / seconds:.3g}/s")
            if self._finished == self._total:
                items.append(f"in {formatting.duration(seconds)}")
            elif not self._wait:  # while one hangs, the speed of the others says nothing
                items.append(f"{formatting.duration(seconds * (self._total - self._finished) / number)} left")
            items.append(f"{self._counts[Status.GRADED]:,} graded")
        outcomes = [Text(f"{self._counts[s]:,} {mark.word}", style=mark.style) for s, mark in UNJUDGED.items() if self._counts[s]]
        return Text("  ").join([*map(Text, items), *outcomes])
