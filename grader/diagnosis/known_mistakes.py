"""The assignment's own wrong formulas: does one of them give just these values?"""

from __future__ import annotations

import numpy as np

from grader.diagnosis.wrong_output import WrongOutput, evaluated
from grader.judging.judge import AnyArray
from grader.model import Case, Diagnosis, Mistake


def named_mistake(suspect: WrongOutput) -> Diagnosis | None:
    """A mistake whose formula gives what was handed in.

    A formula that gives the whole output counts before one that agrees only where this piece looks; of several of the latter kind
    nobody can say which it was.
    """
    fitting = [m for m in _of_piece(suspect) if suspect.fits(lambda f, m=m: wrong_value(m, f.case))]  # type: ignore[misc]
    exactly = [m for m in fitting if suspect.fits(lambda f, m=m: wrong_value(m, f.case), whole=True)]  # type: ignore[misc]
    if not exactly and len(fitting) != 1:
        return None
    found = (exactly or fitting)[0]
    message = f'looks like the mistake "{found.code.replace("-", " ")}"'
    return Diagnosis(code=found.code, message=message, value=f"equals {found.what}", hint=found.hint)


def _of_piece(suspect: WrongOutput) -> list[Mistake]:
    about = (suspect.part_id, suspect.piece.function, suspect.piece.output)
    return [m for m in suspect.exam.assignment.mistakes if (m.part, m.function, m.output) == about]


def wrong_value(mistake: Mistake, case: Case) -> AnyArray:
    """What a mistake makes of a case's inputs, as float64; NaN where it makes nothing."""
    value = evaluated(mistake.formula, case.inputs)
    return np.asarray(np.nan if value is None else value, dtype=np.float64)
