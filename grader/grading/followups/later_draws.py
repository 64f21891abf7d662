"""Judge a function that draws more than once by its later draws, if it uses only these, in its loss as in its gradients."""

from __future__ import annotations

from dataclasses import replace

from grader.grading.followups.state import GradingState, Inquiry
from grader.judging.judge import judge
from grader.model import Case, Function, Sampler, Verdict


def applies(state: GradingState) -> bool:
    """True if a function that draws is wrong."""
    return bool(_drawing(state))


def ask(state: GradingState) -> Inquiry[None]:
    """Ask with the draws of the case behind the others. A function that mixes two draws is wrong then as well."""
    for function, cases in _drawing(state):
        asked = [state.calls[case.number] for case in cases]
        calls = [
            replace(call, arguments=tuple(_exchanged(a) if isinstance(a, Sampler) else a for a in call.arguments))
            for call in asked
        ]
        again = yield replace(state.again(function.name, calls, "later draws"), judged=True)
        answers = {case.number: answer for case, answer in zip(cases, again.answers, strict=True)}
        findings = {}
        for key in state.keys(function.name):
            piece = state.exam.piece(key)
            findings[key] = judge(state.exam, piece, [case for case in cases if case.group == piece.group], answers)
        if all(finding.verdict is Verdict.CORRECT for of_piece in findings.values() for finding in of_piece):
            state.findings.update(findings)
            state.answers.update(answers)
            state.judged_elsewhere[function.name] = (f"later draws {function.name}", answers)


def _drawing(state: GradingState) -> list[tuple[Function, list[Case]]]:
    """The functions that give wrong values and draw, with their cases."""
    wrong = [(function, state.cases(function.name)) for function in state.functions({Verdict.INCORRECT})]
    if not wrong:
        return []
    draws = {number for number, call in state.calls.items() if any(isinstance(a, Sampler) and a.more for a in call.arguments)}
    return [(function, cases) for function, cases in wrong if draws.issuperset(case.number for case in cases)]


def _exchanged(sampler: Sampler) -> Sampler:
    return replace(sampler, draws=sampler.more, more=sampler.draws)
