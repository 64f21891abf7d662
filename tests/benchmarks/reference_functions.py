"""functions.py against plain NumPy and against the memory that must move: `python -m tests.benchmarks.reference_functions`.

Sizes are those of a real vocabulary, V = 50,000, d = 300, K = 10. The floor is the time that it takes to touch the bytes once:
reading U twice and writing one array of its size for the softmax; asking for one array of zeros of that size and writing K + 1 of
its rows for negative sampling.
All figures are from one run, in turn; ratios are what to quote.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from reference.word2vec import functions

V, D, K, ROUNDS = 50_000, 300, 10, 7


def plain_softmax(v, o, U):
    """What one writes first: softmax as a quotient, a one-hot vector, three products."""
    exponentials = np.exp(U @ v)
    yhat = exponentials / np.sum(exponentials)
    y = np.zeros(len(U))
    y[o] = 1
    return -np.log(yhat[o]), U.T @ (yhat - y), np.outer(yhat - y, v)


def plain_sampling(v, o, samples, U):
    """The same for negative sampling: a loop over the samples, an array of zeros as large as U."""
    sigma = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731
    loss = -np.log(sigma(U[o] @ v))
    grad_center = (sigma(U[o] @ v) - 1) * U[o]
    grad_outside = np.zeros_like(U)
    grad_outside[o] += (sigma(U[o] @ v) - 1) * v
    for k in samples:
        loss -= np.log(sigma(-U[k] @ v))
        grad_center = grad_center + sigma(U[k] @ v) * U[k]
        grad_outside[k] += sigma(U[k] @ v) * v
    return loss, grad_center, grad_outside


def floor_softmax(U, out):
    """Read U twice and write an array of its size, each byte once, with nothing computed that could be left out."""
    np.add.reduce(U, axis=None)
    np.add.reduce(U, axis=None)
    out.fill(1.0)


def floor_sampling(U, samples):
    """Ask for zeros of U's size and write the K + 1 rows: pages are cleared when they are touched, and few are."""
    gradient = np.zeros(U.shape)
    gradient[0] = 1.0
    gradient[samples] = U[samples]


def medians(contenders: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median milliseconds, the contenders in turn."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            times[name].append(1e3 * (time.perf_counter() - start))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(1)
    U, v = rng.normal(size=(V, D)) / 10, rng.normal(size=D) / 10
    samples = rng.integers(1, V, size=K)
    out = np.empty_like(U)
    found = medians(
        {
            "softmax, functions.py": lambda: functions.naive_softmax_loss_and_gradient(v, 0, U),
            "softmax, plain": lambda: plain_softmax(v, 0, U),
            "softmax, memory floor": lambda: floor_softmax(U, out),
            "sampling, functions.py": lambda: functions.negative_sampling_loss_and_gradient(v, 0, samples, U),
            "sampling, plain": lambda: plain_sampling(v, 0, samples, U),
            "sampling, memory floor": lambda: floor_sampling(U, samples),
        }
    )
    print(f"V = {V}, d = {D}, K = {K}; medians of {ROUNDS} rounds in turn")
    for name, milliseconds in found.items():
        ours = found[name.split(",")[0] + ", functions.py"]
        print(f"{name:24} {milliseconds:10.3f} ms   functions.py takes {ours / milliseconds:6.2f} times as long")


if __name__ == "__main__":
    main()
