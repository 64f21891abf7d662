"""(f): wrong losses of negative sampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .tables import EPSILON, EPSILONS, OF_WHAT, Array, Row, mistakes, sigma


def _log_s(x: Any) -> Any:
    return -np.log(1 + np.exp(-x))


def _right(o: Any, k: Array) -> Any:
    return -_log_s(o) - np.sum(_log_s(-k))


SAMPLES, MEAN, WHICH_LOG = "How many samples are there?", "The loss is a sum, not a mean.", "Which logarithm is meant?"
LOSSES: tuple[Row, ...] = (
    # o is the logit u_o.v_c, k are the logits u_k.v_c (K,)
    ("sign-flipped", lambda o, k: -_right(o, k), "-J", "A loss is small when the prediction is good."),
    (
        "sign-of-samples",
        lambda o, k: -_log_s(o) - np.sum(_log_s(k)),
        "log sigma(u_k.v_c) for the samples",
        "A sample should be told from a true word.",
    ),
    (
        "sign-of-true-word",
        lambda o, k: -_log_s(-o) - np.sum(_log_s(-k)),
        "log sigma(-u_o.v_c) for the true word",
        "The true word should be told from a sample.",
    ),
    (
        "sign-of-argument",
        lambda o, k: -_log_s(-o) - np.sum(_log_s(k)),
        "-u.v_c for u.v_c throughout",
        "For which of the words should sigma be large?",
    ),
    (
        "sign-of-sum",
        lambda o, k: -_log_s(o) + np.sum(_log_s(-k)),
        "the sum over the samples added",
        "Is the sum over the samples subtracted, too?",
    ),
    ("missing-true-word", lambda o, k: -np.sum(_log_s(-k)), "the samples only", "What became of the true word?"),
    ("missing-samples", lambda o, k: -_log_s(o), "the true word only", "The samples are part of the loss."),
    (
        "missing-logarithm",
        lambda o, k: -sigma(o) - np.sum(sigma(-k)),
        "sigma for log sigma",
        "What is done to each sigma before they are added?",
    ),
    ("not-squashed", lambda o, k: np.sum(k) - o, "the u.v_c themselves", "Two functions are missing."),
    (
        "sum-inside-logarithm",
        lambda o, k: -_log_s(o) - np.log(np.sum(sigma(-k))),
        "the logarithm of the sum over the samples",
        "Which comes first, the sum or the logarithm?",
    ),
    (
        "sigma-of-the-sum",
        lambda o, k: -_log_s(o) - _log_s(-np.sum(k)),
        "sigma of the sum over the samples",
        "Is each sample squashed by itself?",
    ),
    (
        "softmax-for-sigmoid",
        lambda o, k: np.log(np.exp(o) + np.sum(np.exp(k))) - o,
        "a softmax over the true word and the samples",
        "Negative sampling asks yes or no for each word.",
    ),
    ("averaged", lambda o, k: -_log_s(o) - np.sum(_log_s(-k)) / len(k), "the samples averaged", MEAN),
    ("averaged-over-all", lambda o, k: _right(o, k) / (len(k) + 1), "divided by K + 1", MEAN),
    (
        "true-word-k-times",
        lambda o, k: -len(k) * _log_s(o) - np.sum(_log_s(-k)),
        "the true word's term once for each sample",
        "How often does the true word's term stand in the loss?",
    ),
    ("base-two", lambda o, k: _right(o, k) / np.log(2), "log2 for log", WHICH_LOG),
    ("base-ten", lambda o, k: _right(o, k) / np.log(10), "log10 for log", WHICH_LOG),
    ("first-sample-only", lambda o, k: -_log_s(o) - _log_s(-k[0]), "the first sample only", SAMPLES),
    ("last-sample-only", lambda o, k: -_log_s(o) - _log_s(-k[-1]), "the last sample only", SAMPLES),
    (
        "first-sample-missing",
        lambda o, k: _right(o, k) + _log_s(-k[0]),
        "all samples but the first",
        "Check where the loop begins.",
    ),
    ("last-sample-missing", lambda o, k: _right(o, k) + _log_s(-k[-1]), "all samples but the last", "Check where the loop ends."),
    (
        "one-plus-inside",
        lambda o, k: -np.log(1 + sigma(o)) - np.sum(np.log(1 + sigma(-k))),
        "log(1 + sigma) for log sigma",
        OF_WHAT,
    ),
    *(
        (
            "epsilon-in-logarithm",
            lambda o, k, e=e: -np.log(sigma(o) + e) - np.sum(np.log(sigma(-k) + e)),
            f"log(sigma + {e:g}) for log sigma",
            EPSILON,
        )
        for e in EPSILONS
    ),
    (
        "sigmoid-twice",
        lambda o, k: -_log_s(sigma(o)) - np.sum(_log_s(sigma(-k))),
        "sigma(sigma) for sigma",
        "How often is each score squashed?",
    ),
    (
        "true-word-overwritten",
        lambda o, k: -_log_s(k[-1]) - np.sum(_log_s(-k)),
        "log sigma(u_k.v_c) of the last sample for the true word",
        "Does the loop use a name that you still need?",
    ),
)


def _of_logits(formula: Callable[[Any, Array], Any]) -> Callable[..., Any]:
    return _of_products(lambda o, k: formula(np.sum(o), np.sum(k, axis=1)))


PRODUCT = "What is multiplied with what, and is it added up before sigma or after it?"
ELEMENTWISE: tuple[Row, ...] = (
    # o is u_o * v_c, entry by entry (d,), k are the u_k * v_c (K, d)
    (
        "elementwise-product",
        lambda o, k: -np.sum(_log_s(o)) - np.sum(_log_s(-np.sum(k, axis=1))),
        "u_o * v_c for u_o.v_c, entry by entry, added up after the logarithm",
        PRODUCT,
    ),
    (
        "elementwise-product",
        lambda o, k: -np.sum(_log_s(o)) - np.sum(_log_s(-k)),
        "u * v_c for u.v_c, entry by entry, added up after the logarithm",
        PRODUCT,
    ),
)


def _of_products(formula: Callable[[Array, Array], Any]) -> Callable[..., Any]:
    def loss(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Any:
        products = outside_vectors * center_vector
        return formula(products[outside_index], products[np.array(negative_indices)])

    return loss


MISTAKES = (
    *mistakes("f.loss", "negative_sampling", "loss", LOSSES, _of_logits),
    *mistakes("f.loss", "negative_sampling", "loss", ELEMENTWISE, _of_products),
)
