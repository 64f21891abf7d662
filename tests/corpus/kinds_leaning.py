"""Slips in programs that call the module's own sigmoid: a correct sigmoid in its place does not mend the slip."""

from __future__ import annotations

import itertools

import numpy as np

from tests.corpus.corpus import Kind
from tests.corpus.kinds_sampling import K_ROWS, O_ROW
from tests.corpus.variants_sampling import sigma

FAMILY = "leaning on the sigmoid"

# --- the derivative of sigma ----------------------------------------------------------------------------------------------


def _derivative(wrong):
    """A wrong derivative of the module's sigmoid, which is right: a right one in its place does not mend it."""
    return lambda module: lambda x: wrong(module["sigmoid"], x)


DERIVATIVES = {
    "sigma(x) of the module's sigmoid": lambda sigmoid, x: sigmoid(x),
    "s (1 + s) of the module's sigmoid": lambda sigmoid, x: sigmoid(x) * (1 + sigmoid(x)),
    "1 - s of the module's sigmoid": lambda sigmoid, x: 1 - sigmoid(x),
    "s (1 - s) at sigma(x) of the module's sigmoid": lambda sigmoid, x: sigmoid(sigmoid(x)) * (1 - sigmoid(sigmoid(x))),
}


def derivatives():
    return [
        Kind(
            function="sigmoid_gradient",
            name=f"{name}{', which is wrong too' * wrong}",
            family=FAMILY,
            make=_derivative(f),
            spoils=frozenset({"e"}),
            others={"sigmoid": (lambda x: sigma(-2 * x)) if wrong else sigma},
            again=True,
        )
        for (name, f), wrong in itertools.product(DERIVATIVES.items(), (False, True))
    ]


# --- negative sampling ----------------------------------------------------------------------------------------------------


def _leaning(weights):
    """Weights that ask the module's sigmoid, whatever that is; the sums are right."""

    def make(module):
        def program(v, o, samples, U):
            sigmoid = module["sigmoid"]
            of_o, of_k = weights(sigmoid, U[o] @ v, U[samples] @ v)
            G = np.zeros_like(U)
            G[o] = of_o * v
            np.add.at(G, samples, np.outer(of_k, v))
            loss = -np.log(sigmoid(U[o] @ v)) - np.log(sigmoid(-(U[samples] @ v))).sum()
            return loss, of_o * U[o] + of_k @ U[samples], G

        return program

    return make


ODD = {"right": sigma, "odd": lambda x: sigma(-x), "wrong": lambda x: 1 / 1 + np.exp(-x), "raising": lambda x: 1 / 0}
LEANING = {
    "the samples' sign": (lambda s, o, k: (s(o) - 1, -s(k)), ("f.vc", *K_ROWS)),
    "the true word's sign": (lambda s, o, k: (1 - s(o), s(k)), ("f.vc", *O_ROW)),
    "1 - sigma for the samples": (lambda s, o, k: (s(o) - 1, 1 - s(k)), ("f.vc", *K_ROWS)),
    "nothing for the samples": (lambda s, o, k: (s(o) - 1, 0 * k), ("f.vc", *K_ROWS)),
}


def samplings():
    found = [
        Kind(
            function="negative_sampling",
            name=f"{name}, the module's sigmoid {how}",
            family=FAMILY,
            make=_leaning(weights),
            spoils=frozenset(spoils),
            others={"sigmoid": sigmoid},
            again=True,
        )
        for name, (weights, spoils) in LEANING.items()
        for how, sigmoid in ODD.items()
    ]
    return [kind for kind in found if kind.name not in NOT_ONLY]


NOT_ONLY = {"1 - sigma for the samples, the module's sigmoid odd"}
"""Right weights of the samples with that sigmoid: which of the two counts for more is a matter of points."""
