"""Losses whose gradients are known, in programs that are all right and all different, and the truth in extended precision.

Every loss but the sigmoid's is a function of the logits z = U v, so its gradients are U^T D and D v^T for one vector D of
slopes dJ/dz: a program is a way to compute the loss and D. U is (V, d), v is (d,), in skip-gram a row of all center vectors.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FUNCTIONS = ("softmax", "negative sampling", "skip-gram", "sigmoid")
FLOAT64_VARIANTS = ("stable", "naive", "loop", "reversed")
FLOAT32_VARIANT = "float32"
VARIANTS = (*FLOAT64_VARIANTS, FLOAT32_VARIANT)


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """One set of inputs: `blocks` are what is differentiated by, the rest is given."""

    function: str
    blocks: tuple[np.ndarray, ...]
    words: tuple[int, ...] = ()  # outside words, one of them but for skip-gram
    negatives: tuple[int, ...] = ()
    center: int = -1  # row of the center vectors, skip-gram only
    weights: np.ndarray | None = None  # sigmoid only: J = sum_i w_i sigma(x_i)

    @property
    def v(self):
        return self.blocks[0][self.center] if self.function == "skip-gram" else self.blocks[0]

    @property
    def U(self):
        return self.blocks[1]

    @property
    def logits(self):
        return self.blocks[0] if self.function == "sigmoid" else self.U @ self.v

    @property
    def fair(self):
        """Inputs as they are graded: no logit beyond 10, a loss above 1e-3."""
        return bool(np.abs(self.logits).max() <= 10 and abs(float(truth(self)[0])) > 1e-3)


def draw(function: str, V: int, d: int, deviation: float, seed: int, K: int = 6) -> Problem:
    """Inputs whose logits have about that standard deviation; samples and context words repeat."""
    rng = np.random.default_rng([seed, V, d, int(deviation * 1000), len(function)])
    size = math.sqrt(deviation) / d**0.25
    if function == "sigmoid":
        return Problem(function=function, blocks=(rng.normal(size=V * d) * deviation,), weights=rng.normal(size=V * d))
    U, o = rng.normal(size=(V, d)) * size, int(rng.integers(V))
    if function == "skip-gram":
        words = rng.integers(0, V, size=4)
        words[2] = words[0]
        center = int(rng.integers(V))
        C = rng.normal(size=(V, d)) * size
        return Problem(function=function, blocks=(C, U), words=tuple(words.tolist()), center=center)
    v = rng.normal(size=d) * size
    if function == "softmax":
        return Problem(function=function, blocks=(v, U), words=(o,))
    negatives = [k if k != o else (o + 1) % V for k in rng.integers(0, V, size=K).tolist()]
    negatives[1] = negatives[0]
    if seed % 2 == 0:
        negatives[-1] = o
    return Problem(function=function, blocks=(v, U), words=(o,), negatives=tuple(negatives))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def stable_sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


# --- the truth ------------------------------------------------------------------------------------------------------------


def truth(problem: Problem):
    """Loss and gradients in long double, in forms that do not cancel."""
    blocks = [np.asarray(block, dtype=np.longdouble) for block in problem.blocks]
    if problem.function == "sigmoid":
        s, w = stable_sigmoid(blocks[0]), np.asarray(problem.weights, np.longdouble)
        return (w * s).sum(), [w * s * stable_sigmoid(-blocks[0])]
    v = blocks[0][problem.center] if problem.function == "skip-gram" else blocks[0]
    z = blocks[1] @ v
    terms = [_true_softmax(z, o) for o in problem.words] if not problem.negatives else [_true_negative_sampling(z, problem)]
    slopes = sum(slopes for _, slopes in terms)
    return sum(loss for loss, _ in terms), _gradients(problem, slopes @ blocks[1], np.outer(slopes, v))


def _true_softmax(z, o):
    e = np.exp(z - z.max())
    slopes = e / e.sum()
    slopes[o] = -np.delete(e, o).sum() / e.sum()
    return z.max() + np.log(e.sum()) - z[o], slopes


def _true_negative_sampling(z, problem):
    o, negatives = problem.words[0], list(problem.negatives)
    slopes = np.zeros_like(z)
    slopes[o] -= stable_sigmoid(-z[o])
    np.add.at(slopes, negatives, stable_sigmoid(z[negatives]))
    return softplus(-z[o]) + softplus(z[negatives]).sum(), slopes


def _gradients(problem, by_v, by_U):
    """Gradients in the shape of the blocks."""
    if problem.function != "skip-gram":
        return [by_v, by_U]
    by_C = np.zeros(problem.blocks[0].shape, dtype=by_v.dtype)
    by_C[problem.center] = by_v
    return [by_C, by_U]


# --- softmax, five ways: (z, o) -> loss, slopes ---------------------------------------------------------------------------


def _softmax_stable(z, o):
    e = np.exp(z - z.max())
    slopes = e / e.sum()
    slopes[o] -= 1
    return z.max() + np.log(e.sum()) - z[o], slopes


def _softmax_naive(z, o):
    p = np.exp(z) / np.exp(z).sum()
    loss = -np.log(p[o])
    p[o] -= 1
    return loss, p


def _softmax_loop(z, o):
    m = max(z.tolist())
    e = [math.exp(t - m) for t in z.tolist()]
    slopes = [t / math.fsum(e) for t in e]
    slopes[o] -= 1.0
    return -(float(z[o]) - m - math.log(math.fsum(e))), np.array(slopes)


def _softmax_reversed(z, o):
    e = np.exp(z - z.max())
    p = e / e[::-1].cumsum()[-1]
    y = np.zeros(z.size)
    y[o] = 1
    return -np.log(p @ y), p - y


# --- negative sampling, five ways: (z_o, z_k) -> loss, slope, slopes ------------------------------------------------------


def _sampling_stable(zo, zk):
    return softplus(-zo) + softplus(zk).sum(), stable_sigmoid(zo) - 1, 1 - stable_sigmoid(-zk)


def _sampling_naive(zo, zk):
    return -np.log(sigmoid(zo)) - np.log(sigmoid(-zk)).sum(), sigmoid(zo) - 1, 1 - sigmoid(-zk)


def _sampling_loop(zo, zk):
    """-log(1 - sigmoid(z)), which loses a digit for each 2.3 of z."""
    loss = -math.log(1 / (1 + math.exp(-zo)))
    for z in zk.tolist():
        loss -= math.log(1 - 1 / (1 + math.exp(-z))) if z < 30 else -math.log1p(math.exp(-z)) - z
    return loss, 1 / (1 + math.exp(-zo)) - 1, np.array([1 - 1 / (1 + math.exp(z)) for z in zk.tolist()])


def _sampling_reversed(zo, zk):
    return np.log1p(np.exp(-zo)) + np.log1p(np.exp(zk[::-1])).sum(), sigmoid(zo) - 1, 1 - sigmoid(-zk)


_SOFTMAX = {"stable": _softmax_stable, "naive": _softmax_naive, "loop": _softmax_loop, "reversed": _softmax_reversed}
_SAMPLING = {"stable": _sampling_stable, "naive": _sampling_naive, "loop": _sampling_loop, "reversed": _sampling_reversed}


def loss_of(problem: Problem, variant: str) -> Callable[..., complex]:
    """The loss as a function of the blocks. It takes complex arrays where the variant's operations do."""
    if problem.function == "sigmoid":
        return lambda x: _weighted_sigmoid(problem, variant, x)[0]
    return lambda *blocks: _loss_and_slopes(problem, variant, *_operands(problem, variant, blocks))[0]


def gradients_of(problem: Problem, variant: str) -> list[np.ndarray]:
    """The gradients as that program computes them, as float64 arrays."""
    if problem.function == "sigmoid":
        return [np.asarray(_weighted_sigmoid(problem, variant, problem.blocks[0])[1], np.float64)]
    v, U = _operands(problem, variant, problem.blocks)
    slopes = _loss_and_slopes(problem, variant, v, U)[1]
    if variant == "loop":
        by_v = [math.fsum(slopes * U[:, j]) for j in range(v.size)]
        by_U = [[slope * entry for entry in v] for slope in slopes]
    elif variant == "reversed" and problem.function == "softmax":  # U^T yhat - u_o: the form that cancels
        yhat = slopes + (np.arange(slopes.size) == problem.words[0])
        by_v, by_U = U.T @ yhat - U[problem.words[0]], np.outer(slopes, v)
    else:
        by_v, by_U = slopes @ U, slopes[:, None] * v[None]
    return _gradients(problem, np.asarray(by_v, np.float64), np.asarray(by_U, np.float64))


def _operands(problem, variant, blocks):
    v = blocks[0][problem.center] if problem.function == "skip-gram" else blocks[0]
    return (v.astype(np.float32), blocks[1].astype(np.float32)) if variant == FLOAT32_VARIANT else (v, blocks[1])


def _loss_and_slopes(problem, variant, v, U):
    z = np.einsum("ij,j->i", U[:, ::-1], v[::-1]) if variant == "reversed" else U @ v
    base = "stable" if variant == FLOAT32_VARIANT else variant
    if problem.negatives:
        o, negatives = problem.words[0], list(problem.negatives)
        loss, slope, sampled = _SAMPLING[base](z[o], z[negatives])
        slopes = np.zeros_like(z)
        slopes[o] += slope
        np.add.at(slopes, negatives, sampled)
        return loss, slopes
    terms = [_SOFTMAX[base](z, o) for o in problem.words]
    return sum(loss for loss, _ in terms), sum(slopes for _, slopes in terms)


def _weighted_sigmoid(problem, variant, x):
    w = problem.weights
    if variant == FLOAT32_VARIANT:
        x, w = x.astype(np.float32), w.astype(np.float32)
    forms = {"naive": sigmoid, "loop": sigmoid, "reversed": lambda t: 0.5 * (1 + np.tanh(t / 2))}
    s = forms.get(variant, stable_sigmoid)(x)
    loss = math.fsum((w * s).tolist()) if variant == "loop" else (w * s).sum()
    return loss, w * s * (1 - s)


def distance(gradients, true) -> float:
    """The error of gradients: the largest over blocks of max|g - g*| / max|g*|; inf for what is not finite."""
    worst = 0.0
    for g, t in zip(gradients, true, strict=True):
        if not np.all(np.isfinite(g)):
            return math.inf
        size, error = float(np.abs(t).max()), float(np.abs(g - t).max())
        worst = max(worst, error / size if size else 0.0 if error == 0 else math.inf)
    return worst
