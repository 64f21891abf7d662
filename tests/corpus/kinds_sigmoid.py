"""Wrong sigmoids and wrong derivatives of the sigmoid."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np

from tests.corpus.corpus import Kind
from tests.corpus.kinds_common import kind
from tests.corpus.kinds_sizes import DECADES


def s(x):
    return 1 / (1 + np.exp(-x))


def _masked_without_zero(x):
    """Two branches, x > 0 and x < 0: nobody has written to where x is 0."""
    out = np.zeros_like(x)
    out[x > 0] = s(x[x > 0])
    out[x < 0] = s(x[x < 0])
    return out


SIGMOIDS = {
    "1 // (1 + exp(-x))": lambda x: 1 // (1 + np.exp(-x)),
    "tanh not lifted": lambda x: np.tanh(x / 2) / 2,
    "tanh not halved": lambda x: 1 + np.tanh(x / 2),
    "exp(x) / (1 - exp(x))": lambda x: np.exp(x) / (1 - np.exp(x)),
    "1 / (2 + exp(-x))": lambda x: 1 / (2 + np.exp(-x)),
    "1 / (1 + 2 ** -x)": lambda x: 1 / (1 + 2.0**-x),
    "1 / (1 + 10 ** -x)": lambda x: 1 / (1 + 10.0**-x),
    "e as 2.718": lambda x: 1 / (1 + 2.718**-x),
    "e as 2.71828": lambda x: 1 / (1 + 2.71828**-x),
    "log sigma": lambda x: np.log(s(x)),
    "-log sigma": lambda x: -np.log(s(x)),
    "sigma of sigma": lambda x: s(s(x)),
    "sigma squared": lambda x: s(x) ** 2,
    "its square root": lambda x: np.sqrt(s(x)),
    "a step": lambda x: (x > 0) * 1.0,
    "x itself": lambda x: x,
    "one half": lambda x: np.full_like(x, 0.5),
    "zero": np.zeros_like,
    "not written where x = 0": _masked_without_zero,
    "rounded to 2 digits": lambda x: np.round(s(x), 2),
    "rounded to 5 digits": lambda x: np.round(s(x), 5),
    "in half precision": lambda x: np.float16(s(x)),
    "in half precision, returned as float64": lambda x: np.float64(np.float16(s(x))),
    "epsilon 1e-6 in the denominator": lambda x: 1 / (1 + np.exp(-x) + 1e-6),
    "epsilon 1e-8 in the denominator": lambda x: 1 / (1 + np.exp(-x) + 1e-8),
    "clipped to [0.1, 0.9]": lambda x: np.clip(s(x), 0.1, 0.9),
    "four terms of the series": lambda x: 0.5 + x / 4 - x**3 / 48 + x**5 / 480,
    "of x transposed": lambda x: s(np.sort(x.ravel()).reshape(x.shape)),
    "only the first row": lambda x: np.where(np.arange(len(x)).reshape(-1, *[1] * (x.ndim - 1)) == 0, s(x), 0),
    "the first entry everywhere": lambda x: np.full_like(x, s(x.flat[0])),
    "in reversed order": lambda x: s(x[::-1]),
    "of x normalised": lambda x: s(x / np.abs(x).max()),
    "of whole numbers": lambda x: s(np.rint(x)),
    "of x in half precision": lambda x: s(np.float64(np.float16(x))),
}

GRADIENTS = {
    "x (1 - sigma)": lambda x: x * (1 - s(x)),
    "sigma - sigma squared, of x squared": lambda x: s(x) - s(x**2),
    "half of it": lambda x: s(x) * (1 - s(x)) / 2,
    "twice": lambda x: 2 * s(x) * (1 - s(x)),
    "four times": lambda x: 4 * s(x) * (1 - s(x)),
    "times x": lambda x: x * s(x) * (1 - s(x)),
    "that of tanh (x / 2)": lambda x: 1 - np.tanh(x / 2) ** 2,
    "that of -log sigma": lambda x: s(x) - 1,
    "exp(x) / (1 + exp(-x)) squared": lambda x: np.exp(x) / (1 + np.exp(-x)) ** 2,
    "the jacobian of the softmax": lambda x: np.exp(x) / np.exp(x).sum() * (1 - np.exp(x) / np.exp(x).sum()),
    "a forward difference, h = 1e-3": lambda x: (s(x + 1e-3) - s(x)) / 1e-3,
    "a forward difference, h = 1e-5": lambda x: (s(x + 1e-5) - s(x)) / 1e-5,
    "a central difference, h = 1e-2": lambda x: (s(x + 1e-2) - s(x - 1e-2)) / 2e-2,
    "a difference of neighbours": lambda x: np.gradient(s(x.ravel())).reshape(x.shape),
    "not halved, a central difference": lambda x: (s(x + 1e-4) - s(x - 1e-4)) / 1e-4,
    "that of a hard sigmoid": lambda x: np.where(np.abs(x) < 2.5, 0.2, 0),
    "a Gaussian": lambda x: np.exp(-(x**2) / 4) / 4,
    "one quarter": lambda x: np.full_like(x, 0.25),
    "one": np.ones_like,
    "zero": np.zeros_like,
    "zero where x = 0": lambda x: np.where(x == 0, 0, s(x) * (1 - s(x))),
    "wrong sign where x < 0": lambda x: np.sign(x + (x == 0)) * s(x) * (1 - s(x)),
    "the chain rule with 1 / n": lambda x: s(x) * (1 - s(x)) / x.size,
    "summed into every entry": lambda x: np.full_like(x, (s(x) * (1 - s(x))).sum()),
    "rounded to 3 digits": lambda x: np.round(s(x) * (1 - s(x)), 3),
    "rounded to 5 digits": lambda x: np.round(s(x) * (1 - s(x)), 5),
    "in half precision": lambda x: np.float16(s(x) * (1 - s(x))),
    "epsilon 1e-6 added": lambda x: s(x) * (1 - s(x)) + 1e-6,
    "clipped from below at 0.15": lambda x: np.maximum(s(x) * (1 - s(x)), 0.15),
    "in reversed order": lambda x: (s(x) * (1 - s(x)))[::-1],
    "of x in half precision": lambda x: s(np.float64(np.float16(x))) * (1 - s(x)),
}


# --- wrong for some entries only ------------------------------------------------------------------------------------------

WHERE = {
    "x < 0": lambda x: x < 0,
    "x > 0": lambda x: x > 0,
    "x = 0": lambda x: x == 0,
    "|x| > 3": lambda x: np.abs(x) > 3,
    "|x| < 0.01": lambda x: np.abs(x) < 0.01,
}


def _off_where(chosen, share, record):
    record.G = record.G + share * np.abs(record.G).max() * chosen(record.x)


def _entries(function):
    return [
        kind(function, f"entries with {name} off by {share:g}", f"off by {share:g}", partial(_off_where, chosen, share), ("e",))
        for (name, chosen), share in itertools.product(WHERE.items(), DECADES)
    ]


def _formulas(function, table):
    return [
        Kind(function=function, name=name, family="formula", make=lambda _, f=f: f, spoils=frozenset({"e"}))
        for name, f in table.items()
    ]


def sigmoids():
    return _formulas("sigmoid", SIGMOIDS) + _entries("sigmoid")


def sigmoid_gradients():
    return _formulas("sigmoid_gradient", GRADIENTS) + _entries("sigmoid_gradient")
