"""The right value, but turned round, stretched, shifted or shuffled: what can be seen without knowing any formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.diagnosis.wrong_output import FITS32, WrongOutput
from grader.judging.judge import AnyArray, Finding
from grader.model import Diagnosis, Size

NO_FACTOR = 1e-3
"""A factor this close to 1 is no factor: one entry that is slightly off looks like one."""


def sign_flipped(suspect: WrongOutput) -> Diagnosis | None:
    """Every value with its sign turned round."""
    if not suspect.fits(lambda f: -suspect.expected(f)):
        return None
    about = (suspect.part_id, suspect.piece.function, suspect.piece.output, "sign-flipped")
    known = (m.hint for m in suspect.exam.assignment.mistakes if (m.part, m.function, m.output, m.code) == about)
    hint = next(known, "A minus sign is missing, or one too many: follow the signs from the loss on.")
    return Diagnosis(code="sign-flipped", message="every sign is turned round", hint=hint)


def swapped_outputs(suspect: WrongOutput) -> Diagnosis | None:
    """The right value of another output."""
    names = suspect.exam.assignment.function(suspect.piece.function).outputs
    for name in names:
        if name != suspect.piece.output and suspect.fits(lambda f, name=name: suspect.exam.expected[f.case.number][name]):  # type: ignore[misc]
            return swapped(suspect.piece.output, name)
    return None


def swapped(due: str, given: str) -> Diagnosis:
    """What is said of an output that stands in the place of another."""
    hint = "Check the order of what is returned."
    return Diagnosis(code="outputs-swapped", message=f"in the place of {due} stands {given}", hint=hint)


def all_zero(suspect: WrongOutput) -> Diagnosis | None:
    """Nothing but zeros, on every case."""
    if np.any(suspect.mine()):
        return None
    hint = "Is the result ever stored in the array that is returned?"
    return Diagnosis(code="all-zero", message=f"{suspect.piece.output} is zero, whatever the input", hint=hint)


def constant_factor(suspect: WrongOutput) -> Diagnosis | None:
    """One factor, the same on every case; -1 is a sign."""
    factor = _factor(suspect.mine(), _right(suspect, suspect.findings))
    if factor == 0.0 or abs(abs(factor) - 1) < NO_FACTOR or not suspect.fits(lambda f: factor * suspect.expected(f)):
        return None
    return Diagnosis(
        code="constant-factor",
        message="off by a constant factor",
        value=f"{factor:.6g} times the right value",
        hint="Look for a factor that was differentiated away, or stands there twice.",
    )


def factor_of_size(suspect: WrongOutput) -> Diagnosis | None:
    """Divided by a size of the inputs, or multiplied with it."""
    for size in (s for s in suspect.exam.assignment.features.sizes if s.function == suspect.piece.function):
        if suspect.fits(_scaled(suspect, size, -1)):
            return Diagnosis(
                code=f"divided-by-{size.letter.lower()}",
                message="smaller than it should be by a factor that depends on the size of the input",
                value=f"the right value divided by {size.letter}",
                hint="The loss is a sum; nothing in it is averaged.",
            )
        if suspect.fits(_scaled(suspect, size, 1)):
            return Diagnosis(
                code=f"times-{size.letter.lower()}",
                message="larger than it should be by a factor that depends on the size of the input",
                value=f"{size.letter} times the right value",
                hint="Something is added once for each step of a loop, and should be added once.",
            )
    return None


def _scaled(suspect: WrongOutput, size: Size, power: int) -> Callable[[Finding], AnyArray]:
    return lambda f: suspect.expected(f) * float(size.of(f.case.inputs)) ** power


def varying_factor(suspect: WrongOutput) -> Diagnosis | None:
    """The right direction with a wrong length, case by case; of length one, it was normalised."""
    if any(suspect.expected(f).size < 2 for f in suspect.findings):  # any number is a multiple of any other
        return None
    if suspect.fits(lambda f: suspect.expected(f) / np.linalg.norm(suspect.expected(f))):
        hint = "A gradient is used as it comes: it is not normalised."
        return Diagnosis(code="normalised", message="the right direction, but of length one", hint=hint)
    factors = {f.case.number: _factor(suspect.judged(f, np.asarray(f.array)), _right(suspect, (f,))) for f in suspect.findings}
    least, most = min(factors.values()), max(factors.values())
    if 0.0 in factors.values() or most - least <= NO_FACTOR * max(-least, most):  # one factor for all is another matter
        return None
    if not suspect.fits(lambda f: factors[f.case.number] * suspect.expected(f)):
        return None
    return Diagnosis(
        code="varying-factor",
        message="the right direction, but of the wrong length",
        value=f"{', '.join(f'{x:.4g}' for x in factors.values())} times the right value",
        hint="A factor is wrong that is the same for all entries: a probability, a sum, a count.",
    )


def constant_offset(suspect: WrongOutput) -> Diagnosis | None:
    """One number too much or too little, the same on every case: for a loss, it has no say in any gradient."""
    if any(suspect.expected(f).ndim for f in suspect.findings):
        return None
    offset = float(np.mean([np.asarray(f.array) - suspect.expected(f) for f in suspect.findings]))
    if len(suspect.findings) == 1 or not suspect.fits(lambda f: suspect.expected(f) + offset):
        return None
    hint = "Something constant is added: where does a sum start?"
    return Diagnosis(code="constant-offset", message="off by a constant", value=f"{offset:+.6g}", hint=hint)


def rows_moved(suspect: WrongOutput) -> Diagnosis | None:
    """The right rows (of a vector: the right entries) in another order."""
    thing = "rows" if suspect.expected(suspect.findings[0]).ndim > 1 else "entries"
    orders = list(_orders(suspect))
    if len(orders) < len(suspect.findings) or all(np.array_equal(o, np.arange(len(o))) for o in orders):
        return None
    shifts = [{int(s) for s in (np.arange(len(o)) - o) % len(o)} for o in orders]
    if all(len(shift) == 1 for shift in shifts):
        told = ", ".join(str(*shift) for shift in shifts)
        message, hint = f"the {thing} are right, but stand further down or up", "Check where counting starts."
        return Diagnosis(code=f"{thing}-shifted", message=message, value=f"shifted by {told}", hint=hint)
    message, hint = f"the {thing} are right, but in another order", "Which index belongs to which word?"
    return Diagnosis(code=f"{thing}-permuted", message=message, hint=hint)


def _orders(suspect: WrongOutput) -> Iterator[AnyArray]:
    """For each case, while there is one: the row of the right value that stands in each row of what was handed in."""
    for finding in suspect.findings:
        mine, right = np.asarray(finding.array), suspect.expected(finding)
        if not right.ndim:
            return
        share = FITS32 if any(c.low_precision for c in finding.comparisons) else 1e-9
        distance = np.abs(mine.reshape(len(mine), 1, -1) - right.reshape(1, len(right), -1)).max(axis=2, initial=0.0)
        order = np.argmin(distance, axis=1)
        near = distance[np.arange(len(order)), order] <= share * np.abs(right).max()
        if not (np.all(near) and len(set(order.tolist())) == len(order)):
            return
        yield order


def _right(suspect: WrongOutput, findings: tuple[Finding, ...]) -> AnyArray:
    return np.concatenate([suspect.judged(f, suspect.expected(f)) for f in findings])


def _factor(mine: AnyArray, right: AnyArray) -> float:
    """The number that `right` has to be multiplied with to come closest to `mine`; 0 where that makes no sense."""
    with np.errstate(all="ignore"):
        factor = float(mine @ right) / float(right @ right) if np.any(right) else 0.0
    return factor if np.isfinite(factor) else 0.0
