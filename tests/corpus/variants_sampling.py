"""Right negative-sampling losses and gradients: (v_c, o, samples, U) -> loss, dJ/dv_c, dJ/dU. Samples may repeat."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import reduce

import numpy as np


def sigma(x):
    return 1 / (1 + np.exp(-x))


def stable(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def loop(v, o, samples, U):
    s = sigma(U[o] @ v)
    loss, g, G = -np.log(s), (s - 1) * U[o], np.zeros_like(U)
    G[o] = (s - 1) * v
    for k in samples:
        s = sigma(-U[k] @ v)
        loss -= np.log(s)
        g += (1 - s) * U[k]
        G[k] += (1 - s) * v
    return loss, g, G


def added_at(v, o, samples, U):
    so, sk = sigma(U[o] @ v), sigma(-U[samples] @ v)
    G = np.zeros_like(U)
    G[o] = -(1 - so) * v
    np.add.at(G, samples, np.outer(1 - sk, v))
    return -np.log(so) - np.sum(np.log(sk)), -(1 - so) * U[o] + (1 - sk) @ U[samples], G


def one_minus_sigma(v, o, samples, U):
    so, sk = sigma(np.dot(U[o], v)), sigma(np.dot(U[samples], v))
    G = np.zeros(U.shape, dtype=U.dtype)
    G[o] += (so - 1) * v
    for i, k in enumerate(samples):
        G[k] += sk[i] * v
    return -np.log(so) - np.log(1 - sk).sum(), (so - 1) * U[o] + np.dot(sk, U[samples]), G


def labels(v, o, samples, U):
    words, t = np.array([o, *samples]), np.zeros(1 + len(samples), dtype=U.dtype)
    t[0] = 1
    s = stable(U[words] @ v)
    G = np.zeros_like(U)
    np.subtract.at(G, words, np.outer(t - s, v))
    return -np.sum(t * np.log(s) + (1 - t) * np.log(1 - s)), (s - t) @ U[words], G


def log_of_sums(v, o, samples, U):
    words = [o, *samples]
    z = U[words] @ v * np.where(np.arange(len(words)) == 0, -1, 1).astype(U.dtype)
    slopes = np.exp(z - np.logaddexp(0, z))
    slopes[0] *= -1
    one_hot = np.eye(len(U), dtype=U.dtype)[words]
    return np.logaddexp(0, z).sum(), slopes @ U[words], one_hot.T @ np.outer(slopes, v)


def counted(v, o, samples, U):
    words, counts = np.unique(samples, return_counts=True)
    s = sigma(U[words] @ v)
    G = np.zeros_like(U)
    G[words] = (counts * s)[:, None] * v
    G[o] = (sigma(U[o] @ v) - 1) * v
    loss = -np.log(sigma(U[o] @ v)) - np.sum(counts * np.log(sigma(-U[words] @ v)))
    return loss, (sigma(U[o] @ v) - 1) * U[o] + (counts * s) @ U[words], G


def counter(v, o, samples, U):
    loss, slopes = math.log1p(math.exp(-U[o] @ v)), {o: -1 / (1 + math.exp(U[o] @ v))}
    for k, n in Counter(samples).items():
        loss += n * math.log1p(math.exp(U[k] @ v))
        slopes[k] = n / (1 + math.exp(-U[k] @ v))
    return loss, sum(s * U[k] for k, s in slopes.items()), [list(slopes.get(w, 0.0) * v) for w in range(len(U))]


def bincount_of_every_column(v, o, samples, U):
    words = [o, *samples]
    slopes = np.concatenate([[sigma(U[o] @ v) - 1], sigma(U[samples] @ v)])
    G = np.stack([np.bincount(words, weights=slopes * v[j], minlength=len(U)) for j in range(len(v))], axis=1)
    return -np.log1p(-np.abs([slopes[0], *slopes[1:]])).sum(), slopes @ U[words], G


def over_the_vocabulary(v, o, samples, U):
    z, n = U @ v, np.array([list(samples).count(w) for w in range(len(U))])
    loss = -np.log(sigma(z[o])) - (n * np.log(sigma(-z))).sum()
    D = n * sigma(z)
    D[o] -= sigma(-z[o])
    return loss, U.T @ D, D[:, None] @ v[None]


def sorted_runs(v, o, samples, U):
    order = np.sort(samples)
    starts = np.flatnonzero(np.diff(order, prepend=-1))
    s = stable(U[order] @ v)
    G = np.zeros_like(U)
    G[order[starts]] = np.add.reduceat(np.outer(s, v), starts)
    G[o] -= stable(-U[o] @ v) * v
    loss = -np.log(stable(U[o] @ v)) - np.log(stable(-U[order] @ v)).sum()
    return loss, s @ U[order] - stable(-U[o] @ v) * U[o], G


def inverse_of_unique(v, o, samples, U):
    words, place = np.unique([o, *samples], return_inverse=True)
    z = U[words] @ v
    slopes = np.zeros(len(words))
    np.add.at(slopes, place, np.where(np.arange(place.size) == 0, -sigma(-z[place]), sigma(z[place])))
    G = np.zeros_like(U)
    G[words] = slopes[:, None] * v
    return -np.log(sigma(z[place[0]])) - np.log(sigma(-z[place[1:]])).sum(), slopes @ U[words], G


def columns(v, o, samples, U):
    v, uo, uk = v[:, None], U[o][:, None], U[samples].T
    so, sk = sigma(uo.T @ v), sigma(-uk.T @ v)
    G = np.zeros_like(U)
    G[o] = ((so - 1) * v.T)[0]
    for i in range(len(samples)):
        G[samples[i]] += ((1 - sk[i]) * v)[:, 0]
    return (-np.log(so) - np.log(sk).sum())[0, 0], ((so - 1) * uo + uk @ (1 - sk)).ravel(), G


def summed_indices(v, o, samples, U):
    words, signs = np.array([o, *samples]), -np.ones(1 + len(samples), dtype=U.dtype)
    signs[0] = 1
    one_hot = (words[:, None] == np.arange(len(U))).astype(U.dtype)
    s = sigma(signs * np.einsum("kw,wd,d->k", one_hot, U, v))
    slopes = signs * (s - 1)
    g = np.einsum("k,kw,wd->d", slopes, one_hot, U)
    return -np.einsum("k->", np.log(s)), g, np.einsum("k,kw,d->wd", slopes, one_hot, v)


def scalars(v, o, samples, U):
    V, d = U.shape
    dot = lambda w: math.fsum(U[w, j] * v[j] for j in range(d))  # noqa: E731
    terms = [(o, -1 / (1 + math.exp(dot(o))))] + [(k, 1 / (1 + math.exp(-dot(k)))) for k in samples]
    g = [math.fsum(s * U[w, j] for w, s in terms) for j in range(d)]
    G = [[math.fsum(s * v[j] for x, s in terms if x == w) for j in range(d)] for w in range(V)]
    return -math.fsum(math.log(1 - abs(s)) for _, s in terms), np.array(g), np.array(G)


def one_sample_after_the_other(v, o, samples, U):
    """Recursion over the samples."""
    if not samples:
        s = sigma(U[o] @ v)
        return -np.log(s), (s - 1) * U[o], np.outer(np.arange(len(U)) == o, (s - 1) * v)
    loss, g, G = one_sample_after_the_other(v, o, samples[:-1], U)
    s = sigma(-U[samples[-1]] @ v)
    G[samples[-1]] += (1 - s) * v
    return loss - np.log(s), g + (1 - s) * U[samples[-1]], G


def softmax_of_two(v, o, samples, U):
    """Each word against the word whose vector is zero."""
    words = [o, *samples]
    z = np.stack([U[words] @ v, np.zeros(len(words))])
    p = np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0)
    truth = np.array([[1, *[0] * len(samples)], [0, *[1] * len(samples)]])
    delta = (p - truth)[0]
    G = np.zeros_like(U)
    for w, t in zip(words, delta, strict=True):
        G[w] = G[w] + t * v
    return -np.sum(truth * np.log(p)), delta @ U[words], G


def product_of_probabilities(v, o, samples, U):
    chances = [sigma(U[o] @ v)] + [sigma(-(U[k] @ v)) for k in samples]
    g = reduce(lambda a, i: a + (1 - chances[i + 1]) * U[samples[i]], range(len(samples)), (chances[0] - 1) * U[o])
    rows = defaultdict(lambda: np.zeros(len(v)))
    rows[o] = rows[o] + (chances[0] - 1) * v
    for k, chance in zip(samples, chances[1:], strict=True):
        rows[k] = rows[k] + (1 - chance) * v
    return -np.log(np.prod(chances)), g, np.array([rows[w] for w in range(len(U))])


def tanh_halves(v, o, samples, U):
    words = np.r_[o, samples]
    slopes = (1 + np.tanh(U[words] @ v / 2)) / 2
    slopes[0] -= 1
    G = np.zeros_like(U)
    np.add.at(G, (words, slice(None)), slopes[:, None] * v)
    return np.log1p(np.exp(-U[o] @ v)) + np.log1p(np.exp(U[samples] @ v)).sum(), np.tensordot(slopes, U[words], 1), G


def counted_from_the_end(v, o, samples, U):
    words = np.array([o, *samples]) - len(U)
    t = np.arange(len(words)) == 0
    s = sigma(U[words] @ v)
    G = np.zeros_like(U)
    np.add.at(G, words, (s - t)[:, None] * v)
    return -np.log(np.where(t, s, 1 - s)).sum(), (s - t).dot(U[words]), G


def forward_mode(v, o, samples, U):
    """All directional derivatives at once: one direction for each entry of v and of U."""
    words = [o, *samples]
    y = np.array([1] + [-1] * len(samples))
    z = y * (U[words] @ v)
    along_v = y[:, None] * U[words]
    along_U = (y[:, None] * np.eye(len(U))[words])[:, :, None] * v
    outer = -1 / (1 + np.exp(z))
    return -np.log(sigma(z)).sum(), outer @ along_v, np.tensordot(outer, along_U, axes=1)


def backwards_through_the_tape(v, o, samples, U):
    """e = exp(-y z), a = 1 + e, J = sum log a, each with its own backward step."""
    words = [o, *samples]
    y = np.where(np.arange(len(words)) == 0, 1, -1)
    e = np.exp(-y * (U[words] @ v))
    by_a = 1 / (1 + e)
    by_z = by_a * e * -y
    by_U = np.zeros(U.shape)
    for row, w in enumerate(words):
        by_U[w] += by_z[row] * v
    return np.log(1 + e).sum(), U[words].T @ by_z, by_U


def changes_its_arguments(v, o, samples, U):
    loss, g, G = added_at(v, o, samples, U)
    samples.clear()
    U[:] = G
    return loss, g, U


def long_double(v, o, samples, U):
    return loop(v.astype(np.longdouble), o, samples, U.astype(np.longdouble))


FORMULAS = (
    *(loop, added_at, one_minus_sigma, labels, log_of_sums, counted, counter, bincount_of_every_column),
    *(over_the_vocabulary, sorted_runs, inverse_of_unique, columns, summed_indices, scalars, one_sample_after_the_other),
    *(softmax_of_two, product_of_probabilities, tanh_halves, counted_from_the_end, forward_mode, backwards_through_the_tape),
    *(changes_its_arguments, long_double),
)
STAY_IN_FLOAT32 = (loop, added_at, one_minus_sigma, log_of_sums, columns, summed_indices)
LEAVE_FLOAT32 = (counted, counter, scalars, long_double)
