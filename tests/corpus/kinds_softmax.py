"""Wrong losses and gradients of the naive softmax: slips in delta = yhat - y, in its factors, and in J."""

from __future__ import annotations

from functools import partial

import numpy as np

from tests.corpus.kinds_common import kind

BOTH, ROW_O, OTHERS = ("c.o", "c.w", "d"), ("c.o", "d"), ("c.w", "d")


def _softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def _one_hot(index, size):
    return (np.arange(size) == index % size).astype(float)


def _without_the_likeliest(r):
    return np.where(np.arange(r.V) == np.argmax(r.p), 0, r.p - r.y)


def _normalised_over_others(r):
    return np.exp(r.z) / (np.exp(r.z).sum() - np.exp(r.z)) - r.y


def _normalised_without_the_last(r):
    return np.exp(r.z) / np.exp(r.z[:-1]).sum() - r.y


# What stands in delta's place, and which rows of dJ/dU that spoils.
DELTAS = {
    "-yhat - y": (lambda r: -r.p - r.y, BOTH),
    "(yhat - y) squared": (lambda r: (r.p - r.y) ** 2, BOTH),
    "(yhat - y) / d": (lambda r: (r.p - r.y) / r.d, BOTH),
    "half of yhat - y": (lambda r: (r.p - r.y) / 2, BOTH),
    "softmax of 2 z": (lambda r: _softmax(2 * r.z) - r.y, BOTH),
    "normalised without the last word": (_normalised_without_the_last, BOTH),
    "normalised by V": (lambda r: np.exp(r.z) / r.V - r.y, BOTH),
    "the last word is the true one": (lambda r: r.p - _one_hot(r.V - 1, r.V), BOTH),
    "the likeliest word is the true one": (lambda r: r.p - _one_hot(int(np.argmax(r.p)), r.V), BOTH),
    "true word counted from the end": (lambda r: r.p - _one_hot(-r.o, r.V), BOTH),
    "softened labels": (lambda r: r.p - 0.9 * r.y - 0.1 / r.V, BOTH),
    "half of the jacobian": (lambda r: r.p * (r.p - r.y), BOTH),
    "only its diagonal": (lambda r: r.p * (1 - r.p) - r.y, BOTH),
    "by yhat, not by z": (lambda r: -r.y / r.p, BOTH),
    "the likeliest word left out": (_without_the_likeliest, ()),
    "the words in reversed order": (lambda r: (r.p - r.y)[::-1], BOTH),
    "shifted by one word": (lambda r: np.roll(r.p - r.y, 1), BOTH),
    "yhat in sorted order": (lambda r: np.sort(r.p) - r.y, BOTH),
    "yhat rounded to 4 digits": (lambda r: np.round(r.p, 4) - r.y, BOTH),
    "yhat in half precision": (lambda r: np.float16(r.p).astype(float) - r.y, BOTH),
    "yhat clipped from below at 0.05": (lambda r: np.where(r.y > 0, r.p - 1, np.maximum(r.p, 0.05)), OTHERS),
    "epsilon 1e-6 in the denominator": (lambda r: np.exp(r.z) / (np.exp(r.z).sum() + 1e-6) - r.y, BOTH),
    "for the mean square": (lambda r: 2 * (r.p - r.y) * r.p, BOTH),
}
"""No rows: which ones it spoils hangs on the draw, so it is tried on the center vector only."""


def _center(delta, r):
    r.g = delta(r) @ r.U


def _outside(delta, r):
    r.G = np.outer(delta(r), r.v)


CENTERS = {
    "plus weight decay 1e-3": lambda r: r.g + 1e-3 * r.v,
    "minus v_c": lambda r: r.g - r.v,
    "by the likeliest word": lambda r: r.U[np.argmax(r.p)] - r.U[r.o],
    "its absolute values": lambda r: np.abs(r.g),
    "its signs": lambda r: np.sign(r.g),
    "of unit length": lambda r: r.g / np.linalg.norm(r.g),
    "in reversed order": lambda r: r.g[::-1],
    "clipped at half its largest": lambda r: np.clip(r.g, -np.abs(r.g).max() / 2, np.abs(r.g).max() / 2),
    "its last entry stale": lambda r: np.append(r.g[:-1], 0.0),
    "a step along it": lambda r: r.v - 0.1 * r.g,
}
OUTSIDES = {
    "in columns": (lambda r: r.G.T, ("d",)),
    "in columns, and its sign": (lambda r: -r.G.T, BOTH),
    "in columns where V == d": (lambda r: r.G.T if r.d == r.V else r.G, ("d",)),
    "in columns unless V == d": (lambda r: r.G if r.d == r.V else r.G.T, ("d",)),
    "in columns where d > V": (lambda r: r.G.T if r.d > r.V else r.G, ("d",)),
    "plus weight decay 1e-3": (lambda r: r.G + 1e-3 * r.U, BOTH),
    "added to U": (lambda r: r.U + r.G, BOTH),
    "rows o and 0 exchanged": (lambda r: _exchanged(r.G, r.o), BOTH),
    "row o twice as large": (lambda r: r.G * (1 + r.y[:, None]), ROW_O),
    "row o in the last row": (lambda r: _moved(r.G, r.o), BOTH),
    "the last row stale": (lambda r: np.vstack([r.G[:-1], 0 * r.G[-1:]]), BOTH),
    "the first column stale": (lambda r: np.hstack([0 * r.G[:, :1], r.G[:, 1:]]), BOTH),
    "its absolute values": (lambda r: np.abs(r.G), BOTH),
    "its rows of unit length": (lambda r: r.G / np.linalg.norm(r.G, axis=1, keepdims=True), BOTH),
    "v_c in reversed order": (lambda r: np.outer(r.p - r.y, r.v[::-1]), BOTH),
    "columns in sorted order": (lambda r: np.sort(r.G, axis=1), BOTH),
    "the mean of its rows in every row": (lambda r: np.broadcast_to(np.abs(r.G).mean(axis=0), r.G.shape), BOTH),
}
LOSSES = {
    "over all other words": lambda r: -np.log(r.p).sum() + np.log(r.p[r.o]),
    "yhat_o": lambda r: r.p[r.o],
    "1 - yhat_o": lambda r: 1 - r.p[r.o],
    "z_o + log sum exp": lambda r: r.z[r.o] + np.log(np.exp(r.z).sum()),
    "divided by d": lambda r: r.L[0] / r.d,
    "the likeliest word": lambda r: -np.log(r.p.max()),
    "the perplexity": lambda r: np.exp(r.L[0]),
    "squared": lambda r: r.L[0] ** 2,
    "twice": lambda r: 2 * r.L[0],
    "half": lambda r: r.L[0] / 2,
    "plus 1": lambda r: r.L[0] + 1,
    "plus weight decay": lambda r: r.L[0] + 1e-3 * (r.v**2).sum(),
    "never computed": lambda r: 0.0,
    "clipped at 1": lambda r: min(r.L[0], 1.0),
    "rounded to 4 digits": lambda r: round(r.L[0], 4),
    "in half precision": lambda r: float(np.float16(r.L[0])),
    "by the index": lambda r: -np.log(r.p[r.o]) * r.o,
}


def _exchanged(G, o):
    G = G.copy()
    G[[0, o]] = G[[o, 0]]
    return G


def _moved(G, o):
    return np.vstack([np.delete(G, o, axis=0), G[o]])


def _set(name, value, r):
    setattr(r, name, np.array([value(r)]) if name == "L" else np.asarray(value(r)))


def formulas():
    """The slips in delta for both gradients, and those of one output alone."""
    function = "naive_softmax"
    found = []
    for name, (delta, rows) in DELTAS.items():
        found.append(kind(function, f"center vector by {name}", "formula", partial(_center, delta), ("b",)))
        if rows:
            found.append(kind(function, f"outside vectors by {name}", "formula", partial(_outside, delta), rows))
    for name, value in CENTERS.items():
        found.append(kind(function, f"center vector: {name}", "formula", partial(_set, "g", value), ("b",)))
    for name, (value, rows) in OUTSIDES.items():
        found.append(kind(function, f"outside vectors: {name}", "formula", partial(_set, "G", value), rows))
    return found + [kind(function, f"loss: {name}", "loss", partial(_set, "L", value), ("a",)) for name, value in LOSSES.items()]
