"""A class as tables: a line for each submission, a line for each part, a row for each mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.model import PartResult, Report, Status, SubmissionResult, Verdict
from grader.report import formatting
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, MESSAGE_LIMIT, middle_cut, printable, shown
from grader.report.tables import Column, FittedTable, Flow, NotedTable, Row, fields, key, legend, stacked
from grader.report.terminal import environment, older_numpy
from grader.report.theme import UNJUDGED, VERDICTS, mark_of

WIDEST = 160
"""Cells that a table of a class uses at most: lines of a table can be followed further than lines of text."""

_ID_WIDTH = 25
"""Cells of an id: with points, signs and the mistake they fit into 80."""

_BAR_WIDTH = 10
"""Cells of a bar: one for each tenth."""

_LISTED = 20
"""Entries of a list below a table, and names of one mistake: about a screenful. The results as CSV hold them all."""

_MISTAKE_WIDTH = 20
"""Cells below which a cut mistake says nothing."""

_TITLE_WIDTH = 20
"""Cells below which a cut title says less than the id beside it."""


def class_table(report: Report) -> RenderableType:
    """All submissions of `report`, one line each, whatever the width; legend, sums and reasons stand below."""
    submissions = report.submissions
    title = shown(report.title or report.assignment, "page.title", limit=ID_LIMIT)
    if not submissions:
        return Page(content=stacked([title], [Text("There are no submissions.")]), after=1)
    ids = part_ids(submissions)
    points = formatting.score_column((s.score, s.max_score) for s in submissions)
    initials = "".join(gap + printable(i, limit=ID_LIMIT)[:1] for gap, i in zip(_gaps(ids), ids, strict=True))
    bars = tuple(formatting.bar(s.score, s.max_score, width=_BAR_WIDTH) for s in submissions)
    percents = tuple(Text(formatting.percent(s.score, s.max_score)) for s in submissions)
    table = FittedTable(
        columns=(
            Column(heading=Text("submission"), cells=tuple(Text(_name(s)) for s in submissions)),
            Column(heading=Text("points"), cells=tuple(map(Text, points)), side="right"),
            Column(heading=Text(), cells=bars, rank=4),
            Column(heading=Text("percent"), cells=percents, rank=3, side="right"),
            Column(heading=Text(initials), cells=tuple(_signs(s, ids) for s in submissions), rank=1),
            Column(heading=Text("costliest mistake"), cells=tuple(map(_mistake, submissions)), rank=2, least=_MISTAKE_WIDTH),
        )
    )
    shares = (f"{code} {share}" for code, share in report.policy.items())
    facts = fields([("parts in this order", shown("  ".join(ids))), ("policy", shown(", ".join(shares)))])
    unjudged = [(_name(s), shown(s.message)) for s in submissions if s.status is not Status.GRADED]
    overridden = [
        (_name(s), Text.assemble(key(p.id), "  ", shown(formatting.override(p))))
        for s in submissions
        for p in s.parts
        if p.override
    ]
    blocks: tuple[list[RenderableType], ...] = (
        [title, Text(), table],
        [_sums(submissions)],
        older_numpy(report),
        [legend(), facts],
        _listed("Not judged", unjudged),
        _listed("Overridden by an instructor", overridden),
        [environment(report, f"assignment {report.assignment}", f"seed {report.seed}")],
    )
    return Page(content=stacked(*blocks), widest=WIDEST, after=1)


def part_summary(report: Report) -> RenderableType:
    """For each part: how many were correct, partial, ..., and the mean. Then each mistake and each remark, and whose.

    Only graded submissions count: one that could not be loaded says nothing about a part.
    """
    graded = [submission for submission in report.submissions if submission.status is Status.GRADED]
    groups = [[part for submission in graded for part in submission.parts if part.id == i] for i in part_ids(graded)]
    if not groups:
        return Page(content=Text("No graded submission is shown here, so there is nothing to say about the parts."), after=1)
    columns = [
        Column(heading=Text("part"), cells=tuple(key(part.id) for part, *_ in groups)),
        Column(heading=Text(), cells=tuple(shown(part.title, limit=ID_LIMIT) for part, *_ in groups), rank=2, least=_TITLE_WIDTH),
    ]
    for verdict, mark in VERDICTS.items():
        counts = [sum(part.verdict is verdict for part in group) for group in groups]
        cells = tuple(Text(str(count), style=mark.style) if count else Text("·", style="page.aside") for count in counts)
        columns.append(Column(heading=mark.short, cells=cells, side="right"))
    # In percent, because interfaces differ in what a part is worth.
    means = [
        _mean([part.score / part.max_score for part in group if part.score is not None and part.max_score]) for group in groups
    ]
    columns.append(Column(heading=Text("mean"), cells=tuple(means), rank=1, side="right"))
    caption = Text(f"of {len(graded)} graded submission{'s' * (len(graded) > 1)}", style="page.aside")
    tables: list[RenderableType] = [FittedTable(columns=tuple(columns)), caption]
    return Page(content=stacked(tables, [*_mistakes(graded)], [*_remarks(report.submissions)]), widest=WIDEST, after=1)


def part_ids(submissions: Sequence[SubmissionResult]) -> tuple[str, ...]:
    """The parts that occur, in the order of the submission that has most of them. Interfaces differ in their parts."""
    longest_first = sorted(submissions, key=lambda submission: -len(submission.parts))
    return tuple(dict.fromkeys(part.id for submission in longest_first for part in submission.parts))


def _name(submission: SubmissionResult) -> str:
    return middle_cut(printable(submission.id, limit=ID_LIMIT), width=_ID_WIDTH)


def _signs(submission: SubmissionResult, ids: tuple[str, ...]) -> Text:
    """A sign for each part, a dot for a part that this interface does not have; one word where nothing was judged."""
    if submission.status is not Status.GRADED:
        return UNJUDGED[submission.status].text
    verdicts = {part.id: part.verdict for part in submission.parts}
    signs = [mark_of(verdicts[i]).short if i in verdicts else Text("·", style="page.aside") for i in ids]
    return Text.assemble(*(piece for pair in zip(_gaps(ids), signs, strict=True) for piece in pair))


def _gaps(ids: tuple[str, ...]) -> list[str]:
    """The blank before each sign, or none: the parts of one family (f.loss, f.vc, ...) are set off from the others."""
    families = [i.partition(".")[0] for i in ids]
    sizes = Counter(families)
    neighbours = zip(families[:1] + families, families, strict=False)
    return [" " if one != other and max(sizes[one], sizes[other]) > 1 else "" for one, other in neighbours]


def _mistake(submission: SubmissionResult) -> Text:
    """The mistake that cost most points, or the reason why nothing was judged."""
    if submission.status is not Status.GRADED:
        return shown(submission.message)

    def lost(part: PartResult) -> Fraction:
        return part.max_score - (part.score or 0)

    costly = [part for part in submission.parts if part.verdict is not Verdict.CORRECT and lost(part) > 0]
    if not costly:
        return Text()
    worst = max(costly, key=lost)
    codes = [diagnosis.code for diagnosis in worst.diagnosis[:1]]
    return shown(" ".join([worst.id, *(codes or [mark_of(worst.verdict).word])]), limit=MESSAGE_LIMIT)


def _sums(submissions: Sequence[SubmissionResult]) -> RenderableType:
    """The number of each status, and mean and median of the graded ones."""
    counts = Counter(submission.status for submission in submissions)
    words = {status: mark.word for status, mark in UNJUDGED.items()}
    items = [Text(f"{counts[status]} {words.get(status, status.value)}") for status in Status if counts[status]]
    shares = sorted(
        s.score / s.max_score for s in submissions if s.status is Status.GRADED and s.score is not None and s.max_score
    )
    if shares:
        middle = [shares[(len(shares) - 1) // 2], shares[len(shares) // 2]]
        items += [Text.assemble("mean ", _mean(shares)), Text.assemble("median ", _mean(middle))]
    return Flow(items=tuple(items))


def _mean(shares: Sequence[Fraction]) -> Text:
    """The mean of shares, in percent."""
    return Text(formatting.percent(sum(shares, Fraction(0)), Fraction(len(shares))))


def _listed(title: str, entries: Sequence[tuple[str, Text]]) -> list[RenderableType]:
    """A list below the table with its title; nothing where it is empty."""
    if not entries:
        return []
    more = [Text(f"  and {len(entries) - _LISTED} more", style="page.aside")] if len(entries) > _LISTED else []
    return [Text(title, style="page.title"), Padding(fields(entries[:_LISTED]), (0, 0, 0, 2)), *more]


def _mistakes(graded: Sequence[SubmissionResult]) -> Iterator[NotedTable]:
    """A row for each mistake, the commonest first: in which parts, how many made it, and who. A missing part is no mistake."""
    parts: dict[str, dict[str, None]] = {}
    names: dict[str, dict[str, None]] = {}
    for submission in graded:
        for part in submission.parts:
            for diagnosis in part.diagnosis if part.verdict is not Verdict.MISSING else ():
                parts.setdefault(diagnosis.code, {})[part.id] = None
                names.setdefault(diagnosis.code, {})[submission.id] = None
    rows = []
    for code in sorted(names, key=lambda code: -len(names[code])):
        cells = (shown(" ".join(parts[code]), limit=ID_LIMIT), Text(str(len(names[code]))))
        rows.append(Row(key=shown(code, limit=ID_LIMIT), text=_who(names[code]), cells=cells))
    if rows:
        heading = Row(key=Text("mistake"), text=Text("who"), cells=(Text("parts"), Text("number")))
        yield NotedTable(heading=heading, rows=tuple(rows), sides=("left", "right"))


def _remarks(submissions: Sequence[SubmissionResult]) -> Iterator[NotedTable]:
    """A row for each remark and who got it, the rarest first: most of what is frequent is harmless."""
    names: dict[str, dict[str, None]] = {}
    for submission in submissions:
        for remark in submission.remarks:
            names.setdefault(remark.code, {})[submission.id] = None
    rows = [
        Row(key=shown(code, limit=ID_LIMIT), text=_who(names[code]), cells=(Text(str(len(names[code]))),))
        for code in sorted(names, key=lambda code: len(names[code]))
    ]
    if rows:
        heading = Row(key=Text("remark"), text=Text("who"), cells=(Text("number"),))
        yield NotedTable(heading=heading, rows=tuple(rows), sides=("right",))


def _who(names: Iterable[str]) -> Text:
    """The ids of submissions, of many the first few."""
    cut = [middle_cut(printable(name, limit=ID_LIMIT), width=_ID_WIDTH) for name in names]
    more = [f"and {len(cut) - _LISTED} more"] if len(cut) > _LISTED else []
    return shown(", ".join(cut[:_LISTED] + more))
