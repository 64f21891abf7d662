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
    """Repeat the wrong calls with other answers of the given function; if all outputs stay the same, it was ignored.

    Calls that are right say nothing: a function that always calls the same one of two is right wherever that one is given.
    """

    def other(argument: Argument) -> Argument:
        if isinstance(argument, TableFunction):  # no value x equals -x - 1 by mistake
            return replace(argument, answers=tuple(-answer - 1.0 for answer in argument.answers))
        return argument

    for function in state.functions(VALUES):
        keys = [key for key in state.keys(function.name) if state.verdict(key) is not Verdict.CORRECT]
        wrong = {f.case.number for key in keys for f in state.findings[key] if f.verdict is not Verdict.CORRECT}
        numbers = [case.number for case in state.cases(function.name) if case.number in wrong]
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
            message = "the result does not depend on the given function"
            hint = "Use the function that you are given, whatever it computes."
            state.results.add(keys, Diagnosis(code=function.ignores, message=message, hint=hint))
