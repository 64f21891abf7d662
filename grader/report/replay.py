"""A replay: the command that grades one part on one case again, and the arrays of that case side by side."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text

from grader.model import (
    Answer,
    CaseRecord,
    NotNumeric,
    PartResult,
    Report,
    Status,
    SubmissionResult,
    TableFunction,
    Unfit,
    Verdict,
)
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, printable, shown
from grader.report.tables import GAP, stacked

_LONGEST = 1000
"""Characters of a command that is shown: a few times what anybody types."""

_MOST_ROWS = 12
"""Rows of an array that are drawn: graded arrays have up to about ten."""


def replay_line(part: PartResult, result: SubmissionResult, report: Report) -> str:
    """`grader grade FILE --seed N --part b --case 7`, with the path as the user named it, quoted where a shell asks for it.

    Without a case where it takes several to show what is wrong. "" where nothing has to be replayed, nothing could be run, the
    path is not known, or its name cannot be shown as it is.
    """
    if part.verdict is Verdict.CORRECT or result.status is not Status.GRADED or not result.path:
        return ""
    which = ("--seed", str(report.seed if result.seed is None else result.seed), "--part", part.id)
    case = () if part.case is None else ("--case", str(part.case))
    line = command("grade", result, report, *which, *case)
    return line if printable(line, limit=_LONGEST) == line else ""


def command(name: str, result: SubmissionResult, report: Report, *words: str) -> str:
    """The command line that calls a subcommand on the path of `result` with the options of the run and further words."""
    path = [f"./{result.path}" if result.path.startswith("-") else result.path] if result.path else []
    return shlex.join(("grader", name, *path, *report.options, *words))


def case_arrays(records: Sequence[CaseRecord]) -> RenderableType:
    """For each case the inputs, and of each output that was judged: what was returned, what was expected, the difference.

    For instructors: it shows what was expected. Numbers have 4 digits, the largest difference has all of them.
    """
    blocks: list[list[RenderableType]] = []
    for record in records:
        case = record.case
        blocks.append([Text.assemble((f"Case {case.number}", "page.title"), "  ", shown(f"{case.function}: {case.why}"))])
        inputs: list[RenderableType] = [Text("inputs", style="page.title")]
        for name, value in case.inputs.items():
            inputs += _named(name, value)
        blocks.append(inputs)
        judged = {piece.output: piece.process for piece in record.pieces}
        for output, process in judged.items():
            answer = record.answers.get(process)
            index = list(record.expected).index(output)
            expected = record.expected[output]
            returned = answer.outputs[index] if answer is not None and index < len(answer.outputs) else None
            block: list[RenderableType] = [shown(output, "page.title", limit=ID_LIMIT)]
            if returned is None or isinstance(returned, NotNumeric | Unfit):
                block += [Text.assemble(("returned  ", "page.label"), _no_array(record, answer, returned))]
            else:
                block += _named("returned", returned)
            block += _named("expected", expected)
            if not (returned is None or isinstance(returned, NotNumeric | Unfit)):
                block += _difference(returned, expected)
            blocks.append(block)
    return Page(content=stacked(*blocks), after=1)


def _no_array(record: CaseRecord, answer: Answer | None, returned: NotNumeric | Unfit | None) -> Text:
    """The reason why there is no array to show."""
    if isinstance(returned, Unfit):
        some = ", ".join(f"{entry:.4g}" for entry in returned.sample)
        return shown(f"an array of shape {returned.shape}, too large to be kept; some of its numbers: {some}")
    if returned is not None:
        return shown(f"no array of numbers, but {returned.type_name}")
    if record.call is None:
        return Text("not returned: there is no such function")
    fault = answer.fault if answer is not None else None
    if fault is None:
        return Text("not returned")
    where = f" (line {fault.line})" if fault.line else ""
    return shown(f"not returned: {fault.error or fault.kind.value}{': ' if fault.message else ''}{fault.message}{where}")


def _named(name: str, value: Any) -> Iterator[RenderableType]:
    """A value with its name: an array below it with its shape, anything else beside it."""
    label = shown(name, "page.label", limit=ID_LIMIT)
    if getattr(value, "ndim", 0):
        yield Text.assemble(label, "  ", ("×".join(map(str, value.shape)), "page.aside"))
        # A vector is one row; of more than two axes the last is kept.
        rows = value.reshape(-1, value.shape[-1]).tolist() if value.size else []
        yield Padding(_Matrix(rows=[[f"{entry:.4g}" for entry in row] for row in rows]), (0, 0, 0, 2))
    elif isinstance(value, TableFunction):
        yield Text.assemble(label, f"  a function that knows the answers for {', '.join(map(str, value.keys))}")
    else:
        yield Text.assemble(label, "  ", shown(", ".join(map(str, value)) if isinstance(value, tuple) else str(value)))


def _difference(returned: Any, expected: Any) -> Iterator[RenderableType]:
    """The entrywise difference, and its largest entry in full precision."""
    if returned.shape != expected.shape:
        yield Text(f"no difference: the shape is {returned.shape}, expected is {expected.shape}")
        return
    difference = returned - expected
    if expected.ndim:
        yield from _named("returned - expected", difference)
    sizes = [abs(entry) for entry in difference.ravel().tolist()]
    at = max(range(len(sizes)), key=lambda i: math.inf if math.isnan(sizes[i]) else sizes[i], default=None)
    if at is not None:
        values = [array.ravel()[at].item() for array in (returned, expected, difference)]
        position: list[str] = []
        for size in reversed(expected.shape):
            at, entry = divmod(at, size)
            position.insert(0, str(entry))
        where = f"[{', '.join(position)}]  " if position else ""
        yield Text.assemble(("largest  ", "page.label"), where, "{!r} - {!r} = {!r}".format(*values))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrix:
    """Rows of numbers in columns; the rows and columns that find no room are counted."""

    rows: list[list[str]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        cell = max((len(entry) for row in self.rows for entry in row), default=1)
        columns = max(map(len, self.rows), default=0)
        spare = 0 if columns * (cell + GAP) <= options.max_width + GAP else len("  … 999 more")
        fitting = max((options.max_width + GAP - spare) // (cell + GAP), 1)
        for row in self.rows[:_MOST_ROWS]:
            more = f"  … {len(row) - fitting} more" if len(row) > fitting else ""
            yield Text((" " * GAP).join(entry.rjust(cell) for entry in row[:fitting]) + more, no_wrap=True)
        if len(self.rows) > _MOST_ROWS:
            yield Text(f"… {len(self.rows) - _MOST_ROWS} more rows", style="page.aside")
        if not self.rows:
            yield Text("empty", style="page.aside")
