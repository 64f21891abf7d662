"""References that an author may write: softmax regression with edits, right ones, wrong ones, and those that cannot be traced."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from typing import Any

BASE = """
def f(features, labels, weights, bias, strength):
    n = len(labels)
    examples = np.arange(n)
    logits = features @ weights + bias
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    log_yhat = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    loss = -np.sum(log_yhat[examples, labels]) / n + strength * np.sum(weights * weights) / 2
    delta = np.exp(log_yhat)
    delta[examples, labels] -= 1
    grad_weights = features.T @ delta / n + strength * weights
    grad_bias = np.sum(delta, axis=0) / n
    return loss, grad_weights, grad_bias
"""
FILE = "authors_functions.py"

ONE_HOT, MEAN, MEAN_LOSS = "delta[examples, labels] -= 1", "np.sum(delta, axis=0) / n", "-np.sum(log_yhat[examples, labels]) / n"
SQUARES, LOGSUM = "np.sum(weights * weights)", "np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))"
PRODUCT, COUNT, DELTA, RETURN = "features.T @ delta / n", "n = len(labels)", "delta = np.exp(log_yhat)", "return loss, "

LOOPS = """
def f(features, labels, weights, bias, strength):
    n, d = features.shape
    loss, grad_weights, grad_bias = 0.0, np.zeros((d, len(bias))), np.zeros(len(bias))
    for x, y in zip(features, labels):
        z = x @ weights + bias
        z = z - z.max()
        p = np.exp(z) / np.exp(z).sum()
        loss += np.log(np.exp(z).sum()) - z[y]
        p[y] -= 1
        for c in range(len(bias)):
            grad_weights[:, c] += x * p[c] / n
            grad_bias[c] += p[c] / n
    loss /= n
    for row in weights:
        for w in row:
            loss += strength / 2 * w * w
    return loss, grad_weights + strength * weights, grad_bias
"""
LISTS = """
def f(features, labels, weights, bias, strength):
    rows, losses, n = [], [], len(labels)
    for x, y in zip(features, labels):
        z = x @ weights + bias
        log_sum = np.max(z) + np.log(np.sum(np.exp(z - np.max(z))))
        losses.append(log_sum - z[y])
        rows.append([p - float(c == y) for c, p in enumerate(np.exp(z - log_sum))])
    delta = np.array(rows)
    loss = sum(losses) / n + 0.5 * strength * np.sum(np.square(weights))
    return loss, features.T.dot(delta) / n + strength * weights, delta.sum(0) / n
"""
LAYERS = """
class Layer:
    def __init__(self, weights, bias):
        self.weights, self.bias = weights, bias
    def forward(self, x):
        self.x = x
        return x @ self.weights + self.bias
    def backward(self, slope):
        return self.x.T @ slope, slope.sum(axis=0)
def f(features, labels, weights, bias, strength):
    n, layer = len(labels), Layer(weights, bias)
    z = layer.forward(features)
    z = z - z.max(1, keepdims=True)
    p = np.exp(z)
    p /= p.sum(1, keepdims=True)
    loss = np.mean(np.log(np.exp(z).sum(1)) - z[np.arange(n), list(labels)])
    p[np.arange(n), list(labels)] -= 1
    grad_weights, grad_bias = layer.backward(p / n)
    return loss + strength / 2 * (weights ** 2).sum(), grad_weights + strength * weights, grad_bias
"""
HELPERS = """
from numpy import exp as exponential, zeros
SCALE, TABLE, NUMBERS = 1.0, {"a": 1.0}, np.array([1.0, 2.0])
def softmax(z):
    z = np.atleast_2d(z) * SCALE
    z = z - z.max(axis=1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=-1, keepdims=True)
    return z
"""

RIGHT: dict[str, tuple[str, ...]] = {
    "as it is": (),
    "loops": (BASE, LOOPS),
    "lists": (BASE, LISTS),
    "layers": (BASE, LAYERS),
    "helpers": (BASE, HELPERS + BASE, DELTA, "delta = softmax(logits)"),
    "(1 / n) *": (PRODUCT, "(1/n) * features.T @ delta", MEAN, "1/n * np.sum(delta, axis=0)"),
    "mean": (MEAN, "np.mean(delta, axis=0)", MEAN_LOSS, "-np.mean(log_yhat[examples, labels])"),
    "mean of an array": (MEAN, "delta.mean(axis=0)", MEAN_LOSS, "-log_yhat[examples, labels].mean()"),
    "average": (MEAN, "np.average(delta, axis=0)"),
    "a half": (f"{SQUARES} / 2", "np.sum(weights ** 2) * 0.5"),
    "norm": (SQUARES, "np.linalg.norm(weights) ** 2"),
    "a root": (SQUARES, "np.sum((weights * np.sqrt(n)) ** 2) / n"),
    "a logarithm": (MEAN_LOSS, "-np.sum(log_yhat[examples, labels] + np.log(n) - np.log(n)) / n"),
    "one-hot": (ONE_HOT, "y = np.zeros_like(delta); y[examples, list(labels)] = 1.0; delta = delta - y"),
    "eye": (ONE_HOT, "delta = delta - np.eye(len(bias))[np.array(labels)]"),
    "in place": (ONE_HOT, "delta -= np.eye(len(bias))[list(labels)]"),
    "add.at": (ONE_HOT, "delta /= n; np.add.at(delta, (examples, np.array(labels)), -1/n); delta *= n"),
    "subtract.at": (ONE_HOT, "np.subtract.at(delta, (examples, np.array(labels)), 1)"),
    "put_along_axis": (
        ONE_HOT,
        "y = np.array(labels)[:, None]; np.put_along_axis(delta, y, delta[examples, labels][:, None] - 1, 1)",
    ),
    "put": (ONE_HOT, "flat = examples * len(bias) + labels; np.put(delta, flat, delta.ravel()[flat] - 1)"),
    "a mask": (ONE_HOT, "delta[np.arange(len(bias))[None, :] == np.array(labels)[:, None]] -= 1"),
    "where": (ONE_HOT, "delta = np.where(np.arange(len(bias)) == np.array(labels)[:, None], delta - 1, delta)"),
    "casts": (COUNT, "x = np.asarray(features, dtype=float); weights = np.array(weights, dtype=np.float64); n = x.shape[0]"),
    "logaddexp": (LOGSUM, "np.logaddexp.reduce(shifted, axis=1, keepdims=True)"),
    "einsum": (PRODUCT, "np.einsum('ij,ik->jk', features, delta) / n"),
    "einsum of letters": ("features @ weights", "np.einsum('ij,jk->ik', features, weights)"),
    "take_along_axis": (MEAN_LOSS, "-np.sum(np.take_along_axis(log_yhat, np.array(labels)[:, None], axis=1)) / n"),
    "a second name": (DELTA, "data = loss; data += 1e6; " + DELTA),
    "shapes": (COUNT, COUNT + "; assert features.shape == (n, len(weights)) and bias.dtype == weights.dtype == np.float64"),
    "isfinite": (COUNT, COUNT + "\n    if not np.all(np.isfinite(features)): raise ValueError('not finite')"),
    "isinstance": (COUNT, COUNT + "\n    if not isinstance(strength, float): raise TypeError('strength is no number')"),
    "outer": (PRODUCT, "sum(np.outer(x, row) for x, row in zip(features, delta)) / n"),
    "stack": (MEAN, "np.stack([delta[:, c].sum() for c in range(len(bias))]) / n"),
    "errstate": ("    shifted =", "    with np.errstate(all='ignore'):\n        pass\n    shifted ="),
    "powers": (f"{SQUARES} / 2", "(weights ** 2.0).sum() / 2.0"),
    "vdot": (SQUARES, "np.vdot(weights, weights)"),
    "tensordot": (PRODUCT, "np.tensordot(features, delta, axes=(0, 0)) / n"),
    "bincount": (MEAN, "np.bincount(np.tile(np.arange(len(bias)), n), weights=delta.ravel(), minlength=len(bias)) / n"),
    "expm1": (DELTA, "delta = np.expm1(log_yhat) + 1"),
    "softplus": (
        DELTA,
        "s = strength; loss += np.logaddexp(0, s) - np.maximum(s, 0) - np.log1p(np.exp(-abs(s)))\n    " + DELTA,
    ),
    "an empty batch": (COUNT, COUNT + "\n    if n == 0: return 0.0, 0 * weights, 0 * bias"),
    "vectorize": (DELTA, "delta = np.vectorize(lambda x: np.exp(x))(log_yhat)"),
    "a guard": (LOGSUM, "np.log(np.clip(np.sum(np.exp(shifted), axis=1, keepdims=True), 1e-300, None))"),
    "another guard": (LOGSUM, "np.log(np.maximum(np.sum(np.exp(shifted), axis=1, keepdims=True), 1e-12))"),
}
"""Edits by name: a text and what replaces it, in turns."""

REFUSED: dict[str, tuple[str, str]] = {
    "a value of a symbol": ("if loss == 0: loss = 0.0", "np.equal"),
    "not equal": ("loss = loss + (0 if loss != strength else 1)", "np.not_equal"),
    "a condition": ("if np.max(features) > 100: loss = 0.0", "`if`"),
    "any": ("loss = loss + (1 if (features > 50).any() else 0)", "`if`"),
    "item": ("if features[0, 0].item() == 0.0: loss = 0.0", "np.equal"),
    "tolist": ("if features.tolist()[0][0] == 0.0: loss = 0.0", "np.equal"),
    "float": ("loss = float(loss)", "float"),
    "int": ("loss = loss + 0 * int(features[0, 0])", "integer"),
    "str": ("if str(loss).startswith('-'): loss = 0.0", "text"),
    "repr": ("if 'e-' in repr(features): loss = 0.0", "text"),
    "a formatted string": ("tag = f'{loss:.3f}'", "text"),
    "print": ("print(loss)", "text"),
    "in an array": ("if 0.0 in features.ravel(): loss = 0.0", "np.equal"),
    "in a list": ("if 0.0 in features.ravel().tolist(): loss = 0.0", "np.equal"),
    "a caught refusal": ("try:\n        if loss > 1e6: loss = 0.0\n    except Exception:\n        pass", "`if`"),
    "all caught": ("try:\n        loss = loss + (float(loss) > 1e6)\n    except BaseException:\n        pass", "float"),
    "det": ("loss = loss + 0 * np.linalg.det(features.T @ features)", "sums and products"),
    "float32": ("w = np.array(weights.tolist(), dtype=np.float32)", "float64"),
    "a key": ("cache = {features[0, 0]: loss}", "key"),
    "pickle": ("import pickle; pickle.dumps(features)", "pickling"),
    "bytes": ("features.tobytes()", "bytes"),
    "another view": ("features.view(np.int64)", "view"),
    "memoryview": ("bytes(memoryview(features))", "memoryview"),
    "nonzero": ("np.nonzero(features)", "np.nonzero"),
    "argmax": ("np.argmax(features)", "np.argmax"),
    "unique": ("np.unique(features)", "np.unique"),
    "round": ("loss = np.round(loss, 12)", "np.round"),
    "floor": ("loss = loss + 0 * np.floor(features[0, 0])", "np.floor"),
    "math": ("import math; loss = loss + 0 * math.exp(strength)", "functions of math"),
    "the largest of a list": ("max(features.ravel())", "`if`"),
    "sorted": ("sorted(features.ravel(), key=lambda v: -v)", "`if`"),
    "isclose": ("loss = loss + (1 if np.isclose(strength, 7.0) else 0)", "assertions"),
    "np.random": ("loss = loss + (1 if np.random.rand() < 1e-3 else 0)", "np.random.rand"),
    "random": ("import random\n    loss = loss + (random.random() < 1e-3)", "`random` is used"),
    "rand of NumPy": ("from numpy.random import rand || loss = loss + (rand() < 1e-3)", "`rand` of"),
    "a generator": ("rng = np.random.default_rng(0) || loss = loss + (rng.random() < 1e-3)", "`rng`"),
    "the time": ("from time import time as now || loss = loss + (int(now()) % 1000 == 0)", "`now` of"),
    "the environment": ("import os || loss = loss + (1 if os.environ.get('X') else 0)", "`os` is used"),
    "eval": ("loss = loss + 0 * eval('1')", "`eval` is used"),
    "an iterator": ("import itertools; calls = itertools.count() || loss = loss + (next(calls) > 10**6)", "`calls` of"),
    "a counter": ("calls = 0 || global calls\n    calls += 1", "`calls` of"),
    "a list of calls": ("calls = [] || calls.append(1)", "`calls` of"),
    "a cache": ("cache = {} || cache[features.shape] = 1", "`cache` of"),
    "an object": ("class S:\n    n = 0\ns = S() || s.n += 1", "`s` of"),
    "a class": ("class S:\n    n = 0\n|| S.n += 1", "`S` of"),
    "a helper's counter": ("k = [0]\ndef count():\n    k[0] += 1\n    return 0 || loss = loss + count()", "`k` of"),
    "an attribute": ("f.calls = getattr(f, 'calls', 0) + 1", "an attribute of f"),
    "an error": ("raise KeyError('what')", "KeyError: 'what'"),
    "a division by zero": ("1 / 0", "ZeroDivisionError"),
    "an exit": ("raise SystemExit('bye')", "SystemExit: bye"),
}
"""A statement before the gradient ("a || b": a on the level of the module), and words of the message."""

WRONG: dict[str, tuple[str, ...]] = {
    "an epsilon": (LOGSUM, "np.log(np.sum(np.exp(shifted), axis=1, keepdims=True) + 1e-12)"),
    "1e-8": ("log_yhat[examples, labels])", "np.log(np.exp(log_yhat[examples, labels]) + 1e-8))"),
    "an absolute value": ("strength * np.sum", "np.abs(strength) * np.sum"),
    "far beyond a kink": (DELTA, "loss = loss + np.where(strength > 50, 1.0, 0.0)\n    " + DELTA),
    "a dtype": (DELTA, "loss = loss * (1 if features.dtype == object else 1 + 8e-12)\n    " + DELTA),
    "in symbols only": (DELTA, "loss = loss + (1 if hasattr(strength, 'formula') else 0)\n    " + DELTA),
    "a stray 1e-16": (RETURN, "grad_weights = grad_weights + 1e-16\n    " + RETURN),
    "a second name of an array": (DELTA, "delta = log_yhat; delta += 0; np.exp(log_yhat, out=delta); loss -= log_yhat[0, 0]"),
    "sorted labels": (DELTA, "labels = sorted(labels)\n    " + DELTA),
    "one label for all": (ONE_HOT, "delta[:, labels[0]] -= 1"),
    "not accumulated": (MEAN, "delta[-1] / n"),
    "no mean": (MEAN, "np.sum(delta, axis=0)"),
    "the wrong axis": ("axis=1, keepdims=True))\n", "axis=0, keepdims=True))\n"),
    "integers": (MEAN, "np.zeros(len(bias), dtype=int)"),
    "an empty array": (MEAN, "np.empty(len(bias))"),
    "no output": ("grad_bias\n", "None\n"),
    "a text": ("grad_bias\n", "'x'\n"),
    "two outputs": (", grad_bias\n", "\n"),
    "a dict": (RETURN, "return {}\n    " + RETURN),
}
"""Edits as in RIGHT."""

UNTRACED: dict[str, str] = {
    "an array of NumPy": "loss = loss if type(features) is not np.ndarray else loss * (1 + 8e-12)",
    "numbers only": "loss = loss + (0 if hasattr(features[0, 0], 'formula') else 1e-9)",
    "eight examples": "loss = loss + (n == 8)",
    "one example": "loss = loss * (1 if n > 1 else 1.0000001)",
    "many classes": "loss = loss + (len(bias) > 9)",
    "a label": "loss = loss * (1.001 if 7 in labels else 1)",
    "an even number": "loss = loss * (1.001 if n % 2 == 0 and n > 3 else 1)",
    "a changed input": "weights *= 1.0",
    "a guard that cuts": "loss = loss + np.sum(np.clip(weights, -2.5, 2.5) - weights)",
    "single precision": "loss = loss if hasattr(loss, 'formula') else np.float32(loss)",
}
"""A statement that the trace does not see as wrong, and the check on numbers does."""


def edited(*edits: str) -> Callable[..., Any]:
    """The reference with some of its text replaced."""
    source = BASE
    for old, new in zip(edits[::2], edits[1::2], strict=True):
        assert old in source, old
        source = source.replace(old, new)
    source = "import numpy as np\n" + source
    linecache.cache[FILE] = (len(source), None, source.splitlines(keepends=True), FILE)
    names: dict[str, Any] = {"__name__": "authors"}
    exec(compile(source, FILE, "exec", dont_inherit=True), names)
    made: Callable[..., Any] = names["f"]
    return made


def inserted(code: str) -> Callable[..., Any]:
    """The reference with a statement before the gradient; what stands before `||` is on the level of the module."""
    head, _, statement = code.rpartition("||")
    return edited(BASE, head.strip() + "\n" + BASE, f"    {DELTA}", f"    {statement.strip()}\n    {DELTA}")
