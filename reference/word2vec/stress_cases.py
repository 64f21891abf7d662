"""Cases that only the reference has to pass: the smallest sizes, extreme logits, skip-gram with real losses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader import Case

from . import functions
from .cases import FloatArray, draw_vectors, negative_inputs, skip_inputs
from .shapes import CONTEXTS, DISTINCT, REPEATED, Rng, Shape

SMALLEST = (
    Shape(V=2, d=1, pattern="a", why="the smallest sizes: V = 2, d = 1, K = 1"),
    Shape(V=5, d=1, pattern="aab", why="d = 1"),
)
EXTREMES = (30.0, 1000.0)  # e^30 is where 1 - sigma loses all digits, e^1000 overflows


def stress_cases(rng: Rng) -> Iterator[Case]:
    """The stress cases, in a fixed order."""
    for extreme in (1.0, *EXTREMES):
        x = np.array([-extreme, -1.0, 0.0, 1.0, extreme])
        for function in ("sigmoid", "sigmoid_gradient"):
            yield Case(function=function, group="stress", inputs={"x": x}, why=f"arguments of +-{extreme:g}")
    for shape in SMALLEST:
        yield from _pairs(rng, shape, 1.0)
    for extreme in EXTREMES:
        yield from _pairs(rng, DISTINCT[0], extreme)
        yield from _pairs(rng, REPEATED[1], extreme)
    for shape in CONTEXTS:
        yield from _skip_grams(rng, shape)


def _pairs(rng: Rng, shape: Shape, largest: float) -> Iterator[Case]:
    """Both losses of a pair of words, with the largest logit at +-`largest`."""
    inputs = dict(negative_inputs(rng, shape, draw_vectors(rng, shape), shape.draw_words(rng)))
    logits = inputs["outside_vectors"] @ inputs["center_vector"]
    inputs["center_vector"] = inputs["center_vector"] * (largest / np.max(np.abs(logits)))
    why = f"{shape.why}; logits up to {largest:g}"
    yield Case(function="negative_sampling", group="stress", inputs=inputs, why=why)
    without_samples = {name: value for name, value in inputs.items() if name != "negative_indices"}
    yield Case(function="naive_softmax", group="stress", inputs=without_samples, why=why)


def _skip_grams(rng: Rng, shape: Shape) -> Iterator[Case]:
    inputs = skip_inputs(rng, shape, draw_vectors(rng, shape), shape.draw_words(rng))
    for name, loss in (("naive softmax", functions.naive_softmax_loss_and_gradient), ("negative sampling", _sampled)):
        real = {**inputs, "loss_and_gradient": loss}
        yield Case(function="skip_gram", group="stress", inputs=real, why=f"{shape.why}; {name} as the loss")


def _sampled(center_vector: FloatArray, outside_index: int, outside_vectors: FloatArray) -> tuple[Any, FloatArray, FloatArray]:
    """Negative sampling with samples that depend on nothing but the outside word, so that the loss is a function."""
    samples = [(outside_index + step) % len(outside_vectors) for step in (1, 2, 1)]
    return functions.negative_sampling_loss_and_gradient(center_vector, outside_index, samples, outside_vectors)
