"""Was the gradient derived, or was the loss differenced? The box finds difference quotients in the source; here they are tried.

That a quotient stands in a file proves nothing: it may be a check that its author left in. So the same calls are asked of the
same program with wider steps. What was derived stays as it is, to the last digit; what was differenced changes.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from grader.grading.looks.look import Heard, Look
from grader.model import Answer, Function

FACTORS = (1e3, 1e6, 1e18)
"""Steps of 1e-2 to 1e-20 (a complex step can be that small) all become so large that the quotient is visibly another."""

CHANGED = 1e-11
"""Share of the largest entry. A second run of the same derived formula gives the same bits; 1e-13 is what another order of
summation would make of it, and the best differences that are in use change by far more."""

ENOUGH = 2
"""Cases of each function that are asked again: one may be symmetric."""


def find_differences(heard: Heard) -> Look[frozenset[tuple[str, str]]]:
    """The outputs, as function and name, that depend on the step of a difference quotient."""
    found: set[tuple[str, str]] = set()
    suspects = [f for f in heard.exam.assignment.functions if _may_be_differenced(heard, f)]
    for function, factor in product(suspects, FACTORS):
        if found >= {(function.name, output) for output in _derivatives(function)}:
            continue
        cases = heard.cases(function.name)[:ENOUGH]
        question = heard.again(function.name, (heard.calls[case.number] for case in cases), f"steps {factor:g} times as wide")
        again = yield replace(question, step_factor=factor)
        for case, answer in zip(cases, again.answers, strict=True):
            found |= {(function.name, output) for output in _changed(function, heard.answers[case.number], answer)}
    return frozenset(found)


def _may_be_differenced(heard: Heard, function: Function) -> bool:
    signature = heard.interface.signature(function.name)
    return signature is not None and signature.name in heard.loaded.differences and bool(_derivatives(function))


def _derivatives(function: Function) -> frozenset[str]:
    """The outputs that should have been derived."""
    return frozenset(function.outputs if function.derivative_of else function.gradients)


def _changed(function: Function, before: Answer, after: Answer) -> set[str]:
    """The derivatives that are others now. An answer that did not come says nothing: a check that fails may raise."""
    due = len(function.outputs)
    if before.fault or after.fault or len(before.outputs) != due or len(after.outputs) != due:
        return set()
    pairs = zip(function.outputs, before.outputs, after.outputs, strict=True)
    return {name for name, old, new in pairs if name in _derivatives(function) and _differ(old, new)}


def _differ(old: object, new: object) -> bool:
    if not (isinstance(old, np.ndarray) and isinstance(new, np.ndarray)):
        return False
    if old.shape != new.shape:
        return True
    with np.errstate(all="ignore"):
        distance = np.abs(np.asarray(new, np.complex128) - np.asarray(old, np.complex128)).max(initial=0.0)
        return not distance <= CHANGED * np.abs(old).max(initial=0.0)
