"""What is worth saying though it costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from grader.grading.forms import Form
from grader.grading.judge import Finding
from grader.grading.views import without_numbers
from grader.model import Answer, Call, Remark


def remarks(
    calls: Mapping[int, Call], answers: Mapping[int, Answer], findings: Iterable[Finding], printed: str
) -> tuple[Remark, ...]:
    """Remarks on a submission, each once."""
    found: list[Remark] = []
    if any(finding.form is Form.ONE_NUMBER for finding in findings):
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
