"""A class seen part by part: what is understood, and which mistake to talk about in the lecture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from rich.console import Group, RenderableType
from rich.text import Text

from grader.model import PartResult, Report, Status, Verdict
from grader.report import formatting
from grader.report.class_page import WIDEST, part_ids
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, shown
from grader.report.fitted_table import Column, Ledger
from grader.report.part_sheet import key, legend
from grader.report.theme import VERDICTS

_TITLE_WIDTH = 20
"""Cells below which a cut title says less than the id beside it."""

_CODE_WIDTH = 30
"""Cells of a code with its count, before it is cut: a code is made to be looked up, and so to be read whole."""


def part_summary(report: Report) -> RenderableType:
    """For each part: how many were correct, partial, ..., the mean of the points, the commonest diagnosis.

    Only graded submissions count: one that could not be loaded says nothing about a part.
    """
    graded = [submission for submission in report.submissions if submission.status is Status.GRADED]
    groups = [[part for submission in graded for part in submission.parts if part.id == i] for i in part_ids(graded)]
    if not groups:
        return Page(content=Text("No submission was graded, so there is nothing to say about the parts."), widest=WIDEST, after=1)
    columns = (
        Column(heading=Text("part"), cells=tuple(key(part.id) for part, *_ in groups)),
        Column(heading=Text(), cells=tuple(shown(part.title, limit=ID_LIMIT) for part, *_ in groups), rank=3, least=_TITLE_WIDTH),
        *(_counts(verdict, groups) for verdict in VERDICTS),
        Column(heading=Text("mean"), cells=_means(groups), rank=1, side="right"),
        Column(heading=Text("commonest mistake"), cells=tuple(map(_commonest, groups)), rank=2, least=_CODE_WIDTH),
    )
    caption = Text(f"of {len(graded)} graded submissions", style="page.aside")
    return Page(content=Group(Ledger(columns=columns), Text(), legend(), caption), widest=WIDEST, after=1)


def _counts(verdict: Verdict, groups: Sequence[Sequence[PartResult]]) -> Column:
    mark = VERDICTS[verdict]
    counts = [sum(part.verdict is verdict for part in group) for group in groups]
    cells = tuple(Text(str(count), style=mark.style) if count else Text("·", style="page.aside") for count in counts)
    return Column(heading=mark.short, cells=cells, side="right")


def _means(groups: Sequence[Sequence[PartResult]]) -> tuple[Text, ...]:
    means = [sum((part.score for part in group), Fraction(0)) / len(group) for group in groups]
    # Interfaces may differ in what a part is worth, so what could be had is a mean as well.
    wholes = [sum((part.max_score for part in group), Fraction(0)) / len(group) for group in groups]
    whole_digits = min(formatting.decimals(wholes), 1)
    width = max(len(formatting.points(whole, digits=whole_digits)) for whole in wholes)
    return tuple(
        # A mean is rarely round, and its second digit behind the point means nothing.
        Text(formatting.of_points(mean, whole, score_digits=1, whole_digits=whole_digits, width=width))
        for mean, whole in zip(means, wholes, strict=True)
    )


def _commonest(group: Sequence[PartResult]) -> Text:
    """The code that most submissions got, with their number. What is missing is counted already, and is no mistake."""
    handed_in = [part for part in group if part.verdict is not Verdict.MISSING]
    codes = Counter(code for part in handed_in for code in {diagnosis.code for diagnosis in part.diagnosis})
    return Text().join(shown(f"{code} ×{count}", limit=ID_LIMIT) for code, count in codes.most_common(1))
