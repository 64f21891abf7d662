"""Questions that only some submissions raise: each is asked where the first answers leave something open."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grader.grading.asking import Findings, calls_for, judge_all, piece_of, points_of
from grader.grading.exam import Exam
from grader.grading.score import piece_verdict
from grader.model import (
    Answer,
    Answers,
    Argument,
    Call,
    Diagnosis,
    Function,
    Interface,
    Loaded,
    Question,
    Remark,
    StandIn,
    TableFunction,
    Verdict,
)

Look = Generator[Question, Answers, Any]
Calls = Mapping[int, Call]
Heard = Mapping[int, Answer]


# --- carried forward: a wrong sigmoid is paid for once ----------------------------------------------------------------------


def carry_forward(exam: Exam, interface: Interface, calls: Calls, answers: Heard, findings: Findings) -> Look:
    """Judge again, with a correct function in place of the student's, what leans on it and is wrong.

    In a process of its own, in which nothing else is judged. Takes over into `findings`, function by function, what is better;
    returns the parts that are.
    """
    carried: set[str] = set()
    for stand_in in exam.assignment.stand_ins:
        question = _with_stand_in(exam, interface, stand_in, calls, findings)
        if question is not None:
            again = yield question
            numbers = [n for n, call in calls.items() if call in question.calls]
            retried = {**answers, **dict(zip(numbers, again.answers, strict=True))}
            carried |= _adopt(exam, stand_in, findings, judge_all(exam, interface, retried))
    return carried


def _with_stand_in(exam: Exam, interface: Interface, stand_in: StandIn, calls: Calls, findings: Findings) -> Question | None:
    """The calls to repeat; None where nothing that leans on the function is wrong."""
    signature = interface.signature(stand_in.function)
    spared = (Verdict.CORRECT, Verdict.MISSING)
    wrong = {piece_of(exam, key).function for key in findings if piece_verdict(findings[key]) not in spared}
    names = {s.name for f in wrong & set(stand_in.needed_by) if (s := interface.signature(f)) is not None}
    again = tuple(call for call in calls.values() if call.function in names)
    if signature is None or not again:
        return None
    return Question(calls=again, process=f"stand-in {signature.name}", stand_ins={signature.name: stand_in.source})


def _adopt(exam: Exam, stand_in: StandIn, findings: Findings, retried: Findings) -> set[str]:
    """Take over, function by function, what is better with the stand-in. Returns the parts that are better for it."""
    carried = set()
    for function in stand_in.needed_by:
        keys = [key for key in findings if piece_of(exam, key).function == function]
        better = {key for key in keys if points_of(exam, key, retried) > points_of(exam, key, findings)}
        if sum(points_of(exam, k, retried) for k in keys) > sum(points_of(exam, k, findings) for k in keys):
            carried |= {key[0] for key in better}
            findings.update({key: retried[key] for key in keys})
    return carried


# --- a function that pays no heed to the function it is given ---------------------------------------------------------------


def find_ignored(exam: Exam, calls: Calls, answers: Heard, findings: Findings) -> Look:
    """Ask again with another table in the given function's place: whose outputs stay the same has not looked at it.

    Returns a diagnosis for each such function of the assignment, by name.
    """
    found: dict[str, Diagnosis] = {}
    for function in exam.assignment.functions:
        numbers = [c.number for c in exam.cases if c.function == function.name and c.number in calls]
        if function.ignores and numbers and _is_wrong(exam, function, findings):
            again = yield Question(
                calls=tuple(_with_other_table(calls[n]) for n in numbers), process=f"other table {function.name}"
            )
            if all(_equal(answers[n], answer) for n, answer in zip(numbers, again.answers, strict=True)):
                found[function.name] = Diagnosis(
                    code=function.ignores,
                    message="the result does not depend on the function that is given",
                    hint="Use the function that you are given, whatever it computes.",
                )
    return found


def _is_wrong(exam: Exam, function: Function, findings: Findings) -> bool:
    return any(
        piece_of(exam, key).function == function.name and piece_verdict(found) in (Verdict.INCORRECT, Verdict.PARTIAL)
        for key, found in findings.items()
    )


def _with_other_table(call: Call) -> Call:
    """The same call with other numbers in the table; -x - 1 is no answer that x could be taken for."""

    def other(argument: Argument) -> Argument:
        if isinstance(argument, TableFunction):
            return replace(argument, answers=tuple(-answer - 1.0 for answer in argument.answers))
        return argument

    return replace(call, arguments=tuple(map(other, call.arguments)))


def _equal(first: Answer, second: Answer) -> bool:
    pairs = zip(first.outputs, second.outputs, strict=False)
    same: Callable[[Any, Any], bool] = lambda a, b: a == b if not isinstance(a, np.ndarray) else np.array_equal(a, b)  # noqa: E731
    return len(first.outputs) == len(second.outputs) > 0 and all(type(a) is type(b) and same(a, b) for a, b in pairs)


# --- extreme inputs, which cost nothing -------------------------------------------------------------------------------------


def look_at_extremes(exam: Exam, interface: Interface, loaded: Loaded, findings: Findings) -> Look:
    """Put the gate's inputs to functions that are right: what is not finite there is worth a remark, never a point."""
    wrong = {piece_of(exam, key).function for key, found in findings.items() if piece_verdict(found) is not Verdict.CORRECT}
    judged = {piece_of(exam, key).function for key in findings}
    cases = [case for case in exam.gate if case.function in judged - wrong]
    calls = calls_for(exam, interface, loaded, cases)
    if not calls:
        return ()
    heard = yield Question(calls=tuple(calls.values()))  # after all that is judged, in the same process
    why = {case.number: case.why for case in cases}
    first: dict[str, str] = {}
    for (number, call), answer in zip(calls.items(), heard.answers, strict=True):
        if not _finite(answer):
            first.setdefault(call.function, why[number])
    return tuple(
        Remark(code="overflow", message=f"{name} fails on extreme inputs ({text}); such inputs are not graded.")
        for name, text in first.items()
    )


def _finite(answer: Answer) -> bool:
    return bool(answer.outputs) and all(isinstance(o, np.ndarray) and np.all(np.isfinite(o)) for o in answer.outputs)
