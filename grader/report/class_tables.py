"""The table of a class: a line for each submission, or for those of a large class that need a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.model import PartResult, Report, Status, SubmissionResult, Verdict
from grader.report import formatting
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, MESSAGE_LIMIT, middle_cut, printable, shown
from grader.report.tables import Column, FittedTable, fields, key, legend, stacked
from grader.report.terminal import environment, not_validated, older_numpy
from grader.report.theme import UNJUDGED, mark_of

WIDEST = 160
"""Cells that a table of a class uses at most: lines of a table can be followed further than lines of text."""

LARGE = 200
"""A class of more submissions is large: a line for each of them would be many screens, which few want to scroll through."""

_ID_WIDTH = 25
"""Cells of an id: with points, signs and the mistake they fit into 80."""

_BAR_WIDTH = 10
"""Cells of a bar: one for each tenth."""

_LISTED, _FEW_LISTED = 20, 10
"""Entries of a list below the table; in a large class fewer, and of the table too. The results as CSV hold them all."""

_MISTAKE_WIDTH = 20
"""Cells below which a cut mistake says nothing."""


def class_table(report: Report, *, whole: bool = True) -> RenderableType:
    """The submissions of `report`, one line each, whatever the width; legend and reasons stand below.

    whole  every submission has a line; else only the first of those that were graded and still need a look
    """
    submissions = report.submissions
    title = shown(report.title or report.assignment, "page.title", limit=ID_LIMIT)
    if not submissions:
        return Page(content=stacked([title], [Text("There are no submissions.")]), after=1)
    ids = part_ids(submissions)
    noticed = submissions if whole else [s for s in submissions if _needs_a_look(s)]
    entries = _LISTED if whole else _FEW_LISTED
    listed = noticed if whole else noticed[:entries]
    table: list[RenderableType] = [_table(listed, ids)] if listed else []
    if not whole:
        table += [Text()] * bool(table) + [_left_out(submissions, len(noticed), len(listed))]
    shares = (f"{code} {share}" for code, share in report.policy.items())
    facts = fields([("parts in this order", shown("  ".join(ids))), ("policy", shown(", ".join(shares)))])
    urgency = list(UNJUDGED).index  # what needs a human comes first
    unjudged = sorted((s for s in submissions if s.status in UNJUDGED), key=lambda submission: urgency(submission.status))
    overridden = [(s, part) for s in submissions for part in s.parts if part.override]
    blocks: tuple[Sequence[RenderableType], ...] = (
        [title, Text(), *table],
        [*not_validated(report), *older_numpy(report)],
        [legend(), facts],
        _listed("Not judged", [(name_of(s), shown(s.message)) for s in unjudged[:entries]], len(unjudged)),
        _listed(
            "Overridden by an instructor",
            [
                (name_of(s), Text.assemble(key(part.id), "  ", shown(formatting.override(part))))
                for s, part in overridden[:entries]
            ],
            len(overridden),
        ),
        [environment(report, f"assignment {report.assignment}", f"seed {report.seed}")],
    )
    return Page(content=stacked(*blocks), widest=WIDEST, after=1)


def part_ids(submissions: Sequence[SubmissionResult]) -> tuple[str, ...]:
    """The parts that occur, in the order of the submission that has most of them. Interfaces differ in their parts."""
    longest_first = sorted(submissions, key=lambda submission: -len(submission.parts))
    return tuple(dict.fromkeys(part.id for submission in longest_first for part in submission.parts))


def name_of(submission: SubmissionResult) -> str:
    """The id of a submission in a table or a list."""
    return middle_cut(printable(submission.id, limit=ID_LIMIT), width=_ID_WIDTH)


def _table(submissions: Sequence[SubmissionResult], ids: tuple[str, ...]) -> FittedTable:
    points = formatting.score_column((s.score, s.max_score) for s in submissions)
    initials = "".join(gap + printable(i, limit=ID_LIMIT)[:1] for gap, i in zip(_gaps(ids), ids, strict=True))
    bars = tuple(formatting.bar(s.score, s.max_score, width=_BAR_WIDTH) for s in submissions)
    percents = tuple(Text(formatting.percent(s.score, s.max_score)) for s in submissions)
    return FittedTable(
        columns=(
            Column(heading=Text("submission"), cells=tuple(Text(name_of(s)) for s in submissions)),
            Column(heading=Text("points"), cells=tuple(map(Text, points)), side="right"),
            Column(heading=Text(), cells=bars, rank=4),
            Column(heading=Text("percent"), cells=percents, rank=3, side="right"),
            Column(heading=Text(initials), cells=tuple(_signs(s, ids) for s in submissions), rank=1),
            Column(heading=Text("costliest mistake"), cells=tuple(map(_mistake, submissions)), rank=2, least=_MISTAKE_WIDTH),
        )
    )


def _needs_a_look(submission: SubmissionResult) -> bool:
    """Graded, and without any points, or out of time somewhere: often the wrong file, or a limit that is too low."""
    timed_out = any(part.verdict is Verdict.TIMEOUT for part in submission.parts)
    return submission.status is Status.GRADED and (timed_out or all(not part.score for part in submission.parts))


def _left_out(submissions: Sequence[SubmissionResult], noticed: int, listed: int) -> Text:
    """A sentence on what the table of a large class shows, and how to see the rest."""
    which = f"{listed} of the {noticed}" if listed < noticed else f"the {noticed}" if noticed > 1 else "the one"
    shows = f"above: {which} that earned no points or timed out" if noticed else "each earned points, none timed out"
    how = "With --sort name or --sort score everybody has a line; --only failed lists those who were not judged."
    return Text(f"{len(submissions):,} submissions; {shows}. {how}", style="page.aside")


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


def _listed(title: str, entries: Sequence[tuple[str, Text]], number: int) -> list[RenderableType]:
    """The first of `number` entries below the table, with a title; nothing where there are none."""
    if not entries:
        return []
    more = [Text(f"  and {number - len(entries):,} more", style="page.aside")] if number > len(entries) else []
    return [Text(title, style="page.title"), Padding(fields(entries), (0, 0, 0, 2)), *more]
