"""Wrong programs made of a right call and a slip: the inputs and right outputs of a call, in a form that can be changed.

A record holds the inputs under the letters of the derivation, the right outputs as arrays that may be changed, and the number of
the call. Targets are the blocks that the contract judges, each with the size that an error is measured by.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from reference.word2vec import functions
from tests.corpus.corpus import Kind


class Elementwise:
    """sigma or its derivative: x and what is returned, G."""

    group = "all"

    def __init__(self, reference, call, x):
        self.call, self.x = call, x
        self.G = np.array(reference(x))

    @property
    def outputs(self):
        return self.G


class Sigmoid(Elementwise):
    def __init__(self, call, x):
        super().__init__(functions.sigmoid, call, x)


class SigmoidGradient(Elementwise):
    def __init__(self, call, x):
        super().__init__(functions.sigmoid_gradient, call, x)


class Pair:
    """A center and an outside word: v, o, U and the right L (1,), g (d,), G (V, d)."""

    group = "all"

    def set(self, returned):
        loss, self.g, self.G = returned
        self.L = np.array([loss])

    @property
    def outputs(self):
        return self.L[0], self.g, self.G

    @cached_property
    def z(self):
        return self.U @ self.v

    @property
    def V(self):
        return len(self.U)

    @property
    def d(self):
        return self.U.shape[1]


class Softmax(Pair):
    def __init__(self, call, v, o, U):
        self.call, self.v, self.o, self.U = call, v, o, U
        self.set(functions.naive_softmax_loss_and_gradient(v, o, U))

    @cached_property
    def p(self):
        e = np.exp(self.z - self.z.max())
        return e / e.sum()

    @cached_property
    def y(self):
        return (np.arange(self.V) == self.o).astype(float)


class Sampling(Pair):
    def __init__(self, call, v, o, samples, U):
        self.call, self.v, self.o, self.samples, self.U = call, v, o, samples, U
        self.set(functions.negative_sampling_loss_and_gradient(v, o, samples, U))

    @property
    def group(self):
        """Distinct samples are judged in other parts than repeated ones."""
        return "distinct" if len(set(self.samples)) == len(self.samples) else "repeated"

    @property
    def K(self):
        return len(self.samples)

    @cached_property
    def counts(self):
        return np.bincount(self.samples, minlength=self.V)


class SkipGram(Pair):
    """c, context, C (center vectors), U, f, the right L (1,), G (V, d) by the center vectors, H (V, d) by the outside vectors."""

    def __init__(self, call, c, context, C, U, f):
        self.call, self.c, self.context, self.C, self.U, self.f = call, c, context, C, U, f
        loss, self.G, self.H = functions.skip_gram_loss_and_gradient(c, context, C, U, f)
        self.L = np.array([loss])

    @property
    def outputs(self):
        return self.L[0], self.G, self.H

    @cached_property
    def pairs(self):
        return [self.f(self.C[self.c], o, self.U) for o in self.context]


RECORDS = {
    "sigmoid": Sigmoid,
    "sigmoid_gradient": SigmoidGradient,
    "naive_softmax": Softmax,
    "negative_sampling": Sampling,
    "skip_gram": SkipGram,
}


# --- targets --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A block that is judged.

    array   the record's array that it lies in
    rows    its rows there, None for all
    scale   what an error in it is measured by
    spoils  group of cases -> the pieces that look at it there
    """

    name: str
    array: str
    spoils: Mapping[str, frozenset[str]]
    rows: Callable[[Any], Any] | None = None
    scale: Callable[[Any], float] = lambda _: 0.0

    def change(self, record, how) -> None:
        """Put how(block, scale) in the block's place."""
        array = np.array(getattr(record, self.array), dtype=float)
        rows = ... if self.rows is None else self.rows(record)
        size = max(self.scale(record), float(np.abs(array[rows]).max(initial=0.0)))
        if array[rows].size:
            array[rows] = how(array[rows].copy(), size)
        setattr(record, self.array, array)

    def pieces(self, groups) -> frozenset[str]:
        """The pieces that see an error here in cases of these groups."""
        return frozenset().union(*(self.spoils.get(group, ()) for group in groups))


def _seen(*pieces):
    return {"all": frozenset(pieces)}


def _not(row):
    return lambda record: np.arange(len(record.G)) != row(record)


def _untouched(r):
    return np.setdiff1d(np.arange(r.V), [r.o, *r.samples])


def _largest_of_v(r):
    return float(np.abs(r.v).max())


ONE = lambda _: 1.0  # noqa: E731 - a loss is measured by max(1, |L|)

EVERYWHERE = Target(name="every entry", array="G", spoils=_seen("e"))
TARGETS = {
    "sigmoid": (EVERYWHERE,),
    "sigmoid_gradient": (EVERYWHERE,),
    "naive_softmax": (
        Target(name="the loss", array="L", spoils=_seen("a"), scale=ONE),
        Target(name="the center vector", array="g", spoils=_seen("b")),
        Target(name="row o", array="G", spoils=_seen("c.o", "d"), rows=lambda r: [r.o]),
        Target(name="the rows other than o", array="G", spoils=_seen("c.w", "d"), rows=_not(lambda r: r.o)),
    ),
    "negative_sampling": (
        Target(name="the loss", array="L", spoils={"distinct": frozenset({"f.loss"})}, scale=ONE),
        Target(name="the center vector", array="g", spoils={"distinct": frozenset({"f.vc"})}),
        Target(name="row o", array="G", spoils={"distinct": frozenset({"f.uo"})}, rows=lambda r: [r.o], scale=_largest_of_v),
        Target(
            name="the sampled rows",
            array="G",
            spoils={"distinct": frozenset({"f.uk"}), "repeated": frozenset({"g"})},
            rows=lambda r: sorted(set(r.samples)),
        ),
        Target(name="the untouched rows", array="G", spoils={"distinct": frozenset({"f.uk"})}, rows=_untouched, scale=ONE),
    ),
    "skip_gram": (
        Target(name="the loss", array="L", spoils=_seen("h.loss"), scale=ONE),
        Target(name="the outside vectors", array="H", spoils=_seen("h.U")),
        Target(name="row c", array="G", spoils=_seen("h.vc"), rows=lambda r: [r.c]),
        Target(name="the rows other than c", array="G", spoils=_seen("h.vw"), rows=_not(lambda r: r.c), scale=ONE),
    ),
}
ZERO = {"the untouched rows", "the rows other than c"}
"""Blocks that are zero by definition: any entry that is not exactly zero is wrong."""


# --- kinds out of records -------------------------------------------------------------------------------------------------

NOTHING = object()
"""What `spoil` returns for None to be handed in."""


def spoilt(function, spoil, when=None):
    """A maker of programs: the right outputs, changed by `spoil(record)` where `when(record)` holds.

    `spoil` changes the record, or returns what is to be handed in instead.
    """

    def make(_module):
        calls = itertools.count(1)

        def program(*inputs):
            record = RECORDS[function](next(calls), *inputs)
            changed = spoil(record) if when is None or when(record) else None
            return record.outputs if changed is None else None if changed is NOTHING else changed

        return program

    return make


def kind(function, name, family, spoil, spoils, *, when=None, **more):
    """A kind out of a record; `spoils` are piece names, `more` what else a Kind has."""
    return Kind(function=function, name=name, family=family, make=spoilt(function, spoil, when), spoils=frozenset(spoils), **more)
