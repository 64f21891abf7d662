"""Was the gradient derived, or was the loss differenced? The box finds difference quotients in the source; here they are tried.

That a quotient stands in a file proves nothing: it may be a check that its author left in. So the same calls are asked of the
same program with wider steps. What was derived stays as it is; what was differenced changes, and does so for any other step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.diagnosis import numerical
from grader.grading.followups.state import GradingState, Look
from grader.model import Answer, Case, Function

FAR, NEAR = 1e3, 2.0
"""Steps of 1e-2 to 1e-8 become so wide that no quotient stays what it was. Twice the step changes a quotient too, and is no cause
for a check of the gradient to fail: what a program returns where its check fails says nothing of what it returned here."""

VISIBLE = 1e-12
"""Share of the largest entry. A check that moves its input and back leaves a rounding error behind; a quotient whose steps are
a thousand times as wide changes by far more."""

ENOUGH = 3
"""Cases of each function that are asked again: on one, something may be symmetric."""

Differenced = frozenset[tuple[str, str]]
"""Outputs, as function and name."""


def find_differences(heard: GradingState) -> Look[Differenced]:
    """The outputs that depend on the step of a difference quotient."""
    found: set[tuple[str, str]] = set()
    for function in heard.exam.assignment.functions:
        cases = heard.cases(function.name)[:ENOUGH]
        if cases and _may_be_differenced(heard, function):
            far = yield from _changed(heard, function, cases, FAR, VISIBLE)
            near = (yield from _changed(heard, function, cases, NEAR, 0.0)) if far else set()
            # A program that answers differently anyhow (an order of hashes, a clock) has shown nothing.
            same = (yield from _changed(heard, function, cases, 1.0, 0.0)) if near else set()
            found |= {(function.name, output) for output in (far & near) - same}
    return frozenset(found)


def _may_be_differenced(heard: GradingState, function: Function) -> bool:
    signature = heard.interface.signature(function.name)
    return signature is not None and signature.name in heard.loaded.differences and bool(_derivatives(function))


def _derivatives(function: Function) -> frozenset[str]:
    """The outputs that should have been derived."""
    return frozenset(function.outputs if function.derivative_of else function.gradients)


def _changed(heard: GradingState, function: Function, cases: Sequence[Case], factor: float, least: float) -> Look[set[str]]:
    """The derivatives that differ by more than `least` in a fresh process whose steps are `factor` times as wide."""
    question = heard.again(function.name, (heard.calls[case.number] for case in cases), f"steps times {factor:g}")
    again = yield replace(question, step_factor=factor)
    found: set[str] = set()
    for case, answer in zip(cases, again.answers, strict=True):
        found |= _others(function, heard.answers[case.number], answer, least)
    return found


def _others(function: Function, before: Answer, after: Answer, least: float) -> set[str]:
    """The derivatives that differ. An answer that did not come says nothing: a check that fails may raise."""
    due = len(function.outputs)
    if before.fault or after.fault or len(before.outputs) != due or len(after.outputs) != due:
        return set()
    pairs = zip(function.outputs, before.outputs, after.outputs, strict=True)
    return {name for name, old, new in pairs if name in _derivatives(function) and _differ(old, new, least)}


def _differ(old: object, new: object, least: float) -> bool:
    if not (isinstance(old, np.ndarray) and isinstance(new, np.ndarray)):
        return False
    if old.shape != new.shape or not (np.all(np.isfinite(old)) and np.all(np.isfinite(new))):
        return not np.array_equal(old, new, equal_nan=old.dtype.kind == new.dtype.kind == "f")
    distance = np.abs(new.astype(np.float64) - old.astype(np.float64)).max(initial=0.0)
    return bool(distance > least * np.abs(old).max(initial=0.0))


def applies(state: GradingState) -> bool:
    """True if the submission has written a function that has a derivative."""
    return any(state.cases(f.name) and (f.gradients or f.derivative_of) for f in state.exam.assignment.functions)


def ask(state: GradingState) -> Look[None]:
    """Record every output that was differenced; right values count as wrong then."""
    state.results.differenced.update((yield from find_differences(state)))
    diagnosis = numerical("the result depends on the step of a difference quotient")
    for function, output in state.results.differenced:
        state.results.add(state.keys(function, output), diagnosis)
