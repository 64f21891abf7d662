"""A class at a glance: scores, parts, mistakes, remarks, groups that are alike, the slowest, and the sums.

It is drawn last and ends with the sums, because a terminal stays where the output ends. Whatever the size of the class it takes a
screenful or two, and one pass over the results for each of its blocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import nlargest
from itertools import islice

from rich.console import RenderableType
from rich.text import Text

from grader.model import Report, Status, SubmissionResult, Verdict
from grader.report import formatting
from grader.report.alike import same_files, same_wrong_numbers
from grader.report.class_tables import LARGE, WIDEST, name_of, part_ids
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, middle_cut, printable, shown
from grader.report.tables import Column, FittedTable, Flow, NotedTable, Row, key, stacked
from grader.report.theme import UNJUDGED, VERDICTS

_NAMES, _FEW_NAMES = 10, 2
"""Names in one row; in a large class fewer, since nobody visits all of hundreds. The results as CSV hold them all."""

_ROWS, _FEW_ROWS = 20, 6
"""Rows of one table, and in a large class."""

_WHO_WIDTH = 40
"""Cells of a column of names below which they are not wrapped in it, but stand below their row."""

_SLOWEST = 5

_TITLE_WIDTH = 20
"""Cells below which a cut title says less than the id beside it."""

_PARTS_WIDTH = 18
"""Cells of the parts of a mistake: beside them, its code and its number, one name still fits into 80."""

_BAR_WIDTHS = (12, 50)
"""Cells of a bar at least and at most."""

Names = Mapping[str, Mapping[str, None]]
"""Ids of submissions by code, both in the order in which they came up."""


def class_overview(report: Report) -> RenderableType:
    """The page of a class as a whole. Only graded submissions count: one that could not be loaded says nothing about a part."""
    submissions = report.submissions
    graded = [submission for submission in submissions if submission.status is Status.GRADED]
    if not graded:
        none = Text("No graded submission is shown here, so there is nothing to say about the parts.")
        return Page(content=stacked([none], [_sums(submissions, Counter())]), widest=WIDEST, after=1)
    shares = Counter(s.score / s.max_score for s in graded if s.score is not None and s.max_score)
    is_large = len(submissions) > LARGE
    rows, names = (_FEW_ROWS, _FEW_NAMES) if is_large else (_ROWS, _NAMES)
    blocks = (
        [*_scores(shares)],
        _parts(graded),
        [*_mistakes(graded, rows, names)],
        [*_remarks(submissions, rows, names)],
        [*_same_files(submissions, rows, names)],
        [*_same_numbers(graded, rows, names)],
        [*_slowest(submissions)],
        [_sums(submissions, shares)],
    )
    return Page(content=stacked(*blocks), widest=WIDEST, after=1)


def _scores(shares: Counter[Fraction]) -> Iterator[RenderableType]:
    """The distribution of scores: full marks, and each tenth of the points down to that of the lowest score."""
    if not shares:
        return
    counts = Counter[int]()
    for share, number in shares.items():
        counts[min(max(int(share * 10), 0), 10)] += number
    tenths = range(10, min(counts) - 1, -1)
    most, total = max(counts.values()), sum(counts.values())

    def bars(width: int) -> list[Text]:
        return [
            Text("━" * (max(round(counts[i] * width / most), 1) if counts[i] else 0), style="bar.all" if i == 10 else "bar.some")
            for i in tenths
        ]

    labels = [Text("100 %" if i == 10 else f"{10 * i} to {10 * i + 10} %") for i in tenths]
    percents = [Text(formatting.percent(Fraction(counts[i]), Fraction(total)) if counts[i] else "") for i in tenths]
    numbers = [Text(f"{counts[i]:,}" if counts[i] else "·", style="" if counts[i] else "page.aside") for i in tenths]
    yield FittedTable(
        columns=(
            Column(heading=Text("score"), cells=tuple(labels), side="right"),
            Column(heading=Text("number"), cells=tuple(numbers), side="right"),
            Column(heading=Text("share"), cells=tuple(percents), side="right", rank=2),
            Column(heading=Text(), cells=tuple(bars(_BAR_WIDTHS[1])), rank=1, least=_BAR_WIDTHS[0], redraw=bars),
        )
    )


def _parts(graded: Sequence[SubmissionResult]) -> list[RenderableType]:
    """For each part: the share of each verdict, drawn and counted, and the mean."""
    counts: dict[str, Counter[Verdict]] = {part_id: Counter() for part_id in part_ids(graded)}
    titles: dict[str, str] = {}
    sums: dict[str, Fraction] = dict.fromkeys(counts, Fraction(0))
    for part in (part for submission in graded for part in submission.parts):
        titles.setdefault(part.id, part.title)
        if part.verdict and part.score is not None:
            counts[part.id][part.verdict] += 1
            if part.score and part.max_score:  # in percent, because interfaces differ in what a part is worth
                sums[part.id] += part.score / part.max_score
    occurring = {v: mark for v, mark in VERDICTS.items() if any(of_part[v] for of_part in counts.values())}

    def cut(width: int) -> list[Text]:
        return [Text(middle_cut(printable(titles[i], limit=ID_LIMIT), width=width)) for i in counts]

    def bars(width: int) -> list[Text]:
        return [_stacked_bar(of_part, width) for of_part in counts.values()]

    columns = [
        Column(heading=Text("part"), cells=tuple(map(key, counts))),
        Column(heading=Text(), cells=tuple(cut(ID_LIMIT)), rank=2, least=_TITLE_WIDTH, redraw=cut),
        Column(heading=Text(), cells=tuple(bars(_BAR_WIDTHS[1])), rank=1, least=_BAR_WIDTHS[0], redraw=bars),
    ]
    for verdict, mark in occurring.items():
        numbers = [of_part[verdict] for of_part in counts.values()]
        cells = tuple(Text(f"{number:,}", style=mark.style) if number else Text("·", style="page.aside") for number in numbers)
        columns.append(Column(heading=mark.short, cells=cells, side="right"))
    means = (Text(formatting.percent(sums[i], Fraction(of_part.total()))) for i, of_part in counts.items())
    columns.append(Column(heading=Text("mean"), cells=tuple(means), rank=1, side="right"))
    of = Text(f"of {len(graded):,} graded", style="page.aside")
    return [FittedTable(columns=tuple(columns)), Flow(items=(of, *(mark.text for mark in occurring.values())), between="  ")]


def _stacked_bar(counts: Counter[Verdict], width: int) -> Text:
    """The share of each verdict: a line for what is correct, signs for the others; at least a cell for each that occurs."""
    total = counts.total()
    cells = {verdict: max(round(counts[verdict] * width / total), 1) for verdict in VERDICTS if counts[verdict]}
    while cells and (off := width - sum(cells.values())):  # roundings are made up for where they are least seen
        cells[max(cells, key=lambda verdict: cells[verdict])] += 1 if off > 0 else -1
    signs = {verdict: "━" if verdict is Verdict.CORRECT else mark.sign for verdict, mark in VERDICTS.items()}
    return Text.assemble(*((signs[verdict] * number, VERDICTS[verdict].style) for verdict, number in cells.items()))


def _mistakes(graded: Sequence[SubmissionResult], most: int, names: int) -> Iterator[RenderableType]:
    """A row for each mistake, the commonest first: in which parts, how many made it, and who. A missing part is no mistake."""
    parts: dict[str, dict[str, None]] = {}
    who: dict[str, dict[str, None]] = {}
    for submission in graded:
        for part in submission.parts:
            for diagnosis in part.diagnosis if part.verdict is not Verdict.MISSING else ():
                parts.setdefault(diagnosis.code, {})[part.id] = None
                who.setdefault(diagnosis.code, {})[submission.id] = None
    ranked = sorted(who, key=lambda code: -len(who[code]))
    rows = [
        Row(
            key=shown(code, limit=ID_LIMIT),
            text=_who(who[code], names),
            cells=(shown(" ".join(parts[code]), limit=_PARTS_WIDTH), Text(f"{len(who[code]):,}")),
        )
        for code in ranked[:most]
    ]
    if rows:
        heading = Row(key=Text("mistake"), text=Text("who"), cells=(Text("parts"), Text("number")))
        yield NotedTable(heading=heading, rows=tuple(rows), sides=("left", "right"), least=_WHO_WIDTH)
        yield from _more(len(ranked) - most, "mistake", len(set().union(*(who[code] for code in ranked[most:]))))


def _remarks(submissions: Sequence[SubmissionResult], most: int, names: int) -> Iterator[RenderableType]:
    """A row for each remark and who got it, the rarest first: most of what is frequent is harmless."""
    who: dict[str, dict[str, None]] = {}
    for submission in submissions:
        for remark in submission.remarks:
            who.setdefault(remark.code, {})[submission.id] = None
    ranked = sorted(who, key=lambda code: len(who[code]))
    rows = [
        Row(key=shown(code, limit=ID_LIMIT), text=_who(who[code], names), cells=(Text(f"{len(who[code]):,}"),))
        for code in ranked[:most]
    ]
    if rows:
        heading = Row(key=Text("remark"), text=Text("who"), cells=(Text("number"),))
        yield NotedTable(heading=heading, rows=tuple(rows), sides=("right",), least=_WHO_WIDTH)
        yield from _more(len(ranked) - most, "remark", len(set().union(*(who[code] for code in ranked[most:]))))


def _same_files(submissions: Sequence[SubmissionResult], most: int, names: int) -> Iterator[RenderableType]:
    """A row for each group of submissions that are the same files."""
    groups = same_files(submissions)
    points = [f"{formatting.exact_points(g[0].score)} / {formatting.exact_points(g[0].max_score)}" for g in groups[:most]]
    rows = [
        Row(key=Text(earned), text=_who((s.id for s in group), names), cells=(Text(f"{len(group):,}"),))
        for earned, group in zip(points, groups, strict=False)
    ]
    if rows:
        heading = Row(key=Text("identical files"), text=Text("who"), cells=(Text("number"),))
        yield NotedTable(heading=heading, rows=tuple(rows), sides=("right",), least=_WHO_WIDTH)
        yield from _more(len(groups) - most, "group", sum(map(len, groups[most:])), "--json FILE has each source_sha256")


def _same_numbers(graded: Sequence[SubmissionResult], most: int, names: int) -> Iterator[RenderableType]:
    """A row for each group of different files with the same wrong numbers."""
    groups = same_wrong_numbers(graded)
    rows = [
        Row(
            key=shown(" ".join(group.parts), limit=_TITLE_WIDTH),
            text=_who((s.id for s in group.members), names),
            cells=(shown(" ".join(group.codes), limit=_TITLE_WIDTH), Text(f"{len(group.members):,}")),
        )
        for group in groups[:most]
    ]
    if rows:
        heading = Row(key=Text("same wrong numbers"), text=Text("who"), cells=(Text("mistake"), Text("number")))
        yield NotedTable(heading=heading, rows=tuple(rows), sides=("left", "right"), least=_WHO_WIDTH)
        yield from _more(
            len(groups) - most,
            "group",
            sum(len(group.members) for group in groups[most:]),
            "--json FILE has wrong_numbers of each part",
        )
        yield Text(
            "The same arrays to the last bit, from different files. This proves nothing by itself: equal formulas give equal "
            "numbers. Groups that a mistake with a name explains are left out. Compare the files.",
            style="page.aside",
        )


def _more(left: int, what: str, submissions: int, see: str = "--csv FILE lists all") -> Iterator[Text]:
    """A line on the rows that a table leaves out, and where to see them."""
    if left > 0:
        where = f"in {submissions:,} submission{'s' * (submissions != 1)}"
        yield Text(f"and {left:,} more {what}{'s' * (left > 1)}, {where}: {see}", style="page.aside")


def _slowest(submissions: Sequence[SubmissionResult]) -> Iterator[RenderableType]:
    """The submissions that took longest, beside the median; of a few nothing, since each report says its time."""
    timed = [submission for submission in submissions if submission.seconds > 0]
    if len(timed) > _SLOWEST:
        median = sorted(submission.seconds for submission in timed)[len(timed) // 2]
        slowest = nlargest(_SLOWEST, timed, key=lambda submission: submission.seconds)
        items = [Text(f"{name_of(s)} {formatting.seconds(s.seconds)}") for s in slowest]
        items[0] = Text.assemble(("slowest  ", "page.label"), items[0])
        yield Flow(items=(*items, Text(f"median {formatting.seconds(median)}")))


def _sums(submissions: Sequence[SubmissionResult], shares: Counter[Fraction]) -> RenderableType:
    """The number of each status, and mean and median of the graded ones."""
    counts = Counter(submission.status for submission in submissions)
    items = [Text(f"{counts[Status.GRADED]:,} graded")] if counts[Status.GRADED] else []
    items += [Text(f"{counts[status]:,} {mark.word}", style=mark.style) for status, mark in UNJUDGED.items() if counts[status]]
    if number := shares.total():
        ranked = [share for share in sorted(shares) for _ in range(shares[share])]
        median = (ranked[(number - 1) // 2] + ranked[number // 2]) / 2
        mean = sum((share * n for share, n in shares.items()), Fraction(0)) / number
        items += [
            Text(f"{name} {formatting.percent(share, Fraction(1))}") for name, share in (("mean", mean), ("median", median))
        ]
    return Flow(items=tuple(items))


def _who(ids: Iterable[str], most: int) -> Text:
    """The ids of submissions, of many the first few."""
    everybody = list(ids)
    cut = [middle_cut(printable(name, limit=ID_LIMIT), width=25) for name in islice(everybody, most)]
    more = [f"and {len(everybody) - most:,} more"] if len(everybody) > most else []
    return shown(", ".join(cut + more))
