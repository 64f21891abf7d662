"""A regrading as a table: who loses and who gains points, how many, and by which change of which part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.model import PartResult, Report, Verdict
from grader.model.regrading import Kept, PartChange, Regrading
from grader.report import formatting
from grader.report.class_tables import WIDEST
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, MESSAGE_LIMIT, middle_cut, printable, shown
from grader.report.tables import Column, FittedTable, Flow, NotedTable, Row, fields, key, stacked
from grader.report.terminal import environment
from grader.report.theme import Mark, mark_of

_ID_WIDTH = 25
"""Cells of an id, as in the table of a class."""

_LISTED = 50
"""Submissions of each kind that are drawn: two screenfuls. The results as JSON hold them all."""

_SHA256 = 12
"""Characters of a hash, which are enough to tell two apart."""


def regrading_table(regrading: Regrading) -> RenderableType:
    """Each change of each part with its number; then losses, gains, and who is judged otherwise for as many points."""
    title = "What has changed" if regrading.applied else "What would change"
    of_what = f"{title}: {regrading.after.title or regrading.after.assignment}"
    entries = [("parts", shown(", ".join(regrading.parts))), ("assignment", _assignments(regrading))]
    if regrading.never_lower:
        entries.append(("never lower", Text("a part keeps its points where the judge would now give fewer")))
    overrides = [
        (middle_cut(printable(change.after.id, limit=ID_LIMIT), width=_ID_WIDTH), _override(part))
        for change in regrading.changes
        for part in change.after.parts
        if part.override is not None
    ]
    stay: list[RenderableType] = [
        Text("Overrides that stay", style="page.title"),
        Padding(fields(overrides[:_LISTED]), (0, 0, 0, 2)),
    ]
    blocks: tuple[list[RenderableType], ...] = (
        [shown(of_what, "page.title", limit=ID_LIMIT), _sums(regrading), fields(entries)],
        [*_by_part(regrading)],
        [*_table(regrading)],
        [*stay, *_more(overrides)] if overrides else [],
        [environment(regrading.after, f"seed {regrading.after.seed}", reasons=False)],
    )
    return Page(content=stacked(*blocks), widest=WIDEST, after=1)


def _sums(regrading: Regrading) -> Flow:
    """The number of those who lose, gain and stay, and the mean before and after."""
    losses, gains, others = (len(group) for group in (regrading.losses, regrading.gains, regrading.others))
    items = [
        f"{losses} {'loses' if losses == 1 else 'lose'}",
        f"{gains} {'gains' if gains == 1 else 'gain'}",
        *([f"{others} judged otherwise, for as many points"] if others else []),
        f"{len(regrading.changes) - losses - gains - others} as before",
    ]
    means = []
    for results in ([c.before for c in regrading.changes], [c.after for c in regrading.changes]):
        shares = [result.score / result.max_score for result in results if result.score is not None and result.max_score]
        means.append(formatting.percent(sum(shares, Fraction(0)), Fraction(len(shares))))
    return Flow(items=tuple(map(Text, (*items, f"mean {means[0]} → {means[1]}"))))


def _assignments(regrading: Regrading) -> Text:
    was, now = (_sha256(report) for report in (regrading.before, regrading.after))
    return Text(f"{was} → {now}" if was != now else f"unchanged ({now})")


def _sha256(report: Report) -> str:
    return printable(report.extra.get("assignment_sha256", "unknown"), limit=ID_LIMIT)[:_SHA256]


def _table(regrading: Regrading) -> Iterator[RenderableType]:
    """A line for each submission, and below it one for each part."""
    groups = {"Losses": regrading.losses, "Gains": regrading.gains, "As many points, judged otherwise": regrading.others}
    listed = [change for group in groups.values() for change in group[:_LISTED]]
    scores = [(r.score, r.max_score) for change in listed for r in (change.before, change.after)]
    parts = [part for change in listed for each in change.parts for part in (each.before, each.after) if part]
    column = formatting.score_column([*scores, *((part.score, part.max_score) for part in parts)])
    width = max(map(len, column), default=0)
    column = [text.rjust(width) for text in column]
    texts = iter(column[: len(scores)])
    of_part = dict(zip(map(id, parts), column[len(scores) :], strict=True))
    rows: list[Row] = []
    for title, group in groups.items():
        gap = [Text()] if rows else []
        above: tuple[RenderableType, ...] = (*gap, Text(f"{title} ({len(group)})", style="page.title"))
        for change in group[:_LISTED]:
            name = shown(middle_cut(printable(change.after.id, limit=ID_LIMIT), width=_ID_WIDTH), "page.title")
            before, after = change.before.status, change.after.status
            status = Text(f"{before.value} → {after.value}" if before is not after else "")
            cells = (Text(next(texts)), Text(next(texts)), _signed(change.points))
            rows.append(Row(key=name, text=status, cells=cells, above=above))
            above = ()
            for part in change.parts:
                cells = (_points(part.before, of_part), _points(part.after, of_part), _signed(part.points))
                rows.append(Row(key=Text.assemble("  ", key(part.id)), text=_why(part), cells=cells, below=_kept(part)))
    if rows:
        heading = Row(key=Text("submission"), text=Text("why"), cells=(Text("before"), Text("after"), Text("change")))
        yield NotedTable(heading=heading, rows=tuple(rows), sides=("right", "right", "right"))
    for title, group in groups.items():
        for more in _more(group):
            yield Text.assemble(f"{title}:", more)


def _more(entries: Sequence[object]) -> list[Text]:
    return [Text(f"  and {len(entries) - _LISTED:,} more", style="page.aside")] if len(entries) > _LISTED else []


def _points(part: PartResult | None, texts: dict[int, str]) -> Text:
    return Text.assemble(mark_of(part.verdict).short, " ", texts[id(part)]) if part else Text(formatting.NOTHING)


def _signed(points: Fraction) -> Text:
    if not points:
        return Text("0", style="page.aside")
    return Text(f"{'+' if points > 0 else '-'}{formatting.exact_points(abs(points))}")


def _why(change: PartChange) -> Text:
    """What the judge said before, and says now."""
    was, now = _said(change.before), _said(change.judged)
    if was != now or change.before is None or change.judged is None:
        return shown(f"{was} → {now}", limit=MESSAGE_LIMIT)
    if change.before.max_score != change.judged.max_score:
        worth = [formatting.exact_points(part.max_score) for part in (change.before, change.judged)]
        return shown(f"{was}; worth {worth[0]} → {worth[1]}", limit=MESSAGE_LIMIT)
    return shown(f"{was}; another share of the points", limit=MESSAGE_LIMIT)


def _said(part: PartResult | None) -> str:
    """The codes of the mistakes, or the verdict where there are none."""
    if part is None:
        return "no such part"
    codes = dict.fromkeys(diagnosis.code for diagnosis in part.diagnosis if part.verdict is not Verdict.CORRECT)
    return ", ".join(codes) or mark_of(part.verdict).word


def _kept(change: PartChange) -> tuple[Text, ...]:
    """A note where the part does not count as the judge says."""
    if change.kept is Kept.OVERRIDE and change.after is not None:
        return (Text.assemble(("stays   ", "page.label"), "an override of ", shown(formatting.override(change.after))),)
    if change.kept is Kept.NEVER_LOWER:
        judged = formatting.exact_points(change.judged.score) if change.judged else "no points"
        return (Text.assemble(("stays   ", "page.label"), f"never lower: the judge would now give {judged}"),)
    return ()


def _override(part: PartResult) -> Text:
    return Text.assemble(key(part.id), "  ", shown(formatting.override(part)))


def _by_part(regrading: Regrading) -> Iterator[RenderableType]:
    """Each change of each part with the number of submissions."""
    changes = Counter((part.id, _mark(part.before), _mark(part.judged)) for c in regrading.changes for part in c.parts)
    if not changes:
        return
    ids = list(dict.fromkeys(part.id for result in regrading.changes for part in result.after.parts))
    order = sorted(changes, key=lambda change: (ids.index(change[0]) if change[0] in ids else len(ids), -changes[change]))
    yield FittedTable(
        columns=(
            Column(heading=Text("part"), cells=tuple(key(part) for part, _, _ in order)),
            Column(heading=Text("was"), cells=tuple(_word(was) for _, was, _ in order)),
            Column(heading=Text("is now"), cells=tuple(_word(now) for _, _, now in order)),
            Column(heading=Text("submissions"), cells=tuple(Text(str(changes[change])) for change in order), side="right"),
        )
    )


def _mark(part: PartResult | None) -> Mark | None:
    return mark_of(part.verdict) if part else None


def _word(mark: Mark | None) -> Text:
    return mark.text if mark else Text("no such part")
