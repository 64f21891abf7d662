"""The losses as the assignment states them, transcribed from the page with the line on which they stand.

Nothing here but letters and arrays comes from the derivations: `grader validate` proves that the losses which are differentiated
there are these, so that a loss that is wrong in all places alike does not pass.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import as_written, delta, exp, given, log, row, sigma, total

from .letters import CONTEXT, COORDINATES, SAMPLES, WORDS, X, c, context, i, loss_of_pair, o, samples, u, v, vectors


def product(word: Any) -> Any:
    """u_w^T v_c."""
    return total(COORDINATES, lambda j: u[word, j] * v[j])


with as_written():
    CROSS_ENTROPY = -total(WORDS, lambda w: delta(w, o) * log(exp(product(w)) / total(WORDS, lambda x: exp(product(x)))))
    """Line 5, where y_w is 1 for w = o and otherwise 0."""
    SOFTMAX = -log(exp(product(o)) / total(WORDS, lambda w: exp(product(w))))
    """Lines 11 and 25."""
    SIGMA = 1 / (1 + exp(-X[i]))
    """Line 38."""
    NEGATIVE = -log(sigma(product(o))) - total(SAMPLES, lambda k: log(sigma(-product(samples[k]))))
    """Line 44."""
    SKIP_GRAM = total(CONTEXT, lambda j: loss_of_pair(row(vectors, c), context[j], u))
    """The sum whose derivatives stand on lines 64 to 68."""

NAIVE_SOFTMAX = (given("a", 5, "loss", CROSS_ENTROPY), given("b", 11, "loss", SOFTMAX))
SIGMOID = (given("e", 38, "sigma", SIGMA),)
NEGATIVE_SAMPLING = (given("f.loss", 44, "loss", NEGATIVE),)
CONTEXT_SUM = (given("h.loss", 64, "loss", SKIP_GRAM),)
