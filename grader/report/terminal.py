"""One submission as a page: what was earned, what happened in each part and what to try, remarks. It computes no mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from grader.model import PartResult, Remark, Report, Status, SubmissionResult
from grader.report import formatting
from grader.report.columns import Side
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, shown
from grader.report.part_notes import Scope, notes, overridden, scope
from grader.report.part_sheet import Flow, Row, Sheet, fields, key
from grader.report.replay import replay_lines
from grader.report.theme import STATUSES, VERDICTS

_UNJUDGED = {Status.FAILED: "could not be run", Status.REFUSED: "was not read"}

WIDEST = 92
"""Cells that a page uses at most: messages of more than 80 characters a line are hard to read."""


def submission_report(result: SubmissionResult, report: Report, *, explain: bool = False) -> RenderableType:
    """The page of one submission of `report`, for instructors. One that failed or was refused is a panel with the reason.

    explain  list further explanations that fit as well

    The lines that replay what is wrong are as long as they are: print the page with `crop=False`.
    """
    notes_on = scope(result.parts, explain=explain)
    return _page(result, report, notes_on, [*_replays(result, report)])


def student_report(result: SubmissionResult, report: Report) -> RenderableType:
    """The page as its author may see it: kinds of mistakes and hints. Without values, which may hold the right formula, without
    errors, which say how far away it is, and without what leads to the hidden inputs.
    """
    parts = (replace(part, diagnosis=tuple(replace(found, value="") for found in part.diagnosis)) for part in result.parts)
    result = replace(result, parts=tuple(parts))
    return _page(result, report, scope(result.parts, explain=False), [], errors=False)


def _page(
    result: SubmissionResult, report: Report, notes_on: Scope, after: list[RenderableType], *, errors: bool = True
) -> RenderableType:
    parts = [*_unjudged(result)] if result.status is not Status.GRADED else [*_parts(result.parts, notes_on, errors=errors)]
    below = (*_carried(result.parts), *_remarks(result.remarks), *after)
    page = [*_header(result), _circumstances(result, report), Text(), *parts, *below]
    return Page(content=Group(*page), widest=WIDEST, after=1)


def _header(result: SubmissionResult) -> Iterator[RenderableType]:
    digits = {"score_digits": formatting.decimals([result.score]), "whole_digits": formatting.decimals([result.max_score])}
    earned = f"{formatting.of_points(result.score, result.max_score, **digits)} points"
    line = Table.grid(expand=True)
    line.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    line.add_column(no_wrap=True, justify="right")
    line.add_row(
        shown(result.id, "page.title", limit=ID_LIMIT),
        Text.assemble("  ", (earned, "points.sum"), "   ", formatting.percent(result.score, result.max_score)),
    )
    yield line
    yield formatting.Bar(score=result.score, whole=result.max_score)


def _circumstances(result: SubmissionResult, report: Report) -> RenderableType:
    """How it was graded: enough to do it again."""
    own = [STATUSES[result.status].text, *([shown(f"{result.interface} interface")] if result.interface else [])]
    return Group(
        Flow(items=(*own, Text(f"seed {report.seed}"), *([Text(formatting.seconds(result.seconds))] if result.seconds else []))),
        environment(report),
    )


def environment(report: Report) -> RenderableType:
    """Where a run took place: versions, isolation and its reasons, and what else was noted."""
    where = report.environment
    isolation = f"isolation {where.isolation}" + (f" ({where.isolation_detail})" if where.isolation_detail else "")
    extra = (f"{key} {value}" for key, value in report.extra.items())
    texts = (f"Python {where.python}", f"NumPy {where.numpy}", isolation, *extra)
    return Flow(items=tuple(shown(text, "page.aside") for text in texts))


def _unjudged(result: SubmissionResult) -> Iterator[RenderableType]:
    """Why nothing was judged, and what an instructor gives all the same."""
    mark = STATUSES[result.status]
    yield Panel(
        shown(result.message or "No reason was recorded."),
        title=Text(_UNJUDGED[result.status]),
        title_align="left",
        border_style=mark.style,
        padding=(1, 2),
    )
    for part in result.parts:
        if part.override is not None:
            yield Text.assemble("\n", key(part.id), "  ", shown(part.title, limit=ID_LIMIT))
            yield Padding(overridden(part, part.override), (0, 0, 0, 2))


def _parts(parts: tuple[PartResult, ...], notes_on: Scope, *, errors: bool) -> Iterator[Sheet]:
    """The table of the parts, with their relative errors or without."""
    if not parts:
        return
    digits = formatting.decimals([part.score for part in parts])
    whole_digits = formatting.decimals([part.max_score for part in parts])
    width = max(len(formatting.points(part.max_score, digits=whole_digits)) for part in parts)

    def row(part: PartResult) -> Row:
        earned = formatting.of_points(part.score, part.max_score, score_digits=digits, whole_digits=whole_digits, width=width)
        error = Text(formatting.relative_error(part.max_relative_error), style="" if part.max_relative_error else "page.aside")
        cells = (VERDICTS[part.verdict].text, Text(earned), *([error] if errors else []))
        return Row(key=key(part.id), text=shown(part.title, limit=ID_LIMIT), cells=cells, below=tuple(notes(part, notes_on)))

    columns = ("verdict", "points", "rel. error") if errors else ("verdict", "points")
    sides: tuple[Side, ...] = ("left", "right", "right") if errors else ("left", "right")
    heading = Row(key=Text("part"), text=Text(), cells=tuple(map(Text, columns)))
    yield Sheet(heading=heading, rows=tuple(map(row, parts)), sides=sides, expand=True)


def _carried(parts: tuple[PartResult, ...]) -> Iterator[RenderableType]:
    """Which parts lean on a function that is wrong, and were judged all the same; said once for all of them."""
    ids = [part.id for part in parts if part.carried_forward]
    if ids:
        yield Text.assemble("\n", ("Carried forward", "page.title"), ("  (a mistake is paid for once)", "page.aside"))
        judged = Text.assemble(shown(", ".join(ids)), ": judged with a correct function in place of this file's own")
        yield Padding(judged, (0, 0, 0, 2))


def _remarks(remarks: tuple[Remark, ...]) -> Iterator[RenderableType]:
    if remarks:
        yield Text.assemble("\n", ("Remarks", "page.title"), ("  (they cost no points)", "page.aside"))
        yield Padding(fields([(remark.code, shown(remark.message)) for remark in remarks]), (0, 0, 0, 2))


def _replays(result: SubmissionResult, report: Report) -> Iterator[RenderableType]:
    """How to look at what is wrong: a line for each part."""
    lines = list(replay_lines(result, report))
    if lines:
        yield Text("\nReplay", style="page.title")
        yield from lines
