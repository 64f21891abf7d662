"""Carry an error forward: a wrong sigmoid costs its own points only."""

from __future__ import annotations

from grader.grading.followups.state import GradingState, Inquiry
from grader.judging.judge import judge_all
from grader.judging.score import score_piece
from grader.model import Question, StandIn, Verdict


def applies(state: GradingState) -> bool:
    """True if a function that may depend on another one is wrong."""
    return any(_needed(state, stand_in) for stand_in in state.exam.assignment.stand_ins)


def ask(state: GradingState) -> Inquiry[None]:
    """Repeat the exam with a correct function in place of the student's; keep, function by function, findings that earn more.

    The process is new and nothing else is judged in it. All calls are repeated in the same order: state that a program keeps
    between calls is not the fault of its sigmoid, and must not be repaired with it.
    """
    policy = state.exam.assignment.policy
    for stand_in in state.exam.assignment.stand_ins:
        signature = state.interface.signature(stand_in.function)
        if signature is None or not _needed(state, stand_in):
            continue
        sources = {signature.name: stand_in.source}
        again = yield Question(calls=tuple(state.calls.values()), process=f"stand-in {signature.name}", stand_ins=sources)
        answers = dict(zip(state.calls, again.answers, strict=True))
        dependent = {case.number: answers[case.number] for name in stand_in.needed_by for case in state.cases(name)}
        repeated = judge_all(state.exam, state.interface, {**state.answers, **dependent})
        for function in stand_in.needed_by:
            keys = state.keys(function)
            before, after = (
                {key: score_piece(state.exam.piece(key), findings[key], policy).points for key in keys}
                for findings in (state.findings, repeated)
            )
            if sum(after.values()) > sum(before.values()):
                better = (key[0] for key in keys if after[key] > before[key])
                state.results.carried_forward.update(dict.fromkeys(better, signature.name))
                state.findings.update({key: repeated[key] for key in keys})
                again_of = {case.number: answers[case.number] for case in state.cases(function)}
                state.answers.update(again_of)
                state.stand_ins[function] = sources
                state.judged_elsewhere[function] = (f"stand-in {signature.name}", again_of)


def _needed(state: GradingState, stand_in: StandIn) -> bool:
    wrong = {f.name for f in state.functions(set(Verdict) - {Verdict.CORRECT, Verdict.MISSING})}
    called = {case.function for case in state.exam.cases if case.number in state.calls}
    return state.interface.signature(stand_in.function) is not None and bool(wrong & called & set(stand_in.needed_by))
