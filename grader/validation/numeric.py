"""Run the reference on every case and compare it with the closed forms and with finite differences of its loss."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.model import Assignment, Case, Function, NumericCheck, Part, TableFunction
from grader.numeric.differences import GradientCheck, Outcome, Reason, check_derivative, check_gradient
from grader.symbolic import Derivation, Exact, exact_outputs, told
from grader.validation.sizes import named_sizes, of_every_size
from grader.validation.subjects import about

STRESS = "stress"
"""The group of cases that only the reference has to pass: extreme inputs, on which differences may be undecidable."""

UNIT = 2.0**-53
"""The rounding error of float64."""

ROUNDINGS = 16
"""Rounding errors of the closed form, evaluated step by step, that code may have. Right code had up to 3.5 of them (15 seeds of
both built-in assignments; 3.5 for a sum of losses, otherwise 2.8 at sigma(-30)); 1 - sigma(30) for sigma(-30) has 10^11."""

COMMON = 8
"""Rounding errors of the largest entry that every entry may have on graded inputs, where 0.5 * (1 + tanh(x/2)) is a good sigmoid.
On stress cases each entry has to keep its own digits."""

NEGLIGIBLE = 1e-100
"""Added to what random inputs allow: beyond a guard at 500 a probability of e^-800 may be e^-500."""

RAISES = "raises "

TINY = float(np.finfo(np.float64).tiny)
"""What float64 cannot hold (5e-435 where logits are 1000) may be 0."""

APART = 1e-6
"""A directional derivative that is further from the measured one, by this share of the largest entry and 10 bars, is wrong."""

SEED = 20_170
"""Seed of the directions of differences, fixed so that two validations agree."""


@dataclass(frozen=True, slots=True)
class _Tally:
    """What the checks of one function found: problems, relative errors, outputs that were compared and that were differenced."""

    function: str
    problems: list[str] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    compared: set[str] = field(default_factory=set)
    differenced: set[str] = field(default_factory=set)

    def add(self, why: str, problem: str) -> None:
        """A problem; "" is none."""
        if problem:
            self.problems.append(f"{self.function}, {why}: {problem}")


def check_part(assignment: Assignment, part: Part, cases: Sequence[Case], derivations: Sequence[Derivation]) -> NumericCheck:
    """Run all numeric checks of the functions and outputs that a part judges."""
    start = time.perf_counter()
    tallies = [
        _check_function(
            assignment,
            assignment.function(name),
            outputs,
            [case for case in cases if case.function == name],
            [derivation for derivation in derivations if derivation.function == name],
        )
        for name, outputs in judged(part).items()
    ]
    problems = [problem for tally in tallies for problem in tally.problems]
    return NumericCheck(
        ok=not problems,
        seconds=time.perf_counter() - start,
        detail="; ".join(problems[:3]),
        max_relative_error=max((error for tally in tallies for error in tally.errors), default=None),
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


def unchecked(assignment: Assignment, derivations: Sequence[Derivation]) -> Iterator[str]:
    """Outputs that are gradients, or of which nothing is said, and that no finite differences would check."""
    for function in assignment.functions:
        claims = [claim for d in derivations if d.function == function.name for claim in d.claims]
        slopes = {claim.output for claim in claims if claim.of is not None}
        values = {claim.output for claim in claims if claim.of is None} | {"loss"}
        for output in function.outputs:
            is_gradient = output in slopes or ("loss" in function.outputs and output not in values)
            if is_gradient and output not in function.derivatives:
                yield f"output {output} of {function.name} is checked by no differences: name its input in `gradients`"
            elif is_gradient and not function.derivative_of and "loss" not in function.outputs:
                yield f"output {output} of {function.name} is checked by no differences: the function does not return the loss"


def _check_function(
    assignment: Assignment, function: Function, outputs: set[str], cases: Sequence[Case], derivations: Sequence[Derivation]
) -> _Tally:
    tally = _Tally(function.name)
    answers = [_run(function, case) for case in cases]
    for case, (problem, values) in zip(cases, answers, strict=True):
        tally.add(case.why, problem)
        if problem:
            continue
        with about(f"case {case.number} of {function.name} ({case.why})"):
            for derivation in derivations:
                _compare(derivation, case, outputs, values, tally)
            # A loss that has no closed form in numbers is confirmed by its slopes, up to a constant.
            for output in sorted(outputs if tally.compared else outputs | function.gradients.keys()):
                _difference(assignment, function, case, output, values[output], tally)
    for case, answer in zip(
        reversed(cases), reversed(answers), strict=True
    ):  # in another order, which a call counter would notice
        if not answer[0] and not _same(answer[1], _run(function, case)[1]):
            tally.add(case.why, "a second call with the same inputs returns something else")
    for derivation in derivations:
        _check_sizes(function, derivation, outputs, tally)
    if not tally.compared | tally.differenced:
        tally.problems.append(f"{function.name}: no check could be decided on any case")
    for output in sorted(outputs & function.derivatives - tally.differenced):
        tally.problems.append(f"{function.name}: no check of {output} by differences could be decided on any case")
    return tally


def _run(function: Function, case: Case) -> tuple[str, dict[str, Any]]:
    """Run the reference strictly: inputs read-only, every warning an error, every output float64 and finite.

    Returns (problem, outputs).
    """
    inputs = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in case.inputs.items()}
    for array in (value for value in inputs.values() if isinstance(value, np.ndarray)):
        array.flags.writeable = False
    try:
        with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
            warnings.simplefilter("error")
            returned = function.reference(**inputs)
        values = returned if len(function.outputs) > 1 else (returned,)
        if not isinstance(values, tuple | list) or len(values) != len(function.outputs):
            return f"does not return the {len(function.outputs)} outputs {', '.join(function.outputs)}", {}
        outputs = {name: np.asarray(value) for name, value in zip(function.outputs, values, strict=True)}
    except (Exception, SystemExit) as error:  # noqa: BLE001 - any error makes the reference unsound
        return f"{RAISES}{told(error)}", {}
    if strange := [f"{name} ({v.dtype})" for name, v in outputs.items() if v.dtype.kind not in "biu" and v.dtype != float]:
        return f"{', '.join(strange)} is not float64", {}
    endless = [name for name, value in outputs.items() if not np.all(np.isfinite(value))]
    return (f"{', '.join(endless)} is not finite" if endless else ""), outputs


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(one[name].tobytes() == other[name].tobytes() for name in one)


@lru_cache(maxsize=512)
def _exact(derivation: Derivation, case: Case) -> dict[str, Exact]:
    return exact_outputs(derivation, case.inputs)


def _compare(derivation: Derivation, case: Case, outputs: set[str], values: dict[str, Any], tally: _Tally) -> None:
    """Compare the judged outputs with their closed forms in high precision, entry by entry."""
    try:
        exact = _exact(derivation, case)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # an author's formula, or a function among the inputs
        tally.add(case.why, f"the closed forms have no value: {told(error)}")
        return
    for output in sorted(outputs & exact.keys()):
        if values[output].shape != exact[output].value.shape:
            tally.add(case.why, f"{output} has shape {values[output].shape} instead of {exact[output].value.shape}")
            continue
        tally.compared.add(output)
        problem, relative = _off(output, values[output], exact[output], common=0 if case.group == STRESS else COMMON)
        tally.add(case.why, problem)
        tally.errors.append(relative)


def _off(output: str, actual: Any, exact: Exact, *, common: int) -> tuple[str, float]:
    """The entry that is furthest from its closed form, if it is too far, and the largest error as a share of the largest."""
    value, rounding = exact.value[described := exact.described], exact.error[described]
    far = np.abs(value - actual[described]).astype(float)
    sizes = np.abs(value).astype(float)
    largest = float(np.max(sizes, initial=0.0))
    allowed = UNIT * (ROUNDINGS * rounding.astype(float) + common * largest) + TINY
    allowed[np.equal(rounding, 0).astype(bool)] = 0.0  # exactly 0 in the closed form, or given: nothing to round
    relative = float(np.max(far, initial=0.0)) / max(largest, TINY if actual.ndim else 1.0)
    if np.all(far <= allowed):
        return "", relative
    with np.errstate(all="ignore"):
        worst = int(np.argmax(np.where(far > allowed, far / allowed, 0.0)))
    at = np.argwhere(described)[worst].tolist()
    wanted = str(value[worst]) if value[worst] else "exactly 0"
    share = f" by {far[worst] / sizes[worst]:.1e} of its value" if sizes[worst] else ""
    entry = f"{output}{at}" if at else output
    return f"{entry} is off the closed form{share}: {float(actual[tuple(at)]):.17g} instead of {wanted}", relative


def _check_sizes(function: Function, derivation: Derivation, outputs: set[str], tally: _Tally) -> None:
    """Compare the outputs with the closed forms at random inputs of small, coinciding, large, and named sizes."""
    for case, exact in of_every_size(derivation, named_sizes(function.reference)):
        problem, values = _run(function, case)
        if problem.startswith(RAISES):  # code may refuse inputs that are never graded
            continue
        for output in sorted(outputs & exact.keys()):
            described, expected = exact[output].described, exact[output].value
            right, error = expected[described], exact[output].error[described]
            if not np.all(np.isfinite(right)):
                continue
            if problem or values[output].shape != expected.shape:
                shape = "" if problem else f"{output} has shape {values[output].shape} instead of {expected.shape}"
                tally.add(case.why, problem or shape)
                continue
            allowed = UNIT * (2 * ROUNDINGS * error + COMMON * np.max(np.abs(right), initial=0.0)) + NEGLIGIBLE
            actual = values[output][described]
            if not np.all(np.abs(actual - right) <= allowed):
                worst = int(np.argmax(np.abs(actual - right)))
                tally.add(case.why, f"{output} is not the closed form: {actual[worst]:.17g} instead of {right[worst]:.17g}")


def _difference(assignment: Assignment, function: Function, case: Case, output: str, value: Any, tally: _Tally) -> None:
    """Check an output by finite differences, if it is a derivative."""
    try:
        check = gradient_check(assignment, function, case, output, value)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # the reference raises near this input
        tally.add(case.why, f"differences of {output}: {told(error)}")
        return
    if check is None:
        return
    if check.outcome is Outcome.PASS:
        tally.differenced.add(output)
        tally.errors.extend(probe.relative_error for probe in check.probes if probe.outcome is Outcome.PASS)
    elif case.group != STRESS or check.outcome is not Outcome.UNDECIDABLE:
        tally.add(case.why, f"differences: {check.detail}{''.join(f', entry {entry}' for entry in check.where[:2])}")


def gradient_check(assignment: Assignment, function: Function, case: Case, output: str, value: Any) -> GradientCheck | None:
    """Check by differences whether `value` is the gradient that `output` should be; None if there is nothing to difference.

    A wrong value is mostly told by the derivatives that were measured for the reference's own.
    """
    rng = np.random.default_rng(SEED)
    if function.derivative_of:
        primitive = assignment.function(function.derivative_of).reference
        (x,) = case.inputs.values()
        return check_derivative(primitive, lambda _: value, x, rng=rng)
    wrt = function.gradients.get(output)
    if wrt is None or has_table(case):
        return None
    right, check = _measured(function.reference, function.outputs, case, output, wrt)
    claimed = np.asarray(value)
    if claimed.shape == right.shape and claimed.dtype == right.dtype:
        if claimed.tobytes() == right.tobytes():
            return check
        for probe in check.probes if np.all(np.isfinite(claimed)) else ():
            scale = max(probe.scale, float(np.max(np.abs(claimed), initial=0.0)))
            residual = abs(float(np.sum(claimed * probe.direction)) - probe.measured.derivative)
            if residual > max(APART * scale, 10 * probe.tolerance):
                return replace(
                    check, outcome=Outcome.FAIL, reason=Reason.DIFFERS, detail="differs from the derivative that was measured"
                )
    return check_gradient(_loss(function.reference, function.outputs, case, wrt), [case.inputs[wrt]], [value], rng=rng)


@lru_cache(maxsize=512)
def _measured(
    reference: Callable[..., Any], outputs: tuple[str, ...], case: Case, output: str, wrt: str
) -> tuple[npt.NDArray[Any], GradientCheck]:
    """The reference's own gradient and its check."""
    right = np.asarray(reference(**case.inputs)[outputs.index(output)])
    loss = _loss(reference, outputs, case, wrt)
    return right, check_gradient(loss, [case.inputs[wrt]], [right], rng=np.random.default_rng(SEED))


def _loss(reference: Callable[..., Any], outputs: tuple[str, ...], case: Case, wrt: str) -> Callable[..., Any]:
    return lambda array: reference(**{**case.inputs, wrt: array})[outputs.index("loss")]
