"""(a): wrong losses of the naive softmax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

Array = npt.NDArray[Any]
Loss = Callable[[Array, Array, int], Any]
"""From the logits, yhat and o to the wrong loss."""


def softmax(logits: Array) -> Array:
    """The prediction (V,)."""
    exponentials: Array = np.exp(logits - np.max(logits))
    yhat: Array = exponentials / np.sum(exponentials)
    return yhat


EPSILONS = (1e-4, 1e-5, 1e-6, 1e-7)
"""What students add lest a logarithm be infinite. Less than that is told from nothing only where yhat_o is small."""
EPSILON = "What keeps the logarithm finite? Does anything have to be added there?"


def _with_epsilon(epsilon: float) -> Loss:
    return lambda z, p, o: -np.log(p[o] + epsilon)


def _others(values: Array, o: int) -> Any:
    """The sum over all words but o."""
    return np.sum(values) - values[o]


LOSSES: tuple[tuple[str, Loss, str, str], ...] = (
    ("sign-flipped", lambda z, p, o: np.log(p[o]), "log yhat_o", "A loss is small when the prediction is good."),
    ("summed-over-all", lambda z, p, o: -np.sum(np.log(p)), "-sum_w log yhat_w", "For how many words is y_w one?"),
    ("mean-over-all", lambda z, p, o: -np.mean(np.log(p)), "-1/V sum_w log yhat_w", "For how many words is y_w one?"),
    ("missing-logarithm", lambda z, p, o: -p[o], "-yhat_o", "Cross-entropy takes a logarithm."),
    ("not-normalised", lambda z, p, o: -z[o], "-u_o.v_c", "The logarithm of the sum is missing."),
    (
        "missing-true-word",
        lambda z, p, o: np.log(np.sum(np.exp(z))),
        "log sum_w exp(u_w.v_c)",
        "What became of the true word's own score?",
    ),
    (
        "missing-maximum",
        lambda z, p, o: np.log(np.sum(np.exp(z - np.max(z)))) - z[o],
        "the loss less max_w u_w.v_c",
        "What is subtracted inside a logarithm must come back outside of it.",
    ),
    ("averaged", lambda z, p, o: -np.log(p[o]) / len(p), "-log yhat_o / V", "The loss is not averaged over the words."),
    ("base-two", lambda z, p, o: -np.log(p[o]) / np.log(2), "-log2 yhat_o", "Which logarithm undoes the exponential?"),
    ("base-ten", lambda z, p, o: -np.log(p[o]) / np.log(10), "-log10 yhat_o", "Which logarithm undoes the exponential?"),
    ("wrong-word", lambda z, p, o: -np.log(p[o - 1]), "-log yhat of the word before o", "Check the index of the true word."),
    (
        "next-word",
        lambda z, p, o: -np.log(p[(o + 1) % len(p)]),
        "-log yhat of the word after o",
        "Check the index of the true word.",
    ),
    ("first-word", lambda z, p, o: -np.log(p[0]), "-log yhat of the first word", "Whose probability is taken?"),
    ("entropy", lambda z, p, o: -p @ np.log(p), "-sum_w yhat_w log yhat_w", "By what is each logarithm weighted?"),
    (
        "binary",
        lambda z, p, o: -np.log(p[o]) - _others(np.log(1 - p), o),
        "-log yhat_o - sum_{w != o} log(1 - yhat_w)",
        "This is one choice among all words, not a yes or no for each of them.",
    ),
    (
        "squared-error",
        lambda z, p, o: p @ p - 2 * p[o] + 1,
        "sum_w (yhat_w - y_w)^2",
        "Which loss is asked for?",
    ),
    (
        "squared-error",
        lambda z, p, o: (p @ p - 2 * p[o] + 1) / 2,
        "1/2 sum_w (yhat_w - y_w)^2",
        "Which loss is asked for?",
    ),
    (
        "squared-error",
        lambda z, p, o: (p @ p - 2 * p[o] + 1) / len(p),
        "1/V sum_w (yhat_w - y_w)^2",
        "Which loss is asked for?",
    ),
    ("one-plus-inside", lambda z, p, o: -np.log(1 + p[o]), "-log(1 + yhat_o): log1p for log", "Of what is the logarithm taken?"),
    (
        "one-plus-inside",
        lambda z, p, o: np.log(1 + np.sum(np.exp(z))) - z[o],
        "log(1 + sum_w exp(u_w.v_c)) - u_o.v_c",
        "Of what is the logarithm taken?",
    ),
    *(("epsilon-in-logarithm", _with_epsilon(e), f"-log(yhat_o + {e:g})", EPSILON) for e in (*EPSILONS, 1e-8)),
    ("complement", lambda z, p, o: -np.log(1 - p[o]), "-log(1 - yhat_o)", "Which probability should become large?"),
    (
        "sigmoid-for-softmax",
        lambda z, p, o: np.log(1 + np.exp(-z[o])),
        "-log sigma(u_o.v_c)",
        "Which function makes probabilities here?",
    ),
    (
        "true-word-left-out",
        lambda z, p, o: np.log(_others(np.exp(z), o)) - z[o],
        "a denominator over the words other than o",
        "Over which words do the probabilities add up to one?",
    ),
)


def _of(formula: Loss) -> Callable[..., Any]:
    def loss(center_vector: Array, outside_index: int, outside_vectors: Array) -> Any:
        logits = outside_vectors @ center_vector
        return formula(logits, softmax(logits), outside_index)

    return loss


NEEDS = {
    "first-word": frozenset({"o > 0"}),
    "true-word-left-out": frozenset({"yhat_o not tiny"}),
}

MISTAKES = tuple(
    Mistake(
        code=code,
        part="a",
        function="naive_softmax",
        output="loss",
        formula=_of(formula),
        what=what,
        hint=hint,
        needs=NEEDS.get(code, frozenset()),
    )
    for code, formula, what, hint in LOSSES
)
