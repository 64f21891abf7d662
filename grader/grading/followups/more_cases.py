"""Ask more cases of a kind on which a submission is seldom wrong, so that its marks do not depend on the seed."""

from __future__ import annotations

from dataclasses import replace

from grader.grading.followups.state import GradingState, Inquiry
from grader.judging.calls import calls_for
from grader.judging.exam import with_more_cases
from grader.judging.judge import judge
from grader.model import FaultKind, Verdict

FEW = 1 / 3
"""A mistake that shows in no more cases than this may show in none, or in others, with another seed."""

NOT_RUN = (FaultKind.TIMED_OUT, FaultKind.ENVIRONMENT)
"""There may be no time left for more cases."""


def applies(state: GradingState) -> bool:
    """True if some value is wrong in few of its cases."""
    return bool(_groups(state))


def ask(state: GradingState) -> Inquiry[None]:
    """Ask as many cases again as the group has, and judge all pieces of the function by them as well."""
    for function, group in _groups(state):
        exam, cases = with_more_cases(state.exam, function, group)
        calls = calls_for(exam, state.interface, state.loaded, cases)
        again = yield replace(state.again(function, calls.values(), "more cases"), judged=True)
        if any(answer.fault and answer.fault.kind in NOT_RUN for answer in again.answers):
            continue
        state.exam = exam
        state.calls |= calls
        state.answers |= dict(zip(calls, again.answers, strict=True))
        for key in state.keys(function):
            if exam.piece(key).group == group:
                state.findings[key] = judge(exam, exam.piece(key), exam.of(function, group), state.answers)


def _groups(state: GradingState) -> list[tuple[str, str]]:
    """The functions and groups of cases in which a piece is wrong in few cases, and not in all."""
    groups: dict[tuple[str, str], None] = {}
    for key, findings in state.findings.items():
        if findings.verdict is Verdict.CORRECT:
            continue
        piece = state.exam.piece(key)
        wrong = sum(f.verdict in (Verdict.INCORRECT, Verdict.ERROR) for f in findings)
        if 0 < wrong <= FEW * len(findings):
            groups[piece.function, piece.group] = None
    return list(groups)
