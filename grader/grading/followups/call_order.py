"""Detect answers that depend on earlier calls: a function that keeps state between calls is right once and then wrong."""

from __future__ import annotations

from grader.grading.followups.state import VALUES, GradingState, Inquiry
from grader.judging.exam import PieceKey
from grader.judging.judge import judge
from grader.model import Diagnosis, Verdict

DEPENDS = Diagnosis(
    code="depends-on-earlier-calls",
    message="the same call returns something else after other calls",
    hint="Some state is kept between calls (a global, a default argument, an array changed in place), or is never set.",
)


def applies(state: GradingState) -> bool:
    """True if a wrong piece has no explanation yet."""
    return bool(_unexplained(state))


def ask(state: GradingState) -> Inquiry[None]:
    """Repeat the calls in another order; pieces that become right, or wrong, depend on earlier calls.

    Each function has a fresh process. The first call there is one that was answered wrongly, then the former first one follows.
    """
    keys = _unexplained(state)
    for name in dict.fromkeys(state.exam.piece(key).function for key in keys):
        pieces = [key for key in keys if state.exam.piece(key).function == name]
        wrong = {f.case.number for key in pieces for f in state.findings[key] if f.verdict is not Verdict.CORRECT}
        # What a limit ended is explained by that: in a fresh process, where less was used before, it may well be right.
        faults = {case.number: state.answers[case.number].fault for case in state.cases(name)}
        cases = [case for case in state.cases(name) if not ((fault := faults[case.number]) and fault.of_the_process)]
        first = next((case for case in reversed(cases) if case.number in wrong), None)
        if first is None or len(faults) == 1:
            continue
        order = (first, *(case for case in cases if case is not first))
        again = yield state.again(name, (state.calls[case.number] for case in order), "another order")
        answers = dict(zip((case.number for case in order), again.answers, strict=True))
        for key in pieces:
            before = {f.case.number: f.verdict is Verdict.CORRECT for f in state.findings[key]}
            after = judge(state.exam, state.exam.piece(key), [case for case in order if case.number in before], answers)
            # another fault than before (a timeout, say) shows nothing
            shown = [f for f in after if f.verdict in (Verdict.CORRECT, *VALUES)]
            if any(before[f.case.number] != (f.verdict is Verdict.CORRECT) for f in shown):
                structure = state.wrong_piece(key).structure
                state.results.add([key], DEPENDS, *([] if structure is None else [structure]))


def _unexplained(state: GradingState) -> list[PieceKey]:
    """The pieces that earlier calls may have affected: wrong values without a name, and faults on some cases only."""
    keys = []
    for key, findings in state.findings.items():
        if state.verdict(key) not in (Verdict.INCORRECT, Verdict.ERROR) or state.results.diagnoses.get(key):
            continue
        piece = state.wrong_piece(key)
        if not piece.formulas and (piece.structure is None or any(f.verdict is Verdict.CORRECT for f in findings)):
            keys.append(key)
    return keys
