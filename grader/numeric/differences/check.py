"""Check whether arrays are the gradient of a loss, block by block (a block is the gradient by one of the loss's arguments)."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import AssignmentError
from grader.model import FloatArray
from grader.numeric.differences.derivative import first_step
from grader.numeric.differences.locate import WrongEntry, constant_factor, wrong_entries
from grader.numeric.differences.loss_requests import Asking, Request, drive
from grader.numeric.differences.probes import Claim, Outcome, Probe, Reason, probe_along, random_direction
from grader.numeric.precision import low_precision

PROBES = 2
"""Directions that a block has to pass. An error of 1e-6 looks smaller than 1e-9 along one of them with a chance of about 1e-3."""

_EXTRA = 1
"""Further directions if one was undecidable: a matter of luck as often as of the loss."""

_NUMERIC = "biuf"
"""The kinds of numbers that a gradient may consist of (NumPy's letters)."""

_COMPLEX_TRIAL = 1e-100j
"""Any imaginary part in the loss at this offset shows that the loss takes complex numbers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradientCheck:
    """The result of a check.

    reason       why it did not pass; None if it did
    detail       the same in words, with numbers
    block        the block that the reason is about
    evaluations  number of values of the loss
    probes       the evidence, direction by direction
    where        wrong entries; empty if one factor explains all, or if no entry stands out
    factor       the factor that the block has to be multiplied with, if one explains all
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
        """Largest disagreement as a share of the block's largest entry; None without any direction."""
        return max((p.relative_error for p in self.probes), default=None)


def check_gradient(
    loss: Callable[..., Any],
    arrays: Sequence[npt.ArrayLike],
    gradients: Sequence[npt.ArrayLike],
    *,
    rng: np.random.Generator,
    probes: int = PROBES,
) -> GradientCheck:
    """Check whether `gradients` are the gradient of `loss` at `arrays`, one array for each argument and of its shape.

    loss    takes the arrays (float64, read-only; complex ones in a complex step, which it may refuse) and returns one number
    rng     draws the directions
    probes  directions that each block has to pass

    Passing takes about 12 evaluations per probe and block, whatever the size; finding a wrong entry about 8 log2(size) more.
    Raises AssignmentError if there are no arrays or the loss is not one number.
    """
    return drive(ask_gradient(arrays, gradients, rng=rng, probes=probes), loss)


def check_derivative(
    function: Callable[..., Any], derivative: Callable[..., Any], x: npt.ArrayLike, *, rng: np.random.Generator
) -> GradientCheck:
    """Check whether `derivative(x)` is the derivative of the elementwise `function` at every entry of x.

    By random weights: the gradient of sum_i w_i function(x)_i is w_i derivative(x)_i. The weights are powers of two, so that the
    products are exact and float32 results remain recognisable.

    Raises AssignmentError if `function` does not return an array of its argument's shape.
    """
    at = np.array(x, dtype=np.float64)
    weights = np.ldexp(rng.choice((-1.0, 1.0), size=at.shape), rng.integers(-1, 2, size=at.shape))
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

    complex_step  False if the loss cannot be called with complex arrays
    """
    points = tuple(np.array(array, dtype=np.float64) for array in arrays)
    for array in points:
        array.flags.writeable = False
    claimed = [np.asarray(gradient) for gradient in gradients]
    if not points:
        raise AssignmentError("there is nothing to differentiate by", where="gradient check")
    malformed = _check_form(points, claimed)
    if malformed is not None:
        return malformed
    asking, evaluations = _ask(points, claimed, rng, probes, complex_step), 0
    try:
        request = next(asking)
        while True:
            evaluations += len(request.offsets)
            request = asking.send((yield request))
    except StopIteration as finished:
        result: GradientCheck = finished.value
        return replace(result, evaluations=evaluations)


def _check_form(arrays: Sequence[FloatArray], gradients: Sequence[npt.NDArray[Any]]) -> GradientCheck | None:
    """A failure if number, shape, type or finiteness of the gradients is wrong; else None."""

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


def _ask(
    arrays: tuple[FloatArray, ...],
    gradients: Sequence[npt.NDArray[Any]],
    rng: np.random.Generator,
    probes: int,
    complex_step: bool,
) -> Asking[GradientCheck]:
    """Check that the loss is finite and deterministic, then block by block until one fails."""
    trial = (0.0, 0.0, _COMPLEX_TRIAL) if complex_step else (0.0, 0.0)
    direction = random_direction(rng, arrays[0].shape)
    centre, again, *imaginary = yield Request(arrays=arrays, block=0, direction=direction, offsets=trial)
    if not cmath.isfinite(centre):
        return _undecidable(Reason.NOT_FINITE, "the loss is not finite here")
    if centre != again:
        return _undecidable(Reason.NOT_DETERMINISTIC, f"the loss is {centre.real:.17g} and then {again.real:.17g}")
    checks = []
    for block, gradient in enumerate(gradients):
        claim = Claim(
            arrays=arrays,
            block=block,
            gradient=gradient.astype(np.float64),
            low=low_precision(gradient),
            centre=centre.real,
            takes_complex=any(value.imag != 0 and cmath.isfinite(value) for value in imaginary),
        )
        check = yield from _check_block(claim, rng, probes)
        if check.outcome is Outcome.FAIL:
            return check
        checks.append(check)
    evidence = tuple(probe for check in checks for probe in check.probes)
    undecided = next((check for check in checks if check.outcome is not Outcome.PASS), None)
    return replace(undecided or GradientCheck(outcome=Outcome.PASS), probes=evidence)


def _check_block(claim: Claim, rng: np.random.Generator, wanted: int) -> Asking[GradientCheck]:
    """Probe directions until enough of them pass, or one fails and there is a second one to compare it with."""
    array = claim.arrays[claim.block]
    evidence: list[Probe] = []
    step = first_step(array)
    while array.size:
        outcomes = [probe.outcome for probe in evidence]
        decided = Outcome.FAIL in outcomes or outcomes.count(Outcome.PASS) >= wanted or len(outcomes) == wanted + _EXTRA
        if decided and len(outcomes) >= wanted:
            break
        latest = yield from probe_along(claim, random_direction(rng, array.shape), step=step)
        if latest is None:
            return _undecidable(Reason.NOT_FINITE, "the loss is not finite nearby", claim.block, evidence)
        evidence.append(latest)
        step = step if latest.measured.flat else latest.measured.step
    failing = next((probe for probe in evidence if probe.outcome is Outcome.FAIL), None)
    if failing is not None:
        factor = constant_factor(evidence)
        return GradientCheck(
            outcome=Outcome.FAIL,
            reason=Reason.DIFFERS,
            detail=_describe(failing),
            block=claim.block,
            probes=tuple(evidence),
            where=() if factor is not None else (yield from wrong_entries(claim, failing)),
            factor=factor,
        )
    unclear = [probe for probe in evidence if probe.reason is not None]
    if len(evidence) - len(unclear) < wanted and unclear:
        reason = unclear[0].reason
        assert reason is not None
        return _undecidable(reason, _describe(unclear[0]), claim.block, evidence)
    return GradientCheck(outcome=Outcome.PASS, probes=tuple(evidence))


def _undecidable(reason: Reason, detail: str, block: int | None = None, probes: Sequence[Probe] = ()) -> GradientCheck:
    return GradientCheck(outcome=Outcome.UNDECIDABLE, reason=reason, detail=detail, block=block, probes=tuple(probes))


def _describe(probe: Probe) -> str:
    loss = f"{probe.measured.derivative:.12g} +- {probe.measured.bar:.1g}"
    return f"along a random direction the loss changes by {loss}, the gradient says {probe.gradient:.12g}"
