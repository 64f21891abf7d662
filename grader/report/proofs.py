"""A validation as a table: which independent check vouches for which part of the reference, and what failed, in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.model import Check, Mutants, PartValidation, Validation
from grader.report import formatting
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, shown, shown_lines
from grader.report.tables import NotedTable, Row, key
from grader.report.theme import passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check says of one part: `figure` in a table, `detail` where a reader has to know more."""

    name: str
    ok: bool
    figure: str
    detail: str
    seconds: float = 0.0


def findings(part: PartValidation) -> tuple[Finding, ...]:
    """The checks of a part in the order of the table: proof, traced, numeric, mutants."""
    return (
        _finding("proof", part.proof, formatting.seconds(part.proof.seconds)),
        _finding("traced", part.traced, formatting.seconds(part.traced.seconds)),
        _finding("numeric", part.numeric, formatting.relative_error(part.numeric.max_relative_error)),
        Finding(
            name="mutants",
            ok=part.mutants.ok,
            figure=f"{part.mutants.rejected}/{part.mutants.total}",
            detail=_survivors(part.mutants),
        ),
    )


def validation_table(validation: Validation) -> RenderableType:
    """A row for each part, what it assumes below it; then failures and problems in full, and the conclusion."""
    columns = tuple(Text(name) for name in ("proof", "traced", "numeric", "mutants"))
    heading = Row(key=Text("part"), text=Text("statement"), cells=columns)
    rows = NotedTable(heading=heading, rows=tuple(map(_row, validation.parts)), sides=("left", "left", "left", "left"))
    table = (rows, Text()) if validation.parts else ()
    title = (shown(validation.assignment, "page.title", limit=ID_LIMIT), Text())
    below = (*_failures(validation), *_problems(validation), *_conclusion(validation))
    return Page(content=Group(*title, *table, *below))


def _finding(name: str, check: Check, figure: str) -> Finding:
    return Finding(name=name, ok=check.ok, figure=figure, detail=check.detail, seconds=check.seconds)


def _survivors(mutants: Mutants) -> str:
    if mutants.total == 0:
        return "no wrong formula was offered, so nothing is shown"
    return "not rejected: " + ", ".join(mutants.survivors) if mutants.survivors else ""


def _row(part: PartValidation) -> Row:
    cells = tuple(
        Text.assemble((passed(finding.ok).sign, passed(finding.ok).style), f" {finding.figure}") for finding in findings(part)
    )
    assumed = (shown(f"assumes {'; '.join(part.hypotheses)}", "page.aside"),) if part.hypotheses else ()
    return Row(key=key(part.id), text=shown(part.statement), cells=cells, below=assumed)


def _failures(validation: Validation) -> Iterator[RenderableType]:
    """Each check that failed, under the part it belongs to."""
    for part in validation.parts:
        for finding in findings(part):
            if not finding.ok:
                failed = Text.assemble((f"{passed(False).sign} ", passed(False).style), f"{finding.name} failed")
                yield Text.assemble(key(part.id), "  ", failed)
                yield Padding(shown_lines(finding.detail or "no detail was recorded"), (0, 0, 1, 4))


def _problems(validation: Validation) -> Iterator[RenderableType]:
    for problem in validation.problems:
        yield Text.assemble(("! problem", "page.problem"), "  ", shown_lines(problem))
    if validation.problems:
        yield Text()


def _conclusion(validation: Validation) -> Iterator[RenderableType]:
    """The last line: what is proved, or what stands in the way."""
    mark = passed(validation.ok)
    if validation.ok:
        proved = f": {_number(len(validation.parts), 'part')} in {formatting.seconds(validation.seconds)}"
        yield Text.assemble((f"{mark.sign} reference proved", mark.style), proved)
    else:
        yield Text.assemble((f"{mark.sign} reference not proved", mark.style), ": ", "; ".join(_obstacles(validation)))
    if validation.certificate and validation.ok:
        yield shown(f"certificate {validation.certificate}", "page.aside")


def _obstacles(validation: Validation) -> Iterator[str]:
    if not validation.parts:
        yield "there is no part"
    for part in validation.parts:
        if not part.ok:
            yield f"{part.id} ({', '.join(finding.name for finding in findings(part) if not finding.ok)})"
    if validation.problems:
        yield _number(len(validation.problems), "problem")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
