"""Write JUnit XML, which every CI service draws: a suite for each submission or part, a case for each verdict or check.

Only `correct` passes. `error` and `timeout` are errors, everything else that is not right is a failure: nothing is ever skipped,
because a service shows what is skipped as green.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from grader.model import PartResult, Report, Status, Validation, Verdict
from grader.report import formatting
from grader.report.escaping import ID_LIMIT, printable
from grader.report.proofs import findings

_FULL = 100_000
"""Characters of a residual: in full, unless it would fill a disk."""


def report_to_junit(report: Report) -> Iterator[str]:
    """The pieces of `report` as JUnit XML, ASCII with character references."""
    return _document(report.assignment, _suites(report))


def _suites(report: Report) -> Iterator[ET.Element]:
    for submission in report.submissions:
        cases = [_judged(part) for part in submission.parts]
        if submission.status is not Status.GRADED or not cases:
            text = submission.message or "nothing was judged"
            cases.insert(0, _Case(name=submission.status.value, kind="error", code=submission.status.value, text=text))
        suite = _suite(submission.id, cases, seconds=submission.seconds)
        facts = {
            "score": "not graded" if submission.score is None else f"{float(submission.score):g}",
            "max_score": f"{float(submission.max_score):g}",
            "seed": str(report.seed),
        }
        suite.insert(0, _properties(facts))
        yield suite


def validation_to_junit(validation: Validation) -> Iterator[str]:
    """The pieces of `validation` as JUnit XML: a suite for each part, and one for what belongs to no part."""
    problems = [
        _Case(name=f"problem {i}", kind="failure", code="problem", text=text) for i, text in enumerate(validation.problems, 1)
    ]
    if not validation.parts:
        problems.append(_Case(name="parts", kind="failure", code="nothing", text="there is no part to vouch for"))
    checks = [
        _Case(name=c.name, kind="" if c.ok else "failure", code=c.name, text="\n".join(c.failures), seconds=c.seconds)
        for c in validation.checks
    ]
    general = [_suite(validation.assignment, [*checks, *(problems or [_Case(name="problems")])])]
    suites = []
    for part in validation.parts:
        cases = [
            _Case(name=f.name, kind="" if f.ok else "failure", code=f.name, text=f.detail or "failed", seconds=f.seconds)
            for f in findings(part)
        ]
        suites.append(_suite(f"{part.id} {part.statement}", cases, seconds=sum(case.seconds for case in cases)))
    return _document(validation.assignment, [*suites, *general])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A test case; `kind` is "" where it passed, else "failure" or "error". `properties` are facts beside it."""

    name: str
    kind: str = ""
    code: str = ""
    text: str = ""
    seconds: float = 0.0
    properties: Mapping[str, str] = field(default_factory=dict)


def _properties(facts: Mapping[str, str]) -> ET.Element:
    properties = ET.Element("properties")
    for name, value in facts.items():
        ET.SubElement(properties, "property", name=name, value=printable(value))
    return properties


def _judged(part: PartResult) -> _Case:
    kinds = {Verdict.CORRECT: "", Verdict.ERROR: "error", Verdict.TIMEOUT: "error", None: "error"}
    verdict = part.verdict.value if part.verdict else "not graded"
    # The kind stays that of the verdict: a service counts verdicts, not points.
    points, _, rest = formatting.override(part).partition(",")
    override = {"override": f"{points} points by an instructor's override,{rest}"} if part.override else {}
    texts = []
    for diagnosis in part.diagnosis:
        # Students read the pages of a CI service, and a value may hold the right formula.
        labelled = (("where", diagnosis.where), ("try", diagnosis.hint))
        texts.append("\n".join([diagnosis.message, *(f"{label}: {text}" for label, text in labelled if text)]))
    return _Case(
        name=f"{part.id} {part.title}",
        kind=kinds.get(part.verdict, "failure"),
        code=part.diagnosis[0].code if part.diagnosis else verdict,
        text="\n\n".join([*texts, *override.values()]) or verdict,
        properties=override,
    )


def _suite(name: str, cases: Sequence[_Case], *, seconds: float = 0.0) -> ET.Element:
    suite = ET.Element("testsuite", name=printable(name, limit=ID_LIMIT), tests=str(len(cases)), time=f"{seconds:.3f}")
    for plural, kind in (("failures", "failure"), ("errors", "error")):
        suite.set(plural, str(sum(case.kind == kind for case in cases)))
    for case in cases:
        attributes = {
            "classname": suite.attrib["name"],
            "name": printable(case.name, limit=ID_LIMIT),
            "time": f"{case.seconds:.3f}",
        }
        element = ET.SubElement(suite, "testcase", attributes)
        if case.properties:
            element.append(_properties(case.properties))
        if case.kind:
            lines = [printable(line, limit=_FULL) for line in case.text[:_FULL].splitlines()]
            found = ET.SubElement(element, case.kind, type=printable(case.code, limit=ID_LIMIT), message="".join(lines[:1]))
            found.text = "\n".join(lines)
    return suite


def _document(name: str, suites: Iterable[ET.Element]) -> Iterator[str]:
    root = ET.tostring(ET.Element("testsuites", name=printable(name, limit=ID_LIMIT)), encoding="us-ascii", xml_declaration=True)
    yield root.decode("ascii").removesuffix(" />") + ">\n"
    for suite in suites:
        ET.indent(suite, level=1)
        yield f"  {ET.tostring(suite, encoding='us-ascii', xml_declaration=False).decode('ascii')}\n"
    yield "</testsuites>\n"
