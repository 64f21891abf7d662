"""Extreme inputs, which cost nothing."""

from __future__ import annotations

import numpy as np

from grader.grading.followups.state import GradingState, Look
from grader.judging.calls import calls_for
from grader.model import Answer, Question, Remark, Verdict


def look_at_extremes(heard: GradingState) -> Look[tuple[Remark, ...]]:
    """Put stress inputs to functions that are right: what is not finite there is worth a remark, never a point."""
    wrong = {f.name for f in heard.functions(set(Verdict) - {Verdict.CORRECT})}
    right = {f.name for f in heard.functions([Verdict.CORRECT])} - wrong - heard.stand_ins.keys()
    cases = [case for case in heard.exam.stress_cases if case.function in right]
    calls = calls_for(heard.exam, heard.interface, heard.loaded, cases)
    if not calls:
        return ()
    again = yield Question(calls=tuple(calls.values()))  # after all that is judged, in the same process
    why = {case.number: case.why for case in cases}
    first: dict[str, str] = {}
    for (number, call), answer in zip(calls.items(), again.answers, strict=True):
        if not _finite(answer):
            first.setdefault(call.function, why[number])
    if not first:
        return ()
    message = (
        f"{', '.join(first)} gave infinity or NaN on extreme inputs ({'; '.join(dict.fromkeys(first.values()))}),"
        " which are not graded. Subtract the maximum before exp; use np.logaddexp for log sigma."
    )
    # Every plain right solution overflows somewhere: a student who has nothing to mend need not read it.
    return (Remark(code="overflow", message=message, for_instructors=True),)


def _finite(answer: Answer) -> bool:
    return bool(answer.outputs) and all(isinstance(o, np.ndarray) and np.all(np.isfinite(o)) for o in answer.outputs)
