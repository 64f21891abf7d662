"""The reference in numbers, on every case: sound, what the derivation says, and its gradients are those of its loss."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from grader.model import Assignment, Case, Function, NumericCheck, Part, TableFunction
from grader.numeric import GradientCheck, Outcome, check_derivative, check_gradient
from grader.symbolic import Derivation, exact_outputs

STRESS = "stress"
"""The group of cases that only the reference has to pass: extreme inputs, where differences may be unable to decide."""

CLOSE = 1e-11
"""Right float64 code was seen within 1e-15 of the closed form, and loses 1e-13 at logits of 1000; graded is 1e-9."""

SEED = 20_170
"""Of the directions in which differences are taken: a validation says the same twice."""


def check_part(assignment: Assignment, part: Part, cases: Sequence[Case], derivations: Sequence[Derivation]) -> NumericCheck:
    """All numeric checks of the functions and outputs that a part judges."""
    start = time.perf_counter()
    problems: list[str] = []
    errors: list[float] = []
    for name, outputs in judged(part).items():
        function, passed = assignment.function(name), 0
        for case in (c for c in cases if c.function == function.name):
            for problem, error, decided in _check_case(assignment, function, outputs, case, derivations):
                passed += decided
                errors += [error] if error is not None else []
                problems += [f"{function.name}, {case.why}: {problem}"] if problem else []
        if not passed:
            problems.append(f"{function.name}: no check could be decided on any case")
    return NumericCheck(
        ok=not problems,
        seconds=time.perf_counter() - start,
        detail="; ".join(problems[:3]),
        max_relative_error=max(errors, default=None),
    )


def judged(part: Part) -> dict[str, set[str]]:
    """The functions of a part, by name, with the outputs that it judges: all that a numeric check depends on."""
    found: dict[str, set[str]] = {}
    for piece in part.pieces:
        found.setdefault(piece.function, set()).add(piece.output)
    return found


Finding = tuple[str, float | None, bool]
"""What is wrong ("" if nothing), the largest relative error seen, and whether anything could be decided."""


def _check_case(
    assignment: Assignment, function: Function, outputs: set[str], case: Case, derivations: Sequence[Derivation]
) -> Iterator[Finding]:
    problem, values = _run(function, case)
    yield problem, None, False
    if problem:
        return
    compared = [f for d in derivations if d.function == function.name for f in _against_closed_form(d, case, outputs, values)]
    yield from compared
    # A loss of losses (skip-gram) has no closed form in numbers: its slopes vouch for it, but for a constant, which tracing sees.
    differenced = outputs if compared else outputs | function.gradients.keys()
    for output in sorted(differenced):
        check = gradient_check(assignment, function, case, output, values[output])
        if check is not None:
            yield _read(check, case)


def _run(function: Function, case: Case) -> tuple[str, dict[str, Any]]:
    """Run the reference as a strict teacher would: inputs read-only, every warning an error, every output finite."""
    inputs = {name: _read_only(value) for name, value in case.inputs.items()}
    try:
        with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
            warnings.simplefilter("error")
            returned = function.reference(**inputs)
    except Exception as error:  # noqa: BLE001 - whatever the reference raises, it is no reference
        return f"raises {type(error).__name__}: {error}", {}
    outputs = dict(zip(function.outputs, returned if len(function.outputs) > 1 else (returned,), strict=True))
    endless = [name for name, value in outputs.items() if not np.all(np.isfinite(value))]
    return (f"{', '.join(endless)} is not finite" if endless else ""), outputs


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value = value.copy()
        value.flags.writeable = False
    return value


def _against_closed_form(derivation: Derivation, case: Case, outputs: set[str], values: dict[str, Any]) -> Iterator[Finding]:
    """Compare the judged outputs with their closed forms, worked out to 500 digits."""
    exact: dict[str, dict[tuple[int, ...], Any]] = {}
    for output, at, value in exact_outputs(derivation, case.inputs):
        exact.setdefault(output, {})[at] = value
    for output in sorted(outputs & exact.keys()):
        error = _distance(np.asarray(values[output]), exact[output])
        yield "" if error <= CLOSE else f"{output} is off the closed form by {error:.1e}", error, True


def _distance(array: Any, exact: dict[tuple[int, ...], Any]) -> float:
    """The largest error as a share of the largest entry; what float64 cannot hold (5e-435 where logits are 1000) may be zero."""
    least = 1.0 if () in exact else float(np.finfo(np.float64).tiny)
    scale = max(least, *(abs(value) for value in exact.values()))
    return float(max(abs(array[at] - value) for at, value in exact.items()) / scale)


def gradient_check(assignment: Assignment, function: Function, case: Case, output: str, value: Any) -> GradientCheck | None:
    """Whether `value` is the gradient that `output` should be, by differences; None where there is nothing to difference."""
    rng = np.random.default_rng(SEED)
    if function.derivative_of:
        primitive = assignment.function(function.derivative_of).reference
        (x,) = case.inputs.values()
        return check_derivative(primitive, lambda _: value, x, rng=rng)
    wrt = function.gradients.get(output)
    if wrt is None or any(isinstance(v, TableFunction) for v in case.inputs.values()):
        return None  # a loss; or skip-gram on a table of numbers, which is no function of the vectors
    return check_gradient(_loss(function, case, wrt), [case.inputs[wrt]], [value], rng=rng)


def _loss(function: Function, case: Case, wrt: str) -> Callable[[Any], Any]:
    return lambda array: function.reference(**{**case.inputs, wrt: array})[function.outputs.index("loss")]


def _read(check: GradientCheck, case: Case) -> Finding:
    """A graded case must be decided; where stress inputs are extreme, a loss may not show its gradient."""
    passed = check.outcome is Outcome.PASS
    excused = case.group == STRESS and check.outcome is Outcome.UNDECIDABLE
    where = "".join(f", entry {w}" for w in check.where[:2])
    problem = "" if passed or excused else f"differences: {check.detail}{where}"
    errors = [probe.relative_error for probe in check.probes if probe.outcome is Outcome.PASS]
    return problem, max(errors, default=None) if passed else None, passed
