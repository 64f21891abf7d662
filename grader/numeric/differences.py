"""Is this the gradient of that loss? Directional differences with an error bar, whatever the number of parameters.

Per block of the gradient a few random directions are differenced; the bar comes from the truncation and the noise that the
values themselves show, so there is no step and no tolerance to choose. The answer may be that the question cannot be decided
here: then draw other inputs. What differencing cannot see: errors below the roundoff of the loss divided by the step (small
entries of a saturated softmax), and a loss and a gradient that are wrong in the same way.
"""

from __future__ import annotations

import cmath
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import AssignmentError
from grader.model import FloatArray
from grader.numeric.asking import Asking, Request, drive
from grader.numeric.locate import WrongEntry, constant_factor, wrong_entries
from grader.numeric.precision import low_precision
from grader.numeric.probes import Outcome, Probe, Reason, Suspect, probe, random_direction
from grader.numeric.steps import first_step

PROBES = 2
"""Directions that a block has to pass. An error of 1e-6 looks smaller than 1e-9 along one of them with a chance of about 1e-3."""

_EXTRA = 1
"""Further directions where one was undecidable: a matter of luck as often as of the loss."""

_COMPLEX_TRIAL = 1e-100j
"""Any imaginary part in the answer says that the loss takes complex numbers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradientCheck:
    """What came of a check.

    reason   why it did not pass; None where it did
    detail   the same in words, with numbers
    block    the block that the reason is about
    evaluations  how often the loss was asked for
    max_relative_error  largest disagreement as a share of the block's largest entry; None without any direction
    probes   the evidence, direction by direction
    where    wrong entries; empty where all are off by one factor, or where none stands out
    factor   what the block has to be multiplied with, where one factor explains all
    """

    outcome: Outcome
    reason: Reason | None = None
    detail: str = ""
    block: int | None = None
    evaluations: int = 0
    probes: tuple[Probe, ...] = ()
    where: tuple[WrongEntry, ...] = ()
    factor: float | None = None

    @property
    def max_relative_error(self) -> float | None:
        """Largest disagreement."""
        return max((p.relative_error for p in self.probes), default=None)


def check_gradient(
    loss: Callable[..., Any],
    arrays: Sequence[npt.ArrayLike],
    gradients: Sequence[npt.ArrayLike],
    *,
    rng: np.random.Generator,
    probes: int = PROBES,
) -> GradientCheck:
    """Whether `gradients` are the gradient of `loss` at `arrays`, one array for each argument and of its shape.

    loss    takes the arrays (float64, read-only; complex ones in a complex step, which it may refuse) and returns one number
    rng     draws the directions
    probes  directions that each block has to pass

    Passing takes about 12 evaluations per probe and block, whatever the size; finding a wrong entry about 8 log2(size) more.
    A loss that samples has to be `frozen`. Raises AssignmentError if there are no arrays or the loss is not one number.
    """
    return drive(ask_gradient(arrays, gradients, rng=rng, probes=probes), loss)


def check_derivative(
    function: Callable[..., Any], derivative: Callable[..., Any], x: npt.ArrayLike, *, rng: np.random.Generator
) -> GradientCheck:
    """Whether `derivative(x)` is the derivative of the elementwise `function` at every entry of x.

    By random weights: the gradient of sum_i w_i function(x)_i is w_i derivative(x)_i.
    Raises AssignmentError if `function` does not return an array of its argument's shape.
    """
    at = np.array(x, dtype=np.float64)
    weights = random_direction(rng, at.shape)
    claimed = np.asarray(derivative(at.copy()))

    def weighted(z: npt.NDArray[Any]) -> Any:
        values = np.asarray(function(z))
        if values.shape != z.shape:
            raise AssignmentError("not elementwise", where="check_derivative", value=f"{z.shape} became {values.shape}")
        return np.sum(weights * values)

    same_form = claimed.shape == at.shape and claimed.dtype.kind in _NUMERIC
    return check_gradient(weighted, [at], [weights * claimed if same_form else claimed], rng=rng)


def ask_gradient(
    arrays: Sequence[npt.ArrayLike],
    gradients: Sequence[npt.ArrayLike],
    *,
    rng: np.random.Generator,
    probes: int = PROBES,
    complex_step: bool = True,
) -> Asking[GradientCheck]:
    """`check_gradient` as a generator that yields Requests and is sent values, for a loss that runs elsewhere.

    complex_step  False where the loss cannot be given complex arrays
    """
    held = tuple(np.array(array, dtype=np.float64) for array in arrays)
    for array in held:
        array.flags.writeable = False
    given = [np.asarray(gradient) for gradient in gradients]
    if not held:
        raise AssignmentError("there is nothing to differentiate by", where="gradient check")
    complaint = _structure(held, given)
    if complaint is not None:
        return complaint
    check, evaluations = yield from _counted(_check(held, given, rng, probes, complex_step))
    return replace(check, evaluations=evaluations)


_NUMERIC = "biuf"
"""The kinds of numbers that a gradient may be made of (NumPy's letters)."""


def _structure(arrays: Sequence[FloatArray], gradients: Sequence[npt.NDArray[Any]]) -> GradientCheck | None:
    """What is wrong with the gradients before any number is looked at."""

    def failed(reason: Reason, detail: str, block: int | None = None) -> GradientCheck:
        return GradientCheck(outcome=Outcome.FAIL, reason=reason, detail=detail, block=block)

    if len(gradients) != len(arrays):
        return failed(Reason.COUNT, f"{len(gradients)} gradients for {len(arrays)} arrays")
    for block, (array, gradient) in enumerate(zip(arrays, gradients, strict=True)):
        if gradient.shape != array.shape:
            return failed(Reason.SHAPE, f"shape {gradient.shape} instead of {array.shape}", block)
        if gradient.dtype.kind not in _NUMERIC:
            return failed(Reason.NOT_NUMERIC, f"dtype {gradient.dtype}", block)
        if not np.all(np.isfinite(gradient)):
            return failed(Reason.NOT_FINITE, f"{int(np.sum(~np.isfinite(gradient)))} entries are not finite", block)
    return None


def _counted(asking: Asking[GradientCheck]) -> Asking[tuple[GradientCheck, int]]:
    """The same requests, and in the end how many values they asked for."""
    count = 0
    try:
        request = next(asking)
        while True:
            count += len(request.offsets)
            request = asking.send((yield request))
    except StopIteration as finished:
        return finished.value, count


def _check(
    arrays: tuple[FloatArray, ...],
    gradients: Sequence[npt.NDArray[Any]],
    rng: np.random.Generator,
    probes: int,
    complex_step: bool,
) -> Asking[GradientCheck]:
    """The loss first (is it a function at all?), then block by block until one fails."""
    trial = (0.0, 0.0, _COMPLEX_TRIAL) if complex_step else (0.0, 0.0)
    direction = random_direction(rng, arrays[0].shape)
    centre, again, *imaginary = yield Request(arrays=arrays, block=0, direction=direction, offsets=trial)
    if not cmath.isfinite(centre):
        return _undecidable(Reason.NOT_FINITE, "the loss is not finite here")
    if centre != again:
        return _undecidable(Reason.NOT_DETERMINISTIC, f"the loss is {centre.real:.17g} and then {again.real:.17g}")
    checks = []
    for block, gradient in enumerate(gradients):
        suspect = Suspect(
            arrays=arrays,
            block=block,
            gradient=gradient.astype(np.float64),
            low=low_precision(gradient),
            centre=centre.real,
            takes_complex=any(value.imag != 0 and cmath.isfinite(value) for value in imaginary),
        )
        check = yield from _check_block(suspect, rng, probes)
        if check.outcome is Outcome.FAIL:
            return check
        checks.append(check)
    evidence = tuple(probe for check in checks for probe in check.probes)
    undecided = next((check for check in checks if check.outcome is not Outcome.PASS), None)
    return replace(undecided or GradientCheck(outcome=Outcome.PASS), probes=evidence)


def _undecidable(reason: Reason, detail: str, block: int | None = None, probes: Sequence[Probe] = ()) -> GradientCheck:
    return GradientCheck(outcome=Outcome.UNDECIDABLE, reason=reason, detail=detail, block=block, probes=tuple(probes))


def _check_block(suspect: Suspect, rng: np.random.Generator, wanted: int) -> Asking[GradientCheck]:
    """Directions until enough of them pass, or one fails and there is a second one to compare it with."""
    array = suspect.arrays[suspect.block]
    evidence: list[Probe] = []
    step = first_step(array)
    while array.size and not _decided(evidence, wanted):
        found = yield from probe(suspect, random_direction(rng, array.shape), step=step)
        if found is None:
            return _undecidable(Reason.NOT_FINITE, "the loss is not finite nearby", suspect.block, evidence)
        evidence.append(found)
        step = step if found.found.flat else found.found.step
    failing = [probe for probe in evidence if probe.outcome is Outcome.FAIL]
    if failing:
        return (yield from _failed(suspect, failing[0], evidence))
    unclear = [probe for probe in evidence if probe.reason is not None]
    if len(evidence) - len(unclear) < wanted and unclear:
        reason = unclear[0].reason
        assert reason is not None
        return _undecidable(reason, _describe(unclear[0]), suspect.block, evidence)
    return GradientCheck(outcome=Outcome.PASS, probes=tuple(evidence))


def _decided(evidence: Sequence[Probe], wanted: int) -> bool:
    outcomes = [probe.outcome for probe in evidence]
    if len(outcomes) < wanted:
        return False
    return Outcome.FAIL in outcomes or outcomes.count(Outcome.PASS) >= wanted or len(outcomes) == wanted + _EXTRA


def _failed(suspect: Suspect, failing: Probe, evidence: Sequence[Probe]) -> Asking[GradientCheck]:
    """The failure, with a factor that explains it or the entries that are wrong."""
    factor = constant_factor(evidence)
    where = () if factor is not None else (yield from wrong_entries(suspect, failing))
    return GradientCheck(
        outcome=Outcome.FAIL,
        reason=Reason.DIFFERS,
        detail=_describe(failing),
        block=suspect.block,
        probes=tuple(evidence),
        where=where,
        factor=factor,
    )


def _describe(probe: Probe) -> str:
    loss = f"{probe.found.derivative:.12g} +- {probe.found.bar:.1g}"
    return f"along a random direction the loss changes by {loss}, the gradient says {probe.gradient:.12g}"
