"""Recognise the expected value negated, scaled, shifted, permuted or swapped with another one; no formula is needed."""

from __future__ import annotations

import numpy as np

from grader.diagnosis.known_mistakes import equals_whole, fitting
from grader.diagnosis.wrong_output import WrongOutput, tolerance
from grader.judging.exam import AnyArray
from grader.model import Diagnosis

NO_FACTOR = 1e-3
"""A factor this close to 1 is not a factor: one entry that is slightly off looks like one."""


def sign_flipped(output: WrongOutput) -> Diagnosis | None:
    """Every value has the opposite sign; where that is so in some rows only, a mistake that says which comes first."""
    if not output.equals(lambda f: -output.expected(f)):
        return None
    if not output.equals(lambda f: -output.expected(f), whole=True) and any(equals_whole(output, m) for m in fitting(output)):
        return None
    mistakes = output.declared(output.exam.assignment.mistakes)
    hints = (m.hint for m in mistakes if (m.part, m.code) == (output.part_id, "sign-flipped"))
    hint = next(hints, "There is one minus sign too few or too many: follow the signs from the loss on.")
    return Diagnosis(code="sign-flipped", message="every value has the wrong sign", hint=hint)


def swapped_outputs(output: WrongOutput) -> Diagnosis | None:
    """The value of another output."""
    for name in output.exam.assignment.function(output.piece.function).outputs:
        if name != output.piece.output and output.equals(lambda f, name=name: output.exam.expected[f.case.number][name]):  # type: ignore[misc]
            return swapped(output.piece.output, name)
    return None


def swapped(expected: str, actual: str) -> Diagnosis:
    """The diagnosis for an output that stands in the place of another."""
    message, hint = f"{actual} is returned in place of {expected}", "Check the order of the values that you return."
    return Diagnosis(code="outputs-swapped", message=message, hint=hint)


def all_zero(output: WrongOutput) -> Diagnosis | None:
    """Only zeros, on every case."""
    if np.any(output.actual()):
        return None
    hint = "Is the result stored in the array that is returned?"
    return Diagnosis(code="all-zero", message=f"{output.piece.output} is always zero", hint=hint)


def constant_factor(output: WrongOutput) -> Diagnosis | None:
    """One factor, the same on every case; -1 is a sign."""
    factor = _factor(output.actual(), np.concatenate([output.judged(f, output.expected(f)) for f in output.findings]))
    if factor == 0.0 or abs(abs(factor) - 1) < NO_FACTOR or not output.equals(lambda f: factor * output.expected(f)):
        return None
    return Diagnosis(
        code="constant-factor",
        message="off by a constant factor",
        value=f"{factor:.6g} times the right value",
        hint="Look for a factor that was lost in differentiation, or that is applied twice.",
    )


def factor_of_size(output: WrongOutput) -> Diagnosis | None:
    """The expected value divided or multiplied by a size of the inputs."""
    for size in (s for s in output.exam.assignment.features.sizes if s.function == output.piece.function):
        if output.equals(lambda f, size=size: output.expected(f) / size.of(f.case.inputs)):  # type: ignore[misc]
            return Diagnosis(
                code=f"divided-by-{size.letter.lower()}",
                message="too small, by a factor that depends on the size of the input",
                value=f"the right value divided by {size.letter}",
                hint="The loss is a sum; nothing in it is averaged.",
            )
        if output.equals(lambda f, size=size: output.expected(f) * size.of(f.case.inputs)):  # type: ignore[misc]
            return Diagnosis(
                code=f"times-{size.letter.lower()}",
                message="too large, by a factor that depends on the size of the input",
                value=f"{size.letter} times the right value",
                hint="Something is added in every pass of a loop, but should be added once.",
            )
    return None


def varying_factor(output: WrongOutput) -> Diagnosis | None:
    """The right direction with a wrong length, a different one in each case; length one means that it was normalised."""
    if any(output.expected(f).size < 2 for f in output.findings):  # any number is a multiple of any other
        return None
    if output.equals(lambda f: output.expected(f) / np.linalg.norm(output.expected(f))):
        hint = "Return the gradient as it is: it is not normalised."
        return Diagnosis(code="normalised", message="the right direction, but of length one", hint=hint)
    factors = {}
    for finding in output.findings:
        actual, right = np.asarray(finding.array), output.expected(finding)
        factors[finding.case.number] = _factor(output.judged(finding, actual), output.judged(finding, right))
    least, most = min(factors.values()), max(factors.values())
    if 0.0 in factors.values() or most - least <= NO_FACTOR * max(-least, most):  # one factor for all is constant_factor's
        return None
    if not output.equals(lambda f: factors[f.case.number] * output.expected(f)):
        return None
    return Diagnosis(
        code="varying-factor",
        message="the right direction, but of the wrong length",
        value=f"{', '.join(f'{x:.4g}' for x in factors.values())} times the right value",
        hint="A factor that all entries share is wrong: a probability, a sum, a count.",
    )


def _factor(actual: AnyArray, right: AnyArray) -> float:
    """The number that brings `right` closest to `actual`; 0 if there is none."""
    with np.errstate(all="ignore"):
        factor = float(actual @ right) / float(right @ right) if np.any(right) else 0.0
    return factor if np.isfinite(factor) else 0.0


def constant_offset(output: WrongOutput) -> Diagnosis | None:
    """A loss that is off by the same number on every case; that does not change any gradient."""
    if any(output.expected(f).ndim for f in output.findings):
        return None
    offset = float(np.mean([np.asarray(f.array) - output.expected(f) for f in output.findings]))
    if len(output.findings) == 1 or not output.equals(lambda f: output.expected(f) + offset):
        return None
    hint = "A constant is added: what is the initial value of a sum?"
    return Diagnosis(code="constant-offset", message="off by a constant", value=f"{offset:+.6g}", hint=hint)


def rows_moved(output: WrongOutput) -> Diagnosis | None:
    """The right rows (in a vector: the right entries) in another order."""
    thing = "rows" if output.expected(output.findings[0]).ndim > 1 else "entries"
    orders = []  # for each row of the output, the row of the expected value that it equals
    for finding in output.findings:
        actual, right = np.asarray(finding.array), output.expected(finding)
        if not right.ndim:
            return None
        distance = np.abs(actual.reshape(len(actual), 1, -1) - right.reshape(1, len(right), -1)).max(axis=2, initial=0.0)
        order = np.argmin(distance, axis=1)
        near = distance[np.arange(len(order)), order] <= tolerance(finding) * np.abs(right).max()
        if not np.all(near) or len(set(order.tolist())) < len(order):
            return None
        orders.append(order)
    if all(np.array_equal(o, np.arange(len(o))) for o in orders):
        return None
    shifts = [{int(s) for s in (np.arange(len(o)) - o) % len(o)} for o in orders]
    if all(len(shift) == 1 for shift in shifts):
        value = f"shifted by {', '.join(str(*shift) for shift in shifts)}"
        message, hint = f"the {thing} are right, but shifted", "Check whether counting starts at 0 or at 1."
        return Diagnosis(code=f"{thing}-shifted", message=message, value=value, hint=hint)
    message, hint = f"the {thing} are right, but in another order", "Which index belongs to which word?"
    return Diagnosis(code=f"{thing}-permuted", message=message, hint=hint)
