"""Right skip-gram sums: (c, context, center vectors, U, loss function) -> loss, dJ/dV, dJ/dU, for any loss of a pair."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from functools import partial, reduce

import numpy as np


def loop(c, context, C, U, f):
    loss, gC, gU = 0.0, np.zeros_like(C), np.zeros_like(U)
    for o in context:
        J, by_v, by_U = f(C[c], o, U)
        loss += J
        gC[c] += by_v
        gU += by_U
    return loss, gC, gU


def zipped(c, context, C, U, f):
    losses, by_v, by_U = zip(*[f(C[c], o, U) for o in context], strict=True)
    gC = np.zeros(C.shape)
    gC[c] = np.sum(by_v, axis=0)
    return np.sum(losses), gC, np.sum(by_U, axis=0)


def builtin_sums(c, context, C, U, f):
    pairs = [f(C[c], o, U) for o in context]
    gC = 0 * C
    gC[c] = sum(pair[1] for pair in pairs)
    return sum(pair[0] for pair in pairs), gC, sum((pair[2] for pair in pairs), 0 * U)


def counted(c, context, C, U, f):
    loss, by_v, by_U = 0, np.zeros(C.shape[1]), np.zeros(U.shape)
    for o, n in Counter(context).items():
        J, g, G = f(C[c], o, U)
        loss, by_v, by_U = loss + n * J, by_v + n * g, by_U + n * G
    return loss, np.outer(np.arange(len(C)) == c, by_v), by_U


def recursion(c, context, C, U, f):
    if not context:
        return 0, np.zeros_like(C), np.zeros_like(U)
    loss, gC, gU = recursion(c, context[1:], C, U, f)
    J, g, G = f(C[c], context[0], U)
    gC[c] += g
    return loss + J, gC, gU + G


def halves(c, context, C, U, f):
    if len(context) == 1:
        J, g, G = f(C[c], context[0], U)
        return J, np.eye(len(C))[c][:, None] * g, G
    middle = len(context) // 2
    left, right = halves(c, context[:middle], C, U, f), halves(c, context[middle:], C, U, f)
    return tuple(a + b for a, b in zip(left, right, strict=True))


def folded(c, context, C, U, f):
    loss, g, G = reduce(lambda a, b: [x + y for x, y in zip(a, b, strict=True)], (f(C[c], o, U) for o in context))
    return loss, np.insert(np.zeros((len(C) - 1, C.shape[1])), c, g, axis=0), G


def added_at(c, context, C, U, f):
    gC, gU, loss = np.zeros_like(C), np.zeros_like(U), np.zeros(())
    for o in context:
        J, g, G = f(C[c], o, U)
        np.add.at(gC, c, g)
        np.add(gU, G, out=gU)
        np.add(loss, J, out=loss)
    return loss, gC, gU


def stacked(c, context, C, U, f):
    pairs = [f(C[c], o, U) for o in context]
    one_hot = np.eye(1, len(C), c).ravel()
    gC = np.einsum("w,kd->wd", one_hot, np.stack([p[1] for p in pairs]))
    return np.einsum("k->", [p[0] for p in pairs]), gC, np.einsum("kwd->wd", np.stack([p[2] for p in pairs]))


def by_keyword(c, context, C, U, f):
    pairs = [f(center_vector=C[c], outside_index=o, outside_vectors=U) for o in context]
    gC = np.zeros_like(C)
    for _, g, _ in pairs:
        gC[c, :] = gC[c, :] + g
    return math.fsum(p[0] for p in pairs), gC, np.add.reduce([p[2] for p in pairs])


def rows_above_and_below(c, context, C, U, f):
    pairs = [f(C[c].copy(), int(o), U.copy()) for o in context]
    g = np.add.reduce([p[1] for p in pairs])[None]
    gC = np.vstack([np.zeros((c, C.shape[1])), g, np.zeros((len(C) - c - 1, C.shape[1]))])
    return np.add.reduce([p[0] for p in pairs]), gC, np.dstack([p[2] for p in pairs]).sum(axis=2)


def from_the_last(c, context, C, U, f):
    loss, gC, gU = 0, np.zeros_like(C), np.zeros_like(U)
    for o in reversed(context):
        J, g, G = f(C[c], o, U)
        loss, gU = J + loss, G + gU
        gC[c] = g + gC[c]
    return loss, gC, gU


def accumulated(c, context, C, U, f):
    pairs = [f(C[c], o, U) for o in context]
    *_, loss = itertools.accumulate(p[0] for p in pairs)
    *_, g = itertools.accumulate((p[1] for p in pairs), np.add)
    *_, G = itertools.accumulate((p[2] for p in pairs), np.add)
    return loss, np.where(np.arange(len(C))[:, None] == c, g, 0.0), G


def emptied(c, context, C, U, f):
    loss, gC, gU = 0.0, np.zeros_like(C), np.zeros_like(U)
    while context:
        J, g, G = f(C[c], context.pop(), U)
        loss, gU = loss + J, gU + G
        gC[c] += g
    return loss, gC, gU


def cumulative(c, context, C, U, f):
    losses, by_v, by_U = map(np.array, zip(*(f(C[c], o, U) for o in context), strict=True))
    gC = np.zeros_like(C)
    gC[c] = by_v.cumsum(axis=0)[-1]
    return losses.cumsum()[-1], gC, by_U.cumsum(axis=0)[-1]


def mean_times_size(c, context, C, U, f):
    losses, by_v, by_U = (np.array(x) for x in zip(*(f(C[c], o, U) for o in context), strict=True))
    n = len(context)
    return n * losses.mean(), n * by_v.mean(axis=0) * (np.arange(len(C)) == c)[:, None], n * np.average(by_U, axis=0)


def whole_matrices(c, context, C, U, f):
    """Every pair has a whole gradient of its own, zeros and all."""

    def pair(o):
        J, g, G = f(C[c], o, U)
        gC = np.zeros_like(C)
        gC[c] = g
        return np.concatenate([[J], gC.ravel(), G.ravel()])

    total = np.sum([pair(o) for o in context], axis=0)
    return total[0], total[1 : 1 + C.size].reshape(C.shape), total[1 + C.size :].reshape(U.shape)


def onto_the_first_pair(c, context, C, U, f):
    loss, g, G = f(C[c], context[0], U)
    for o in context[1:]:
        J, more, More = f(C[c], o, U)
        loss += J
        g += more
        G += More
    gC = np.zeros_like(C)
    np.put(gC, np.arange(c * C.shape[1], (c + 1) * C.shape[1]), g)
    return loss, gC, G


def counted_from_the_end(c, context, C, U, f):
    return loop(c - len(C), context, C, U, f)


def partly_applied(c, context, C, U, f):
    of_word = partial(f, C[c], outside_vectors=U)
    found = [of_word(outside_index=o) for o in context]
    gC = np.kron(np.eye(len(C))[:, [c]], np.ones(len(found)) @ np.array([p[1] for p in found]))
    return np.dot(np.ones(len(found)), [p[0] for p in found]), gC, np.tensordot(np.ones(len(found)), [p[2] for p in found], 1)


def lists(c, context, C, U, f):
    V, d = C.shape
    losses, by_v, by_U = zip(*[[x.tolist() for x in f(C[c], o, U)] for o in context], strict=True)
    row = [math.fsum(g[j] for g in by_v) for j in range(d)]
    gU = [[math.fsum(G[w][j] for G in by_U) for j in range(d)] for w in range(V)]
    return math.fsum(losses), [row if w == c else [0.0] * d for w in range(V)], gU


class Accumulator:
    """Keeps the sums and takes pairs in turn."""

    def __init__(self, C, U):
        self.loss, self.gC, self.gU = 0, {}, np.zeros_like(U)

    def add(self, c, J, g, G):
        self.loss = self.loss + J
        self.gC[c] = self.gC.get(c, 0) + g
        self.gU = self.gU + G


def accumulator(c, context, C, U, f):
    sums = Accumulator(C, U)
    for o in context:
        sums.add(c, *f(C[c], o, U))
    return sums.loss, np.array([sums.gC.get(w, np.zeros(C.shape[1])) for w in range(len(C))]), sums.gU


def unique_words(c, context, C, U, f):
    words, n = np.unique(context, return_counts=True)
    pairs = [f(C[c], o, U) for o in words]
    gC = np.zeros_like(C)
    gC[c] = n @ np.array([p[1] for p in pairs])
    return n @ [p[0] for p in pairs], gC, np.tensordot(n, np.array([p[2] for p in pairs]), axes=1)


def long_double(c, context, C, U, f):
    J, gC, gU = loop(c, context, C, U, lambda *a: [np.asarray(x, np.longdouble) for x in f(*a)])
    return np.longdouble(J), gC.astype(np.longdouble), gU.astype(np.longdouble)


FORMULAS = (
    *(loop, zipped, builtin_sums, counted, recursion, halves, folded, added_at, stacked, by_keyword, rows_above_and_below),
    *(from_the_last, accumulated, emptied, cumulative, mean_times_size, whole_matrices, onto_the_first_pair),
    *(counted_from_the_end, partly_applied, lists, accumulator, unique_words, long_double),
)


def narrow(f):
    """The given function with its answers rounded to float32."""
    return lambda *inputs: [np.asarray(value, dtype=np.float32) for value in f(*inputs)]


def in_float32(formula):
    return lambda c, context, C, U, f: formula(c, context, np.float32(C), np.float32(U), narrow(f))


def in_float32_buffers(c, context, C, U, f):
    loss, gC, gU = np.float32(0), np.zeros(C.shape, np.float32), np.zeros(U.shape, np.float32)
    for o in context:
        J, g, G = f(C[c], o, U)
        loss = np.float32(loss + J)
        gC[c] += g.astype(np.float32)
        gU += G.astype(np.float32)
    return loss, gC, gU


def rounded(formula):
    """The pairs' values are rounded to float32 on the way into float64 sums."""
    return lambda c, context, C, U, f: formula(c, context, C, U, lambda *a: [np.float64(np.float32(x)) for x in f(*a)])


STAY_IN_FLOAT32 = (loop, from_the_last, emptied, recursion, onto_the_first_pair)
ROUNDED = (loop, counted, cumulative)
