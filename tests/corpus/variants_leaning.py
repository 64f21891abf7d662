"""Right programs that call the module's own sigmoid, which grading may replace by a correct one."""

from __future__ import annotations

import numpy as np

from tests.corpus.variants_sampling import sigma

DERIVATIVES = {
    "s (1 - s) of the module's sigmoid": lambda module: lambda x: module["sigmoid"](x) * (1 - module["sigmoid"](x)),
    "sigmoid(x) sigmoid(-x) of the module": lambda module: lambda x: module["sigmoid"](x) * module["sigmoid"](-x),
}


def leaning(module):
    """With sigma(-z) for the samples, as the course writes it."""

    def program(v, o, samples, U):
        sigmoid = module["sigmoid"]
        so, sk = sigmoid(U[o] @ v), sigmoid(-(U[samples] @ v))
        G = np.zeros_like(U)
        G[o] = (so - 1) * v
        np.add.at(G, samples, np.outer(1 - sk, v))
        return -np.log(so) - np.log(sk).sum(), (so - 1) * U[o] + (1 - sk) @ U[samples], G

    return program


def leaning_on_the_complement(module):
    """Right with a module whose `sigmoid` is sigma(-x)."""

    def program(v, o, samples, U):
        away = module["sigmoid"]
        to, tk = away(U[o] @ v), away(-(U[samples] @ v))
        G = np.zeros_like(U)
        G[o] = -to * v
        np.add.at(G, samples, np.outer(tk, v))
        return -np.log(1 - to) - np.log(1 - tk).sum(), tk @ U[samples] - to * U[o], G

    return program


LEANING = {
    "with the module's sigmoid": (leaning, sigma),
    "with the module's odd sigmoid": (leaning_on_the_complement, lambda x: sigma(-x)),
}
"""A program and the module's sigmoid."""

CARRIED = {
    "with the module's wrong sigmoid": (leaning, lambda x: 1 / 1 + np.exp(-x)),
    "with the module's sigmoid of -x": (leaning, lambda x: sigma(-x)),
    "with no sigmoid in the module": (leaning, None),
    "with a sigmoid that raises": (leaning, lambda x: 1 / 0),
}
"""What a wrong sigmoid costs is paid in part e; here the parts are carried forward."""
