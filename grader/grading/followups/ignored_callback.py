"""A function that pays no heed to the function it is given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from grader.grading.followups.state import VALUES, GradingState, Look
from grader.model import Answer, Argument, Call, Diagnosis, TableFunction


def find_ignored(heard: GradingState) -> Look[dict[str, Diagnosis]]:
    """Ask again with another table in the given function's place: whose outputs stay the same has not looked at it.

    Returns a diagnosis for each such function of the assignment, by name.
    """
    found: dict[str, Diagnosis] = {}
    for function in heard.functions(VALUES):
        numbers = [case.number for case in heard.cases(function.name)]
        if function.ignores and numbers:
            calls = tuple(_with_other_table(heard.calls[n]) for n in numbers)
            again = yield heard.again(function.name, calls, "other table")
            if all(_equal(heard.answers[n], answer) for n, answer in zip(numbers, again.answers, strict=True)):
                found[function.name] = Diagnosis(
                    code=function.ignores,
                    message="the result does not depend on the function that is given",
                    hint="Use the function that you are given, whatever it computes.",
                )
    return found


def _with_other_table(call: Call) -> Call:
    """The same call with other numbers in the table; -x - 1 is no answer that x could be taken for."""

    def other(argument: Argument) -> Argument:
        if isinstance(argument, TableFunction):
            return replace(argument, answers=tuple(-answer - 1.0 for answer in argument.answers))
        return argument

    return replace(call, arguments=tuple(map(other, call.arguments)))


def _equal(first: Answer, second: Answer) -> bool:
    pairs = list(zip(first.outputs, second.outputs, strict=False))
    return len(first.outputs) == len(second.outputs) > 0 and all(_same(a, b) for a, b in pairs)


def _same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    return bool(np.array_equal(a, b)) if isinstance(a, np.ndarray) else bool(a == b)
