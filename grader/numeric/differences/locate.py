"""Where a gradient is wrong: halve the direction that showed it, rows first, then entries; or all of it is off by one factor."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.numeric.differences.loss_requests import Asking
from grader.numeric.differences.outcomes import FLOAT64
from grader.numeric.differences.probes import Claim, Probe
from grader.numeric.differences.steps import look

_MOST_ENTRIES = 8
"""More wrong entries than this are not worth their evaluations: eight show a pattern (one row, one column, all)."""

_MOST_HALVINGS = 64
"""log2 of the largest array that fits into memory is below 40; the rest is for further entries. Eight evaluations each."""

_WORTH_NAMING = 1e-3
"""Pieces that carry less than this share of the whole error are left out: they are not what is wrong first."""

_REMAINDER = 2.0
"""An entry that was found as what others leave carries their bars too; they are independent, so twice one of them is ample."""

_SURE = 1e-2
"""A factor is named when it is known to this share of its distance from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongEntry:
    """An entry of a gradient that is not what the loss says.

    index       in the array of that block
    gradient    the entry as given
    derivative  the entry by the loss, give or take `bar`
    """

    block: int
    index: tuple[int, ...]
    gradient: float
    derivative: float
    bar: float

    def __str__(self) -> str:
        return f"{self.index}: {self.gradient:.6g}, by the loss {self.derivative:.6g} +- {self.bar:.0e}"


def wrong_entries(claim: Claim, failing: Probe) -> Asking[tuple[WrongEntry, ...]]:
    """Up to eight entries that are wrong beyond their error bar, the worst along the failing direction first.

    A piece's error is linear in the direction, so one half needs no evaluations of its own: it is what the other leaves.
    Empty where the error is spread so thin that no single entry shows it.
    """
    shape = claim.gradient.shape
    row = math.prod(shape[1:]) if len(shape) > 1 else 1
    enough = max(failing.tolerance, _WORTH_NAMING * abs(failing.residual))
    pieces = [(-abs(failing.residual), 0, claim.gradient.size, failing.residual)]
    found: list[WrongEntry] = []
    halvings = 0
    while pieces and len(found) < _MOST_ENTRIES:
        _, start, stop, residual = heapq.heappop(pieces)
        if stop - start == 1:
            found.append(_entry(claim, failing, start, residual))
            continue
        if halvings == _MOST_HALVINGS:
            break
        halvings += 1
        middle = _middle(start, stop, row)
        left = yield from _residual(claim, failing, start, middle)
        for a, b, r in ((start, middle, left), (middle, stop, residual - left)):
            if abs(r) > enough:
                heapq.heappush(pieces, (-abs(r), a, b, r))
    return tuple(found)


def _middle(start: int, stop: int, row: int) -> int:
    """Halfway, at the start of a row as long as there are several."""
    rows = (stop - start) // row
    return start + rows // 2 * row if rows > 1 else (start + stop) // 2


def _residual(claim: Claim, failing: Probe, start: int, stop: int) -> Asking[float]:
    """What the loss says more than the gradient along entries start..stop of the failing direction; NaN if it is not finite."""
    part = np.zeros(claim.gradient.size)
    part[start:stop] = failing.direction.ravel()[start:stop]
    direction = part.reshape(claim.gradient.shape)
    reading = yield from look(claim.along(direction), claim.centre, failing.found.step)
    return math.nan if reading is None else reading.derivative - float((claim.gradient * direction).sum())


def _entry(claim: Claim, failing: Probe, position: int, residual: float) -> WrongEntry:
    given = float(claim.gradient.flat[position])
    moved = float(failing.direction.flat[position])
    return WrongEntry(
        block=claim.block,
        index=tuple(int(i) for i in np.unravel_index(position, claim.gradient.shape)),
        gradient=given,
        derivative=given + residual / moved,
        bar=_REMAINDER * failing.tolerance / abs(moved),
    )


def constant_factor(probes: Sequence[Probe]) -> float | None:
    """The factor by which the gradient has to be multiplied, if the same one explains every direction; else None.

    Needs two directions and more than one entry: along one line any wrong gradient is off by some factor.
    """
    if len(probes) < 2 or probes[0].direction.size < 2 or any(probe.gradient == 0 for probe in probes):
        return None
    factors = [probe.found.derivative / probe.gradient for probe in probes]
    doubts = [(probe.tolerance + FLOAT64.agree * probe.scale) / abs(probe.gradient) for probe in probes]
    spread, doubt = max(factors) - min(factors), max(doubts)
    return factors[0] + 0.0 if spread <= 2 * doubt < _SURE * abs(factors[0] - 1) else None
