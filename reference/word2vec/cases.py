"""The inputs that are graded, each with the reason that it exists, and the extreme ones that only the reference has to pass.

Graded inputs are fair (contract, section 5): |u.v| stays within 10, the loss above 1e-3, and a draw in which a block cancels is
drawn again. Sizes differ (V != d mostly, d != 3), so that a transpose or a hard-coded size cannot hide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import AssignmentError, Case, Inputs, TableFunction, cancels, short_decimals
from reference.word2vec import functions

Rng = np.random.Generator
FloatArray = npt.NDArray[np.float64]

# Not in alphabetical order: the index of a word says nothing about its place in a dictionary.
WORDS = ("river", "apple", "stone", "cloud", "zebra", "moss", "lamp", "harbor", "violin", "fern", "ocean", "brick")

LARGEST_LOGIT = 10.0  # beyond it -log(1 - sigmoid(x)), which is right, loses digits
LEAST_LOSS = 1e-3  # below it the gradient of a right file is rounding error
TRIES = 1000  # a fair draw takes 1 to 30 tries at these sizes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """One graded case in words: sizes, the scale of the logits, the outside word, the samples or the context."""

    V: int
    d: int
    scale: float
    why: str
    o: int = 1
    words: tuple[int, ...] = ()
    c: int = 0


def _vectors(rng: Rng, shape: _Shape) -> tuple[FloatArray, FloatArray]:
    """Center vectors (V, d) and outside vectors (V, d) whose products u.v have about the standard deviation `shape.scale`."""
    size = np.sqrt(shape.scale) / shape.d**0.25
    center = short_decimals(rng, (shape.V, shape.d), scale=size)
    return center, short_decimals(rng, (shape.V, shape.d), scale=size)


def _fair(draw: Callable[[Rng, _Shape], Inputs], is_fair: Callable[[Inputs], bool], rng: Rng, shape: _Shape) -> Inputs:
    """The first fair draw."""
    for _ in range(TRIES):
        inputs = draw(rng, shape)
        if is_fair(inputs):
            return inputs
    raise AssignmentError(
        "no fair draw was found", where="word2vec", value=f"{TRIES} tries at {shape}", attempt="choose other sizes"
    )


# --- sigmoid --------------------------------------------------------------------------------------------------------------

ARGUMENTS = (
    ((7,), 1.0, "a vector"),
    ((3, 4), 4.0, "a matrix, large arguments of both signs"),
    ((5,), 1e-3, "arguments near zero"),
    ((2, 1), 1.0, "a matrix of one column"),
)


def _sigmoid_cases(rng: Rng, function: str) -> Iterator[Case]:
    for shape, scale, why in ARGUMENTS:
        x = np.clip(short_decimals(rng, shape, scale=scale), -LARGEST_LOGIT, LARGEST_LOGIT)
        yield Case(function=function, group=function, inputs={"x": x}, why=why)


# --- naive softmax --------------------------------------------------------------------------------------------------------

NAIVE = (
    _Shape(V=7, d=4, scale=1.0, o=3, why="an outside word in the middle; V != d, so a transpose cannot hide"),
    _Shape(V=9, d=2, scale=4.0, o=5, why="large logits: one word takes most of the probability"),
    _Shape(V=6, d=5, scale=1e-3, o=2, why="tiny logits: every word is about as likely"),
    _Shape(V=11, d=6, scale=1.0, o=0, why="the outside word is the first"),
    _Shape(V=4, d=7, scale=1.0, o=3, why="the outside word is the last; more dimensions than words"),
    _Shape(V=5, d=5, scale=1.0, o=1, why="V = d"),
    _Shape(V=8, d=4, scale=4.0, o=6, why="large logits again, another shape"),
)


def _draw_naive(rng: Rng, shape: _Shape) -> Inputs:
    center, outside = _vectors(rng, shape)
    return {"center_vector": center[0], "outside_index": shape.o, "outside_vectors": outside}


def _fair_logits(inputs: Inputs) -> bool:
    return bool(np.max(np.abs(inputs["outside_vectors"] @ inputs["center_vector"])) <= LARGEST_LOGIT)


def _fair_naive(inputs: Inputs) -> bool:
    loss, grad_center, grad_outside = functions.naive_softmax_loss_and_gradient(**inputs)
    yhat = grad_outside @ inputs["center_vector"] / np.sum(inputs["center_vector"] ** 2)
    yhat[inputs["outside_index"]] += 1
    terms = (yhat[:, None] * inputs["outside_vectors"], inputs["outside_vectors"][inputs["outside_index"]])
    return _fair_logits(inputs) and loss > LEAST_LOSS and not cancels(grad_center, terms)


# --- negative sampling ----------------------------------------------------------------------------------------------------

DISTINCT = (
    _Shape(V=9, d=4, scale=1.0, o=4, words=(7, 2, 5), why="an outside word in the middle"),
    _Shape(V=12, d=2, scale=1.0, o=6, words=(3, 9, 0, 11, 5, 1, 8), why="more than five samples"),
    _Shape(V=8, d=5, scale=4.0, o=2, words=(6, 1), why="two samples, large logits"),
    _Shape(V=10, d=4, scale=1e-3, o=7, words=(2, 8, 4, 1), why="tiny logits"),
    _Shape(V=7, d=6, scale=1.0, o=0, words=(5, 3, 1), why="the outside word is the first"),
    _Shape(V=6, d=7, scale=1.0, o=5, words=(4, 0, 2, 1), why="the outside word is the last"),
    _Shape(V=4, d=4, scale=1.0, o=1, words=(3, 0), why="V = d"),
)
REPEATED = (
    _Shape(V=9, d=4, scale=1.0, o=4, words=(7, 2, 7, 5), why="a sample drawn twice"),
    _Shape(V=10, d=2, scale=1.0, o=3, words=(8, 8, 1, 8, 6, 0), why="a sample drawn three times"),
    _Shape(V=12, d=5, scale=1.0, o=6, words=(2, 11, 2, 7, 11, 2, 9, 4), why="two samples repeat, more than five in all"),
    _Shape(V=8, d=6, scale=4.0, o=0, words=(5, 5, 5), why="one word only, large logits"),
    _Shape(V=7, d=4, scale=1e-3, o=6, words=(1, 4, 4, 1), why="two pairs, tiny logits"),
)


def _draw_negative(rng: Rng, shape: _Shape) -> Inputs:
    center, outside = _vectors(rng, shape)
    return {
        "center_vector": center[0],
        "outside_index": shape.o,
        "negative_indices": shape.words,
        "outside_vectors": outside,
    }


def _fair_negative(inputs: Inputs) -> bool:
    loss, grad_center, _ = functions.negative_sampling_loss_and_gradient(**inputs)
    words = np.array([inputs["outside_index"], *inputs["negative_indices"]])
    rows = inputs["outside_vectors"][words]
    sigma = functions.sigmoid(rows @ inputs["center_vector"])
    weights = sigma - (np.arange(len(words)) == 0)
    return _fair_logits(inputs) and loss > LEAST_LOSS and not cancels(grad_center, (weights[:, None] * rows,))


# --- skip-gram ------------------------------------------------------------------------------------------------------------

CONTEXTS = (
    _Shape(V=9, d=4, scale=1.0, c=2, words=(5, 7, 0, 3), why="four different words"),
    _Shape(V=7, d=5, scale=1.0, c=6, words=(4,), why="a context of one word; the center word is the last"),
    _Shape(V=10, d=2, scale=1.0, c=4, words=(8, 1, 8, 8, 6), why="a word that stands three times in the context"),
    _Shape(V=6, d=7, scale=1.0, c=1, words=(3, 1, 5), why="a context that holds the center word"),
    _Shape(V=12, d=6, scale=1.0, c=0, words=(11, 9, 2, 0, 7, 9), why="a long context; the center word is the first and in it"),
    _Shape(V=5, d=5, scale=1.0, c=3, words=(2, 0), why="V = d"),
)


def _draw_skip(rng: Rng, shape: _Shape) -> Inputs:
    center, outside = _vectors(rng, shape)
    return {
        "center_index": shape.c,
        "outside_indices": shape.words,
        "center_vectors": center,
        "outside_vectors": outside,
        "loss_and_gradient": _table(rng, shape, center[shape.c], outside),
    }


def _table(rng: Rng, shape: _Shape, center_vector: FloatArray, outside_vectors: FloatArray) -> TableFunction:
    """A loss function of nothing but random numbers: it tells how skip-gram adds up, and no gradient can be learnt from it."""
    n = shape.V + 1
    return TableFunction(
        parameters=("center_vector", "outside_index", "outside_vectors"),
        key=1,
        keys=tuple(range(shape.V)),
        expected={0: center_vector, 2: outside_vectors},
        answers=(
            np.abs(short_decimals(rng, (n,))) + 1,
            short_decimals(rng, (n, shape.d)),
            short_decimals(rng, (n, shape.V, shape.d)),
        ),
    )


def _fair_skip(inputs: Inputs) -> bool:
    _, grad_center, grad_outside = functions.skip_gram_loss_and_gradient(**inputs)
    pairs = [
        inputs["loss_and_gradient"](inputs["center_vectors"][inputs["center_index"]], o, inputs["outside_vectors"])
        for o in inputs["outside_indices"]
    ]
    return not cancels(grad_center, tuple(p[1] for p in pairs)) and not cancels(grad_outside, tuple(p[2] for p in pairs))


# --- all of them ----------------------------------------------------------------------------------------------------------


def _cases(
    rng: Rng,
    function: str,
    group: str,
    shapes: tuple[_Shape, ...],
    draw: Callable[[Rng, _Shape], Inputs],
    is_fair: Callable[[Inputs], bool],
) -> Iterator[Case]:
    for shape in shapes:
        yield Case(function=function, group=group, inputs=_fair(draw, is_fair, rng, shape), why=shape.why)


def graded(rng: Rng) -> Iterator[Case]:
    """The graded cases, in a fixed order."""
    yield from _sigmoid_cases(rng, "sigmoid")
    yield from _sigmoid_cases(rng, "sigmoid_gradient")
    yield from _cases(rng, "naive_softmax", "naive_softmax", NAIVE, _draw_naive, _fair_naive)
    yield from _cases(rng, "negative_sampling", "distinct", DISTINCT, _draw_negative, _fair_negative)
    yield from _cases(rng, "negative_sampling", "repeated", REPEATED, _draw_negative, _fair_negative)
    yield from _cases(rng, "skip_gram", "skip_gram", CONTEXTS, _draw_skip, _fair_skip)


SMALLEST = (
    _Shape(V=2, d=1, scale=1.0, o=1, words=(0,), why="the smallest sizes: V = 2, d = 1, K = 1"),
    _Shape(V=5, d=1, scale=1.0, o=2, words=(4, 4, 0), why="d = 1"),
)
EXTREMES = (30.0, 1000.0)  # e^30 is where 1 - sigma loses all digits, e^1000 overflows


def gate(rng: Rng) -> Iterator[Case]:
    """What only the reference has to pass: the smallest sizes, extreme logits, skip-gram with real losses in place of tables."""
    for extreme in (1.0, *EXTREMES):
        x = np.array([-extreme, -1.0, 0.0, 1.0, extreme])
        for function in ("sigmoid", "sigmoid_gradient"):
            yield Case(function=function, group="gate", inputs={"x": x}, why=f"arguments of +-{extreme:g}")
    for shape in SMALLEST:
        yield from _gate_pairs(rng, shape, 1.0)
    for extreme in EXTREMES:
        yield from _gate_pairs(rng, DISTINCT[0], extreme)
        yield from _gate_pairs(rng, REPEATED[1], extreme)
    for shape in CONTEXTS:
        yield from _gate_skip(rng, shape)


def _gate_pairs(rng: Rng, shape: _Shape, largest: float) -> Iterator[Case]:
    """Both losses of a pair of words, with the largest logit of the outside word and the samples at +-`largest`."""
    inputs = dict(_draw_negative(rng, shape))
    logits = inputs["outside_vectors"] @ inputs["center_vector"]
    inputs["center_vector"] = inputs["center_vector"] * (largest / np.max(np.abs(logits)))
    why = f"{shape.why}; logits up to {largest:g}"
    yield Case(function="negative_sampling", group="gate", inputs=inputs, why=why)
    without_samples = {name: value for name, value in inputs.items() if name != "negative_indices"}
    yield Case(function="naive_softmax", group="gate", inputs=without_samples, why=why)


def _gate_skip(rng: Rng, shape: _Shape) -> Iterator[Case]:
    inputs = _draw_skip(rng, shape)
    for name, loss in (("naive softmax", functions.naive_softmax_loss_and_gradient), ("negative sampling", _sampled)):
        yield Case(
            function="skip_gram",
            group="gate",
            inputs={**inputs, "loss_and_gradient": loss},
            why=f"{shape.why}; {name} as the loss",
        )


def _sampled(center_vector: FloatArray, outside_index: int, outside_vectors: FloatArray) -> tuple[Any, FloatArray, FloatArray]:
    """Negative sampling with samples that depend on nothing but the outside word, so that the loss is a function."""
    samples = [(outside_index + step) % len(outside_vectors) for step in (1, 2, 1)]
    return functions.negative_sampling_loss_and_gradient(center_vector, outside_index, samples, outside_vectors)
