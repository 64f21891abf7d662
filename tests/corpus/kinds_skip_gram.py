"""Wrong sums over the context: wrong terms, wrong rows, wrong arguments of the loss function."""

from __future__ import annotations

from functools import partial

import numpy as np

from reference.word2vec import functions
from tests.corpus.kinds_common import kind

FUNCTION = "skip_gram"
CENTER = ("h.vc", "h.vw")


def _distinct(context):
    return [i for i, word in enumerate(context) if word not in context[:i]]


# What is added up, from the values of the pairs (n, ...) and the record.
SUMS = {
    "half": lambda x, r: x.sum(axis=0) / 2,
    "the first pair twice": lambda x, r: x.sum(axis=0) + x[0],
    "the last pair twice": lambda x, r: x.sum(axis=0) + x[-1],
    "divided by V": lambda x, r: x.sum(axis=0) / len(r.C),
    "divided by the window": lambda x, r: x.sum(axis=0) / (2 * len(r.context)),
    "every second pair": lambda x, r: x[::2].sum(axis=0),
    "the largest": lambda x, r: x.max(axis=0),
    "the product": lambda x, r: np.prod(x, axis=0),
    "alternating signs": lambda x, r: sum((-1) ** (i + len(x)) * a for i, a in enumerate(x)),
    "near words count more": lambda x, r: sum(a / (1 + i) for i, a in enumerate(x, start=1)),
    "the first four words only": lambda x, r: x[:4].sum(axis=0),
    "the first two words only": lambda x, r: x[:2].sum(axis=0),
    "not more than twice": lambda x, r: x[[i for i in range(len(x)) if r.context[:i].count(r.context[i]) < 2]].sum(axis=0),
    "n squared for a repeated word": lambda x, r: sum(r.context.count(w) * a for w, a in zip(r.context, x, strict=True)),
    "the center word left out": lambda x, r: x[[w != r.c for w in r.context]].sum(axis=0),
    "up to the last of the center word": lambda x, r: x[: _last_of_center(r)].sum(axis=0),
    "stops at a repeated word": lambda x, r: x[: _first_repeat(r.context)].sum(axis=0),
    "absolute values": lambda x, r: np.abs(x).sum(axis=0) + (x < 0).sum(axis=0) + 1e-3,
    "plus 1": lambda x, r: x.sum(axis=0) + 1,
    "plus 1e-6 for each pair": lambda x, r: x.sum(axis=0) + 1e-6 * len(x),
    "rounded to 4 digits": lambda x, r: np.round(x.sum(axis=0), 4) + 1e-4,
    "in half precision": lambda x, r: np.float64(np.float16(x.sum(axis=0) * 1.001)),
    "an old pair left over": lambda x, r: x.sum(axis=0) - 1e-3 * x[0],
    "momentum": lambda x, r: 0.9 * x.sum(axis=0) + 0.1 * x[-1] - 0.3 * x[0],
}


def _first_repeat(context):
    return next((i for i, word in enumerate(context) if word in context[:i]), None)


def _last_of_center(r):
    places = [i for i, word in enumerate(r.context) if word == r.c]
    return places[-1] if places and places[-1] else None


def _values(r, i):
    return np.array([pair[i] for pair in r.pairs])


def _sum_losses(combine, r):
    r.L = np.array([combine(_values(r, 0), r)])


def _sum_outside(combine, r):
    r.H = combine(_values(r, 2), r)


def _sum_center(combine, r):
    r.G[r.c] = combine(_values(r, 1), r)


# --- where it is put: G with row c right, what else is done to it -----------------------------------------------------------


def _in_context(r):
    return np.isin(np.arange(len(r.C)), r.context)[:, None]


def _at(rows, r):
    """The row of c, put elsewhere."""
    total, r.G = r.G[r.c].copy(), np.zeros_like(r.G)
    r.G[rows(r)] = total


def _also(rows, r):
    r.G[rows(r)] = r.G[r.c]


def _whole(change, r):
    r.G = change(r)


PLACES = {
    "in the last row": (partial(_at, lambda r: -1), CENTER),
    "counted from the end": (partial(_at, lambda r: -r.c), CENTER),
    "also in row 0": (partial(_also, lambda r: 0), ("h.vw",)),
    "also in the last row": (partial(_also, lambda r: -1), ("h.vw",)),
    "also in the next row": (partial(_also, lambda r: (r.c + 1) % len(r.C)), ("h.vw",)),
    "in row c and below": (partial(_also, lambda r: slice(r.c, None)), ("h.vw",)),
    "spread over all rows": (partial(_whole, lambda r: np.broadcast_to(r.G[r.c] / len(r.C), r.G.shape)), CENTER),
    "weight decay 1e-6 on every row": (partial(_whole, lambda r: r.G + 1e-6 * r.C), CENTER),
    "added to the center vectors": (partial(_whole, lambda r: r.C + r.G), CENTER),
    "in columns": (partial(_whole, lambda r: r.G.T), CENTER),
    "row c alone": (partial(_whole, lambda r: r.G[r.c]), CENTER),
    "row c alone, as a matrix": (partial(_whole, lambda r: r.G[[r.c]]), CENTER),
    "row c in reversed order": (partial(_whole, lambda r: r.G[:, ::-1]), ("h.vc",)),
    "the context's rows from the outside gradient": (partial(_whole, lambda r: np.where(_in_context(r), r.H, r.G)), CENTER),
}
OUTSIDE = {
    "in columns": lambda r: r.H.T,
    "only the context's rows": lambda r: np.where(_in_context(r), r.H, 0),
    "without the context's rows": lambda r: np.where(_in_context(r), 0, r.H),
    "without row c": lambda r: np.where((np.arange(len(r.U)) == r.c)[:, None], 0, r.H),
    "rows of the next words": lambda r: np.roll(r.H, 1, axis=0),
    "weight decay 1e-6": lambda r: r.H + 1e-6 * r.U,
    "added to U": lambda r: r.U + r.H,
    "the center's gradient": lambda r: r.G,
    "exchanged first and last rows": lambda r: r.H[[-1, *range(1, len(r.H) - 1), 0]],
    "its absolute values": lambda r: np.abs(r.H),
}

# --- what the loss function is asked: (center vector, outside index, outside vectors) from the record and the context word ---

ASKED = {
    "the outside vector of c for v_c": lambda r, o: (r.U[r.c], o, r.U),
    "the center vector of the context word": lambda r, o: (r.C[o] if o != r.c else r.C[o - 1], o, r.U),
    "the center vectors for U": lambda r, o: (r.C[r.c], o, r.C),
    "c for the context word": lambda r, o: (r.C[r.c], r.c, r.U),
    "the word before": lambda r, o: (r.C[r.c], (o - 1) % len(r.C), r.U),
    "the next word": lambda r, o: (r.C[r.c], (o + 1) % len(r.C), r.U),
    "words counted from the end": lambda r, o: (r.C[r.c], o - len(r.C), r.U),
    "center and context exchanged": lambda r, o: (r.C[o], r.c, r.U),
    "v_c of unit length": lambda r, o: (r.C[r.c] / np.linalg.norm(r.C[r.c]), o, r.U),
    "v_c off by 1e-6": lambda r, o: (r.C[r.c] * (1 + 1e-6), o, r.U),
    "U off by 1e-12": lambda r, o: (r.C[r.c], o, r.U * (1 + 1e-12)),
    "U in columns": lambda r, o: (r.C[r.c], o, r.U.T),
    "only the row of the context word": lambda r, o: (r.C[r.c], o, r.U[[o]]),
    "v_c as a row": lambda r, o: (r.C[[r.c]], o, r.U),
    "the first context word each time": lambda r, o: (r.C[r.c], r.context[0], r.U),
    "the row before c": lambda r, o: (r.C[r.c - 1], o, r.U),
}


def _ask(asked, r):
    """All three outputs, added up rightly over the wrong questions."""
    losses, centers, outsides = zip(*(r.f(*asked(r, o)) for o in r.context), strict=True)
    r.L, r.G, r.H = np.array([sum(losses)]), np.zeros_like(r.C), sum(outsides)
    r.G[r.c] = sum(centers)


def _another_loss(loss, r):
    """Pays no heed to the function that it is given."""
    r.L, r.G, r.H = np.zeros(1), np.zeros_like(r.C), np.zeros_like(r.U)
    for o in r.context:
        J, g, G = loss(r.C[r.c], o, r.U)
        r.L, r.H = r.L + J, r.H + G
        r.G[r.c] += g


def _sampled(v, o, U):
    return functions.negative_sampling_loss_and_gradient(v, o, [(o + 1) % len(U), (o + 2) % len(U)], U)


def _steps_along(r):
    """Changes v_c after each pair: the next pair is asked about another vector."""
    v, total = r.C[r.c].copy(), []
    for o in r.context:
        total.append(r.f(v, o, r.U))
        v = v - 0.1 * total[-1][1]
    r.L, r.H = np.array([sum(t[0] for t in total)]), sum(t[2] for t in total)
    r.G[r.c] = sum(t[1] for t in total)


def formulas():
    found = []
    for name, combine in SUMS.items():
        found.append(kind(FUNCTION, f"loss: {name}", "loss", partial(_sum_losses, combine), ("h.loss",)))
        found.append(kind(FUNCTION, f"outside vectors: {name}", "formula", partial(_sum_outside, combine), ("h.U",)))
        nothing = ("h.vc", "h.vw") if name in EMPTY else ("h.vc",)
        found.append(kind(FUNCTION, f"center vectors: {name}", "formula", partial(_sum_center, combine), nothing))
    found += [kind(FUNCTION, f"center vectors: {n}", "formula", spoil, pieces) for n, (spoil, pieces) in PLACES.items()]
    for name, value in OUTSIDE.items():
        found.append(kind(FUNCTION, f"outside vectors: {name}", "formula", partial(_set_outside, value), ("h.U",)))
    every = ("h.loss", "h.U", "h.vc")
    found += [kind(FUNCTION, f"asks for {n}", "asks wrongly", partial(_ask, asked), every) for n, asked in ASKED.items()]
    for name, loss in (("naive softmax", functions.naive_softmax_loss_and_gradient), ("negative sampling", _sampled)):
        found.append(kind(FUNCTION, f"always the {name}", "asks wrongly", partial(_another_loss, loss), every))
    return [*found, kind(FUNCTION, "moves v_c between pairs", "asks wrongly", _steps_along, every)]


EMPTY = {"zero", "without the last pair", "without the first pair"}
"""A context of one word leaves row c zero: then that the other rows are zero proves nothing, and h.vw does not count."""


def _set_outside(value, r):
    r.H = np.asarray(value(r))
