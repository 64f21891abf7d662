"""One block of a gradient: directions until it is clear what to say, and on failure what exactly is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.numeric.differences.locate import WrongEntry, constant_factor, wrong_entries
from grader.numeric.differences.loss_requests import Asking
from grader.numeric.differences.outcomes import Outcome, Reason
from grader.numeric.differences.probes import Claim, Probe, probe_along, random_direction
from grader.numeric.differences.steps import first_step

PROBES = 2
"""Directions that a block has to pass. An error of 1e-6 looks smaller than 1e-9 along one of them with a chance of about 1e-3."""

_EXTRA = 1
"""Further directions where one was undecidable: a matter of luck as often as of the loss."""


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


def undecidable(reason: Reason, detail: str, block: int | None = None, probes: Sequence[Probe] = ()) -> GradientCheck:
    """A check that cannot be decided, and why."""
    return GradientCheck(outcome=Outcome.UNDECIDABLE, reason=reason, detail=detail, block=block, probes=tuple(probes))


def check_block(claim: Claim, rng: np.random.Generator, wanted: int) -> Asking[GradientCheck]:
    """Directions until enough of them pass, or one fails and there is a second one to compare it with."""
    array = claim.arrays[claim.block]
    evidence: list[Probe] = []
    step = first_step(array)
    while array.size and not _decided(evidence, wanted):
        latest = yield from probe_along(claim, random_direction(rng, array.shape), step=step)
        if latest is None:
            return undecidable(Reason.NOT_FINITE, "the loss is not finite nearby", claim.block, evidence)
        evidence.append(latest)
        step = step if latest.found.flat else latest.found.step
    failing = [probe for probe in evidence if probe.outcome is Outcome.FAIL]
    if failing:
        return (yield from _failed(claim, failing[0], evidence))
    unclear = [probe for probe in evidence if probe.reason is not None]
    if len(evidence) - len(unclear) < wanted and unclear:
        reason = unclear[0].reason
        assert reason is not None
        return undecidable(reason, _describe(unclear[0]), claim.block, evidence)
    return GradientCheck(outcome=Outcome.PASS, probes=tuple(evidence))


def _decided(evidence: Sequence[Probe], wanted: int) -> bool:
    outcomes = [probe.outcome for probe in evidence]
    if len(outcomes) < wanted:
        return False
    return Outcome.FAIL in outcomes or outcomes.count(Outcome.PASS) >= wanted or len(outcomes) == wanted + _EXTRA


def _failed(claim: Claim, failing: Probe, evidence: Sequence[Probe]) -> Asking[GradientCheck]:
    """The failure, with a factor that explains it or the entries that are wrong."""
    factor = constant_factor(evidence)
    where = () if factor is not None else (yield from wrong_entries(claim, failing))
    return GradientCheck(
        outcome=Outcome.FAIL,
        reason=Reason.DIFFERS,
        detail=_describe(failing),
        block=claim.block,
        probes=tuple(evidence),
        where=where,
        factor=factor,
    )


def _describe(probe: Probe) -> str:
    loss = f"{probe.found.derivative:.12g} +- {probe.found.bar:.1g}"
    return f"along a random direction the loss changes by {loss}, the gradient says {probe.gradient:.12g}"
