"""One submission as a page: what was earned, what happened in each part and what to try, remarks. It computes no mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from grader.model import Diagnosis, PartResult, Remark, Report, Status, SubmissionResult, Verdict
from grader.report import figures
from grader.report.page import Page
from grader.report.safe import ID_LIMIT, shown
from grader.report.sheet import Flow, Row, Sheet, fields, key
from grader.report.theme import STATUSES, VERDICTS

_CARRIED_FORWARD = "Judged with a correct function in place of this file's own: a mistake is paid for once."
_OWN_LOSS = {
    True: "This is the gradient of the loss that this file computes.",
    False: "This is not the gradient of the loss that this file computes, either.",
}


_UNJUDGED = {Status.FAILED: "could not be run", Status.REFUSED: "was not read"}

WIDEST = 92
"""Cells that a page uses at most: messages of more than 80 characters a line are hard to read."""


def submission_report(result: SubmissionResult, report: Report) -> RenderableType:
    """The page of one submission of `report`. A submission that failed or was refused is one panel with the reason."""
    parts = [_panel(result)] if result.status is not Status.GRADED else [_parts(result.parts)] if result.parts else []
    page = [*_header(result), _circumstances(result, report), Text(), *parts, *_remarks(result.remarks)]
    return Page(content=Group(*page), widest=WIDEST, after=1)


def student_report(result: SubmissionResult, report: Report) -> RenderableType:
    """The page as its author may see it: without the value of a diagnosis, which may hold the right formula."""
    parts = (replace(part, diagnosis=tuple(replace(found, value="") for found in part.diagnosis)) for part in result.parts)
    return submission_report(replace(result, parts=tuple(parts)), report)


def _header(result: SubmissionResult) -> Iterator[RenderableType]:
    digits = {"score_digits": figures.decimals([result.score]), "whole_digits": figures.decimals([result.max_score])}
    earned = f"{figures.of_points(result.score, result.max_score, **digits)} points"
    line = Table.grid(expand=True)
    line.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    line.add_column(no_wrap=True, justify="right")
    line.add_row(
        shown(result.id, "page.title", limit=ID_LIMIT),
        Text.assemble("  ", (earned, "points.sum"), "   ", figures.percent(result.score, result.max_score)),
    )
    yield line
    yield figures.Bar(score=result.score, whole=result.max_score)


def _circumstances(result: SubmissionResult, report: Report) -> RenderableType:
    """How it was graded: enough to do it again."""
    own = [STATUSES[result.status].text, *([shown(f"{result.interface} interface")] if result.interface else [])]
    return Group(
        Flow(items=(*own, Text(f"seed {report.seed}"), *([Text(figures.seconds(result.seconds))] if result.seconds else []))),
        environment(report),
    )


def environment(report: Report) -> RenderableType:
    """Where a run took place: versions, isolation and its reasons, and what else was noted."""
    where = report.environment
    isolation = f"isolation {where.isolation}" + (f" ({where.isolation_detail})" if where.isolation_detail else "")
    extra = (f"{key} {value}" for key, value in report.extra.items())
    texts = (f"Python {where.python}", f"NumPy {where.numpy}", isolation, *extra)
    return Flow(items=tuple(shown(text, "page.aside") for text in texts))


def _panel(result: SubmissionResult) -> Panel:
    mark = STATUSES[result.status]
    return Panel(
        shown(result.message or "No reason was recorded."),
        title=Text(_UNJUDGED[result.status]),
        title_align="left",
        border_style=mark.style,
        padding=(1, 2),
    )


def _parts(parts: tuple[PartResult, ...]) -> Sheet:
    digits = figures.decimals([part.score for part in parts])
    whole_digits = figures.decimals([part.max_score for part in parts])
    width = max(len(figures.points(part.max_score, digits=whole_digits)) for part in parts)
    told = {diagnosis: part.id for part in reversed(parts) for diagnosis in part.diagnosis}

    def row(part: PartResult) -> Row:
        earned = figures.of_points(part.score, part.max_score, score_digits=digits, whole_digits=whole_digits, width=width)
        error = Text(figures.relative_error(part.max_relative_error), style="" if part.max_relative_error else "page.aside")
        cells = (VERDICTS[part.verdict].text, Text(earned), error)
        return Row(key=key(part.id), text=shown(part.title, limit=ID_LIMIT), cells=cells, below=tuple(_notes(part, told)))

    heading = Row(key=Text("part"), text=Text(), cells=(Text("verdict"), Text("points"), Text("rel. error")))
    return Sheet(heading=heading, rows=tuple(map(row, parts)), sides=("left", "right", "right"), expand=True)


def _notes(part: PartResult, told: Mapping[Diagnosis, str]) -> Iterator[RenderableType]:
    """What stands below a part: its diagnoses, how it was judged, and a blank line where there is anything to say.

    told  the first part that has a diagnosis: there it is written out, for one crash can be the fate of many parts
    """
    notes: list[RenderableType] = []
    for diagnosis in part.diagnosis:
        first = told[diagnosis]
        notes += [Text(), *(_diagnosis(diagnosis) if first == part.id else _as_above(first, diagnosis))]
    del notes[:1]
    if part.verdict is not Verdict.CORRECT and part.consistent_with_own_loss is not None:
        notes.append(Text(_OWN_LOSS[part.consistent_with_own_loss], style="page.aside"))
    if part.carried_forward:
        notes.append(Text(_CARRIED_FORWARD, style="page.aside"))
    if notes:
        yield Padding(Group(*notes), (0, 0, 1, 2))


def _diagnosis(diagnosis: Diagnosis) -> Iterator[RenderableType]:
    """What happened, and below it, labelled: where, the value, what to try."""
    said = diagnosis.message.endswith(f": {diagnosis.code.replace('-', ' ')}")  # a code that is spelled out is not said twice
    code = Text() if said else Text.assemble("  ", shown(diagnosis.code, "page.code", limit=ID_LIMIT))
    yield Text.assemble(shown(diagnosis.message), code)
    entries = (("where", shown(diagnosis.where)), ("value", shown(diagnosis.value)), ("try", shown(diagnosis.hint, "page.hint")))
    if any(text for _, text in entries):
        yield fields(entries)


def _as_above(first: str, diagnosis: Diagnosis) -> Iterator[RenderableType]:
    yield Text.assemble("As in part ", key(first), ".  ", shown(diagnosis.code, "page.code", limit=ID_LIMIT))


def _remarks(remarks: tuple[Remark, ...]) -> Iterator[RenderableType]:
    if remarks:
        yield Text.assemble("\n", ("Remarks", "page.title"), ("  (they cost no points)", "page.aside"))
        yield Padding(fields([(remark.code, shown(remark.message)) for remark in remarks]), (0, 0, 0, 2))
