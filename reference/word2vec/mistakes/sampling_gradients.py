"""(f), (g): wrong weights dJ/d(u.v_c), of which all gradients of negative sampling are made; and wrong sums for dJ/dv_c."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .tables import Array, Row, mistakes, sigma

NAME = "negative_sampling"
Weights = Callable[[Any, Array], tuple[Any, Array]]
"""From the logits u_o.v_c and u_k.v_c (K,) to the weight of the true word and those of the samples (K,)."""


def right(o: Any, k: Array) -> tuple[Any, Array]:
    """The right weights: sigma(u_o.v_c) - 1 and sigma(u_k.v_c)."""
    return sigma(o) - 1, sigma(k)


def _softmax(o: Any, k: Array) -> tuple[Any, Array]:
    total = np.exp(o) + np.sum(np.exp(k))
    return np.exp(o) / total - 1, np.exp(k) / total


def _some(o: Any, k: Array, chosen: slice) -> tuple[Any, Array]:
    """The right weights of the true word and of some of the samples."""
    mask = np.zeros(len(k), dtype=np.int64)
    mask[chosen] = 1
    return sigma(o) - 1, mask * sigma(k)


MEAN, SIGN, TWICE = "The loss is a sum, not a mean.", "Mind the sign of the argument there.", "How often is each score squashed?"
WEIGHTS: tuple[Row, ...] = (
    (
        "sign-flipped",
        lambda o, k: (1 - sigma(o), -sigma(k)),
        "all signs turned round",
        "Follow the minus in front of the logarithms.",
    ),
    (
        "sign-of-true-word",
        lambda o, k: (1 - sigma(o), sigma(k)),
        "1 - sigma(u_o.v_c) for the true word",
        "Check the true word's sign.",
    ),
    (
        "sign-of-samples",
        lambda o, k: (sigma(o) - 1, -sigma(k)),
        "-sigma(u_k.v_c) for the samples",
        "There are two minus signs there.",
    ),
    ("complement", lambda o, k: (sigma(o) - 1, 1 - sigma(k)), "1 - sigma(u_k.v_c) for the samples", SIGN),
    ("complement-of-true-word", lambda o, k: (-sigma(o), sigma(k)), "-sigma(u_o.v_c) for the true word", SIGN),
    (
        "sign-of-argument",
        lambda o, k: (-sigma(o), 1 - sigma(k)),
        "sigma of -u.v_c for sigma of u.v_c throughout",
        "For which of the words should sigma be large?",
    ),
    (
        "one-from-every-word",
        lambda o, k: (sigma(o) - 1, sigma(k) - 1),
        "sigma(u_k.v_c) - 1 for the samples, too",
        "Are samples and the true word treated alike in the loss?",
    ),
    (
        "roles-swapped",
        lambda o, k: (sigma(o), sigma(k) - 1),
        "the true word's weight for the samples, and theirs for it",
        "Which of the words are drawn at random?",
    ),
    (
        "missing-one",
        lambda o, k: (sigma(o), sigma(k)),
        "sigma(u_o.v_c) for the true word",
        "Something is missing in the true word's factor.",
    ),
    ("missing-true-word", lambda o, k: (0 * o, sigma(k)), "the samples only", "What became of the true word?"),
    ("missing-samples", lambda o, k: (sigma(o) - 1, 0 * k), "the true word only", "The samples are part of the loss."),
    ("averaged", lambda o, k: ((sigma(o) - 1) / len(k), sigma(k) / len(k)), "divided by K", MEAN),
    (
        "averaged-over-all",
        lambda o, k: ((sigma(o) - 1) / (len(k) + 1), sigma(k) / (len(k) + 1)),
        "divided by K + 1",
        MEAN,
    ),
    ("samples-averaged", lambda o, k: (sigma(o) - 1, sigma(k) / len(k)), "the samples divided by K", MEAN),
    (
        "true-word-k-times",
        lambda o, k: (len(k) * (sigma(o) - 1), sigma(k)),
        "the true word's term once for each sample",
        "How often does the true word's term stand in the loss?",
    ),
    (
        "missing-logarithm",
        lambda o, k: (sigma(o) * (sigma(o) - 1), sigma(k) * (1 - sigma(k))),
        "the derivative of sigma for that of log sigma",
        "The chain rule divides by sigma once.",
    ),
    (
        "one-inside",
        lambda o, k: (sigma(o - 1), sigma(k)),
        "sigma(u_o.v_c - 1) for the true word",
        "Mind where the bracket closes.",
    ),
    ("not-squashed", lambda o, k: (o - 1, k), "u.v_c where sigma(u.v_c) belongs", "A function is missing."),
    ("missing-sigma", lambda o, k: (0 * o - 1, 0 * k + 1), "-1 and 1", "Does it not matter how good the prediction is?"),
    (
        "sigmoid-twice",
        lambda o, k: (sigma(sigma(o)) - 1, sigma(sigma(k))),
        "sigma(sigma(u.v_c)) for sigma(u.v_c)",
        TWICE,
    ),
    (
        "sigmoid-twice",
        lambda o, k: (sigma(sigma(o)) - 1, 1 - sigma(sigma(-k))),
        "sigma(sigma(z)) for sigma(z), z being u_o.v_c and the -u_k.v_c",
        TWICE,
    ),
    (
        "coefficients-shifted",
        lambda o, k: (sigma(o) - 1, np.concatenate([np.stack([sigma(o) - 1]), sigma(k)[:-1]])),
        "for each sample the weight of the one before, for the first that of the true word",
        "Where among the weights does the first sample stand?",
        "different samples",
    ),
    (
        "coefficients-shifted",
        lambda o, k: (sigma(o) - 1, np.roll(sigma(k), 1)),
        "for each sample the weight of the one before, for the first that of the last",
        "Which weight belongs to which sample?",
        "different samples",
    ),
    (
        "sigma-of-true-word",
        lambda o, k: (sigma(o) - 1, 0 * k + sigma(o)),
        "sigma(u_o.v_c) for the samples",
        "Each sample has a score of its own.",
    ),
    (
        "softmax-for-sigmoid",
        _softmax,
        "a softmax over the true word and the samples",
        "Negative sampling asks yes or no for each word.",
    ),
    ("first-sample-only", lambda o, k: _some(o, k, slice(1)), "the first sample only", "How many samples are there?"),
    ("last-sample-only", lambda o, k: _some(o, k, slice(-1, None)), "the last sample only", "Is it added up, or overwritten?"),
    (
        "first-sample-missing",
        lambda o, k: _some(o, k, slice(1, None)),
        "all samples but the first",
        "Check where the loop begins.",
    ),
    ("last-sample-missing", lambda o, k: _some(o, k, slice(-1)), "all samples but the last", "Check where the loop ends."),
)

# Those that a part can see in its rows; of two that are the same there, the plainer.
OF_BOTH = {
    *("sign-flipped", "averaged", "averaged-over-all", "missing-logarithm"),
    *("missing-sigma", "not-squashed", "sigmoid-twice", "softmax-for-sigmoid"),
}
OF_O = OF_BOTH | {"complement-of-true-word", "missing-one", "missing-true-word", "true-word-k-times", "one-inside"}
OF_K = OF_BOTH | {"complement", "one-from-every-word", "missing-samples", "sigma-of-true-word", "coefficients-shifted"}


def _outside(weights: Weights) -> Callable[..., Array]:
    def formula(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Array:
        samples, logits = np.array(negative_indices), outside_vectors @ center_vector
        of_o, of_k = weights(logits[outside_index], logits[samples])
        gradient = 0 * outside_vectors
        gradient[outside_index] = of_o * center_vector
        np.add.at(gradient, samples, of_k[:, None] * center_vector)
        return gradient

    return formula


Sums = Callable[[Any, Array, Array, Array, Array, Array], Array]
"""From the weights of o and of the samples (K,), u_o (d,) and u_k (K, d), the samples (K,) and v_c (d,) to dJ/dv_c."""

AXIS = "Over which axis is the sum taken?"
SUMS: tuple[Row, ...] = (
    (
        "by-the-wrong-vector",
        lambda w_o, w_k, u_o, u_k, k, v: (w_o + np.sum(w_k)) * v,
        "v_c where u_o and u_k belong",
        "By which vector do you differentiate here?",
    ),
    (
        "product-of-sums",
        lambda w_o, w_k, u_o, u_k, k, v: w_o * u_o + np.sum(w_k) * np.sum(u_k, axis=0),
        "(sum_k sigma(u_k.v_c)) (sum_k u_k) for the samples",
        "Is a sum of products the product of the sums?",
    ),
    (
        "true-vector-for-samples",
        lambda w_o, w_k, u_o, u_k, k, v: (w_o + np.sum(w_k)) * u_o,
        "u_o in the place of each u_k",
        "Each sample has a vector of its own.",
    ),
    (
        "collapsed",
        lambda w_o, w_k, u_o, u_k, k, v: 0 * u_o + np.sum(w_o * u_o + w_k @ u_k),
        "the sum of all entries in every entry",
        AXIS,
    ),
    (
        "collapsed",
        lambda w_o, w_k, u_o, u_k, k, v: w_o * u_o + np.sum(w_k @ u_k),
        "the samples' share with the sum of its entries in every entry",
        AXIS,
    ),
    (
        "sorted-rows",
        lambda w_o, w_k, u_o, u_k, k, v: w_o * u_o + w_k @ u_k[np.argsort(k)],
        "the k-th weight beside the vector of the k-th smallest sample",
        "Are both in the same order?",
        "samples out of order",
    ),
    (
        "true-word-overwritten",
        lambda w_o, w_k, u_o, u_k, k, v: (w_k[-1] - 1) * u_k[-1] + w_k @ u_k,
        "the last sample in the place of the true word",
        "Does the loop use a name that you still need?",
    ),
)


def _center(gradient: Sums, weights: Weights = right) -> Callable[..., Array]:
    def formula(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Array:
        u_o, u_k = outside_vectors[outside_index], outside_vectors[np.array(negative_indices)]
        w_o, w_k = weights(u_o @ center_vector, u_k @ center_vector)
        return gradient(w_o, w_k, u_o, u_k, np.array(negative_indices), center_vector)

    return formula


def _right_sum(w_o: Any, w_k: Array, u_o: Array, u_k: Array, k: Array, v: Array) -> Any:
    return w_o * u_o + w_k @ u_k


MISTAKES = (
    *mistakes("f.vc", NAME, "grad_center", WEIGHTS, lambda weights: _center(_right_sum, weights)),
    *mistakes("f.vc", NAME, "grad_center", SUMS, _center),
    *(
        mistake
        for part, visible in (("f.uo", OF_O), ("f.uk", OF_K), ("g", OF_K))
        for mistake in mistakes(part, NAME, "grad_outside", [row for row in WEIGHTS if row[0] in visible], _outside)
    ),
)
