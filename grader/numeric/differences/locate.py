"""Locate the wrong entries of a gradient by halving the failing direction (rows first), or find one factor that explains all."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.numeric.differences.derivative import read_stencil
from grader.numeric.differences.loss_requests import Asking
from grader.numeric.differences.probes import FLOAT64, Claim, Probe

_MOST_ENTRIES = 8
"""More wrong entries than this are not worth their evaluations: eight show a pattern (one row, one column, all)."""

_MOST_HALVINGS = 64
"""log2 of the largest array that fits into memory is below 40; the rest is for further entries. Eight evaluations each."""

_WORTH_NAMING = 1e-3
"""Pieces that carry less than this share of the whole error are left out."""

_REMAINDER = 2.0
"""The error of an entry that was found as a remainder includes the other bars; they are independent, so twice one is ample."""

_SURE = 1e-2
"""A factor is named when it is known to this share of its distance from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongEntry:
    """An entry of a gradient that differs from the derivative of the loss.

    index       in the array of that block
    gradient    the entry
    derivative  its value by the loss, +- `bar`
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

    A piece's error is linear in the direction, so one half needs no evaluations of its own: it is the rest of the other.
    Empty if the error is spread so thin that no single entry shows it.
    """
    shape = claim.gradient.shape
    row = math.prod(shape[1:]) if len(shape) > 1 else 1
    enough = max(failing.tolerance, _WORTH_NAMING * abs(failing.residual))
    pieces = [(-abs(failing.residual), 0, claim.gradient.size, failing.residual)]
    entries: list[WrongEntry] = []
    halvings = 0
    while pieces and len(entries) < _MOST_ENTRIES:
        _, start, stop, residual = heapq.heappop(pieces)
        if stop - start == 1:
            value, moved = float(claim.gradient.flat[start]), float(failing.direction.flat[start])
            index = tuple(int(i) for i in np.unravel_index(start, shape))
            derivative, bar = value + residual / moved, _REMAINDER * failing.tolerance / abs(moved)
            entries.append(WrongEntry(block=claim.block, index=index, gradient=value, derivative=derivative, bar=bar))
            continue
        if halvings == _MOST_HALVINGS:
            break
        halvings += 1
        rows = (stop - start) // row
        middle = start + rows // 2 * row if rows > 1 else (start + stop) // 2
        left = yield from _residual(claim, failing, start, middle)
        for a, b, r in ((start, middle, left), (middle, stop, residual - left)):
            if abs(r) > enough:
                heapq.heappush(pieces, (-abs(r), a, b, r))
    return tuple(entries)


def _residual(claim: Claim, failing: Probe, start: int, stop: int) -> Asking[float]:
    """The derivative by the loss minus that by the gradient, along entries start..stop of the failing direction; may be NaN."""
    part = np.zeros(claim.gradient.size)
    part[start:stop] = failing.direction.ravel()[start:stop]
    direction = part.reshape(claim.gradient.shape)
    reading = yield from read_stencil(claim.along(direction), claim.centre, failing.measured.step)
    return math.nan if reading is None else reading.derivative - float((claim.gradient * direction).sum())


def constant_factor(probes: Sequence[Probe]) -> float | None:
    """The factor by which the gradient has to be multiplied, if the same one explains every direction; else None.

    Needs two directions and more than one entry: along one line every wrong gradient is off by some factor.
    """
    if len(probes) < 2 or probes[0].direction.size < 2 or any(probe.gradient == 0 for probe in probes):
        return None
    factors = [probe.measured.derivative / probe.gradient for probe in probes]
    doubts = [(probe.tolerance + FLOAT64.agree * probe.scale) / abs(probe.gradient) for probe in probes]
    spread, doubt = max(factors) - min(factors), max(doubts)
    return factors[0] + 0.0 if spread <= 2 * doubt < _SURE * abs(factors[0] - 1) else None
