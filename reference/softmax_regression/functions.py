"""Softmax regression on a batch, under its derivation. This is the code that grades.

X features (n, d), one example a row; y labels; W weights (d, C); b bias (C,); lambda the strength of the L2 term.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def softmax_regression_loss_and_gradient(
    features: FloatArray, labels: Sequence[int], weights: FloatArray, bias: FloatArray, strength: float
) -> tuple[Any, FloatArray, FloatArray]:
    """The mean cross-entropy of a batch plus lambda/2 |W|^2, and its gradients.

    features X (n, d), labels y (n,), weights W (d, C), bias b (C,), strength lambda. Returns loss (), dL/dW (d, C), dL/db (C,).

    Derivation
    ----------
        z_{i,r} = x_i.W_r + b_r
        yhat_{i,r} = exp(z_{i,r})/(sum_k exp(z_{i,k}))
        L = -1/n * sum_i log yhat_{i,y_i} + lambda/2 * sum_j sum_k W_{j,k}^2

    As in word2vec the derivative of one example's loss by its logits is yhat - Y, where Y is one at its label; the mean brings
    down the 1/n, and the bias is not penalised.

        dL/dW_r = 1/n * sum_i (yhat_{i,r} - Y_{i,r}) x_i + lambda W_r
        dL/db_r = 1/n * sum_i (yhat_{i,r} - Y_{i,r})
    """
    n = len(labels)
    examples = np.arange(n)
    logits = features @ weights + bias
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    log_yhat = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    loss = -np.sum(log_yhat[examples, labels]) / n + strength * np.sum(weights * weights) / 2

    delta = np.exp(log_yhat)  # yhat - y, for each example
    delta[examples, labels] -= 1
    return loss, features.T @ delta / n + strength * weights, np.sum(delta, axis=0) / n
