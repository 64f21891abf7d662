"""Notes below a part: why it is not right, and what else decided its points. Every fact has a label and is said once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.model import AppliedOverride, Diagnosis, PartResult, Verdict
from grader.report import formatting
from grader.report.escaping import ID_LIMIT, shown
from grader.report.tables import fields, key

LABELS = len("points")
"""Cells of a label, so that all texts below a part begin in one column."""

FirstPart = Mapping[Diagnosis, str]
"""The first part that has a diagnosis, by the diagnosis without its place: one crash may hit many parts, and is told once."""


def first_parts(parts: Sequence[PartResult]) -> FirstPart:
    """The first part of each diagnosis of a page with these parts."""
    return {replace(diagnosis, where=""): part.id for part in reversed(parts) for diagnosis in part.diagnosis}


def notes(part: PartResult, first: FirstPart, *, explain: bool, said_above: bool) -> Iterator[RenderableType]:
    """The notes of a part, indented; nothing where there is nothing to say.

    explain     list further explanations that fit as well
    said_above  the heading of the function says already that it is missing
    """
    items: list[RenderableType] = []
    unplaced = {replace(diagnosis, where=""): diagnosis for diagnosis in part.diagnosis}  # what stands above is named once
    for diagnosis in () if said_above else part.diagnosis:
        plain = replace(diagnosis, where="")
        written_out = first[plain]
        if written_out != part.id and unplaced[plain] is not diagnosis:
            continue
        if part.verdict is Verdict.MISSING:
            items.append(missing_line(diagnosis, part.function))
        elif written_out != part.id:
            items.append(Text.assemble("as in part ", key(written_out), _bracketed(diagnosis)))
        else:
            items.append(Text.assemble(shown(diagnosis.message), _code(diagnosis)))
            hint = shown(diagnosis.hint, "page.hint")
            entries = (("where", shown(diagnosis.where)), ("value", shown(diagnosis.value)), ("try", hint))
            if any(text for _, text in entries):
                items.append(fields(entries, least=LABELS))
    facts = [*_facts(part, first, explain=explain)]
    if facts:
        items.append(fields(facts, least=LABELS))
    if items:
        yield Padding(Group(*items), (0, 0, 0, 2))


def missing_line(diagnosis: Diagnosis, function: str) -> Text:
    """The reason why a function is missing, and its place, in one line that stands beside or below its name."""
    message = diagnosis.message.removeprefix(f"{function} ") if function else diagnosis.message
    message = message.replace(f"there is no {function}", "not in this file", 1) if function else message
    line = diagnosis.where if " line " in diagnosis.where else ""  # else it names an output of the function
    return shown(", ".join(text for text in (message, line, diagnosis.hint) if text))


def override_notes(part: PartResult, override: AppliedOverride) -> Table:
    """An instructor's override of a part."""
    return fields(_override(part, override), least=LABELS)


def _code(diagnosis: Diagnosis) -> Text:
    """The code, to stand behind the message; empty where the message ends with it."""
    if diagnosis.message.endswith(f": {diagnosis.code}"):
        return Text()
    return _bracketed(diagnosis)


def _bracketed(diagnosis: Diagnosis) -> Text:
    return Text.assemble("  ", shown(f"[{diagnosis.code}]", "page.code", limit=ID_LIMIT))


def _facts(part: PartResult, first: FirstPart, *, explain: bool) -> Iterator[tuple[str, Text]]:
    """Facts about the part as a whole, each with its label."""
    for other in part.others if explain else ():
        words = "; ".join(text for text in (other.message.removesuffix("."), other.value) if text)
        yield "also", Text.assemble(shown(words), _code(other))
    # That a wrong gradient is not that of the student's loss either teaches nothing; that it is one sends to the loss.
    elsewhere = bool(part.diagnosis) and all(first[replace(d, where="")] != part.id for d in part.diagnosis)
    mentioned = any("own loss" in f"{d.message} {d.value} {d.hint}" for d in part.diagnosis)
    consistent = part.verdict is not Verdict.CORRECT and part.consistent_with_own_loss and part.loss_part is not None
    if consistent and not elsewhere and not mentioned:
        see = Text.assemble(", and that loss is wrong: see part ", key(part.loss_part or ""), ".")
        text = see if part.loss_part else Text(" on these inputs; no part checks that loss there.")
        yield "loss", Text.assemble("It is the gradient of your own loss", text)
    if part.override is not None:
        yield from _override(part, part.override)


def _override(part: PartResult, override: AppliedOverride) -> Iterator[tuple[str, Text]]:
    points = formatting.exact_points(part.score)
    yield "points", Text.assemble((points, "points.sum"), f" by an instructor's override; {formatting.judged(override)}")
    yield "note", shown(override.note)
