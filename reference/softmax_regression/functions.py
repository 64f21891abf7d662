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
    Z = X W + b,  yhat_ic = exp(Z_ic) / sum_k exp(Z_ik),  L = -1/n sum_i log yhat_{i, y_i} + lambda/2 sum_jc W_jc^2.
    As in word2vec dL/dZ_ic = (yhat_ic - [c = y_i]) / n; the mean brings down the 1/n.
    Z_ic = sum_j X_ij W_jc + b_c, so dL/dW = X^T dL/dZ + lambda W  and  dL/db_c = sum_i dL/dZ_ic: the bias is not penalised.
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
