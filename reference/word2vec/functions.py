"""The functions of word2vec, each under its derivation. This is the code that grades.

Letters are those of the derivation: v_c center vector, u_w outside vector of word w, U all outside vectors, o the outside word,
y one-hot at o, yhat the prediction, w_1 ... w_K the negative samples, sigma the logistic function.

Layout: on paper U is d x V and words are columns. In code matrices are (V, d) and words are rows, so U^T v_c is written
`outside_vectors @ center_vector`, and the paper's v_c (yhat - y)^T is written `np.outer(delta, center_vector)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
LossAndGradient = Callable[[FloatArray, int, FloatArray], tuple[Any, FloatArray, FloatArray]]
"""(center vector (d,), outside index, outside vectors (V, d)) -> loss, its gradients (d,) and (V, d)."""


def sigmoid(x: FloatArray) -> FloatArray:
    """The logistic function sigma(x) = 1 / (1 + e^-x), for an array of any shape.

    Derivation
    ----------
    log sigma(x) = -log(1 + e^-x) = -log(e^0 + e^-x), and `logaddexp` computes such a logarithm without overflow.
    """
    logarithm: FloatArray = -np.logaddexp(0.0, -x)
    return np.exp(logarithm)


def sigmoid_gradient(x: FloatArray) -> FloatArray:
    """(e) The derivative of sigma at x (not at sigma(x)), for an array of any shape.

    Derivation
    ----------
    With s = e^x / (e^x + 1) the quotient rule gives e^x / (e^x + 1)^2 = s * 1/(e^x + 1) = s (1 - s).
    And 1 - sigma(x) = sigma(-x), which keeps its digits where sigma(x) is close to 1.
    """
    return sigmoid(x) * sigmoid(-x)


def naive_softmax_loss_and_gradient(
    center_vector: FloatArray, outside_index: int, outside_vectors: FloatArray
) -> tuple[Any, FloatArray, FloatArray]:
    """(a) to (d) The naive-softmax loss of one pair of words, and its gradients.

    center_vector v_c (d,), outside_index o, outside_vectors U (V, d). Returns loss (), dJ/dv_c (d,), dJ/dU (V, d).

    Derivation
    ----------
    yhat_w = exp(u_w.v_c) / sum_x exp(u_x.v_c).

    (a) J = -sum_w y_w log yhat_w = -log yhat_o, because y is one only at o.
        As J = log sum_x exp(u_x.v_c) - u_o.v_c, every u_w.v_c may be lowered by the largest of them: J does not change.
    (b) dJ/dv_c = sum_x yhat_x u_x - u_o = U (yhat - y).
    (c) dJ/du_w = (yhat_w - y_w) v_c: for w = o that is (yhat_o - 1) v_c, for every other word yhat_w v_c.
    (d) dJ/dU has these as its columns: v_c (yhat - y)^T.
    """
    logits = outside_vectors @ center_vector
    shifted = logits - np.max(logits)
    log_yhat = shifted - np.log(np.sum(np.exp(shifted)))
    loss = -log_yhat[outside_index]

    delta = np.exp(log_yhat)  # yhat - y
    delta[outside_index] -= 1
    return loss, delta @ outside_vectors, np.outer(delta, center_vector)


def negative_sampling_loss_and_gradient(
    center_vector: FloatArray, outside_index: int, negative_indices: Sequence[int], outside_vectors: FloatArray
) -> tuple[Any, FloatArray, FloatArray]:
    """(f), (g) The negative-sampling loss of one pair of words, and its gradients. Samples may repeat; none of them is o.

    center_vector v_c (d,), outside_index o, negative_indices w_1 ... w_K, outside_vectors U (V, d).
    Returns loss (), dJ/dv_c (d,), dJ/dU (V, d). Of U only K + 1 rows are read: O(K d) work where the softmax has O(V d).

    Derivation
    ----------
    J = -log sigma(u_o.v_c) - sum_k log sigma(-u_{w_k}.v_c), and -log sigma(z) = log(1 + e^-z).
    With z_0 = u_o.v_c and z_k = -u_{w_k}.v_c this is sum_i log(1 + e^-z_i);  d(-log sigma(z))/dz = -(1 - sigma(z)) = -sigma(-z).

    (f) dJ/dv_c = -(1 - sigma(u_o.v_c)) u_o + sum_k (1 - sigma(-u_{w_k}.v_c)) u_{w_k}
        dJ/du_o = -(1 - sigma(u_o.v_c)) v_c
        dJ/du_{w_k} = (1 - sigma(-u_{w_k}.v_c)) v_c, the samples being distinct
    (g) A word that was drawn n times stands in n summands, so its row gets that n times: rows are added up, not assigned.
    """
    words = np.array([outside_index, *negative_indices])
    signs = np.array([1] + [-1] * len(negative_indices))
    rows = outside_vectors[words]
    z = signs * (rows @ center_vector)
    loss = np.sum(np.logaddexp(0.0, -z))

    weights = -signs * sigmoid(-z)  # dJ/d(u.v_c), for each of the K + 1 rows
    grad_outside = np.zeros(outside_vectors.shape, dtype=outside_vectors.dtype)
    np.add.at(grad_outside, words, np.outer(weights, center_vector))
    return loss, weights @ rows, grad_outside


def skip_gram_loss_and_gradient(
    center_index: int,
    outside_indices: Sequence[int],
    center_vectors: FloatArray,
    outside_vectors: FloatArray,
    loss_and_gradient: LossAndGradient,
) -> tuple[Any, FloatArray, FloatArray]:
    """(h) The skip-gram loss of one center word and its context, and its gradients, for any loss of a pair of words.

    center_index c, outside_indices w_{t-m} ... w_{t+m} without w_t, center_vectors (V, d), outside_vectors U (V, d);
    loss_and_gradient(center_vector, outside_index, outside_vectors) returns loss (), dJ/dv_c (d,), dJ/dU (V, d) of one pair.
    Returns loss (), dJ/dV (V, d), dJ/dU (V, d).

    Derivation
    ----------
    J_sg = sum_j J(v_c, w_{t+j}, U) over the context, and a derivative of a sum is the sum of the derivatives:
    dJ_sg/dU = sum_j dJ/dU,  dJ_sg/dv_c = sum_j dJ/dv_c.
    J uses the center vectors only through v_c, hence dJ_sg/dv_w = 0 for every w != c: one row is filled, the others stay zero.
    """
    grad_center_vectors = np.zeros(center_vectors.shape, dtype=center_vectors.dtype)
    grad_outside_vectors = np.zeros(outside_vectors.shape, dtype=outside_vectors.dtype)
    loss = 0
    for outside_index in outside_indices:
        pair_loss, grad_center, grad_outside = loss_and_gradient(center_vectors[center_index], outside_index, outside_vectors)
        loss = loss + pair_loss
        grad_center_vectors[center_index] += grad_center
        grad_outside_vectors += grad_outside
    return loss, grad_center_vectors, grad_outside_vectors
