"""Remarks: observations about a submission that cost no points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.grading.followups import GradingState
from grader.grading.followups.numerical_gradient import rough_gradients
from grader.judging.exam import WATCHED
from grader.judging.judge import judge, without_numbers
from grader.judging.layouts import Layout
from grader.model import LeftOut, Remark, Verdict
from grader.model.allowed_imports import DIFFERENTIATING_PACKAGES

FEW = 5
"""Remarks of one kind that are written out: they are one mistake, made many times."""

_SINCE = re.compile(r" \(Deprecated NumPy [^()]*\)$")
"""The end of many warnings of NumPy: a version, whose digits would be taken for those of an input."""


def left_out_remarks(left_out: Sequence[LeftOut]) -> list[Remark]:
    """The remarks on statements that were left out and on modules that are not available."""
    collected = []
    for each in left_out:
        where = f"{each.file} line {each.line}"
        if each.module:
            message = f"{where} imports {each.module}, which is not available here; only what uses it fails."
            collected.append(Remark(code="absent-module", message=message))
        else:
            collected.append(Remark(code="left-out", message=f"{where} is left out: {each.reason}"))
    return collected


def few(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """The first few remarks of each kind, and the number of the others."""
    by_code: dict[str, list[Remark]] = {}
    for remark in remarks:
        by_code.setdefault(remark.code, []).append(remark)
    kept = []
    for code, of_code in by_code.items():
        kept += of_code[:FEW]
        if len(of_code) > FEW:
            hidden = all(remark.for_instructors for remark in of_code[FEW:])
            kept.append(Remark(code=code, message=f"and {len(of_code) - FEW} more", for_instructors=hidden))
    return tuple(kept)


def remarks(state: GradingState) -> tuple[Remark, ...]:
    """The remarks on a submission, each once, and of each kind the first few."""
    first = state.first
    answered = list(zip(state.calls.values(), first.answers, strict=False))  # calls that were added come last
    collected = left_out_remarks(state.loaded.left_out)
    if any(Layout.ONE_NUMBER in findings.layouts for findings in state.findings.values()):
        collected.append(Remark(code="loss-shape", message="The loss is an array of one number; a plain number is expected."))
    changed = sorted({call.function for call, answer in answered if answer.changed_inputs})
    collected += [Remark(code="inputs-changed", message=f"{name} changes its arguments in place.") for name in changed]
    warnings = [(call.function, without_numbers(_SINCE.sub("", text))) for call, answer in answered for text in answer.warnings]
    for function, text in dict.fromkeys(warnings):
        collected.append(Remark(code="overflow" if "overflow" in text else "warning", message=f"{function}: {text}"))
    if first.output_dropped:
        message = "The file prints more than is kept (--output-limit); the rest was dropped."
        collected.append(Remark(code="output-limit", message=message))
    elif first.printed.strip():
        collected.append(Remark(code="prints", message="The file prints while it is graded."))
    by_counts: dict[tuple[int, int], list[str]] = {}
    for part, right, total in _right_on_some(state):
        by_counts.setdefault((right, total), []).append(part)
    some = [f"{_listed(ids)} on {right} of {total} cases" for (right, total), ids in by_counts.items()]
    if some:
        collected.append(Remark(code="right-on-some-cases", message=f"Right on some cases only: {', '.join(some)}."))
    if rough := rough_gradients(state):
        message = (
            f"{_listed(rough)}: gradients are right to fewer digits than derived ones are. Difference quotients that could not be"
            " watched do that (plain numbers, moved logits), and long sums, rarely: read the function."
        )
        collected.append(Remark(code="few-digits", message=message, for_instructors=True))
    collected += [Remark(code="not-judged", message=f"{text}; no part pays for that.") for text in _wrong_watched(state)]
    return few((*collected, *state.results.remarks))


def _wrong_watched(state: GradingState) -> Iterable[str]:
    """Errors that no part pays for, in functions that have lost nothing: they were not overlooked."""
    paid = {f.name for f in state.functions(set(Verdict) - {Verdict.CORRECT})}
    paid |= {state.exam.piece(key).function for key in state.findings if key[0] in state.results.carried_forward}
    messages: dict[str, None] = {}
    for key, piece in state.exam.pieces.items():
        if key[0] != WATCHED or piece.function in paid:
            continue
        if key in state.right_watched and piece.function not in state.judged_elsewhere:
            continue
        cases = [case for case in state.exam.of(piece.function, piece.group) if case.number in state.calls]
        findings = judge(state.exam, piece, cases, state.answers) if cases else []
        wrong = next((f.case for f in findings if f.verdict is Verdict.INCORRECT), None)
        if wrong is not None:
            rows = "" if piece.blocks[0].rows is None else f" ({piece.blocks[0].name})"
            messages[f"{state.calls[wrong.number].function}: {piece.output}{rows} is wrong with {wrong.why}"] = None
    return messages


def differentiation(files: Mapping[str, bytes], modules: Iterable[str]) -> tuple[Remark, ...]:
    """A remark on the allowed packages that differentiate and that a file mentions in an import or as a text ("torch")."""
    packages = {name.partition(".")[0] for name in modules}
    allowed = sorted(packages.intersection(DIFFERENTIATING_PACKAGES))
    if not allowed:
        return ()
    mention = r"""^[^#\n]*(?:\b(?:import|from)\s[^#\n]*\b{0}\b|["']{0}\b)"""
    texts = b"\n".join(files.values())
    mentioned = [name for name in allowed if re.search(mention.format(name).encode(), texts, re.MULTILINE)]
    message = f"The file imports {', '.join(mentioned)}: gradients may have been computed by it instead of derived."
    return (Remark(code="differentiates", message=message, for_instructors=True),) if mentioned else ()


def _right_on_some(state: GradingState) -> Iterator[tuple[str, int, int]]:
    """The parts that are right on some cases and not on all: on how many, of how many.

    A part that asks two functions, of which one is always wrong, is none of them: its points say so.
    """
    for part in state.exam.parts:
        by_case: dict[int, bool] = {}
        mixed = False
        of_part = [findings for key, findings in state.findings.items() if key[0] == part.id]
        if all(findings.verdict is Verdict.CORRECT for findings in of_part):
            continue
        for findings in of_part:
            mixed |= len({finding.verdict is Verdict.CORRECT for finding in findings}) > 1
            for finding in findings:
                number = finding.case.number
                by_case[number] = by_case.get(number, True) and finding.verdict is Verdict.CORRECT
        right = sum(by_case.values())
        if mixed and 0 < right < len(by_case):
            yield part.id, right, len(by_case)


def _listed(ids: Sequence[str]) -> str:
    """Ids as in a sentence: "a, c and d"."""
    *others, last = ids
    return f"{', '.join(others)} and {last}" if others else last
