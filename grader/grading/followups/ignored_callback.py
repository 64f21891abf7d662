"""Detect a function that ignores the function it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.grading.followups.state import VALUES, GradingState, Inquiry
from grader.model import Argument, Diagnosis, Output, TableFunction, Verdict


def applies(state: GradingState) -> bool:
    """True if a function that is given another one returns wrong values."""
    return any(function.ignores and state.cases(function.name) for function in state.functions(VALUES))


def ask(state: GradingState) -> Inquiry[None]:
    """Repeat the calls with other answers of the given function; if none of the outputs changes, it was ignored.

    Of two functions that are given in turn, one may be ignored: a program that always calls the same one is right wherever that
    one is given.
    """

    def other(argument: Argument) -> Argument:
        if isinstance(argument, TableFunction):  # no value x equals -x - 1 by mistake
            return replace(argument, answers=tuple(-answer - 1.0 for answer in argument.answers))
        return argument

    for function in state.functions(VALUES):
        numbers = [case.number for case in state.cases(function.name)]
        if not function.ignores or not numbers:
            continue
        calls = [replace(state.calls[n], arguments=tuple(map(other, state.calls[n].arguments))) for n in numbers]
        again = yield state.again(function.name, calls, "other table")
        ignored: dict[str, bool] = {}  # by the name under which it is given
        for number, call, answer in zip(numbers, calls, again.answers, strict=True):
            name = next((argument.name for argument in call.arguments if isinstance(argument, TableFunction)), "")
            ignored[name] = ignored.get(name, True) and _same(state.answers[number].outputs, answer.outputs)
        if any(ignored.values()):
            wrong = [key for key in state.keys(function.name) if state.verdict(key) is not Verdict.CORRECT]
            names = "" if all(ignored.values()) else f" where that is {' or '.join(name for name in ignored if ignored[name])}"
            message = f"the result does not depend on the given function{names}"
            hint = "Use the function that you are given, whatever it computes."
            state.results.add(wrong, Diagnosis(code=function.ignores, message=message, hint=hint))


def _same(before: Sequence[Output], after: Sequence[Output]) -> bool:
    """True if there are outputs, and all of them are equal."""
    pairs = zip(before, after, strict=False)
    return len(before) == len(after) > 0 and all(np.array_equal(np.asarray(a), np.asarray(b)) for a, b in pairs)
