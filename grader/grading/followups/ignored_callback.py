"""Detect a function that ignores the function it is given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.grading.followups.state import VALUES, GradingState, Inquiry
from grader.model import Argument, Diagnosis, TableFunction, Verdict


def applies(state: GradingState) -> bool:
    """True if a function that is given another one returns wrong values."""
    return any(function.ignores and state.cases(function.name) for function in state.functions(VALUES))


def ask(state: GradingState) -> Inquiry[None]:
    """Repeat the calls with another table in place of the given function; if all outputs stay the same, it was ignored."""

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
        before = [state.answers[n].outputs for n in numbers]
        after = [answer.outputs for answer in again.answers]
        if all(
            len(old) == len(new) > 0 and all(np.array_equal(np.asarray(a), np.asarray(b)) for a, b in zip(old, new, strict=True))
            for old, new in zip(before, after, strict=True)
        ):
            wrong = [key for key in state.keys(function.name) if state.verdict(key) is not Verdict.CORRECT]
            message = "the result does not depend on the given function"
            hint = "Use the function that you are given, whatever it computes."
            state.results.add(wrong, Diagnosis(code=function.ignores, message=message, hint=hint))
