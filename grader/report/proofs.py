"""A validation as a table of parts and independent checks, with the details of what failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.model import Check, GeneralCheck, PartValidation, Validation
from grader.report import formatting
from grader.report.encoded_page import Page
from grader.report.escaping import ID_LIMIT, shown, shown_lines
from grader.report.tables import NotedTable, Row, fields, key, stacked
from grader.report.theme import UNDECIDED, Mark, passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The result of one check of one part: `figure` stands in the table, `detail` below it where the check failed."""

    name: str
    mark: Mark
    ok: bool
    figure: str
    detail: str
    seconds: float = 0.0


def findings(part: PartValidation) -> tuple[Finding, ...]:
    """The checks of a part in the order of the table: proof, traced, numeric, mutants."""
    mutants = part.mutants
    survived = f"not rejected: {', '.join(mutants.survivors)}" if mutants.survivors else ""
    return (
        _finding("proof", part.proof, formatting.seconds(part.proof.seconds)),
        _finding("traced", part.traced, formatting.seconds(part.traced.seconds)),
        _finding("numeric", part.numeric, formatting.relative_error(part.numeric.max_relative_error)),
        Finding(
            name="mutants",
            mark=passed(mutants.ok),
            ok=mutants.ok,
            figure=f"{mutants.rejected}/{mutants.total}",
            detail=survived if mutants.total else "there was no wrong formula to reject, so nothing is shown",
        ),
    )


def validation_table(validation: Validation, *, unicode: bool = False) -> RenderableType:
    """A row for each part, with its hypotheses below it; then failures and problems in full, and the conclusion.

    unicode  formulas are written in Unicode
    """
    rows: list[Row] = []
    failures: list[list[RenderableType]] = []
    for part in validation.parts:
        cells = tuple(Text.assemble((f.mark.sign, f.mark.style), f" {f.figure}") for f in findings(part))
        assumptions = dict.fromkeys((*part.hypotheses, *part.proof.assumptions, *part.traced.assumptions))
        assumed = (shown(f"assumes {'; '.join(assumptions)}", "page.aside"),) if assumptions else ()
        statement = (unicode and part.statement_unicode) or part.statement
        rows.append(Row(key=key(part.id), text=shown(statement), cells=cells, below=assumed))
        for finding in findings(part):
            if not finding.ok:
                mark = finding.mark
                heading = Text.assemble(key(part.id), "  ", (f"{mark.sign} ", mark.style), f"{finding.name} {mark.word}")
                failures.append([heading, Padding(shown_lines(finding.detail or "no detail was recorded"), (0, 0, 0, 4))])
    columns = tuple(Text(name) for name in ("proof", "traced", "numeric", "mutants"))
    header = Row(key=Text("part"), text=Text("statement"), cells=columns)
    table = NotedTable(heading=header, rows=tuple(rows), sides=("left", "left", "left", "left"))
    title = shown(validation.assignment, "page.title", limit=ID_LIMIT)
    for check in validation.checks:
        if not check.ok:
            mark = passed(False)
            heading = Text.assemble((f"{mark.sign} ", mark.style), f"{check.name} failed")
            failures.append([heading, *(Padding(shown_lines(failure), (0, 0, 0, 4)) for failure in check.failures)])
    problems = [Text.assemble(("! problem", "page.problem"), "  ", shown_lines(problem)) for problem in validation.problems]
    general = [fields([(check.name, _mark(check)) for check in validation.checks])] if validation.checks else []
    return Page(content=stacked([title], [table] if rows else [], general, *failures, problems, [*_conclusion(validation)]))


def _mark(check: GeneralCheck) -> Text:
    mark = passed(check.ok)
    return Text.assemble((f"{mark.sign} ", mark.style), shown(check.figure))


def _finding(name: str, check: Check, figure: str) -> Finding:
    mark = UNDECIDED if check.verdict == "undecided" else passed(check.ok)
    return Finding(name=name, mark=mark, ok=check.ok, figure=figure, detail=check.detail, seconds=check.seconds)


def _conclusion(validation: Validation) -> Iterator[Text]:
    """The last line: what is proved, or what stands in the way."""
    mark = passed(validation.ok)
    if validation.ok:
        proved = f": {_number(len(validation.parts), 'part')} in {formatting.seconds(validation.seconds)}"
        yield Text.assemble((f"{mark.sign} reference proved", mark.style), proved)
        if validation.validated:
            yield shown(f"unchanged since it was validated on {validation.validated}; --fresh proves it again", "page.aside")
        return
    obstacles = [] if validation.parts else ["there is no part"]
    for part in validation.parts:
        failed = [f"{f.name} undecided" if f.mark is UNDECIDED else f.name for f in findings(part) if not f.ok]
        obstacles += [f"{part.id} ({', '.join(failed)})"] if failed else []
    obstacles += [check.name for check in validation.checks if not check.ok]
    if validation.problems:
        obstacles.append(_number(len(validation.problems), "problem"))
    yield Text.assemble((f"{mark.sign} reference not proved", mark.style), ": ", "; ".join(obstacles))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
