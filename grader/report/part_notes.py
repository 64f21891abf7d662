"""What stands below a part: why it is not right, and what else decided its points. Every fact has a label, and is said once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.model import AppliedOverride, Diagnosis, PartResult, Verdict
from grader.report import formatting
from grader.report.escaping import ID_LIMIT, shown
from grader.report.part_sheet import fields, key

LABELS = len("policy")
"""Cells of a label: so all that stands below a part begins in one column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the notes of a page know beside their own part.

    told     the first part that has a diagnosis: there it is written out, for one crash can be the fate of many parts
    explain  whether further explanations are listed
    """

    told: Mapping[Diagnosis, str]
    explain: bool = False


def scope(parts: Sequence[PartResult], *, explain: bool) -> Scope:
    """The scope of a page with these parts."""
    told = {_said(diagnosis): part.id for part in reversed(parts) for diagnosis in part.diagnosis}
    return Scope(told=told, explain=explain)


def _said(diagnosis: Diagnosis) -> Diagnosis:
    """What is said, wherever it is."""
    return replace(diagnosis, where="")


def notes(part: PartResult, scope: Scope) -> Iterator[RenderableType]:
    """The notes of a part with a blank line after them; nothing where there is nothing to say."""
    found: list[RenderableType] = []
    for diagnosis in part.diagnosis:
        first = scope.told[_said(diagnosis)]
        found += [Text(), *(_diagnosis(diagnosis) if first == part.id else _as_above(first, diagnosis))]
    del found[:1]
    facts = [*_facts(part, scope)]
    if facts:
        found.append(_grid(facts))
    if found:
        yield Padding(Group(*found), (0, 0, 1, 2))


def overridden(part: PartResult, override: AppliedOverride) -> Table:
    """An instructor's word on a part."""
    return _grid(_override(part, override))


def _diagnosis(diagnosis: Diagnosis) -> Iterator[RenderableType]:
    """What happened, and below it, labelled: where, the value, what to try."""
    yield Text.assemble(shown(diagnosis.message), _code(diagnosis))
    entries = (("where", shown(diagnosis.where)), ("value", shown(diagnosis.value)), ("try", shown(diagnosis.hint, "page.hint")))
    if any(text for _, text in entries):
        yield _grid(entries)


def _code(diagnosis: Diagnosis) -> Text:
    """The code, to stand behind the message; one that the message spells out is not said twice."""
    said = diagnosis.message.endswith(f": {diagnosis.code.replace('-', ' ')}")
    return Text() if said else Text.assemble("  ", shown(diagnosis.code, "page.code", limit=ID_LIMIT))


def _as_above(first: str, diagnosis: Diagnosis) -> Iterator[RenderableType]:
    yield Text.assemble("As in part ", key(first), ".  ", shown(diagnosis.code, "page.code", limit=ID_LIMIT))


def _grid(entries: Sequence[tuple[str, Text]] | Iterator[tuple[str, Text]]) -> Table:
    return fields(entries, least=LABELS)


def _facts(part: PartResult, scope: Scope) -> Iterator[tuple[str, Text]]:
    """What is true of the part as a whole, labelled."""
    if scope.explain:
        yield from (("also", _other(diagnosis)) for diagnosis in part.others)
    if _compares_with_own_loss(part, scope):
        yield "loss", _own_loss(part)
    yield from (("policy", text) for text in _policy(part))
    if part.override is not None:
        yield from _override(part, part.override)


def _other(diagnosis: Diagnosis) -> Text:
    """A further explanation that fits as well, in one line."""
    words = "; ".join(text for text in (diagnosis.message.removesuffix("."), diagnosis.value) if text)
    return Text.assemble(shown(words), _code(diagnosis))


def _compares_with_own_loss(part: PartResult, scope: Scope) -> bool:
    """Whether there is a word to say on the own loss which neither this part's diagnoses nor an earlier part has said.

    That a wrong gradient is not that of a right loss goes without saying.
    """
    if part.verdict is Verdict.CORRECT or part.loss_part is None or not (part.consistent_with_own_loss or part.loss_part):
        return False
    referred = bool(part.diagnosis) and all(scope.told[_said(diagnosis)] != part.id for diagnosis in part.diagnosis)
    return not referred and not any("own loss" in f"{d.message} {d.value} {d.hint}" for d in part.diagnosis)


def _own_loss(part: PartResult) -> Text:
    """What the gradient has to do with the own loss."""
    if not part.consistent_with_own_loss:
        return Text("It is not the gradient of your own loss either.")
    if part.loss_part:
        return Text.assemble("It is the gradient of your own loss, and that loss is wrong: see part ", key(part.loss_part), ".")
    return Text("It is the gradient of your own loss on these inputs; no part looks at that loss there.")


def _policy(part: PartResult) -> Iterator[Text]:
    """What the policy made of this part."""
    for code, share in part.shares.items():
        yield shown(f"{code} earns {share or 'nothing'}", limit=ID_LIMIT)


def _override(part: PartResult, override: AppliedOverride) -> Iterator[tuple[str, Text]]:
    given, judged = map(formatting.exact_points, (part.score, override.judged))
    yield "points", Text.assemble((given, "points.sum"), f" by an instructor's override; judged {judged}")
    yield "note", shown(override.note)
