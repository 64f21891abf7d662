"""What is worth saying though it costs nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from grader.grading.followups import GradingState
from grader.judging.calls import piece_of
from grader.judging.judge import Finding, judge
from grader.judging.layouts import Layout
from grader.judging.views import without_numbers
from grader.model import Answer, Call, Remark, Verdict


def remarks(
    calls: Mapping[int, Call], answers: Mapping[int, Answer], findings: Iterable[Finding], printed: str
) -> tuple[Remark, ...]:
    """Remarks on a submission, each once."""
    found: list[Remark] = []
    if any(finding.form is Layout.ONE_NUMBER for finding in findings):
        found.append(Remark(code="loss-shape", message="The loss is an array of one number; a plain number is expected."))
    changed = sorted({calls[number].function for number, answer in answers.items() if answer.changed_inputs})
    found += [Remark(code="inputs-changed", message=f"{name} changes its arguments in place.") for name in changed]
    found += _warnings(calls, answers)
    if printed.strip():
        found.append(Remark(code="prints", message="The file prints while it is graded."))
    return tuple(found)


def _warnings(calls: Mapping[int, Call], answers: Mapping[int, Answer]) -> Sequence[Remark]:
    """One remark for each kind of warning of each function."""
    seen: dict[tuple[str, str], None] = {}
    for number, answer in answers.items():
        for text in answer.warnings:
            seen[calls[number].function, without_numbers(text)] = None
    return [
        Remark(code="overflow" if "overflow" in text else "warning", message=f"{function}: {text}") for function, text in seen
    ]


def unpaid(heard: GradingState, carried: Collection[str]) -> tuple[Remark, ...]:
    """What is wrong though no part pays for it, of functions that have lost nothing: it was not overlooked."""
    paid = {f.name for f in heard.functions(set(Verdict) - {Verdict.CORRECT})}
    paid |= {piece_of(heard.exam, key).function for key in heard.findings if key[0] in carried}
    found: dict[str, None] = {}
    for piece in heard.exam.assignment.watched:
        cases = [case for case in heard.exam.of(piece.function, piece.group) if case.number in heard.calls]
        if piece.function not in paid and cases:
            wrong = [f for f in judge(heard.exam, piece, cases, heard.answers) if f.verdict is Verdict.INCORRECT]
            where = "" if piece.blocks[0].rows is None else f" ({piece.blocks[0].name})"
            found |= {
                f"{heard.calls[f.case.number].function}: {piece.output}{where} is wrong with {f.case.why}": None
                for f in wrong[:1]
            }
    return tuple(Remark(code="not-judged", message=f"{text}; no part pays for that.") for text in found)
