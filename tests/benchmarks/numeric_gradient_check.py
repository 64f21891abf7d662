"""The gradient check beside three others: the 2n loop of CS224n, scipy.optimize.check_grad and autograd's check_grads.

Run by hand: python tests/benchmarks/numeric_gradient_check.py (needs scipy and autograd, which nothing else here needs).

One table, one run, one machine: evaluations of the loss and time for a right softmax gradient, and the verdicts on the corpus of
tests/numeric at fair inputs. `false accepts`: wrong gradients called right, by the size of their error, out of so many, and in
brackets how many were called undecidable. `false rejects`: right programs called wrong, in float64 and in float32.

The others are used as their manuals say: a relative error of 1e-5 or less for the loop (its own constant), an absolute norm below
1e-5 for scipy, which names no threshold, reverse mode and first order for autograd. The loop and scipy difference a loss once for
all gradients that are judged by it: their verdicts are the same and the run ends. At (500, 100) the slow programs are left out.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # on a busy machine threads that wait for each other would be all that is measured

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "numeric")]

from gradient_corpus import FLOAT32_VARIANT, VARIANTS, distance, draw, gradients_of, loss_of, truth  # noqa: E402
from gradient_mutants import wrong_gradients  # noqa: E402

from grader.numeric.differences import Outcome, check_gradient  # noqa: E402

try:
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads
    from scipy.optimize import approx_fprime, check_grad
except ImportError as missing:
    sys.exit(f"{missing}: this benchmark compares with scipy and autograd; pip install scipy autograd")

DEVIATIONS = (1e-3, 1.0, 4.0)
PLAN = {  # size: seeds, functions, programs
    (5, 3): (range(6), ("softmax", "negative sampling", "skip-gram", "sigmoid"), VARIANTS),
    (50, 20): (range(2), ("softmax", "negative sampling", "skip-gram", "sigmoid"), VARIANTS),
    (500, 100): (range(1), ("softmax", "negative sampling"), ("stable", FLOAT32_VARIANT)),
}
BANDS = {">= 1e-2": (9e-3, np.inf), "1e-4 to 1e-2": (9e-5, 9e-3), "1e-6 to 1e-4": (9e-7, 9e-5)}
SCIPY_STEP = 1.4901161193847656e-08  # its default
THRESHOLD = 1e-5
OURS, LOOP, SCIPY, AUTOGRAD = "this check", "CS224n 2n loop", "scipy check_grad", "autograd check_grads"


class Flat:
    """A problem's loss as a function of one vector, which counts its calls."""

    def __init__(self, problem, variant):
        self.problem, self.calls = problem, 0
        self.x = np.concatenate([block.ravel() for block in problem.blocks])
        self._loss = loss_of(problem, variant)
        self._cuts = np.cumsum([block.size for block in problem.blocks])[:-1]

    def blocks(self, x):
        return [part.reshape(block.shape) for part, block in zip(np.split(x, self._cuts), self.problem.blocks, strict=True)]

    def __call__(self, x):
        return float(self.of_blocks(*self.blocks(x)))

    def of_blocks(self, *blocks):
        self.calls += 1
        return self._loss(*blocks)


def joined(gradients):
    return np.concatenate([gradient.ravel() for gradient in gradients])


# --- the checkers: True, False, or None for undecidable -------------------------------------------------------------------


def ours(flat, gradients):
    found = check_gradient(flat.of_blocks, flat.problem.blocks, gradients, rng=np.random.default_rng(0))
    return {Outcome.PASS: True, Outcome.FAIL: False, Outcome.UNDECIDABLE: None}[found.outcome]


def loop_differences(flat):
    """Central differences entry by entry, as the course's gradcheck_naive takes them (whose calls compute the gradient too)."""
    x, h = flat.x.copy(), 1e-4
    found = np.empty(x.size)
    for i in range(x.size):
        x[i] += h
        above = flat(x)
        x[i] -= 2 * h
        below = flat(x)
        x[i] += h
        found[i] = (above - below) / (2 * h)
    return found


def loop_verdict(found, gradient):
    relative = np.abs(found - gradient) / np.maximum(1, np.maximum(np.abs(found), np.abs(gradient)))
    return not np.any(relative > THRESHOLD)  # so a NaN passes, as it does there


def scipy_verdict(found, gradient):
    return bool(np.sqrt(np.sum((gradient - found) ** 2)) < THRESHOLD)  # what check_grad returns


def autograd_verdict(flat, gradient):
    loss = primitive(flat)
    defvjp(loss, lambda _answer, _x: lambda g: g * gradient)
    try:
        check_grads(loss, modes=["rev"], order=1)(flat.x)
    except (AssertionError, ZeroDivisionError):
        return False
    return True


def verdicts(flat, offered):
    """Checker -> a verdict for each of the gradients that are offered."""
    loop, scipy = loop_differences(flat), approx_fprime(flat.x, flat, SCIPY_STEP)
    return {
        OURS: [ours(flat, gradients) for gradients in offered],
        LOOP: [loop_verdict(loop, joined(gradients)) for gradients in offered],
        SCIPY: [scipy_verdict(scipy, joined(gradients)) for gradients in offered],
        AUTOGRAD: [autograd_verdict(flat, joined(gradients)) for gradients in offered],
    }


# --- the corpus -----------------------------------------------------------------------------------------------------------


def corpus(size):
    """All verdicts at one size: (checker, column, verdict) -> how often."""
    seeds, functions, variants = PLAN[size]
    counts = Counter()
    for function in functions:
        for deviation in DEVIATIONS:
            for seed in seeds:
                problem = draw(function, *size, deviation, seed)
                if problem.fair:
                    judge(problem, variants, counts)
    return counts


def judge(problem, variants, counts):
    true = truth(problem)[1]
    for variant in variants:
        kinds = {"right": gradients_of(problem, variant)} | (wrong_gradients(problem) if variant == "stable" else {})
        columns = [column_of(kind, variant, distance(gradients, true)) for kind, gradients in kinds.items()]
        offered = [gradients for gradients, column in zip(kinds.values(), columns, strict=True) if column]
        for checker, said in verdicts(Flat(problem, variant), offered).items():
            for column, verdict in zip(filter(None, columns), said, strict=True):
                counts[checker, column, verdict] += 1


def column_of(kind, variant, error):
    """Where a gradient is counted; None for a wrong one that is right here, or as good as."""
    if kind == "right":
        return "float32" if variant == FLOAT32_VARIANT else "float64"
    return next((band for band, (low, high) in BANDS.items() if low <= error < high or error == high), None)


# --- time -----------------------------------------------------------------------------------------------------------------


def costs(size):
    """Checker -> (evaluations, seconds) for the right gradient of one softmax, the best of a few runs."""
    problem = draw("softmax", *size, 1.0, 0)
    flat, right = Flat(problem, "stable"), gradients_of(problem, "stable")
    gradient = joined(right)
    often = 30 if size == (5, 3) else 5
    return {
        OURS: cost(flat, lambda: ours(flat, right), 30),
        LOOP: cost(flat, lambda: loop_verdict(loop_differences(flat), gradient), 1 if size == (500, 100) else often),
        SCIPY: cost(flat, lambda: check_grad(flat, lambda _: gradient, flat.x), 1 if size == (500, 100) else often),
        AUTOGRAD: cost(flat, lambda: autograd_verdict(flat, gradient), 30),
    }


def cost(flat, run, repetitions):
    best = np.inf
    for _ in range(repetitions):
        flat.calls = 0
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return flat.calls, best


# --- the table ------------------------------------------------------------------------------------------------------------


def cell(counts, checker, column, wrong):
    """How many verdicts were `wrong`, of how many, and how many were undecidable."""
    total = sum(number for (c, k, _), number in counts.items() if (c, k) == (checker, column))
    undecided = counts[checker, column, None]
    return f"{counts[checker, column, wrong]}/{total}" + (f" ({undecided})" if undecided else "")


def main():
    header = ["(V, d)", "checker", "evaluations", "time", *(f"FA {band}" for band in BANDS), "FR float64", "FR float32"]
    rows = [header]
    np.random.seed(0)  # noqa: NPY002 - autograd draws its directions from the global generator
    with np.errstate(all="ignore"):
        for size in PLAN:
            spent, counts = costs(size), corpus(size)
            for checker in (OURS, LOOP, SCIPY, AUTOGRAD):
                evaluations, seconds = spent[checker]
                accepts = [cell(counts, checker, band, True) for band in BANDS]
                rejects = [cell(counts, checker, right, False) for right in ("float64", "float32")]
                ratio = f"{seconds / spent[OURS][1]:.2f}"
                rows.append([str(size), checker, str(evaluations), ratio, *accepts, *rejects])
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    print("FA: false accepts by size of the error; FR: false rejects; (undecidable); time as a multiple of this check's")
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
