"""Run the reference on every case and compare it with the closed forms and with finite differences of its loss."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.model import Assignment, Case, Function, NumericCheck, Part, TableFunction
from grader.numeric.differences import GradientCheck, Outcome, check_derivative, check_gradient
from grader.symbolic import Derivation, exact_outputs
from grader.validation.subjects import about

STRESS = "stress"
"""The group of cases that only the reference has to pass: extreme inputs, on which differences may be undecidable."""

CLOSE = 1e-11
"""Correct float64 code is within 1e-15 of the closed form, and loses 1e-13 at logits of 1000; grading uses 1e-9."""

SEED = 20_170
"""Seed of the directions of differences, fixed so that two validations agree."""


Result = tuple[str, float | None, bool]
"""A problem ("" for none), the largest relative error, and whether the check was decided."""


def check_part(assignment: Assignment, part: Part, cases: Sequence[Case], derivations: Sequence[Derivation]) -> NumericCheck:
    """Run all numeric checks of the functions and outputs that a part judges."""
    start = time.perf_counter()
    problems: list[str] = []
    errors: list[float] = []
    for name, outputs in judged(part).items():
        function, decided = assignment.function(name), False
        for case in (c for c in cases if c.function == function.name):
            with about(f"case {case.number} of {function.name} ({case.why})"):
                results = list(_check_case(assignment, function, outputs, case, derivations))
            for problem, error, this_decided in results:
                decided |= this_decided
                errors += [error] if error is not None else []
                problems += [f"{function.name}, {case.why}: {problem}"] if problem else []
        if not decided:
            problems.append(f"{function.name}: no check could be decided on any case")
    return NumericCheck(
        ok=not problems,
        seconds=time.perf_counter() - start,
        detail="; ".join(problems[:3]),
        max_relative_error=max(errors, default=None),
    )


def judged(part: Part) -> dict[str, set[str]]:
    """The functions of a part by name, with the outputs that it judges: all that its numeric check depends on."""
    outputs: dict[str, set[str]] = {}
    for piece in part.pieces:
        outputs.setdefault(piece.function, set()).add(piece.output)
    return outputs


def has_table(case: Case) -> bool:
    """True if an input is a table of random numbers, so that the function is no function of the other inputs."""
    return any(isinstance(value, TableFunction) for value in case.inputs.values())


def _check_case(
    assignment: Assignment, function: Function, outputs: set[str], case: Case, derivations: Sequence[Derivation]
) -> Iterator[Result]:
    problem, values = _run(function, case)
    yield problem, None, False
    if problem:
        return
    compared = [r for d in derivations if d.function == function.name for r in _against_closed_form(d, case, outputs, values)]
    yield from compared
    # A loss of losses (skip-gram) has no closed form in numbers: its slopes confirm it up to a constant, which tracing sees.
    differenced = outputs if compared else outputs | function.gradients.keys()
    for output in sorted(differenced):
        check = gradient_check(assignment, function, case, output, values[output])
        if check is not None:
            passed = check.outcome is Outcome.PASS
            excused = case.group == STRESS and check.outcome is Outcome.UNDECIDABLE
            where = "".join(f", entry {w}" for w in check.where[:2])
            errors = [probe.relative_error for probe in check.probes if probe.outcome is Outcome.PASS]
            problem = "" if passed or excused else f"differences: {check.detail}{where}"
            yield problem, max(errors, default=None) if passed else None, passed


def _run(function: Function, case: Case) -> tuple[str, dict[str, Any]]:
    """Run the reference strictly: inputs read-only, every warning an error, every output finite. Returns (problem, outputs)."""
    inputs = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in case.inputs.items()}
    for array in (value for value in inputs.values() if isinstance(value, np.ndarray)):
        array.flags.writeable = False
    try:
        with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
            warnings.simplefilter("error")
            returned = function.reference(**inputs)
    except Exception as error:  # noqa: BLE001 - any error makes the reference unsound
        return f"raises {type(error).__name__}: {error}", {}
    outputs = dict(zip(function.outputs, returned if len(function.outputs) > 1 else (returned,), strict=True))
    endless = [name for name, value in outputs.items() if not np.all(np.isfinite(value))]
    return (f"{', '.join(endless)} is not finite" if endless else ""), outputs


def _against_closed_form(derivation: Derivation, case: Case, outputs: set[str], values: dict[str, Any]) -> Iterator[Result]:
    """Compare the judged outputs with their closed forms, computed to 500 digits.

    Errors are shares of the largest entry; what float64 cannot hold (5e-435 where logits are 1000) may be zero.
    """
    exact: dict[str, dict[tuple[int, ...], Any]] = {}
    for output, at, value in exact_outputs(derivation, case.inputs):
        exact.setdefault(output, {})[at] = value
    for output in sorted(outputs & exact.keys()):
        entries, array = exact[output], np.asarray(values[output])
        least = 1.0 if () in entries else float(np.finfo(np.float64).tiny)
        scale = max(least, *(abs(value) for value in entries.values()))
        error = float(max(abs(array[at] - value) for at, value in entries.items()) / scale)
        yield "" if error <= CLOSE else f"{output} is off the closed form by {error:.1e}", error, True


def gradient_check(assignment: Assignment, function: Function, case: Case, output: str, value: Any) -> GradientCheck | None:
    """Check by differences whether `value` is the gradient that `output` should be; None if there is nothing to difference."""
    rng = np.random.default_rng(SEED)
    if function.derivative_of:
        primitive = assignment.function(function.derivative_of).reference
        (x,) = case.inputs.values()
        return check_derivative(primitive, lambda _: value, x, rng=rng)
    wrt = function.gradients.get(output)
    if wrt is None or has_table(case):
        return None

    def loss(array: Any) -> Any:
        return function.reference(**{**case.inputs, wrt: array})[function.outputs.index("loss")]

    return check_gradient(loss, [case.inputs[wrt]], [value], rng=rng)
