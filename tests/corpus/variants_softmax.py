"""Right naive-softmax losses and gradients, in as many ways as people find: (v_c, o, U) -> loss, dJ/dv_c, dJ/dU."""

from __future__ import annotations

import math
import warnings
from functools import reduce

import numpy as np


def shifted(v, o, U):
    z = U @ v
    e = np.exp(z - z.max())
    delta = e / e.sum()
    loss = -np.log(delta[o])
    delta[o] -= 1
    return loss, U.T @ delta, np.outer(delta, v)


def unshifted(v, o, U):
    p = np.exp(U.dot(v)) / np.sum(np.exp(U.dot(v)))
    y = np.zeros(len(U))
    y[o] = 1
    return -np.log(p[o]), np.dot(p - y, U), np.outer(p - y, v)


def log_sum_exp(v, o, U):
    z = U @ v
    m = z.max()
    total = m + np.log(np.sum(np.exp(z - m)))
    p = np.exp(z - total)
    G = p[:, None] * v
    G[o] -= v
    return total - z[o], p @ U - U[o], G


def logaddexp_reduce(v, o, U):
    z = np.inner(U, v)
    total = np.logaddexp.reduce(z)
    delta = np.exp(z - total) - np.eye(len(U), dtype=z.dtype)[o]
    return total - z[o], np.tensordot(delta, U, axes=1), np.multiply.outer(delta, v)


def loops(v, o, U):
    V, d = U.shape
    z = [sum(U[w, j] * v[j] for j in range(d)) for w in range(V)]
    total = sum(math.exp(t) for t in z)
    g, G = np.zeros(d), np.zeros((V, d))
    for w in range(V):
        delta = math.exp(z[w]) / total - (1 if w == o else 0)
        for j in range(d):
            g[j] += delta * U[w, j]
            G[w, j] = delta * v[j]
    return -math.log(math.exp(z[o]) / total), g, G


def summed_indices(v, o, U):
    e = np.exp(np.einsum("wd,d->w", U, v))
    p = e / np.einsum("w->", e)
    y = np.eye(1, len(U), o, dtype=p.dtype)[0]
    return -np.einsum("w,w->", y, np.log(p)), np.einsum("w,wd->d", p - y, U), np.einsum("w,d->wd", p - y, v)


def columns(v, o, U):
    v = v.reshape(-1, 1)
    z = U @ v
    p = np.exp(z) / np.exp(z).sum()
    loss = -np.log(p[o, 0])
    p[o, 0] -= 1
    return loss, (U.T @ p).ravel(), p @ v.T


def two_cases(v, o, U):
    z = U @ v
    p = np.exp(z - max(z)) / np.exp(z - max(z)).sum()
    G = np.zeros_like(U)
    for w in range(len(U)):
        G[w] = (p[w] - 1) * v if w == o else p[w] * v
    return -np.log(p[o]), sum(p[w] * U[w] for w in range(len(U))) - U[o], G


def expectation(v, o, U):
    weights = np.exp(U @ v)
    expected = np.average(U, axis=0, weights=weights)
    G = np.tile(v, (len(U), 1)) * (weights / weights.sum())[:, None]
    G[o] = G[o] - v
    return np.log(weights.sum() / weights[o]), expected - U[o], G


def against_the_true_word(v, o, U):
    r = np.exp((U - U[o]) @ v)
    delta = r / r.sum()
    delta[o] = -np.delete(r, o).sum() / r.sum()
    return np.log(r.sum()), delta @ (U - U[o]), np.outer(delta, v)


def exact_sums(v, o, U):
    z = (U @ v).tolist()
    e = [math.exp(t - max(z)) for t in z]
    p = [t / math.fsum(e) for t in e]
    delta = np.array([p[w] - (w == o) for w in range(len(p))])
    return -math.log(p[o]), np.array([math.fsum(delta * column) for column in U.T]), delta.reshape(-1, 1) @ v.reshape(1, -1)


def softmax_jacobian(v, o, U):
    p = np.exp(U @ v) / np.exp(U @ v).sum()
    by_p = np.zeros(len(p))
    by_p[o] = -1 / p[o]
    by_z = (np.diag(p) - np.outer(p, p)).T @ by_p
    return -np.log(p[o]), U.T @ by_z, by_z[:, None] @ v[None, :]


def backwards_through_the_tape(v, o, U):
    z = U @ v
    e = np.exp(z)
    total = e.sum()
    q = e[o] / total
    by_q = -1 / q
    by_total = by_q * -e[o] / total**2
    by_e = np.full(len(z), by_total)
    by_e[o] += by_q / total
    by_z = by_e * e
    return -np.log(q), by_z @ U, np.outer(by_z, v)


def forward_mode(v, o, U):
    """All directional derivatives at once: one direction for each entry of v and of U."""
    V, _d = U.shape
    z, along_v = U @ v, U
    along_U = np.einsum("wx,j->wxj", np.eye(V), v)
    p = np.exp(z) / np.exp(z).sum()
    return -np.log(p[o]), p @ along_v - along_v[o], np.tensordot(p, along_U, axes=1) - along_U[o]


def pairs_of_words(v, o, U):
    z = U @ v
    p = 1 / np.exp(z[None, :] - z[:, None]).sum(axis=1)
    y = (np.arange(len(z)) == o).astype(z.dtype)
    return -np.log(np.prod(p**y)), ((p - y)[:, None] * U).sum(axis=0), np.kron((p - y)[:, None], v)


def subtracted_at(v, o, U):
    p = np.exp(U @ v)
    np.divide(p, p.sum(), out=p)
    loss = -np.log(p).take(o)
    np.subtract.at(p, [o], 1)
    return loss, np.matmul(p, U), np.repeat(v[None], len(U), axis=0) * p[:, np.newaxis]


def chosen_by_where(v, o, U):
    z = (U * v).sum(axis=1)
    p = np.exp(z - z.mean()) / np.exp(z - z.mean()).sum()
    delta = np.where(np.arange(z.size) == o, p - 1, p)
    return np.log(1 / p[o]), delta @ U, np.diag(delta) @ np.broadcast_to(v, U.shape)


def counted_from_the_end(v, o, U):
    z, o = U @ v, o - len(U)
    p = np.exp(z) / np.exp(z).sum()
    loss = -np.log(p[o])
    p[o] -= 1
    return loss, p.dot(U), np.dot(p[:, None], v[None])


def powers_of_two(v, o, U):
    bits = (U @ v) / math.log(2)
    p = np.exp2(bits) / np.exp2(bits).sum()
    delta = p.copy()
    delta[o] -= 1
    return -np.log2(p[o]) * math.log(2), (delta[:, None] * U).sum(0), np.array([t * v for t in delta])


def folded(v, o, U):
    total = reduce(lambda a, u: a + np.exp(u @ v), U, 0.0)
    p = [np.exp(u @ v) / total for u in U]
    g = reduce(lambda a, pu: a + pu[0] * pu[1], zip(p, U, strict=True), -U[o])
    return -np.log(p[o]), g, np.vstack([p[w] * v - (w == o) * v for w in range(len(U))])


def changes_its_arguments(v, o, U):
    loss, g, G = shifted(v, o, U)
    U[:] = G
    v[:] = g
    return loss, v, U


class Layer:
    """Logits, softmax and cross-entropy as an object that remembers what its backward pass needs."""

    def forward(self, v, o, U):
        self.v, self.U = v, U
        z = U @ v
        self.log_p = z - z.max() - np.log(np.exp(z - z.max()).sum())
        self.delta = np.exp(self.log_p)
        self.delta[o] -= 1
        return -self.log_p[o]

    def backward(self):
        return self.U.T @ self.delta, self.delta[:, None] * self.v[None, :]


def layer(v, o, U):
    made = Layer()
    return made.forward(v, o, U), *made.backward()


def long_double(v, o, U):
    return shifted(v.astype(np.longdouble), o, U.astype(np.longdouble))


def matrices(v, o, U):
    """np.matrix, which NumPy discourages and still has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        V, u, y = np.asmatrix(v).T, np.asmatrix(U), np.asmatrix(np.eye(len(U))[:, o]).T
        p = np.exp(u * V) / np.exp(u * V).sum()
        return -float((y.T * np.log(p)).item()), np.asarray(u.T * (p - y)).ravel(), (p - y) * V.T


FORMULAS = (
    *(shifted, unshifted, log_sum_exp, logaddexp_reduce, loops, summed_indices, columns, two_cases, expectation),
    *(against_the_true_word, exact_sums, softmax_jacobian, backwards_through_the_tape, forward_mode, pairs_of_words),
    *(subtracted_at, chosen_by_where, counted_from_the_end, powers_of_two, folded, changes_its_arguments, layer, long_double),
    matrices,
)
STAY_IN_FLOAT32 = (shifted, log_sum_exp, logaddexp_reduce, summed_indices, columns, two_cases, layer)
LEAVE_FLOAT32 = (unshifted, loops, exact_sums, long_double)
