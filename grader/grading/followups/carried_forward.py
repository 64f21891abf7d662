"""Carry an error forward: a wrong sigmoid costs its own points only."""

from __future__ import annotations

from grader.grading.followups.state import GradingState, Look
from grader.judging.judge import judge_all
from grader.judging.score import score_piece
from grader.model import Answer, Question, StandIn, Verdict


def applies(state: GradingState) -> bool:
    """Whether a function that may depend on another one is wrong."""
    return any(_needed(state, stand_in) for stand_in in state.exam.assignment.stand_ins)


def ask(state: GradingState) -> Look[None]:
    """Repeat the exam with a correct function in place of the student's, and keep the findings that are better.

    The process is new and nothing else is judged in it. All calls are repeated in the same order: state that a program keeps
    between calls is not the fault of its sigmoid, and must not be repaired with it.
    """
    for stand_in in state.exam.assignment.stand_ins:
        if _needed(state, stand_in):
            signature = state.interface.signature(stand_in.function)
            assert signature is not None
            question = Question(
                calls=tuple(state.calls.values()),
                process=f"stand-in {signature.name}",
                stand_ins={signature.name: stand_in.source},
            )
            again = yield question
            _adopt(state, stand_in, question, dict(zip(state.calls, again.answers, strict=True)))


def _needed(state: GradingState, stand_in: StandIn) -> bool:
    wrong = {f.name for f in state.functions(set(Verdict) - {Verdict.CORRECT, Verdict.MISSING})}
    called = {case.function for case in state.exam.cases if case.number in state.calls}
    return state.interface.signature(stand_in.function) is not None and bool(wrong & called & set(stand_in.needed_by))


def _adopt(state: GradingState, stand_in: StandIn, question: Question, answers: dict[int, Answer]) -> None:
    """Replace, function by function, findings that earn more points with the stand-in."""
    dependent = {case.number: answers[case.number] for name in stand_in.needed_by for case in state.cases(name)}
    repeated = judge_all(state.exam, state.interface, {**state.answers, **dependent})
    policy = state.exam.assignment.policy
    for function in stand_in.needed_by:
        keys = state.keys(function)
        before, after = (
            {key: score_piece(state.exam.piece(key), findings[key], policy).points for key in keys}
            for findings in (state.findings, repeated)
        )
        if sum(after.values()) > sum(before.values()):
            state.results.carried_forward.update(key[0] for key in keys if after[key] > before[key])
            state.findings.update({key: repeated[key] for key in keys})
            state.answers.update({case.number: answers[case.number] for case in state.cases(function)})
            state.stand_ins[function] = question.stand_ins
