"""Draw the graded inputs with the shapes of `shapes.py`.

They are fair: the largest |u.v| is of the scale that the shape names and stays within bounds, the loss is
above 0.05, and a draw in which a block cancels is drawn again. The words differ from seed to seed; what they have in common
(a repeat, the first word, the last) is the purpose of the case. No two products coincide by chance: a program that compares
numbers instead of words is right on every seed or wrong on every seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Case, Inputs, TableFunction, cancels, short_decimals

from . import functions
from .shapes import ARGUMENTS, Rng, Shape, Words

FloatArray = npt.NDArray[np.float64]

# Not in alphabetical order: the index of a word says nothing about its place in a dictionary.
WORDS = ("river", "apple", "stone", "cloud", "zebra", "moss", "lamp", "harbor", "violin", "fern", "ocean", "brick")

LARGEST_LOGIT = 10.0
"""Beyond it the exponentials of a correct but plain program lose digits."""
LARGEST_SAMPLED_LOGIT = 6.0
"""-log(1 - sigmoid(x)), which is correct, has lost 4 of float32's 7 digits at 10 and 2 at 6."""
LEAST_WEIGHT = 0.1
"""Of the likeliest sample. 1 - sigma(-u_k.v), which is correct, is off by 6e-8 in float32: by less than 1e-6 of this."""
LARGEST_SPREAD = 3.0
"""The largest |u.v| is 1 to 3 times the scale: large logits are large in every draw, and those of scale 1 are not."""
LEAST_LOSS = 0.05
"""1 - yhat_o is about the loss. In float32 it is off by 6e-7 where logits are 10: by 1e-5 of this."""


LEAST_GAP = 0.01
"""Between the products of two different vectors, as a share of the largest absolute value."""
LEAST_MAXIMUM = 0.1
"""The largest product, which many programs subtract, as a share of the largest absolute value: else a slip there hardly shows."""


Vectors = tuple[FloatArray, FloatArray]


def draw_vectors(rng: Rng, shape: Shape) -> Vectors:
    """Center vectors (V, d) and outside vectors (V, d) whose products u.v have about the standard deviation `shape.scale`."""
    size = shape.stretch * np.sqrt(shape.scale) / shape.d**0.25
    center = short_decimals(rng, (shape.V, shape.d), scale=size)
    outside = short_decimals(rng, (shape.V, shape.d), scale=size)
    if shape.stretch != 1:
        v = center[0]
        outside = np.round(outside - (1 - shape.stretch**-2) * np.outer(outside @ v / (v @ v), v), 2)
    return center, outside


def _of_scale(rows: FloatArray, v: FloatArray, shape: Shape, largest: float) -> bool:
    """True if the products of these rows with v have the scale of the shape, and those of different rows lie apart."""
    logits = np.sort(np.unique(rows, axis=0) @ v)
    most = np.max(np.abs(logits))
    is_apart = bool(np.min(np.diff(logits), initial=most) >= LEAST_GAP * most and abs(logits[-1]) >= LEAST_MAXIMUM * most)
    return is_apart and bool(shape.scale <= most <= min(LARGEST_SPREAD * shape.scale, largest))


def _of_rank(logits: FloatArray, o: int, shape: Shape) -> bool:
    wanted = {"likeliest": np.max, "unlikeliest": np.min}.get(shape.rank)
    return wanted is None or bool(logits[o] == wanted(logits))


# --- sigmoid --------------------------------------------------------------------------------------------------------------


def sigmoid_cases(rng: Rng, function: str) -> Iterator[Case]:
    """The cases of sigma, or of its derivative."""
    for number, (shape, scale, why) in enumerate(ARGUMENTS):
        x = short_decimals(rng, shape, scale=scale)
        x[0] = np.abs(x[0])
        x[-1] = -x[0]  # sigma(x) + sigma(-x) = 1 can be checked without knowing sigma
        if not number:
            x[1] = 0.0
        yield Case(function=function, group=function, inputs={"x": x}, why=why)


# --- naive softmax --------------------------------------------------------------------------------------------------------


def naive_inputs(rng: Rng, shape: Shape, vectors: Vectors, words: Words) -> Inputs:
    """The inputs of the naive softmax."""
    del rng, shape
    return {"center_vector": vectors[0][0], "outside_index": words[0], "outside_vectors": vectors[1]}


def fair_naive(inputs: Inputs, shape: Shape) -> bool:
    """True if every kind of correct program keeps its digits on these inputs."""
    loss, grad_center, grad_outside = functions.naive_softmax_loss_and_gradient(**inputs)
    U, v, o = inputs["outside_vectors"], inputs["center_vector"], inputs["outside_index"]
    yhat = grad_outside @ v / np.sum(v**2) + (np.arange(len(U)) == o)
    fair = _of_scale(U, v, shape, LARGEST_LOGIT) and bool(loss > LEAST_LOSS) and _of_rank(U @ v, o, shape)
    return fair and not cancels(grad_center, [*(yhat[:, None] * U), U[o]])


# --- negative sampling ----------------------------------------------------------------------------------------------------


def negative_inputs(rng: Rng, shape: Shape, vectors: Vectors, words: Words) -> Inputs:
    """The inputs of negative sampling."""
    return {**naive_inputs(rng, shape, vectors, words), "negative_indices": words[1]}


def fair_negative(inputs: Inputs, shape: Shape) -> bool:
    """True if every kind of correct program keeps its digits on these inputs."""
    loss, grad_center, _ = functions.negative_sampling_loss_and_gradient(**inputs)
    words = np.array([inputs["outside_index"], *inputs["negative_indices"]])
    rows = inputs["outside_vectors"][words]
    logits = rows @ inputs["center_vector"]
    weights = functions.sigmoid(logits) - (np.arange(len(words)) == 0)
    fair = _of_scale(rows, inputs["center_vector"], shape, LARGEST_SAMPLED_LOGIT) and bool(
        loss > LEAST_LOSS and np.max(weights[1:]) >= LEAST_WEIGHT
    )
    return fair and not cancels(grad_center, [*(weights[:, None] * rows)])


# --- skip-gram ------------------------------------------------------------------------------------------------------------


def skip_inputs(rng: Rng, shape: Shape, vectors: Vectors, words: Words) -> Inputs:
    """The inputs of skip-gram, with a table in place of a loss function."""
    (center, outside), (c, context) = vectors, words
    return {
        "center_index": c,
        "outside_indices": context,
        "center_vectors": center,
        "outside_vectors": outside,
        "loss_and_gradient": _table(rng, shape, center[c], outside),
    }


def _table(rng: Rng, shape: Shape, center_vector: FloatArray, outside_vectors: FloatArray) -> TableFunction:
    """A loss function of random numbers: it shows how skip-gram adds up, and no gradient can be learnt from it."""
    n = shape.V + 1
    return TableFunction(
        parameters=("center_vector", "outside_index", "outside_vectors"),
        key=1,
        keys=tuple(range(shape.V)),
        expected={0: center_vector, 2: outside_vectors},
        answers=(
            np.abs(short_decimals(rng, (n,), digits=3)) + 1,
            short_decimals(rng, (n, shape.d)),
            short_decimals(rng, (n, shape.V, shape.d)),
        ),
    )


def fair_skip(inputs: Inputs, shape: Shape) -> bool:
    """True if every kind of correct program keeps its digits on these inputs."""
    del shape  # the loss is a table of numbers, and knows no logits
    _, grad_center, grad_outside = functions.skip_gram_loss_and_gradient(**inputs)
    center_vector, table = inputs["center_vectors"][inputs["center_index"]], inputs["loss_and_gradient"]
    pairs: list[Any] = [table(center_vector, o, inputs["outside_vectors"]) for o in inputs["outside_indices"]]
    losses = table.answers[0]
    if len({*losses.tolist()}) < len(losses):  # else the loss of a wrong word would look right
        return False
    return not cancels(grad_center, [p[1] for p in pairs]) and not cancels(grad_outside, [p[2] for p in pairs])
