"""Carried forward: a wrong sigmoid is paid for once."""

from __future__ import annotations

from grader.grading.followups.state import GradingState, Look
from grader.judging.calls import judge_all, points_of
from grader.model import Answer, Question, StandIn, Verdict


def carry_forward(heard: GradingState) -> Look[dict[str, str]]:
    """Judge again, with a correct function in place of the student's, what leans on it and is wrong.

    In a process of its own, in which nothing else is judged; but everything is asked again that was asked before, in the same
    order: what a program remembers of other calls is no fault of its sigmoid, and must not be mended with it. Takes over into the
    findings, function by function, what is better; returns the parts that are, each with the function that was replaced.
    """
    carried: dict[str, str] = {}
    for stand_in in heard.exam.assignment.stand_ins:
        question = _with_stand_in(heard, stand_in)
        if question is not None:
            again = yield question
            better = _adopt(heard, stand_in, question, dict(zip(heard.calls, again.answers, strict=True)))
            carried |= dict.fromkeys(better, next(iter(question.stand_ins)))
    return carried


def _with_stand_in(heard: GradingState, stand_in: StandIn) -> Question | None:
    """The exam once more; None where nothing that leans on the function is wrong."""
    signature = heard.interface.signature(stand_in.function)
    wrong = {f.name for f in heard.functions(set(Verdict) - {Verdict.CORRECT, Verdict.MISSING})}
    there = {case.function for case in heard.exam.cases if case.number in heard.calls}
    if signature is None or not wrong & there & set(stand_in.needed_by):
        return None
    calls = tuple(heard.calls.values())
    return Question(calls=calls, process=f"stand-in {signature.name}", stand_ins={signature.name: stand_in.source})


def _adopt(heard: GradingState, stand_in: StandIn, question: Question, answers: dict[int, Answer]) -> set[str]:
    """Take over, function by function, what is better with the stand-in. Returns the parts that are better for it."""
    leaning = {case.number for name in stand_in.needed_by for case in heard.cases(name)}
    retried = judge_all(heard.exam, heard.interface, {**heard.answers, **{n: a for n, a in answers.items() if n in leaning}})
    carried = set()
    for function in stand_in.needed_by:
        keys = heard.keys(function)
        before, after = ({key: points_of(heard.exam, key, found) for key in keys} for found in (heard.findings, retried))
        if sum(after.values()) > sum(before.values()):
            carried |= {key[0] for key in keys if after[key] > before[key]}
            heard.findings.update({key: retried[key] for key in keys})
            heard.answers.update({case.number: answers[case.number] for case in heard.cases(function)})
            heard.stand_ins[function] = question.stand_ins
    return carried
