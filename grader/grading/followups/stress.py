"""Try extreme inputs and plain numbers on functions that are correct. They cost no points: a failure is a remark."""

from __future__ import annotations

import numpy as np

from grader.grading.followups.state import GradingState, Inquiry
from grader.judging.calls import calls_for
from grader.model import Call, FaultKind, Output, Question, Remark, Unfit, Verdict


def applies(state: GradingState) -> bool:
    """True if there is a correct function with extreme inputs."""
    return bool(_calls(state))


def ask(state: GradingState) -> Inquiry[None]:
    """Ask for the outputs at extreme inputs and at plain numbers; outputs that are not finite, or missing, are worth a remark."""
    calls, numbers = _calls(state), _numbers(state)
    again = yield Question(calls=(*calls.values(), *numbers))  # after all that is judged, in the same process
    why = {case.number: case.why.rpartition("; ")[2] for case in state.exam.stress_cases}  # what is extreme stands last
    failing: dict[str, str] = {}
    for (number, call), answer in zip(calls.items(), again.answers, strict=False):
        if answer.fault and answer.fault.kind is not FaultKind.RAISED:
            continue  # not run, for lack of time, or ended by a limit: that says nothing about its numbers
        if not answer.outputs or not all(map(_is_finite, answer.outputs)):
            failing.setdefault(call.function, why[number])
    if failing:
        message = (
            f"{', '.join(failing)} gave infinity or NaN on extreme inputs ({'; '.join(dict.fromkeys(failing.values()))}),"
            " which are not graded. Subtract the maximum before exp; use np.logaddexp for log sigma."
        )
        # Most correct solutions overflow somewhere, and a student who loses nothing need not read it.
        state.results.remarks.append(Remark(code="overflow", message=message, for_instructors=True))
    for call, answer in zip(numbers, again.answers[len(calls) :], strict=True):
        if answer.fault and answer.fault.kind is FaultKind.RAISED:
            message = f"{call.function} is right on arrays, but raises {answer.fault.error} on a plain number."
            state.results.remarks.append(Remark(code="fails-on-number", message=message))


def _is_finite(output: Output) -> bool:
    return output.finite if isinstance(output, Unfit) else isinstance(output, np.ndarray) and bool(np.isfinite(output).all())


def _right(state: GradingState) -> set[str]:
    wrong = {f.name for f in state.functions(set(Verdict) - {Verdict.CORRECT})}
    return {f.name for f in state.functions({Verdict.CORRECT})} - wrong - state.stand_ins.keys()


def _calls(state: GradingState) -> dict[int, Call]:
    """Calls with extreme inputs, those of one function together: each change of the function costs a request."""
    right = _right(state)
    cases = sorted((case for case in state.exam.stress_cases if case.function in right), key=lambda case: case.function)
    return calls_for(state.exam, state.interface, state.loaded, cases)


def _numbers(state: GradingState) -> list[Call]:
    """Calls with a plain number, of functions that students are used to call so."""
    right = _right(state)
    functions = [f.name for f in state.exam.assignment.functions if f.name in right and not f.gradients]
    cases = [case for name in functions for case in state.exam.usual_cases(name)]
    return [state.call(case) for case in cases if all(isinstance(value, float) for value in case.inputs.values())]
