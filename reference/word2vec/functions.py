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
    """(e) The logistic function sigma(x) = 1 / (1 + e^-x), for an array of any shape.

    Derivation
    ----------
        sigma(x) = 1/(1 + e^(-x))
        log sigma(x) = -log(1 + e^(-x))

    The last is minus the logarithm of a sum of exponentials, of 0 and -x, which `logaddexp` computes without overflow.
    """
    logarithm: FloatArray = -np.logaddexp(0.0, -x)
    return np.exp(logarithm)


def sigmoid_gradient(x: FloatArray) -> FloatArray:
    """(e) The derivative of sigma at x (not at sigma(x)), for an array of any shape.

    Derivation
    ----------
        dsigma(x)/dx = sigma(x) (1 - sigma(x))
        sigma(-x) = 1 - sigma(x)

    The left side of the second keeps its digits where sigma(x) is close to 1.
    """
    return sigmoid(x) * sigmoid(-x)


def naive_softmax_loss_and_gradient(
    center_vector: FloatArray, outside_index: int, outside_vectors: FloatArray
) -> tuple[Any, FloatArray, FloatArray]:
    """(a) to (d) The naive-softmax loss of one pair of words, and its gradients.

    center_vector v_c (d,), outside_index o, outside_vectors U (V, d). Returns loss (), dJ/dv_c (d,), dJ/dU (V, d).

    Derivation
    ----------
        yhat_w = exp(u_w.v_c)/(sum_x exp(u_x.v_c))

    (a) y is one only at o. Every score may be lowered by the largest of them: the loss does not change.

        -sum_w y_w log yhat_w = -log yhat_o
        J = log sum_w exp(u_w.v_c) - u_o.v_c

    (b) The gradient of the center vector.

        dJ/dv_c = U (yhat - y)

    (c) The gradient of one outside vector, for the outside word, for any other word, and for both.

        dJ/du_o = (yhat_o - 1) v_c
        dJ/du_w = yhat_w v_c
        dJ/du_w = (yhat_w - y_w) v_c

    (d) All of these side by side.

        dJ/dU = v_c (yhat - y)^T
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
    u_k is short for u_{w_k}. The scores are z: u_o.v_c, and -u_k.v_c for each sample. The loss adds up log(1 + e^-z) over all
    of them.

        J = -log sigma(u_o.v_c) - sum_k log sigma(-u_k.v_c)
        J = log(1 + exp(-u_o.v_c)) + sum_k log(1 + exp(u_k.v_c))

    (f) The derivative of each term by its score is -sigma(-z).

        dJ/dv_c = -(1 - sigma(u_o.v_c)) u_o + sum_k (1 - sigma(-u_k.v_c)) u_k
        dJ/du_o = -(1 - sigma(u_o.v_c)) v_c
        dJ/du_k = (1 - sigma(-u_k.v_c)) v_c

    (g) The last is for samples that are different words. A word that was drawn n times stands in n summands, so its row gets
    that n times: rows are added up, not assigned.

        dJ/du_k = n_k (1 - sigma(-u_k.v_c)) v_c
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
    A derivative of a sum is the sum of the derivatives.

        J_sg = sum_j J(v_c, w_{t+j}, U)
        dJ_sg/dU = sum_j dJ(v_c, w_{t+j}, U)/dU
        dJ_sg/dv_c = sum_j dJ(v_c, w_{t+j}, U)/dv_c
        dJ_sg/dv_x = 0

    The last is for every word x but c: J uses the center vectors only through v_c. One row is filled, the others stay zero.
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
