"""Features of wrong values beside wrong formulas: terms of the closed forms, rows, properties of cases, sizes, invariants.

Formulas are in the letters of `generated`: u outside vectors (V, d), v_c center vector (d,), v center vectors (V, d), o outside
word, c center word, w samples (K,) or context (C,); n counts how often each word stands there. Terms are the derivations' clues.
`reference/CODES.md` documents the codes.
"""

from typing import Any

import numpy as np

from grader import Features, conditions, invariants, named_rows, outside, sizes

from . import generated
from .generated import NAIVE_SOFTMAX, NEGATIVE_SAMPLING, SIGMOID, SIGMOID_GRADIENT, SKIP_GRAM

PAIRS = ((NAIVE_SOFTMAX, "naive_softmax"), (NEGATIVE_SAMPLING, "negative_sampling"))
SIGMOIDS = ((SIGMOID, "sigmoid"), (SIGMOID_GRADIENT, "sigmoid_gradient"))

# --- rows -----------------------------------------------------------------------------------------------------------------

ENDS = (
    ("first-row", "the first word's row", lambda: 0),
    ("last-row", "the last word's row", lambda: -1),
)
OF_O = (
    ("row-o", "row o", lambda o: o),
    ("rows-other-than-o", "the rows other than o", lambda o, V: np.arange(V) != o),
)
NAMED_ROWS = (
    *(
        rows
        for letters, function in PAIRS  # the entries beyond the third: a program written for d = 3 forgets them
        for rows in named_rows(
            letters,
            function,
            "grad_center",
            "d",
            ("first-entry", "the first entry", lambda: 0),
            ("last-entry", "the last entry", lambda: -1),
            ("beyond-third-entry", "the entries beyond the third", lambda d: np.arange(d) > 2),
        )
    ),
    *named_rows(NAIVE_SOFTMAX, "naive_softmax", "grad_outside", "V", *OF_O, *ENDS),
    *named_rows(
        NEGATIVE_SAMPLING,
        "negative_sampling",
        "grad_outside",
        "V",
        *OF_O,
        ("sampled-rows", "the sampled rows", lambda w: w),
        ("untouched-rows", "rows that were not drawn", lambda n, o, V: (n == 0) & (np.arange(V) != o)),
        ("repeated-rows", "rows of words drawn more than once", lambda n: n > 1),
        ("single-rows", "rows of words drawn once", lambda n: n == 1),
        ("tripled-rows", "rows of words drawn three times or more", lambda n: n > 2),
        ("first-sample-row", "the first sample's row", lambda w: w[0]),
        ("last-sample-row", "the last sample's row", lambda w: w[-1]),
        *ENDS,
    ),
    *(
        rows
        for output in ("grad_center_vectors", "grad_outside_vectors")
        for rows in named_rows(
            SKIP_GRAM,
            "skip_gram",
            output,
            "V",
            ("row-c", "row c", lambda c: c),
            ("rows-other-than-c", "the rows other than c", lambda c, V: np.arange(V) != c),
            ("context-rows", "rows of the context words", lambda w: w),
            ("repeated-context-rows", "rows of words that stand more than once in the context", lambda n: n > 1),
            ("first-context-row", "the first context word's row", lambda w: w[0]),
            ("last-context-row", "the last context word's row", lambda w: w[-1]),
            *ENDS,
        )
    ),
)

# --- cases ----------------------------------------------------------------------------------------------------------------

SHAPES = (
    ("V-equals-d", "V = d", lambda V, d: d == V),
    ("d-above-V", "d > V", lambda V, d: d > V),
)
OF_A_PAIR = (
    *SHAPES,
    ("first-word", "the outside word is the first (o = 0)", lambda o: o == 0),
    ("last-word", "the outside word is the last (o = V - 1)", lambda o, V: o == V - 1),
    ("middle-word", "the outside word is neither the first nor the last", lambda o, V: 0 < o < V - 1),
    ("equal-vectors", "two words have the same outside vector", lambda u, V: len(np.unique(u, axis=0)) < V),
)
LARGE, TINY = "some u_w.v_c is large", "every u_w.v_c is tiny"
# The largest logits of the words that the loss reads are above 4, between 1 and 3, or below 0.003.
OF_X = (  # arguments are below 1.7 at scale 1; of twelve at scale 4 some are above 3
    ("matrix", "x is a matrix", lambda x: x.ndim > 1),
    ("holds-zero", "x holds 0", lambda x: not np.all(x)),
    ("large-arguments", "x is large", lambda x: np.max(np.abs(x)) > 3),
    ("tiny-arguments", "x is tiny", lambda x: np.max(np.abs(x)) < 0.01),
)
CONDITIONS = (
    *(condition for letters, function in SIGMOIDS for condition in conditions(letters, function, *OF_X)),
    *conditions(
        NAIVE_SOFTMAX,
        "naive_softmax",
        *OF_A_PAIR,
        ("large-logits", LARGE, lambda u, v_c: np.max(np.abs(u @ v_c)) > 3.5),
        ("tiny-logits", TINY, lambda u, v_c: np.max(np.abs(u @ v_c)) < 0.01),
    ),
    *conditions(
        NEGATIVE_SAMPLING,
        "negative_sampling",
        *OF_A_PAIR,
        ("large-logits", LARGE, lambda u, v_c, o, w: np.max(np.abs(u[[o, *w]] @ v_c)) > 3.5),
        ("tiny-logits", TINY, lambda u, v_c, o, w: np.max(np.abs(u[[o, *w]] @ v_c)) < 0.01),
        ("smallest-word", "the outside word comes before every sample", lambda o, w: o < min(w)),
        # The course's own tests draw ten; a program with a hard-coded number of samples was tried with few.
        ("more-than-five-samples", "there are more than five samples", lambda K: K > 5),
        ("repeated-sample", "a sample is drawn more than once", lambda n: max(n) > 1),
        (
            "neighbouring-repeats",
            "all repeats of a sample are neighbours",
            lambda n, w: max(n) > 1 and np.count_nonzero(np.diff(w)) + 1 == np.count_nonzero(n),
        ),
        ("tripled-sample", "a sample is drawn three times or more", lambda n: max(n) > 2),
    ),
    *conditions(
        SKIP_GRAM,
        "skip_gram",
        *SHAPES,
        ("one-word-context", "the context is one word", lambda C: C == 1),
        ("repeated-context-word", "a word stands more than once in the context", lambda n: max(n) > 1),
        ("center-in-context", "the center word stands in its own context", lambda c, w: c in w),
        ("center-is-first", "the center word is the first (c = 0)", lambda c: c == 0),
        ("center-is-last", "the center word is the last (c = V - 1)", lambda c, V: c == V - 1),
    ),
)
SIZES = (
    *sizes(NAIVE_SOFTMAX, "naive_softmax", "V", "d"),
    *sizes(NEGATIVE_SAMPLING, "negative_sampling", "V", "d", "K"),
    *sizes(SKIP_GRAM, "skip_gram", "V", "d", m="C"),
)

# --- invariants -----------------------------------------------------------------------------------------------------------


def _opposites(x: Any, output: Any) -> tuple[Any, Any]:
    """The outputs at x and at -x, for every x of which -x is there too."""
    here, there = np.nonzero(x.ravel()[:, None] == -x.ravel())
    return np.ravel(output)[here], np.ravel(output)[there]


def _off_the_line(output: Any, v_c: Any) -> Any:
    """The rows (V, d) without their parts along v_c."""
    return output - np.outer(output @ v_c, v_c) / (v_c @ v_c)


def _off_the_sum(output: Any, of_o: Any, of_k: Any) -> Any:
    """What lies beyond a sum of shares between 0 and 1 of these."""
    each = np.stack([of_o, *of_k])
    return outside(output, np.sum(np.minimum(each, 0), axis=0), np.sum(np.maximum(each, 0), axis=0))


ALONG = ("grad_outside", "rows-not-along-v_c", "every row is a multiple of v_c", _off_the_line)
INVARIANTS = (
    *invariants(
        SIGMOID,
        "sigmoid",
        ("sigma", "not-complementary", "sigma(x) and sigma(-x) add up to one", lambda x, output: sum(_opposites(x, output)) - 1),
        ("sigma", "not-between-0-and-1", "sigma lies between 0 and 1", lambda output: outside(output, 0, 1)),
        (
            "sigma",
            "falling",
            "sigma never falls",
            lambda x, output: np.minimum(np.diff(np.ravel(output)[np.argsort(x, axis=None)]), 0),
        ),
    ),
    *invariants(
        SIGMOID_GRADIENT,
        "sigmoid_gradient",
        ("gradient", "not-even", "the slope at x is that at -x", lambda x, output: np.subtract(*_opposites(x, output))),
        (
            "gradient",
            "not-between-0-and-a-quarter",
            "the slope lies between 0 and 1/4",
            lambda output: outside(output, 0, 0.25),
        ),
        (  # for |x| < log 3
            "gradient",
            "flat-in-the-middle",
            "the slope is at least 3/16 where sigma is between 1/4 and 3/4",
            lambda x, output: outside(output, 3 / 16, 1 / 4)[np.abs(x) < np.log(3)],
        ),
    ),
    *invariants(
        NAIVE_SOFTMAX,
        "naive_softmax",
        (  # a log of a sum of V exponentials is at least the largest exponent, and at most log V more
            "loss",
            "loss-out-of-bounds",
            "the loss is at least the largest u_w.v_c minus u_o.v_c, and at most log V more",
            lambda output, u, v_c, o, V: outside(output - np.max(u @ v_c) + u[o] @ v_c, 0, np.log(V)),
        ),
        (  # U yhat - u_o is an average of the u_w - u_o
            "grad_center",
            "center-out-of-bounds",
            "each entry lies between the smallest and the largest entry there of the u_w - u_o",
            lambda output, u, o: outside(output, np.min(u - u[o], axis=0), np.max(u - u[o], axis=0)),
        ),
        ("grad_outside", "rows-do-not-add-up", "the rows add up to zero", lambda output: np.sum(output, axis=0)),
        ALONG,
        (
            "grad_outside",
            "rows-on-the-wrong-side",
            "row o points against v_c, every other row along it",
            lambda output, v_c, y: np.minimum((1 - 2 * y) * (output @ v_c), 0) / np.sum(np.abs(v_c)),
        ),
    ),
    *invariants(
        NEGATIVE_SAMPLING,
        "negative_sampling",
        (  # log(1 + e^z) is at least max(0, z), and at most log 2 more
            "loss",
            "loss-out-of-bounds",
            "each summand lies between its own argument and log 2 more, and is not negative",
            lambda output, u, v_c, o, w, K: outside(
                output - np.sum(np.maximum([-u[o] @ v_c, *(u[w] @ v_c)], 0)), 0, (K + 1) * np.log(2)
            ),
        ),
        (
            "grad_center",
            "center-out-of-bounds",
            "no vector has a weight beyond 1: none but u_o a negative one, and u_o no positive one",
            lambda output, u, o, w: _off_the_sum(output, -u[o], u[w]),
        ),
        (
            "grad_outside",
            "undrawn-row-not-zero",
            "rows that were not drawn are exactly zero",
            lambda output, n, o, V: output[(n == 0) & (np.arange(V) != o)],
        ),
        ALONG,
        (
            "grad_outside",
            "rows-out-of-bounds",
            "row o lies between -v_c and 0, the row of a word drawn n times between 0 and n v_c",
            lambda output, v_c, n, o, V: _off_the_sum(output, -np.outer(np.arange(V) == o, v_c), [np.outer(n, v_c)]),
        ),
    ),
    *invariants(
        SKIP_GRAM,
        "skip_gram",
        (  # every pair's loss is positive
            "loss",
            "loss-below-a-pair",
            "the loss is at least that of each pair",
            lambda output, J, w: np.minimum(output - np.max(J[w]), 0),
        ),
        (
            "grad_center_vectors",
            "other-rows-not-zero",
            "rows other than c are exactly zero",
            lambda output, c: np.delete(output, c, axis=0),
        ),
    ),
)

FEATURES = Features(
    linear_terms=generated.CLUES,
    named_rows=NAMED_ROWS,
    conditions=CONDITIONS,
    sizes=SIZES,
    invariants=INVARIANTS,
)
