"""The derivation of each part: what is claimed, whether each equality is proved, and both as they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.model import Assignment, Check
from grader.model.written import Equality, Formula, Line, WrittenDerivation, WrittenPart, Wrong
from grader.symbolic import Array, Claim, Derivation, Erratum, Step, agreements, prove
from grader.symbolic.writing import ASCII, LATEX, STYLES, UNICODE, Style, hypothesis, in_code, layouts, remark, writer
from grader.validation.subjects import about


def statement(part: str, derivations: Sequence[Derivation], style: Style = ASCII) -> str:
    """What is claimed of the outputs of the code that a part judges, of each entry in the form that comes first."""
    first = {(claim.output, claim.at): claim for claim in reversed(_claims(part, derivations)) if claim.output}
    return "; ".join(dict.fromkeys(claim.written(style) for claim in reversed(first.values())))


def checks(part: str, derivations: Sequence[Derivation]) -> Iterator[Check]:
    """The proofs of a part: claims and their other forms, every `=` of its lines, what was given, and that errata are false."""
    yield from (_proved(claim) for claim in _claims(part, derivations))
    for derivation in derivations:
        yield from (_proved(form) for form in derivation.forms if form.part == part)
        yield from (_located(claim.note, _proved(claim)) for claim in agreements(derivation) if claim.part == part)
        for step in (step for step in derivation.steps if step.part == part):
            where = f"line {step.line}" if step.line else ""
            yield from (_located(where, _proved(claim)) for claim in step.equalities if step.claim is None)
            yield from (_located(where, _refutation(erratum, step.part)) for erratum in step.errata)


def _proved(claim: Claim) -> Check:
    with about(f"claim of part {claim.part}: {claim.statement}"):
        return prove(claim)


def _claims(part: str, derivations: Sequence[Derivation]) -> list[Claim]:
    return [claim for derivation in derivations for claim in derivation.claims if claim.part == part]


def _located(where: str, check: Check) -> Check:
    return replace(check, detail=f"{where}: {check.detail}") if where and check.detail else check


def _refutation(erratum: Erratum, part: str) -> Check:
    """Whether what the page has is false; an erratum of notation has no formulas to decide on."""
    claim = erratum.claim(part)
    if claim is None:
        return Check(ok=True, verdict="proved")
    found = _proved(claim)
    if found.verdict == "false":
        return replace(found, ok=True, verdict="proved", detail="")
    detail = f"{claim.statement}: this is said to be wrong ({erratum.what}), and is {found.verdict}"
    return replace(found, ok=False, verdict="false", detail=detail)


# --- as it is shown -------------------------------------------------------------------------------------------------------


def written(assignment: Assignment, derivations: Sequence[Derivation]) -> WrittenDerivation:
    """The derivation of every part, each equality with its verdict."""
    parts = tuple(_part(part.id, part.title, derivations) for part in assignment.parts)
    inputs = dict.fromkeys((name, s) for d in derivations for name, s in d.symbols.items() if isinstance(s, Array))
    said = dict.fromkeys(text for name, array in inputs for text in layouts(name, array))
    remarks = tuple(_remark(text) for text in said)
    return WrittenDerivation(assignment=assignment.name, title=assignment.title, layouts=remarks, parts=parts)


def _part(part: str, title: str, derivations: Sequence[Derivation]) -> WrittenPart:
    page = _Page(known={style: set() for style in STYLES})
    lines = tuple(page.line(step) for d in derivations for step in d.steps if step.part == part)
    ends = {(line.left, equality.right) for line in lines for equality in line.equalities}
    results = [page.result(claim) for claim in _claims(part, derivations)]
    left = tuple(result for result in results if (result.left, result.equalities[0].right) not in ends)
    return WrittenPart(id=part, title=title, lines=lines, results=left)


def _each(write: Any) -> Formula:
    return Formula(ascii=write(ASCII), unicode=write(UNICODE), latex=write(LATEX))


@dataclass(frozen=True, slots=True)
class _Page:
    """Writes the lines of one part. `known` are the circled parts that were shown, in each style."""

    known: dict[Style, set[Any]]

    def line(self, step: Step) -> Line:
        """A step as it is shown."""
        if step.claim:
            shown = self.result(step.claim)
            return replace(shown, number=step.line, wrong=tuple(self.wrong(erratum, step) for erratum in step.errata))
        left, *others = self.formulas(*step.formulas)
        proofs = iter(step.equalities)
        equalities = []
        for right, zeros in zip(others, step.zeros, strict=True):
            claims = [next(proofs) for _ in range(1 + zeros)]
            equalities.append(self.equality(right, claims))
        wrong = tuple(self.wrong(erratum, step) for erratum in step.errata)
        return Line(number=step.line, left=left, equalities=tuple(equalities), note=_remark(step.note), wrong=wrong)

    def result(self, claim: Claim) -> Line:
        """A claim as it is shown."""
        left, right = self.formulas(claim.shown_left, claim.right, whole=claim.whole)
        code = _each(lambda style: in_code(claim, style))
        note = code if code.ascii else _remark(claim.note)
        return Line(number=0, left=left, equalities=(self.equality(right, [claim]),), note=note)

    def equality(self, right: Formula, claims: Sequence[Claim]) -> Equality:
        """One `=`; the claims after the first are that terms on the right are 0."""
        found = [prove(claim) for claim in claims]
        worst = next((check for check in found if not check.ok), found[0])
        facts = dict.fromkeys(fact for claim in claims for fact in claim.facts)
        since = [_each(lambda style, fact=fact: hypothesis(fact, style)) for fact in facts]
        since += [_each(lambda _, text=text: text) for check in found for text in check.assumptions]
        return Equality(right=right, verdict=worst.verdict, since=tuple(dict.fromkeys(since)), detail=worst.detail)

    def wrong(self, erratum: Erratum, step: Step) -> Wrong:
        """What is wrong on the page."""
        refuted = _refutation(erratum, step.part).ok
        if erratum.left is None:
            return Wrong(what=_remark(erratum.what), left=None, right=None, refuted=refuted)
        left, right = self.formulas(erratum.left, erratum.right, whole=erratum.whole)
        return Wrong(what=_remark(erratum.what), left=left, right=right, refuted=refuted)

    def formulas(self, *formulas: Any, whole: Any = None) -> list[Formula]:
        """Formulas that stand beside one another."""
        written = {}
        for style in STYLES:
            write = replace(writer(*formulas, style=style, whole=whole), known=self.known[style])
            written[style] = [write.formula(e) for e in formulas]
        return [
            Formula(ascii=a, unicode=u, latex=t) for a, u, t in zip(*(written[s] for s in (ASCII, UNICODE, LATEX)), strict=True)
        ]


def _remark(text: str) -> Formula:
    return _each(lambda style: remark(text, style))
