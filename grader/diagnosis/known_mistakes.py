"""Wrong formulas that somebody thought of: those of the assignment, and calls of a given function with wrong arguments."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from grader.diagnosis.wrong_output import WrongOutput, evaluated
from grader.judging.exam import AnyArray
from grader.judging.findings import Finding
from grader.model import Case, Diagnosis, Mistake, TableFunction


def named_mistake(output: WrongOutput) -> Diagnosis | None:
    """A mistake of the assignment whose formula equals the output.

    A formula that equals the whole output wins over one that agrees only in the judged entries. If several of the latter kind
    agree, nobody can say which it was.
    """
    mistakes = fitting(output)
    exact = [m for m in mistakes if equals_whole(output, m)]
    if not exact and len(mistakes) != 1:
        return None
    mistake = (exact or mistakes)[0]
    return Diagnosis(
        code=mistake.code,
        message=f"looks like a known mistake: {mistake.code}",
        value=f"equals {mistake.what}",
        hint=mistake.hint,
    )


def fitting(output: WrongOutput) -> list[Mistake]:
    """The mistakes of the part whose formulas equal the output in the judged entries."""
    mistakes = [m for m in output.declared(output.exam.assignment.mistakes) if m.part == output.part_id]
    return [m for m in mistakes if output.equals(lambda f, m=m: wrong_value(m, f.case))]  # type: ignore[misc]


def equals_whole(output: WrongOutput, mistake: Mistake) -> bool:
    """True if the formula of a mistake equals all of the output."""
    return output.equals(lambda f: wrong_value(mistake, f.case), whole=True)


@lru_cache(maxsize=8192)  # all mistakes of one function on its cases: a class is compared with the same values
def wrong_value(mistake: Mistake, case: Case) -> AnyArray:
    """The value of a mistake's formula on a case, as float64; NaN if it has none. The array is read-only."""
    value = evaluated(mistake.formula, case.inputs)
    array = np.array(np.nan if value is None else value, dtype=np.float64)
    array.flags.writeable = False
    return array


def wrong_arguments(output: WrongOutput) -> Diagnosis | None:
    """The result of a function that calls the table it gets with wrong arrays: it adds up nothing but stray answers."""
    if not any(isinstance(value, TableFunction) for value in output.findings[0].case.inputs.values()):
        return None

    def all_stray(finding: Finding) -> AnyArray:
        inputs = {
            # a table without keys answers every call with its last, stray row
            name: replace(value, keys=(), answers=tuple(a[-1:] for a in value.answers))
            if isinstance(value, TableFunction)
            else value
            for name, value in finding.case.inputs.items()
        }
        function = output.exam.assignment.function(output.piece.function)
        return np.asarray(function.evaluate(inputs)[output.piece.output], dtype=np.float64)

    if not output.equals(all_stray):
        return None
    message, hint = (
        "the given function is called with wrong arguments",
        "Which vector, index and matrix belong to a pair of words?",
    )
    return Diagnosis(code="wrong-arguments", message=message, hint=hint)
