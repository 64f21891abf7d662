"""Wrong losses and gradients of negative sampling: slips in the weights, in rows and counts, and in J."""

from __future__ import annotations

from functools import partial

import numpy as np

from tests.corpus.kinds_common import kind
from tests.corpus.variants_sampling import sigma

FUNCTION = "negative_sampling"
K_ROWS, O_ROW = ("f.uk", "g"), ("f.uo",)

# dJ/d(u.v_c) of the true word and of the samples, from their logits: o (a number) and k (K,). And which rows that spoils.
WEIGHTS = {
    "all signs": (lambda o, k: (1 - sigma(o), -sigma(k)), "ok"),
    "the true word's sign": (lambda o, k: (1 - sigma(o), sigma(k)), "o"),
    "the samples' sign": (lambda o, k: (sigma(o) - 1, -sigma(k)), "k"),
    "1 - sigma for the samples": (lambda o, k: (sigma(o) - 1, 1 - sigma(k)), "k"),
    "sigma - 1 for the samples": (lambda o, k: (sigma(o) - 1, sigma(k) - 1), "k"),
    "sigma for the true word": (lambda o, k: (sigma(o), sigma(k)), "o"),
    "-sigma for the true word": (lambda o, k: (-sigma(o), sigma(k)), "o"),
    "nothing for the true word": (lambda o, k: (0 * o, sigma(k)), "o"),
    "nothing for the samples": (lambda o, k: (sigma(o) - 1, 0 * k), "k"),
    "divided by K": (lambda o, k: ((sigma(o) - 1) / len(k), sigma(k) / len(k)), "ok"),
    "the samples divided by K": (lambda o, k: (sigma(o) - 1, sigma(k) / len(k)), "k"),
    "divided by K + 1": (lambda o, k: ((sigma(o) - 1) / (len(k) + 1), sigma(k) / (len(k) + 1)), "ok"),
    "half": (lambda o, k: ((sigma(o) - 1) / 2, sigma(k) / 2), "ok"),
    "K times for the true word": (lambda o, k: (len(k) * (sigma(o) - 1), sigma(k)), "o"),
    "no logarithm": (lambda o, k: (sigma(o) * (sigma(o) - 1), sigma(k) * (1 - sigma(k))), "ok"),
    "sigma(z - 1) for sigma(z) - 1": (lambda o, k: (sigma(o - 1), sigma(k)), "o"),
    "not squashed": (lambda o, k: (o - 1, k), "ok"),
    "sigma of sigma": (lambda o, k: (sigma(sigma(o)) - 1, sigma(sigma(k))), "ok"),
    "sigma of |z|": (lambda o, k: (sigma(o) - 1, sigma(np.abs(k) + 0.01)), "k"),
    "sigma squared for the samples": (lambda o, k: (sigma(o) - 1, sigma(k) ** 2), "k"),
    "one for the samples": (lambda o, k: (sigma(o) - 1, 1 + 0 * k), "k"),
    "tanh for sigma": (lambda o, k: (np.tanh(o) - 1, np.tanh(k)), "ok"),
    "exp for sigma": (lambda o, k: (np.exp(o) - 1, np.exp(k)), "ok"),
    "a step for sigma": (lambda o, k: ((o > 0) - 1.0, (k > 0) * 1.0), "ok"),
    "log sigma for sigma": (lambda o, k: (np.log(sigma(o)), -np.log(sigma(-k))), "ok"),
    "the softmax of the samples": (lambda o, k: (sigma(o) - 1, np.exp(k) / np.exp(k).sum()), "k"),
    "the softmax of all drawn words": (lambda o, k: tuple(_softmax(o, k)), "ok"),
    "the true word's logit for the samples": (lambda o, k: (sigma(o) - 1, sigma(o + 0.01) + 0 * k), "k"),
    "the mean logit for the samples": (lambda o, k: (sigma(o) - 1, sigma(k.mean()) + 0 * k), ""),
    "the first sample's logit for all": (lambda o, k: (sigma(o) - 1, sigma(k[0]) + 0 * k), ""),
    "the samples in reversed order": (lambda o, k: (sigma(o) - 1, sigma(k[::-1])), ""),
    "the first sample only": (lambda o, k: (sigma(o) - 1, sigma(k) * (np.arange(len(k)) == 0)), "k"),
    "the last sample only": (lambda o, k: (sigma(o) - 1, sigma(k) * (np.arange(len(k)) == len(k) - 1)), "k"),
    "without the first sample": (lambda o, k: (sigma(o) - 1, sigma(k) * (np.arange(len(k)) > 0)), "k"),
    "without the last sample": (lambda o, k: (sigma(o) - 1, sigma(k) * (np.arange(len(k)) < len(k) - 1)), "k"),
    "the first five samples only": (lambda o, k: (sigma(o) - 1, sigma(k) * (np.arange(len(k)) < 5)), "k"),
    "rounded to 4 digits": (lambda o, k: (np.round(sigma(o), 4) - 1, np.round(sigma(k), 4)), "ok"),
    "in half precision": (lambda o, k: (_half(sigma(o)) - 1, _half(sigma(k))), "ok"),
    "clipped to [0.45, 0.55]": (lambda o, k: (np.clip(sigma(o), 0.45, 0.55) - 1, np.clip(sigma(k), 0.45, 0.55)), "ok"),
}


def _softmax(o, k):
    e = np.exp(np.array([o, *k]))
    p = e / e.sum()
    return p[0] - 1, p[1:]


def _half(x):
    return np.float64(np.float16(x))


def _weights(weights, r):
    of_o, of_k = weights(r.z[r.o], r.z[np.array(r.samples)])
    return of_o, np.asarray(of_k, dtype=float)


def _center(weights, r):
    of_o, of_k = _weights(weights, r)
    r.g = of_o * r.U[r.o] + of_k @ r.U[r.samples]


def _outside(weights, r):
    of_o, of_k = _weights(weights, r)
    r.G = np.zeros_like(r.U)
    r.G[r.o] = of_o * r.v
    np.add.at(r.G, r.samples, np.outer(of_k, r.v))


# --- rows -----------------------------------------------------------------------------------------------------------------


def _rows(r, factors, vectors=None):
    """The sampled rows as factors (K,) times sigma(z_k) times v_c, each assigned."""
    for k, factor in zip(r.samples, np.broadcast_to(factors, (r.K,)), strict=True):
        r.G[k] = factor * sigma(r.z[k]) * (r.v if vectors is None else vectors[k])


def _sorted_counts(r):
    """Counts in the order of the words, beside samples in the order of the draws."""
    counts = np.unique(r.samples, return_counts=True)[1]
    r.G[r.samples] = 0
    for k, n in zip(dict.fromkeys(r.samples), counts[::-1] if len(set(counts)) > 1 else counts + 1, strict=True):
        r.G[k] = n * sigma(r.z[k]) * r.v


def _in_the_next_row(r):
    r.G = np.roll(r.G, 1, axis=0)


def _others(r, value):
    rest = np.setdiff1d(np.arange(r.V), [r.o, *r.samples])
    r.G[rest] = value(r, rest)


def _exchange_o(r):
    r.G[[r.o, r.samples[0]]] = r.G[[r.samples[0], r.o]]


def _put(row, value, r):
    r.G[row(r)] = value(r)


def _set_G(value, r):
    r.G = np.asarray(value(r))


ROWS = {
    "n_k squared": (lambda r: _rows(r, r.counts[r.samples] ** 2), ("g",)),
    "n_k + 1 where a word repeats": (lambda r: _rows(r, r.counts[r.samples] + (r.counts[r.samples] > 1)), ("g",)),
    "never more than twice": (lambda r: _rows(r, np.minimum(r.counts[r.samples], 2)), ("g",)),
    "repeats forgotten altogether": (lambda r: _rows(r, r.counts[r.samples] == 1), ("g",)),
    "n_k of another word": (_sorted_counts, ("g", "f.uk")),
    "u_k in the place of v_c": (lambda r: _rows(r, r.counts[r.samples], r.U), K_ROWS),
    "u_o in the place of v_c": (lambda r: _rows(r, r.counts[r.samples], [r.U[r.o]] * r.V), K_ROWS),
    "rows o and the first sample exchanged": (_exchange_o, (*O_ROW, *K_ROWS)),
    "row o negated": (partial(_put, lambda r: r.o, lambda r: -r.G[r.o]), O_ROW),
    "row o twice": (partial(_put, lambda r: r.o, lambda r: 2 * r.G[r.o]), O_ROW),
    "row o less v_c only": (partial(_put, lambda r: r.o, lambda r: -r.v), O_ROW),
    "row o in reversed order": (partial(_put, lambda r: r.o, lambda r: r.G[r.o][::-1]), O_ROW),
    "the first sample's row zero": (partial(_put, lambda r: r.samples[0], lambda r: 0 * r.v), K_ROWS),
    "weight decay 1e-3 on every row": (lambda r: _set_G(lambda r: r.G + 1e-3 * r.U, r), (*O_ROW, *K_ROWS)),
    "weight decay 1e-6 on the other rows": (lambda r: _others(r, lambda r, w: 1e-6 * r.U[w]), ("f.uk",)),
    "U in the other rows": (lambda r: _others(r, lambda r, w: r.U[w]), ("f.uk",)),
    "v_c in the other rows": (lambda r: _others(r, lambda r, w: r.v), ("f.uk",)),
    "added to U": (partial(_set_G, lambda r: r.U + r.G), (*O_ROW, *K_ROWS)),
    "in columns": (partial(_set_G, lambda r: r.G.T), (*O_ROW, *K_ROWS)),
    "its absolute values": (partial(_set_G, lambda r: np.abs(r.G)), (*O_ROW, *K_ROWS)),
    "v_c in reversed order": (partial(_set_G, lambda r: r.G[:, ::-1]), (*O_ROW, *K_ROWS)),
    "only the rows that were drawn": (partial(_set_G, lambda r: r.G[[r.o, *r.samples]]), (*O_ROW, *K_ROWS)),
    "zero": (partial(_set_G, lambda r: 0 * r.G), (*O_ROW, *K_ROWS)),
}

LOSSES = {
    "the true word's sign": lambda r, o, k: _log(o) - _log(-k).sum(),
    "divided by K": lambda r, o, k: r.L[0] / r.K,
    "the first five samples only": lambda r, o, k: -_log(o) - _log(-k[:5]).sum(),
    "plus 1": lambda r, o, k: r.L[0] + 1,
    "twice": lambda r, o, k: 2 * r.L[0],
    "plus weight decay": lambda r, o, k: r.L[0] + 1e-3 * (r.v**2).sum(),
    "never computed": lambda r, o, k: 0.0,
    "the naive softmax's": lambda r, o, k: np.log(np.exp(r.z).sum()) - o,
    "a hinge": lambda r, o, k: max(0, 1 - o) + np.maximum(0, 1 + k).sum(),
    "the product of chances": lambda r, o, k: sigma(o) * np.prod(sigma(-k)),
    "squared errors": lambda r, o, k: (1 - sigma(o)) ** 2 + (sigma(k) ** 2).sum(),
    "1 - sigma outside the logarithm": lambda r, o, k: -_log(o) - (1 - np.log(sigma(k))).sum(),
    "epsilon 1e-8 in the logarithms": lambda r, o, k: -np.log(sigma(o) + 1e-8) - np.log(sigma(-k) + 1e-8).sum(),
    "clipped at 2": lambda r, o, k: min(r.L[0], 2.0),
    "rounded to 4 digits": lambda r, o, k: round(r.L[0], 4),
    "in half precision": lambda r, o, k: float(np.float16(r.L[0])),
    "the largest sample only": lambda r, o, k: -_log(o) - _log(-k).min(),
    "sigma of sigma": lambda r, o, k: -_log(sigma(o)) - _log(-sigma(k)).sum(),
    "squared": lambda r, o, k: r.L[0] ** 2,
}
CENTERS = {
    "its sign": lambda r: -r.g,
    "each distinct sample once, averaged": lambda r: r.g / len(set(r.samples)),
    "plus weight decay 1e-3": lambda r: r.g + 1e-3 * r.v,
    "minus v_c": lambda r: r.g - r.v,
    "in reversed order": lambda r: r.g[::-1],
    "its absolute values": lambda r: np.abs(r.g),
    "v_c in the place of the rows": lambda r: (sigma(r.z[r.o]) - 1 + sigma(r.z[r.samples]).sum()) * r.v,
    "its last entry stale": lambda r: np.append(r.g[:-1], 0.0),
    "u_o in the place of u_k": lambda r: (sigma(r.z[r.o]) - 1 + sigma(r.z[r.samples]).sum()) * r.U[r.o],
    "every word of the vocabulary": lambda r: sigma(r.z) @ r.U - r.U[r.o],
    "zero": lambda r: 0 * r.g,
    "of unit length": lambda r: r.g / np.linalg.norm(r.g),
    "the sampled words once": lambda r: r.g - (r.counts[r.samples] == 1) @ (sigma(r.z[r.samples])[:, None] * r.U[r.samples]) / 2,
}


def _log(z):
    return -np.log1p(np.exp(-z))


def _set_loss(value, r):
    r.L = np.array([value(r, r.z[r.o], r.z[np.array(r.samples)])])


def _set_center(value, r):
    r.g = value(r)


def formulas():
    found = []
    for name, (weights, rows) in WEIGHTS.items():
        found.append(kind(FUNCTION, f"center vector: {name}", "formula", partial(_center, weights), ("f.vc",)))
        spoils = {"o": O_ROW, "k": K_ROWS, "ok": (*O_ROW, *K_ROWS)}.get(rows)
        if spoils:
            found.append(kind(FUNCTION, f"outside vectors: {name}", "formula", partial(_outside, weights), spoils))
    found += [kind(FUNCTION, f"rows: {name}", "formula", spoil, spoils) for name, (spoil, spoils) in ROWS.items()]
    found += [kind(FUNCTION, f"loss: {n}", "loss", partial(_set_loss, value), ("f.loss",)) for n, value in LOSSES.items()]
    found += [kind(FUNCTION, f"center vector: {n}", "formula", partial(_set_center, v), ("f.vc",)) for n, v in CENTERS.items()]
    return found
