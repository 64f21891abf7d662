"""Is this the gradient of that loss? Directional differences with an error bar, whatever the number of parameters.

Per block of the gradient a few random directions are differenced; the bar comes from the truncation and the noise that the
values themselves show, so there is no step and no tolerance to choose. The answer may be that the question cannot be decided
here: then draw other inputs. What differencing cannot see: errors below the roundoff of the loss divided by the step (small
entries of a saturated softmax), and a loss and a gradient that are wrong in the same way.
"""

from __future__ import annotations

import cmath
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import AssignmentError
from grader.model import FloatArray
from grader.numeric.differences.blocks import PROBES, GradientCheck, check_block, undecidable
from grader.numeric.differences.loss_requests import Asking, Request, drive
from grader.numeric.differences.outcomes import Outcome, Reason
from grader.numeric.differences.probes import Claim, random_direction
from grader.numeric.precision import low_precision

_NUMERIC = "biuf"
"""The kinds of numbers that a gradient may be made of (NumPy's letters)."""

_COMPLEX_TRIAL = 1e-100j
"""Any imaginary part in the answer says that the loss takes complex numbers."""


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
        return undecidable(Reason.NOT_FINITE, "the loss is not finite here")
    if centre != again:
        return undecidable(Reason.NOT_DETERMINISTIC, f"the loss is {centre.real:.17g} and then {again.real:.17g}")
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
        check = yield from check_block(claim, rng, probes)
        if check.outcome is Outcome.FAIL:
            return check
        checks.append(check)
    evidence = tuple(probe for check in checks for probe in check.probes)
    undecided = next((check for check in checks if check.outcome is not Outcome.PASS), None)
    return replace(undecided or GradientCheck(outcome=Outcome.PASS), probes=evidence)
