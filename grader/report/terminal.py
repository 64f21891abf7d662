"""The page of one submission: score, parts with notes, remarks, what to do next, environment."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from grader.model import PartResult, Report, Status, SubmissionResult, Verdict
from grader.model.codes import ARRAY_AS_NUMBER
from grader.report import formatting
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, shown
from grader.report.part_notes import first_parts, missing_line, notes, override_notes
from grader.report.replay import command, replay_line
from grader.report.tables import Flow, NotedTable, Row, Side, fields, key, stacked
from grader.report.theme import UNJUDGED, mark_of

_BAR_WIDTH = 60
"""Cells of the bar below the score: the narrowest terminal that pages are made for."""


def submission_report(result: SubmissionResult, report: Report, *, explain: bool = False) -> RenderableType:
    """The page of one submission of `report` for instructors: with evidence and the lines that replay what is wrong.

    explain  list further explanations that fit as well

    The replay lines are as long as they are: print the page with `crop=False`.
    """
    lines = filter(None, (replay_line(part, result, report) for part in result.parts))
    replay = [Text(f"  {line}", no_wrap=True, overflow="ignore") for line in lines]
    if replay:
        replay.insert(0, Text("Replay", style="page.title"))
    results = _results(result, explain=explain, errors=True, whose="The file's")
    seconds = formatting.seconds(result.seconds) if result.seconds else ""
    run = environment(report, _interface(result), f"seed {report.seed}", seconds)
    alone = [*not_validated(report), *older_numpy(report)] if len(report.submissions) == 1 else []
    return Page(content=stacked(*results, alone, replay, [run]), after=1)


def student_report(result: SubmissionResult, report: Report) -> RenderableType:
    """The page of one submission for its author. `result` is what a student may see of it: see `grading.for_student`."""
    results = _results(result, explain=False, errors=False, whose="Your")
    run = environment(report, _interface(result), f"seed {report.seed}", reasons=False)
    wrong = [part for part in result.parts if part.verdict is not Verdict.CORRECT] if result.status is Status.GRADED else []
    following = []
    if wrong:  # the first part that is missing, else the first that is wrong
        part = next((part for part in wrong if part.verdict is Verdict.MISSING), wrong[0])
        verb = "write" if part.verdict is Verdict.MISSING else "correct"
        what = f"{verb} {part.function} (part {part.id})" if part.function else f"{verb} part {part.id}"
        if any(diagnosis.message.endswith("must stand at top level") for diagnosis in part.diagnosis):
            what = f"move {part.function} to top level (part {part.id})"
        then = Text.assemble(("next: ", "page.title"), shown(what), ", then")
        check = shown(f"`{command('check', result, report, '--part', part.id)}`", "page.hint")
        following.append(Flow(items=(then, check), between=" "))
    return Page(content=stacked(*results, following, [run]), after=1)


def environment(report: Report, *first: str, reasons: bool = True) -> Flow:
    """Facts about a run: `first`, versions, isolation. With `reasons` also those of the isolation, and of the reference."""
    where = report.environment
    isolation = f"isolation {where.isolation}"
    interpreter = f"interpreter {where.interpreter}" if where.interpreter else ""
    if reasons:
        isolation += f" ({where.isolation_detail})" if where.isolation_detail else ""
    reference = "reference validated" if reasons and report.reference_validated else ""
    texts = (*first, f"Python {where.python}", f"NumPy {where.numpy}", interpreter, isolation, reference)
    return Flow(items=tuple(shown(text, "page.aside") for text in texts if text), between=" · ")


def not_validated(report: Report) -> list[RenderableType]:
    """A warning that the reference was not validated as it stands, where that is so; once for a whole report."""
    if report.reference_validated is not False:
        return []
    pairs = zip(report.options[::2], report.options[1::2], strict=False)
    words = next((pair for pair in pairs if pair[0] == "--assignment"), ())
    line = shlex.join(("grader", "validate", *words))
    return [Text.assemble(("! reference not validated", "page.problem"), "  as it stands; run ", shown(line, "page.hint"))]


def older_numpy(report: Report) -> list[RenderableType]:
    """A note on grading with an older NumPy, where that is what a submission needs; once for a whole report."""
    needing = [s for s in report.submissions if any(d.code == ARRAY_AS_NUMBER for part in s.parts for d in part.diagnosis)]
    if not needing:
        return []
    who = "1 submission uses" if len(needing) == 1 else f"{len(needing)} submissions use"
    text = (
        f"{who} an array as a number. NumPy before 2.4 allows that for an array of one number; this is "
        f"{report.environment.numpy}. To grade as in a course that has an older NumPy, name the interpreter of its "
        "environment (--python PATH), or install 'numpy<2.4' where the grader is."
    )
    return [Text.assemble(key(ARRAY_AS_NUMBER), "  ", shown(text))]


def _interface(result: SubmissionResult) -> str:
    return f"{result.interface} interface" if result.interface else ""


def _results(result: SubmissionResult, *, explain: bool, errors: bool, whose: str) -> Iterator[list[RenderableType]]:
    """The blocks that both pages have: score, parts, what else decided their points, remarks."""
    heading = Text.assemble(shown(result.id, "page.title", limit=ID_LIMIT), "   ")
    if result.score is None:
        heading.append("not graded", "points.sum")
    else:
        (earned,) = formatting.score_column([(result.score, result.max_score)])
        heading.append(f"{earned} points", "points.sum").append(f"   {formatting.percent(result.score, result.max_score)}")
    yield [heading, formatting.bar(result.score, result.max_score, width=_BAR_WIDTH)]
    if result.status is not Status.GRADED:
        yield from _unjudged(result)
    elif result.parts:
        yield [_parts(result.parts, explain=explain, errors=errors)]
    # What else decided the points: functions that were replaced by correct ones, and the shares that the policy leaves.
    circumstances: list[RenderableType] = []
    carried = [part for part in result.parts if part.carried_forward]
    for replaced in dict.fromkeys(part.replaced for part in carried):
        *ids, last = [part.id for part in carried if part.replaced == replaced]
        which = f"Parts {', '.join(ids)} and {last} were" if ids else f"Part {last} was"
        instead = f"a correct {replaced or 'helper function'} in place of {whose.lower()} own"
        circumstances.append(shown(f"{which} judged with {instead}."))
    shares = dict.fromkeys(
        (code, f"{share} of the points" if share else "nothing") for part in result.parts for code, share in part.shares.items()
    )
    if shares:
        earned_shares = ", ".join(f"{code} earns {share}" for code, share in shares)
        circumstances.append(Text.assemble(("policy  ", "page.label"), shown(earned_shares)))
    yield circumstances
    if result.remarks:
        remarks = fields([(remark.code, shown(remark.message)) for remark in result.remarks])
        title = Text.assemble(("Remarks", "page.title"), ("  (they cost no points)", "page.aside"))
        yield [title, Padding(remarks, (0, 0, 0, 2))]


def _unjudged(result: SubmissionResult) -> Iterator[list[RenderableType]]:
    """The reason why nothing was judged, and the points that an instructor gives all the same."""
    mark = UNJUDGED[result.status]
    titles = {Status.FAILED: "could not be run", Status.REFUSED: "was not read", Status.UNGRADED: "needs a human"}
    title = Text(titles[result.status])
    reason = Text("\n").join([shown(result.message or "No reason was recorded."), *map(shown, result.excerpt)])
    yield [Panel(reason, title=title, title_align="left", border_style=mark.style, padding=(0, 1))]
    for part in result.parts:
        if part.override is not None:
            heading = Text.assemble(key(part.id), "  ", shown(part.title, limit=ID_LIMIT))
            yield [heading, Padding(override_notes(part, part.override), (0, 0, 0, 2))]


def _parts(parts: tuple[PartResult, ...], *, explain: bool, errors: bool) -> NotedTable:
    """The table of the parts below the names of their functions, with relative errors or without."""
    first = first_parts(parts)
    rows = []
    # Parts of one function stand together; functions keep the order of their first parts.
    functions = list(dict.fromkeys(part.function for part in parts))
    parts = tuple(sorted(parts, key=lambda part: functions.index(part.function)))
    points = iter(formatting.score_column((part.score, part.max_score) for part in parts))
    for function, group in groupby(parts, lambda part: part.function):
        members = list(group)
        missing = bool(function) and all(part.verdict is Verdict.MISSING and part.diagnosis for part in members)
        above = [shown(function, limit=ID_LIMIT)] if function else []
        if missing:
            above[0] += Text.assemble("  ", missing_line(members[0].diagnosis[0], function).plain, style="page.hint")
        for part in members:
            error = Text(
                formatting.relative_error(part.max_relative_error), style="" if part.max_relative_error else "page.aside"
            )
            rows.append(
                Row(
                    key=Text.assemble("  " if function else "", key(part.id)),
                    text=shown(part.title, limit=ID_LIMIT),
                    cells=(mark_of(part.verdict).text, Text(next(points)), *([error] if errors else [])),
                    above=tuple(above),
                    below=tuple(notes(part, first, explain=explain, said_above=missing)),
                )
            )
            above = []
    columns = ("verdict", "points", *(["rel. error"] if errors else []))
    sides: tuple[Side, ...] = ("left", "right", "right") if errors else ("left", "right")
    return NotedTable(heading=Row(key=Text("part"), text=Text(), cells=tuple(map(Text, columns))), rows=tuple(rows), sides=sides)
