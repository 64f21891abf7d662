"""(f): dJ/dv_c of negative sampling, with the right weights beside the wrong vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .sampling_weights import negative, right

Array = npt.NDArray[Any]
Sums = Callable[[Any, Array, Array, Array], Array]
"""From the weights w_o and w_k (K,) and the vectors u_o and u_k (K, d) to the wrong gradient."""


def _formula(gradient: Sums) -> Callable[..., Array]:
    def formula(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Array:
        u_o, u_k = outside_vectors[outside_index], outside_vectors[np.array(negative_indices)]
        return gradient(*right(u_o @ center_vector, u_k @ center_vector), u_o, u_k)

    return formula


def _sorted_vectors(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Array:
    of_o, of_k = right(outside_vectors[outside_index] @ center_vector, outside_vectors[list(negative_indices)] @ center_vector)
    gradient: Array = of_o * outside_vectors[outside_index] + of_k @ outside_vectors[sorted(negative_indices)]
    return gradient


def _last_for_true_word(
    center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array
) -> Array:
    u_k = outside_vectors[np.array(negative_indices)]
    of_last, of_k = right(u_k[-1] @ center_vector, u_k @ center_vector)
    gradient: Array = of_last * u_k[-1] + of_k @ u_k
    return gradient


SUMS: tuple[tuple[str, Sums, str, str], ...] = (
    (
        "product-of-sums",
        lambda w_o, w_k, u_o, u_k: w_o * u_o + np.sum(w_k) * np.sum(u_k, axis=0),
        "(sum_k sigma(u_k.v_c)) (sum_k u_k) for the samples",
        "Is a sum of products the product of the sums?",
    ),
    (
        "true-vector-for-samples",
        lambda w_o, w_k, u_o, u_k: (w_o + np.sum(w_k)) * u_o,
        "u_o in the place of each u_k",
        "Each sample has a vector of its own.",
    ),
    (
        "collapsed",
        lambda w_o, w_k, u_o, u_k: 0 * u_o + np.sum(w_o * u_o + w_k @ u_k),
        "the sum of all entries in every entry",
        "Over which axis is the sum taken?",
    ),
    (
        "collapsed",
        lambda w_o, w_k, u_o, u_k: w_o * u_o + np.sum(w_k @ u_k),
        "the samples' share with the sum of its entries in every entry",
        "Over which axis is the sum taken?",
    ),
)

MISTAKES = (
    *(negative("f.vc", "grad_center", code, _formula(sums), what, hint) for code, sums, what, hint in SUMS),
    negative(
        "f.vc",
        "grad_center",
        "sorted-rows",
        _sorted_vectors,
        "the k-th weight beside the vector of the k-th smallest sample",
        "Are both in the same order?",
        frozenset({"samples out of order"}),
    ),
    negative(
        "f.vc",
        "grad_center",
        "true-word-overwritten",
        _last_for_true_word,
        "the last sample in the place of the true word",
        "Does the loop use a name that you still need?",
    ),
)
