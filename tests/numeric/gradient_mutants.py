"""Wrong gradients: each kind is a mistake that people make, or an error of a known size."""

from __future__ import annotations

import math

import numpy as np

from tests.numeric.gradient_corpus import Problem, gradients_of, sigmoid, stable_sigmoid

SIZES = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)


def wrong_gradients(problem: Problem) -> dict[str, list[np.ndarray]]:
    """Kind -> gradients. Some are right by chance at some inputs; `gradient_corpus.distance` tells."""
    right = gradients_of(problem, "stable")
    kinds = _of_known_size(right) | _by_block(right) | _by_rows(right) | _of_everything(right, problem) | _not_finite(right)
    if problem.function == "sigmoid":
        return kinds | _sigmoid_mistakes(problem)
    return kinds | (_sampling_mistakes(problem) if problem.negatives else _softmax_mistakes(problem))


def _last_changed(right, last):
    return [*right[:-1], last]


def _changed(array, index, change):
    changed = array.copy()
    changed[index] = change(changed[index])
    return changed


def _largest(array):
    return np.unravel_index(int(np.argmax(np.abs(array))), array.shape)


def _of_known_size(right):
    rng = np.random.default_rng(7)
    kinds = {}
    for size in SIZES:
        kinds[f"scaled by 1 + {size:g}"] = [g * (1 + size) for g in right]
        kinds[f"noise of {size:g}"] = [g + size * np.abs(g).max() * rng.normal(size=g.shape) for g in right]
        kinds[f"largest entry off by {size:g}"] = _last_changed(
            right, _changed(right[-1], _largest(right[-1]), lambda x, size=size: x * (1 + size))
        )
    anywhere = tuple(rng.integers(0, n) for n in right[-1].shape)
    bump = 1e-2 * np.abs(right[-1]).max()
    kinds["some entry off by 1e-2 of the largest"] = _last_changed(right, _changed(right[-1], anywhere, lambda x: x + bump))
    kinds["largest entry doubled"] = _last_changed(right, _changed(right[-1], _largest(right[-1]), lambda x: 2 * x))
    return kinds


def _by_block(right):
    kinds = {}
    for name, factor in (("sign", -1.0), ("zero", 0.0), ("twice", 2.0), ("half", 0.5)):
        kinds[f"{name}, all"] = [factor * g for g in right]
        for block in range(len(right)) if len(right) > 1 else ():
            kinds[f"{name}, block {block}"] = [factor * g if i == block else g for i, g in enumerate(right)]
    return kinds


def _by_rows(right):
    g = right[-1]
    kinds = {"last column stale": _changed(g, (..., -1), lambda x: 0 * x)}
    if g.ndim == 2:
        row = _largest(g)[0]
        following = (row + 1) % len(g)
        kinds["row stale"] = _changed(g, row, lambda x: 0 * x)
        kinds["transposed"] = np.ascontiguousarray(g.T).reshape(g.shape)
        kinds["rows shifted"] = np.roll(g, 1, axis=0)
        kinds["two rows swapped"] = _changed(g, [row, following], lambda x: x[::-1])
    return {kind: _last_changed(right, last) for kind, last in kinds.items()}


def _of_everything(right, problem):
    limit = max(np.abs(g).max() for g in right) / 2
    return {
        "mean for sum": [g / problem.blocks[-1].shape[0] for g in right],
        "rounded to 3 decimals": [np.round(g, 3) for g in right],
        "rounded to 6 decimals": [np.round(g, 6) for g in right],
        "float16": [g.astype(np.float16).astype(np.float64) for g in right],
        "weight decay": [g + 1e-3 * x for g, x in zip(right, problem.blocks, strict=True)],
        "absolute values": [np.abs(g) for g in right],
        "clipped": [np.clip(g, -limit, limit) for g in right],
    }


def _not_finite(right):
    first, last = (0,) * right[-1].ndim, (-1,) * right[-1].ndim
    return {
        "one NaN": _last_changed(right, _changed(right[-1], first, lambda _: np.nan)),
        "all NaN": [g * np.nan for g in right],
        "one infinity": _last_changed(right, _changed(right[-1], last, lambda _: np.inf)),
    }


def _sigmoid_mistakes(problem):
    x, w = problem.blocks[0], problem.weights
    s = stable_sigmoid(x)
    return {
        "s": [w * s],
        "1 - s": [w * (1 - s)],
        "s s": [w * s * s],
        "x (1 - x)": [w * x * (1 - x)],
        "s (1 - x)": [w * s * (1 - x)],
        "s (1 + s)": [w * s * (1 + s)],
        "weights forgotten": [s * (1 - s)],
        "s of s": [w * stable_sigmoid(s) * (1 - stable_sigmoid(s))],
    }


def _assemble(problem, by_v, by_U=None):
    """Gradients from slopes, other ones for U where given."""
    by_U = by_v if by_U is None else by_U
    first = by_v @ problem.U
    if problem.function == "skip-gram":
        first = np.zeros_like(problem.blocks[0])
        first[problem.center] = by_v @ problem.U
    return [first, np.outer(by_U, problem.v)]


def _softmax_mistakes(problem):
    z, d, words = problem.logits, problem.v.size, list(problem.words)
    n, e = len(words), np.exp(z - z.max())
    p, y = e / e.sum(), np.bincount(words, minlength=z.size).astype(float)
    D = n * p - y
    cooled = np.exp((z - z.max()) / math.sqrt(d))
    right = _assemble(problem, D)
    kinds = {
        "y forgotten": (n * p,),
        "yhat forgotten": (-y,),
        "only u_o for v": (-y, D),
        "u_o forgotten for v": (n * p, D),
        "only row o for U": (D, np.where(y > 0, D, 0)),
        "row o without its -1": (D, D + y),
        "o off by one": (n * p - np.roll(y, 1),),
        "not normalised": (n * e - y,),
        "sigmoid for softmax": (n * stable_sigmoid(z) - y,),
        "temperature": (n * cooled / cooled.sum() - y,),
        "softmax Jacobian twice": (p * (D - p @ D),),
        "likeliest word skipped": (np.where(np.arange(z.size) == np.argmax(p), 0, D),),
    }
    if problem.function == "skip-gram":
        one, distinct = np.eye(z.size), np.unique(words)
        kinds |= {
            "averaged over the context": (D / n,),
            "last word only": (p - one[words[-1]],),
            "first word only": (p - one[words[0]],),
            "repeated word once": (distinct.size * p - one[distinct].sum(axis=0),),
            "U overwritten": (D, p - one[words[-1]]),
            "center overwritten": (p - one[words[-1]], D),
        }
    made = {kind: _assemble(problem, *slopes) for kind, slopes in kinds.items()}
    if problem.function == "skip-gram":
        made["center in the wrong row"] = [np.roll(right[0], 1, axis=0), right[1]]
        made["center in all rows"] = [np.tile(right[0][problem.center], (len(right[0]), 1)), right[1]]
    return made


def _sampling_mistakes(problem):
    z, o, sampled = problem.logits, problem.words[0], np.array(problem.negatives)
    a, b, K = stable_sigmoid(z[o]) - 1, stable_sigmoid(z[sampled]), sampled.size
    place, first = np.arange(K), np.unique(sampled, return_index=True)[1]

    def slopes(at_o, at_samples):
        D = np.zeros(z.size)
        D[o] += at_o
        np.add.at(D, sampled, np.broadcast_to(at_samples, (K,)))
        return D

    right, once = slopes(a, b), np.isin(place, first)
    kinds = {
        "repeats counted once for U": (right, slopes(a, b * once)),
        "repeats counted once": (slopes(a, b * once),),
        "row o overwritten": (right, np.where(np.arange(z.size) == o, a, right)),
        "o among the samples skipped": (slopes(a, b * (sampled != o)),),
        "1 - sigma for sigma": (slopes(a, 1 - b),),
        "sigma(-x) for sigma(x), o too": (slopes(-sigmoid(z[o]), b),),
        "sign of the samples": (slopes(a, -b),),
        "sign of o": (slopes(-a, b),),
        "sigma for sigma - 1": (slopes(a + 1, b),),
        "no o for v": (slopes(0, b), right),
        "no o for U": (right, slopes(0, b)),
        "no samples for v": (slopes(a, 0), right),
        "no samples for U": (right, slopes(a, 0)),
        "first sample only": (slopes(a, b * (place == 0)),),
        "last sample only": (slopes(a, b * (place == K - 1)),),
        "last sample missing": (slopes(a, b * (place < K - 1)),),
        "averaged over the samples": (slopes(a, b / K),),
        "derivative of sigma, not of log sigma": (slopes(a * (a + 1), b * (1 - b)),),
        "ones for the samples": (slopes(a, 1),),
        "o counted as a sample": (slopes(a + (a + 1), b),),
    }
    made = {kind: _assemble(problem, *D) for kind, D in kinds.items()}
    by_U = np.zeros_like(problem.U)
    by_U[o] += a * problem.v
    np.add.at(by_U, sampled, b[:, None] * problem.U[sampled])
    return made | {"u_k for v_c": [_assemble(problem, right)[0], by_U]}
