"""Mistakes and clues in NumPy, in the letters of the derivations. Written by `grader validate` from these: do not edit.

A mistake is its code, its formula, what the value equals, and the hint. A clue is a closed form as a sum of terms.
"""

import numpy as np

from grader import clues, mistakes, one_hot, sigma, softmax

# fmt: off
# ruff: noqa

SOFTMAX_REGRESSION = {
    "x": "features",
    "y": lambda labels: np.array(labels),
    "W": "weights",
    "b": "bias",
    "lambda_": "strength",
    "n": lambda x: x.shape[0],
    "d": lambda x: x.shape[1],
    "C": lambda W: W.shape[1],
    "z": lambda W, b, x: x @ W + b,
    "yhat": lambda z: softmax(z),
    "Y": lambda C, y: one_hot(y, C),
}
SOFTMAX_REGRESSION_MISTAKES = (
    *mistakes(SOFTMAX_REGRESSION, "softmax_regression", "loss", ("loss",), (
        ("sign-flipped", lambda W, lambda_, n, y, yhat: np.sum(np.log(yhat[np.arange(n), y])) / n - lambda_ * np.sum(W**2) / 2, "-(-1/n * sum_i log yhat_{i,y_i}) - lambda/2 * sum_j sum_k W_{j,k}^2", "A loss is small when the prediction is good."),
        ("not-averaged", lambda W, lambda_, n, y, yhat: lambda_ * np.sum(W**2) / 2 - np.sum(np.log(yhat[np.arange(n), y])), "-sum_i log yhat_{i,y_i} + lambda/2 * sum_j sum_k W_{j,k}^2", "The loss is a mean over the examples."),
        ("missing-penalty", lambda n, y, yhat: -np.sum(np.log(yhat[np.arange(n), y])) / n, "-1/n * sum_i log yhat_{i,y_i}", "What else is there besides the cross-entropy?"),
        ("missing-half", lambda W, lambda_, n, y, yhat: lambda_ * np.sum(W**2) - np.sum(np.log(yhat[np.arange(n), y])) / n, "-1/n * sum_i log yhat_{i,y_i} + lambda sum_j sum_k W_{j,k}^2", "Check the factor of the L2 term."),
        ("penalty-of-bias", lambda W, b, lambda_, n, y, yhat: lambda_ * np.sum(b**2) / 2 + lambda_ * np.sum(W**2) / 2 - np.sum(np.log(yhat[np.arange(n), y])) / n, "-1/n * sum_i log yhat_{i,y_i} + lambda/2 * sum_j sum_k W_{j,k}^2 + 1/2 * lambda sum_k b_k^2", "Which of the parameters are in the L2 term?"),
    )),
    *mistakes(SOFTMAX_REGRESSION, "softmax_regression", "grad_weights", ("weights",), (
        ("sign-flipped", lambda W, Y, lambda_, n, x, yhat: -lambda_ * W - x.T @ (yhat - Y) / n, "-lambda W_r - 1/n * sum_i (yhat_{i,r} - Y_{i,r}) x_i", "Follow every minus sign, from the loss on."),
        ("sign-of-data", lambda W, Y, lambda_, n, x, yhat: lambda_ * W - x.T @ (yhat - Y) / n, "-1/n * sum_i (yhat_{i,r} - Y_{i,r}) x_i + lambda W_r", "Check the sign of the data term."),
        ("sign-of-penalty", lambda W, Y, lambda_, n, x, yhat: x.T @ (yhat - Y) / n - lambda_ * W, "1/n * sum_i (yhat_{i,r} - Y_{i,r}) x_i - lambda W_r", "Check the sign of the L2 term."),
        ("missing-labels", lambda W, lambda_, n, x, yhat: lambda_ * W + x.T @ yhat / n, "1/n * sum_i yhat_{i,r} x_i + lambda W_r", "What became of y?"),
        ("missing-prediction", lambda W, Y, lambda_, n, x: lambda_ * W - x.T @ Y / n, "1/n * sum_i (-Y_{i,r} x_i) + lambda W_r", "What became of yhat?"),
        ("not-averaged", lambda W, Y, lambda_, x, yhat: lambda_ * W + x.T @ (yhat - Y), "sum_i (yhat_{i,r} - Y_{i,r}) x_i + lambda W_r", "The loss is a mean over the examples."),
        ("missing-penalty", lambda Y, n, x, yhat: x.T @ (yhat - Y) / n, "1/n * sum_i (yhat_{i,r} - Y_{i,r}) x_i", "Differentiate the L2 term too."),
        ("missing-half", lambda W, Y, lambda_, n, x, yhat: x.T @ (yhat - Y) / n + 2 * lambda_ * W, "1/n * sum_i (yhat_{i,r} - Y_{i,r}) x_i + 2 lambda W_r", "Check the factor of the L2 term."),
        ("penalty-averaged", lambda W, Y, lambda_, n, x, yhat: x.T @ (yhat - Y) / n + lambda_ * W / n, "1/n * sum_i (yhat_{i,r} - Y_{i,r}) x_i + lambda/n * W_r", "What is divided by n?"),
    )),
    *mistakes(SOFTMAX_REGRESSION, "softmax_regression", "grad_bias", ("bias",), (
        ("sign-flipped", lambda Y, n, yhat: -np.sum(yhat - Y, axis=0) / n, "-1/n * sum_i (yhat_{i,r} - Y_{i,r})", "Follow every minus sign, from the loss on."),
        ("missing-labels", lambda n, yhat: np.sum(yhat, axis=0) / n, "1/n * sum_i yhat_{i,r}", "What became of y?"),
        ("missing-prediction", lambda Y, n: -np.sum(Y, axis=0) / n, "1/n * sum_i (-Y_{i,r})", "What became of yhat?"),
        ("not-averaged", lambda Y, yhat: np.sum(yhat - Y, axis=0), "sum_i (yhat_{i,r} - Y_{i,r})", "The loss is a mean over the examples."),
        ("first-example", lambda Y, n, yhat: (yhat[0] - Y[0]) / n, "1/n * (yhat_{first,r} - Y_{first,r})", "Add up over the batch."),
        ("sign-of-labels", lambda Y, n, yhat: np.sum(Y + yhat, axis=0) / n, "1/n * sum_i (yhat_{i,r} + Y_{i,r})", "One of the two signs is wrong."),
        ("penalty-of-bias", lambda Y, b, lambda_, n, yhat: lambda_ * b + np.sum(yhat - Y, axis=0) / n, "lambda b_r + 1/n * sum_i (yhat_{i,r} - Y_{i,r})", "Which of the parameters are in the L2 term?"),
        ("sum-over-classes", lambda C, Y, n, yhat: np.broadcast_to(np.sum(yhat - Y) / n, (C,)), "1/n * sum_k sum_i (-Y_{i,k} + yhat_{i,k})", "Which axis?"),
        ("squared", lambda Y, n, yhat: np.sum((yhat - Y)**2, axis=0) / n, "1/n * sum_i (-Y_{i,r} + yhat_{i,r})^2", "Which loss is it?"),
    )),
)
SOFTMAX_REGRESSION_CLUES = (
    *clues(SOFTMAX_REGRESSION, "softmax_regression", "loss",
        {"-1/n * sum_i log yhat_{i,y_i}": (1.0, lambda n, y, yhat: -1 / n * np.sum(np.log(yhat[np.arange(n), y]))), "lambda/2 * sum_j sum_k W_{j,k}^2": (1.0, lambda W, lambda_: lambda_ / 2 * np.sum(W**2))},
        {"lambda sum_k b_k^2": lambda b, lambda_: lambda_ * np.sum(b**2)},
        {"sum_i log yhat_{i,y_i}": lambda n, y, yhat: np.sum(np.log(yhat[np.arange(n), y]))},
        {"sum_j sum_k W_{j,k}^2": lambda W: np.sum(W**2)},
    ),
    *clues(SOFTMAX_REGRESSION, "softmax_regression", "grad_weights",
        {"1/n * sum_i yhat_{i,r} x_i": (1.0, lambda n, x, yhat: x.T @ yhat / n), "1/n * sum_i Y_{i,r} x_i": (-1.0, lambda Y, n, x: x.T @ Y / n), "lambda W_r": (1.0, lambda W, lambda_: lambda_ * W)},
        {"sum_i yhat_{i,r} x_i": lambda x, yhat: x.T @ yhat, "sum_i Y_{i,r} x_i": lambda Y, x: x.T @ Y},
        {"W_r": lambda W: W},
        {"lambda W_r/n": lambda W, lambda_, n: lambda_ * W / n},
    ),
    *clues(SOFTMAX_REGRESSION, "softmax_regression", "grad_bias",
        {"1/n * sum_i yhat_{i,r}": (1.0, lambda n, yhat: np.sum(yhat, axis=0) / n), "1/n * sum_i Y_{i,r}": (-1.0, lambda Y, n: np.sum(Y, axis=0) / n)},
        {"lambda b_r": lambda b, lambda_: lambda_ * b},
        {"sum_i yhat_{i,r}": lambda yhat: np.sum(yhat, axis=0), "sum_i Y_{i,r}": lambda Y: np.sum(Y, axis=0)},
    ),
)

MISTAKES = (
    *SOFTMAX_REGRESSION_MISTAKES,
)
CLUES = (
    *SOFTMAX_REGRESSION_CLUES,
)
