"""Softmax regression as an assignment: parts, points, interface, and graded cases."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from grader import (
    Array,
    Assignment,
    AssignmentError,
    Block,
    Case,
    Function,
    Indices,
    Inputs,
    Interface,
    Number,
    Part,
    Piece,
    Signature,
    cancels,
    short_decimals,
)

from .features import FEATURES
from .functions import softmax_regression_loss_and_gradient
from .generated import MISTAKES

FUNCTION = Function(
    name="softmax_regression",
    reference=softmax_regression_loss_and_gradient,
    outputs=("loss", "grad_weights", "grad_bias"),
    gradients={"grad_weights": "weights", "grad_bias": "bias"},
)


def _part(part_id: str, title: str, points: int, output: str) -> Part:
    block = Block(name="all entries")
    piece = Piece(points=Fraction(points), function=FUNCTION.name, output=output, group="batch", blocks=(block,))
    return Part(id=part_id, title=title, pieces=(piece,))


PARTS = (
    _part("loss", "the loss", 2, "loss"),
    _part("weights", "gradient of the weights", 5, "grad_weights"),
    _part("bias", "gradient of the bias", 3, "grad_bias"),
)


INTERFACE = Interface(
    name="own",
    signatures=(
        Signature(
            function=FUNCTION.name,
            name="softmax_regression_loss_and_gradient",
            arguments={
                "features": lambda case: Array(value=case.inputs["features"]),
                "labels": lambda case: Indices(values=case.inputs["labels"]),
                "weights": lambda case: Array(value=case.inputs["weights"]),
                "bias": lambda case: Array(value=case.inputs["bias"]),
                "strength": lambda case: Number(value=case.inputs["strength"]),
            },
        ),
    ),
)

SIZES: tuple[tuple[tuple[int, ...], int, int, float, str], ...] = (
    # labels, d, C, lambda, why
    ((2, 0, 1, 2, 4), 4, 6, 0.3, "n, d and C differ, so a transpose cannot hide"),
    ((1,), 4, 5, 0.7, "one example: no mean to forget"),
    ((0, 0, 0, 2), 3, 4, 0.2, "one label three times"),
    ((3, 1, 0, 2, 1, 3, 0), 2, 4, 0.0, "lambda = 0"),
    ((4, 1, 3), 6, 5, 0.5, "three labels, and more features than classes"),
)
TRIES = 1000


def _draw(rng: np.random.Generator, labels: tuple[int, ...], d: int, C: int, strength: float) -> Inputs:
    return {
        "features": short_decimals(rng, (len(labels), d)),
        "labels": labels,
        "weights": short_decimals(rng, (d, C), scale=d**-0.5),
        "bias": short_decimals(rng, (C,)),
        "strength": strength,
    }


def _is_fair(inputs: Inputs) -> bool:
    """True if no block is a small difference of large terms."""
    X, W, n = inputs["features"], inputs["weights"], len(inputs["labels"])
    loss, grad_weights, grad_bias = FUNCTION.reference(**inputs)
    y = np.eye(W.shape[1])[list(inputs["labels"])]
    yhat = n * FUNCTION.reference(**{**inputs, "features": np.eye(n), "weights": X @ W, "strength": 0.0})[1] + y
    terms = [np.abs(X).T @ (yhat + y) / n, inputs["strength"] * W]
    return bool(loss > 1e-3) and not cancels(grad_weights, terms) and not cancels(grad_bias, [*yhat / n, *y / n])


def _fair(rng: np.random.Generator, labels: tuple[int, ...], d: int, C: int, strength: float) -> Inputs:
    for _ in range(TRIES):
        inputs = _draw(rng, labels, d, C, strength)
        if _is_fair(inputs):
            return inputs
    raise AssignmentError("no fair draw was found", where="softmax_regression", value=f"{labels}", attempt="choose other sizes")


def graded(rng: np.random.Generator) -> Iterator[Case]:
    """The graded cases."""
    for labels, d, C, strength, why in SIZES:
        yield Case(function=FUNCTION.name, group="batch", inputs=_fair(rng, labels, d, C, strength), why=why)


def stress_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Cases that only the reference has to pass: the smallest sizes and extreme logits."""
    for extreme in (1.0, 30.0, 1000.0):
        inputs = dict(_draw(rng, (1, 0), 1, 2, 0.1))
        inputs["bias"] = np.array([extreme, -extreme])
        yield Case(function=FUNCTION.name, group="stress", inputs=inputs, why=f"d = 1, C = 2, logits of about +-{extreme:g}")
    # A shift by the largest logit of all examples, and not of each, would leave nothing of the second one.
    apart = dict(_draw(rng, (1, 0), 1, 2, 0.1)) | {"features": np.array([[1000.0], [0.5]]), "weights": np.array([[1.0, -1.0]])}
    yield Case(function=FUNCTION.name, group="stress", inputs=apart, why="two examples, whose logits are 1000 apart")


ASSIGNMENT = Assignment(
    name="softmax_regression",
    title="Softmax regression on a batch",
    total=10,
    module="softmax_regression",
    functions=(FUNCTION,),
    interfaces=(INTERFACE,),
    parts=PARTS,
    cases=graded,
    stress_cases=stress_cases,
    mistakes=MISTAKES,
    features=FEATURES,
)
