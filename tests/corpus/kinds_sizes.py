"""Errors of a known size in every block: one entry, one row, one column, all of it, in each decade from 1e-1 down to 1e-6."""

from __future__ import annotations

from functools import partial

import numpy as np

from tests.corpus.corpus import UNSEEN
from tests.corpus.kinds_common import TARGETS, ZERO, kind

DECADES = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
TINY = (1e-3, 1e-6, 1e-9, 1e-12, 1e-16, 1e-100, 1e-300, 5e-324)
"""Where zero is due: down to the smallest number there is."""


def _one(block, where, error):
    block.flat[where] += error
    return block


def largest_entry(block, size, share):
    return _one(block, np.argmax(np.abs(block)), share * size)


def smallest_entry(block, size, share):
    return _one(block, np.argmin(np.abs(block)), -share * size)


def last_entry(block, size, share):
    return _one(block, -1, share * size)


def all_scaled(block, size, share):
    """The whole block too large, by that share of its own largest entry or of what it is measured by."""
    largest = np.abs(block).max()
    return block * (1 + share * size / largest)


def all_lifted(block, size, share):
    return block + share * size


def noise(block, size, share):
    """As if computed in too few digits; the largest error is the share."""
    errors = np.random.default_rng(block.size).uniform(-1, 1, size=block.shape)
    return block + share * size * errors / np.abs(errors).max()


def last_row(block, size, share):
    block[-1] += share * size
    return block


def first_column(block, size, share):
    block[..., 0] += share * size
    return block


PLACES = {
    "the largest entry": largest_entry,
    "the smallest entry": smallest_entry,
    "all scaled": all_scaled,
    "noise": noise,
    "the last row": last_row,
    "the first column": first_column,
}
EVERY_DECADE = ("the largest entry", "the smallest entry", "too large", "too small")
OF_ONE_NUMBER = {"too large": all_lifted, "too small": lambda block, size, share: block - share * size}
OF_ONE_ROW = {name: PLACES[name] for name in ("the largest entry", "the smallest entry", "all scaled", "noise")}
OF_ANY_SHAPE = PLACES | {"the last entry": last_entry, "all lifted": all_lifted}


def _places(target):
    if target.array == "L":
        return OF_ONE_NUMBER
    if target.array == "g" or target.name in ("row o", "row c"):
        return OF_ONE_ROW
    return OF_ANY_SHAPE if target.name == "every entry" else PLACES


def _changed(target, place, share, record):
    target.change(record, lambda block, size: place(block, size, share))


def sizes(function):
    """Every block, every place, every decade; what is not one entry in every second decade, down to 1e-6."""
    found = []
    for target in TARGETS[function]:
        every = target.pieces(target.spoils)
        if target.name in ZERO:
            for share in TINY:
                for name in ("the last entry", "the first column"):
                    spoil = partial(_changed, target, OF_ANY_SHAPE.get(name), share)
                    found.append(kind(function, f"{target.name}: {name} {share:g} where 0 is due", "not zero", spoil, every))
            continue
        for name, place in _places(target).items():
            for share in DECADES if name in EVERY_DECADE else DECADES[1::2]:
                spoil = partial(_changed, target, place, share)
                found.append(kind(function, f"{target.name}: {name} off by {share:g}", f"off by {share:g}", spoil, every))
    return found


# --- NaN and infinity -----------------------------------------------------------------------------------------------------

NOT_FINITE = {"NaN": np.nan, "infinity": np.inf, "minus infinity": -np.inf}


def _put(target, value, where, record):
    def put(block, _):
        block.flat[where] = value
        return block

    target.change(record, put)


def not_finite(function):
    """One entry of every block that is no number, and all of it."""
    found = []
    for target in TARGETS[function]:
        every = target.pieces(target.spoils)
        for name, value in NOT_FINITE.items():
            spoil = partial(_put, target, value, -1)
            found.append(kind(function, f"{target.name}: one entry is {name}", "not finite", spoil, every))
        spoil = partial(_put, target, np.nan, slice(None))
        found.append(kind(function, f"{target.name}: all NaN", "not finite", spoil, every))
    return found


# --- float32 --------------------------------------------------------------------------------------------------------------

DECADES_OF_FLOAT32 = (1e-1, 1e-2, 1e-3)
"""What is returned in float32 is measured as that is: the tolerance is 5e-6, and up to 1.7e-4 where float32 itself does badly."""
BELOW_FLOAT32 = (1e-6,)


def _narrow_and_off(target, share, record):
    _changed(target, largest_entry, share, record)
    outputs = record.outputs
    return tuple(np.float32(x) for x in outputs) if isinstance(outputs, tuple) else np.float32(outputs)


def in_float32(function):
    """Wrong programs that compute in float32 throughout."""
    found = []
    for target in TARGETS[function]:
        if target.name in ZERO:
            continue
        every = target.pieces(target.spoils)
        for share in DECADES_OF_FLOAT32:
            spoil = partial(_narrow_and_off, target, share)
            found.append(kind(function, f"in float32, {target.name}: off by {share:g}", "wrong in float32", spoil, every))
        for share in BELOW_FLOAT32:
            spoil, name = partial(_narrow_and_off, target, share), f"in float32, {target.name}: off by {share:g}"
            why = "what is returned as float32 may be off by 5e-6"
            found.append(kind(function, name, UNSEEN, spoil, (), why=why))
    return found
