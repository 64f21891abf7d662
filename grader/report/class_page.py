"""A class as tables: a line for each submission, and a line for each part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.model import AppliedOverride, PartResult, Report, Status, SubmissionResult, Verdict
from grader.report import formatting
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, MESSAGE_LIMIT, middle_cut, printable, shown
from grader.report.fitted_table import Column, Ledger
from grader.report.part_sheet import Flow, fields, key, legend
from grader.report.terminal import environment
from grader.report.theme import STATUSES, VERDICTS

WIDEST = 120
"""Cells that a table of a class uses at most."""

_ID_WIDTH = 25
"""Cells of an id: with them points, signs, percentages and bar fit into 80."""

_BAR_WIDTH = 10
"""Cells of a bar: one for each tenth."""

_REASONS = 20
"""Reasons listed below a table: a screenful. More than that have one cause, and it is among them."""

_NOTE_WIDTH = 16
"""Cells below which a cut note says nothing."""


def class_table(report: Report) -> RenderableType:
    """All submissions of `report`, one line each, whatever the width; what the signs mean and the sums stand below."""
    submissions = report.submissions
    if not submissions:
        return Page(content=Group(*_heading(report), Text("There are no submissions.")), widest=WIDEST, after=1)
    ids = part_ids(submissions)
    columns = (
        Column(heading=Text("submission"), cells=tuple(map(_id, submissions))),
        Column(heading=Text("points"), cells=_points(submissions), side="right"),
        Column(heading=Text(), cells=tuple(map(_bar, submissions)), rank=3),
        Column(heading=Text("percent"), cells=tuple(map(_percent, submissions)), rank=2, side="right"),
        Column(heading=_initials(ids), cells=tuple(_signs(s, ids) for s in submissions), rank=1),
        Column(heading=Text("to look at first"), cells=tuple(map(_note, submissions)), rank=4, least=_NOTE_WIDTH),
    )
    below = (
        Text(),
        legend(),
        _key_facts(report, ids),
        Text(),
        *_unjudged(submissions),
        *_overridden(submissions),
        _sums(submissions),
    )
    return Page(content=Group(*_heading(report), Ledger(columns=columns), *below), widest=WIDEST, after=1)


def part_ids(submissions: Sequence[SubmissionResult]) -> tuple[str, ...]:
    """The parts that occur, in the order of the submission that has most of them. Interfaces differ in their parts."""
    longest_first = sorted(submissions, key=lambda submission: -len(submission.parts))
    return tuple(dict.fromkeys(part.id for submission in longest_first for part in submission.parts))


def _heading(report: Report) -> Iterator[RenderableType]:
    yield shown(report.title or report.assignment, "page.title", limit=ID_LIMIT)
    yield Flow(items=(shown(f"assignment {report.assignment}"), Text(f"seed {report.seed}")))
    yield environment(report)
    yield Text()


def _id(submission: SubmissionResult) -> Text:
    return Text(middle_cut(printable(submission.id, limit=ID_LIMIT), width=_ID_WIDTH))


def _points(submissions: Sequence[SubmissionResult]) -> tuple[Text, ...]:
    digits = formatting.decimals(s.score for s in submissions)
    whole_digits = formatting.decimals(s.max_score for s in submissions)
    width = max(len(formatting.points(s.max_score, digits=whole_digits)) for s in submissions)
    return tuple(
        Text(formatting.of_points(s.score, s.max_score, score_digits=digits, whole_digits=whole_digits, width=width))
        for s in submissions
    )


def _bar(submission: SubmissionResult) -> Text:
    return formatting.Bar(score=submission.score, whole=submission.max_score).cells(_BAR_WIDTH)


def _percent(submission: SubmissionResult) -> Text:
    return Text(formatting.percent(submission.score, submission.max_score))


def _signs(submission: SubmissionResult, ids: tuple[str, ...]) -> Text:
    """A sign for each part, a dot for a part that this interface does not have; one word where nothing was judged."""
    if submission.status is not Status.GRADED:
        return STATUSES[submission.status].text
    verdicts = {part.id: part.verdict for part in submission.parts}
    signs = [VERDICTS[verdicts[i]].short if i in verdicts else Text("·", style="page.aside") for i in ids]
    return Text.assemble(*(piece for pair in zip(_gaps(ids), signs, strict=True) for piece in pair))


def _note(submission: SubmissionResult) -> Text:
    """The reason of a failure, or the mistake that cost most points."""
    if submission.status is not Status.GRADED:
        return shown(submission.message)
    costly = [part for part in submission.parts if part.verdict is not Verdict.CORRECT and part.score < part.max_score]
    if not costly:
        return Text()
    worst = max(costly, key=lambda part: part.max_score - part.score)
    codes = [diagnosis.code for diagnosis in worst.diagnosis[:1]]
    return shown(" ".join([worst.id, *(codes or [VERDICTS[worst.verdict].word])]), limit=MESSAGE_LIMIT)


def _initials(ids: tuple[str, ...]) -> Text:
    """A letter above each column of signs."""
    return Text("".join(gap + printable(i, limit=ID_LIMIT)[:1] for gap, i in zip(_gaps(ids), ids, strict=True)))


def _gaps(ids: tuple[str, ...]) -> list[str]:
    """What stands before each sign: a blank around the parts of one family (f.loss, f.vc, ...), so that the eye finds its way."""
    families = [i.partition(".")[0] for i in ids]
    sizes = Counter(families)
    neighbours = zip(families[:1] + families, families, strict=False)
    return [" " if one != other and max(sizes[one], sizes[other]) > 1 else "" for one, other in neighbours]


def _key_facts(report: Report, ids: tuple[str, ...]) -> RenderableType:
    """Which sign stands for which part, and what is left of the points of a part that is not wholly right."""
    shares = (f"{code} {share}" for code, share in report.policy.items())
    return fields([("parts in this order", shown("  ".join(ids))), ("policy", shown("  ·  ".join(shares)))])


def _unjudged(submissions: Sequence[SubmissionResult]) -> Iterator[RenderableType]:
    """Why some have no marks, in full: this is what somebody has to write to a student about."""
    return _listed("Not judged", [(_id(s).plain, shown(s.message)) for s in submissions if s.status is not Status.GRADED])


def _overridden(submissions: Sequence[SubmissionResult]) -> Iterator[RenderableType]:
    """Where points are an instructor's: a sum that nobody can explain from the verdicts is explained here."""
    found = [(_id(s).plain, p, p.override) for s in submissions for p in s.parts if p.override is not None]
    return _listed("Overridden by an instructor", [(name, _override(part, override)) for name, part, override in found])


def _override(part: PartResult, override: AppliedOverride) -> Text:
    given, judged = map(formatting.exact_points, (part.score, override.judged))
    return Text.assemble(key(part.id), f"  {given}, judged {judged}: ", shown(override.note))


def _listed(title: str, entries: Sequence[tuple[str, Text]]) -> Iterator[RenderableType]:
    """A list below the table, with its title; nothing where there is nothing in it."""
    if entries:
        yield Text(title, style="page.title")
        yield Padding(fields(entries[:_REASONS]), (0, 0, 0, 2))
        yield Text(f"  and {len(entries) - _REASONS} more" if len(entries) > _REASONS else "", style="page.aside")


def _sums(submissions: Sequence[SubmissionResult]) -> RenderableType:
    """How many there are of each status, and where the middle of the graded ones lies."""
    counts = Counter(submission.status for submission in submissions)
    items = [Text(f"{counts[status]} {mark.word}") for status, mark in STATUSES.items() if counts[status]]
    shares = sorted(s.score / s.max_score for s in submissions if s.status is Status.GRADED and s.max_score)
    if shares:
        middle = (shares[(len(shares) - 1) // 2] + shares[len(shares) // 2]) / 2
        mean = sum(shares, Fraction(0)) / len(shares)
        items += [
            Text(f"{name} {formatting.percent(share, Fraction(1))}") for name, share in (("mean", mean), ("median", middle))
        ]
    return Flow(items=tuple(items))
