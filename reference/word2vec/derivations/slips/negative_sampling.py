"""(f), (g): slips in the loss, in the weights dJ/d(u.v_c) of the true word and of the samples, and in the rows of dJ/dU."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational

from grader.symbolic import delta, exp, log, sigma, size_of, total
from grader.symbolic.slips import (
    Slip,
    at,
    averaged,
    clues,
    complement,
    drop,
    first,
    flip,
    instead,
    last,
    leave_out,
    numpy,
    only,
    replace,
    spoil,
    squared,
    times,
    together,
    weighted,
    written_as,
)

from ..letters import COORDINATES, SAMPLES, WORDS, o, q, samples, score, u, v, x
from ..negative_sampling import ANY_ROW, CENTER, LOSS, J, K, n

FIRST, LAST = first(SAMPLES), last(SAMPLES)
SUMS = (
    only(SAMPLES, FIRST, "first-sample-only"),
    only(SAMPLES, LAST, "last-sample-only"),
    leave_out(SAMPLES, FIRST, "first-sample-missing"),
    leave_out(SAMPLES, LAST, "last-sample-missing"),
)
HALVES = tuple(
    weighted(SAMPLES, f"1 * ({some})", "half-of-samples", what)
    for some, what in (
        ("np.arange(K) < np.maximum(K // 2, 1)", "of the samples the first half only"),
        ("np.arange(K) < (K + 1) // 2", "of the samples the first half only, rounded up"),
        ("np.arange(K) % 2 == 0", "every second sample only"),
    )
)
CORRECTED = replace(score, lambda w: score(w) - log(K / size_of(WORDS)), "noise-corrected")
OVERWRITTEN = at(o, samples[LAST], "true-word-overwritten")

# --- the loss -------------------------------------------------------------------------------------------------------------

TRUE = log(sigma(score(o)))


def of_sample(k: Any) -> Any:
    """The logarithm of sigma(-u_k.v_c)."""
    return log(sigma(-score(samples[k])))


def _elementwise(word: Any, sign: int) -> Any:
    """The sum over j of log sigma(u_{w,j} v_j), or of -u_{w,j} v_j for the sign -1."""
    return total(COORDINATES, lambda j: log(sigma(sign * u[word, j] * v[j])))


PARTITION = exp(score(o)) + total(SAMPLES, lambda k: exp(score(samples[k])))
IN_LOSS = spoil(
    LOSS,
    flip(hint="A loss is small when the prediction is good."),
    replace(of_sample, lambda k: log(sigma(score(samples[k]))), "sign-of-samples", "A sample should be told from a true word."),
    flip(score(o), "sign-of-true-word", "The true word should be told from a sample."),
    flip(score, "sign-of-argument"),
    flip(SAMPLES, "sign-of-sum"),
    drop(TRUE, "missing-true-word"),
    drop(SAMPLES, "missing-samples"),
    replace(log, lambda z: z, "missing-logarithm", "What is done to each sigma before they are added?"),
    replace(log, lambda z: z.args[0], "not-squashed", "Two functions are missing."),
    instead(-TRUE - log(total(SAMPLES, lambda k: sigma(-score(samples[k])))), "sum-inside-logarithm"),
    instead(-TRUE - log(sigma(-total(SAMPLES, lambda k: score(samples[k])))), "sigma-of-the-sum"),
    instead(log(PARTITION) - score(o), "softmax-for-sigmoid"),
    averaged(K, SAMPLES),
    averaged(K + 1, code="averaged-over-all"),
    times(K, "true-word-k-times", TRUE),
    replace(log, lambda z: log(z) / log(2), "base-two"),
    replace(log, lambda z: log(z) / log(10), "base-ten"),
    replace(log, lambda z: log(1 + z), "one-plus-inside"),
    *(replace(log, lambda z, n=n: log(z + Rational(1, 10**n)), "epsilon-in-logarithm") for n in (4, 5, 6, 7)),
    replace(sigma, lambda z: sigma(sigma(z)), "sigmoid-twice"),
    instead(-_elementwise(o, 1) - total(SAMPLES, of_sample), "elementwise-product"),
    instead(-_elementwise(o, 1) - total(SAMPLES, lambda k: _elementwise(samples[k], -1)), "elementwise-product"),
    *SUMS,
    *HALVES,
    CORRECTED,
    OVERWRITTEN,
    form=J,
)

# --- the weights, of which all gradients are made -------------------------------------------------------------------------

Z_O = score(o)
W_O = sigma(Z_O) - 1
"""The weight of the true word."""


def z_k(k: Any) -> Any:
    """u_k.v_c."""
    return score(samples[k])


def w_k(k: Any) -> Any:
    """The weight of a sample."""
    return sigma(score(samples[k]))


def _softmax(z: Any) -> Any:
    return exp(z) / PARTITION


SHIFTED = "for each sample the weight of the one before, for the first that of the {}"
WEIGHTS = (
    flip(),
    flip(W_O, "sign-of-true-word"),
    flip(w_k, "sign-of-samples", "There are two minus signs there."),
    complement(w_k, hint="Mind the sign of the argument there."),
    replace(W_O, -sigma(score(o)), "complement-of-true-word"),
    flip(score, "sign-of-argument"),
    replace(w_k, lambda k: w_k(k) - 1, "one-from-every-word", "Are samples and the true word treated alike in the loss?"),
    together("roles-swapped", replace(W_O, sigma(score(o)), ""), replace(w_k, lambda k: w_k(k) - 1, "")),
    replace(W_O, sigma(score(o)), "missing-one"),
    drop(W_O, "missing-true-word"),
    drop(SAMPLES, "missing-samples"),
    averaged(K),
    averaged(K + 1, code="averaged-over-all"),
    averaged(K, SAMPLES, "samples-averaged"),
    times(K, "true-word-k-times", W_O),
    together("missing-logarithm", times(sigma(score(o)), "", W_O), replace(w_k, lambda k: w_k(k) * (1 - w_k(k)), "")),
    replace(W_O, sigma(score(o) - 1), "one-inside"),
    replace(sigma, lambda z: z, "not-squashed", "A function is missing."),
    together("missing-sigma", replace(W_O, -1, ""), replace(w_k, 1, "")),
    replace(sigma, lambda z: sigma(sigma(z)), "sigmoid-twice"),
    together(
        "sigmoid-twice", replace(W_O, sigma(sigma(score(o))) - 1, ""), replace(w_k, lambda k: 1 - sigma(sigma(-z_k(k))), "")
    ),
    written_as(
        w_k, "np.append(sigma(u[o] @ v_c) - 1, sigma(u[w] @ v_c)[:-1])", "coefficients-shifted", SHIFTED.format("true word")
    ),
    written_as(w_k, "np.roll(sigma(u[w] @ v_c), 1)", "coefficients-shifted", SHIFTED.format("last"), "Which weight is whose?"),
    replace(w_k, lambda _: sigma(score(o)), "sigma-of-true-word"),
    replace(sigma, _softmax, "softmax-for-sigmoid"),
    *SUMS,
    *HALVES,
    CORRECTED,
    OVERWRITTEN,
)
BRACKET = "Mind where the bracket closes."
IN_CENTER = spoil(
    CENTER,
    *WEIGHTS,
    times(sigma(score(o)), "missing-logarithm", W_O),
    replace(w_k, lambda k: w_k(k) * (1 - w_k(k)), "missing-logarithm"),
    instead((W_O + total(SAMPLES, w_k)) * v[q], "by-the-wrong-vector"),
    instead(W_O * v[q] + total(SAMPLES, lambda k: w_k(k) * u[samples[k], q]), "by-the-wrong-vector"),
    instead(W_O * u[o, q] + total(SAMPLES, w_k) * v[q], "by-the-wrong-vector"),
    replace(W_O * u[o, q], sigma(score(o)) * u[o, q] - 1, "precedence", BRACKET),
    replace(W_O * u[o, q], sigma(score(o)) - u[o, q], "precedence", BRACKET),
    replace(lambda k: w_k(k) * u[samples[k], q], lambda k: 1 - (1 - w_k(k)) * u[samples[k], q], "precedence", BRACKET),
    instead(W_O * u[o, q] + total(SAMPLES, w_k) * total(SAMPLES, lambda k: u[samples[k], q]), "product-of-sums"),
    instead((W_O + total(SAMPLES, w_k)) * u[o, q], "true-vector-for-samples"),
    instead(total(COORDINATES, lambda j: W_O * u[o, j] + total(SAMPLES, lambda k: w_k(k) * u[samples[k], j])), "collapsed"),
    instead(W_O * u[o, q] + total(COORDINATES, lambda j: total(SAMPLES, lambda k: w_k(k) * u[samples[k], j])), "collapsed"),
    numpy(
        "(sigma(u[o] @ v_c) - 1) * u[o] + sigma(u[w] @ v_c) @ u[np.sort(w)]",
        "sorted-rows",
        "the k-th weight beside the vector of the k-th smallest sample",
    ),
    form=W_O * u[o, q] + total(SAMPLES, lambda k: w_k(k) * u[samples[k], q]),
)

# --- the rows: by samples, each in its row, or by words, each as often as it was drawn ------------------------------------

BY_SAMPLES = (delta(x, o) * W_O + total(SAMPLES, lambda k: delta(samples[k], x) * w_k(k))) * v[q]
W_X = sigma(score(x))
BY_WORDS = (delta(x, o) * W_O + n(x) * W_X) * v[q]
ALL = W_O + total(SAMPLES, w_k)


def _rows(samples: str, code: str, what: str, hint: str = "") -> Slip:
    """NumPy for the rows of the samples, as weights of v_c; the true word's row is right."""
    return numpy(f"np.outer(one_hot(o, V) * (sigma(u[o] @ v_c) - 1) + {samples}, v_c)", code, what, hint)


def _counts(source: str, code: str, what: str, hint: str = "") -> Slip:
    return written_as(n, source, code, what, hint)


IN_BOTH = {
    *("sign-flipped", "averaged", "averaged-over-all", "missing-logarithm", "missing-sigma"),
    *("not-squashed", "sigmoid-twice", "softmax-for-sigmoid", "noise-corrected"),
}


def _visible(*codes: str) -> tuple[Slip, ...]:
    """The slips in the weights that a part sees in its rows; of two that are the same there, the plainer."""
    return tuple(slip for slip in WEIGHTS if slip.code in {*IN_BOTH, *codes})


RIGHT = "np.outer(one_hot(o, V) * (sigma(u[o] @ v_c) - 1) + n * sigma(u @ v_c), v_c)"
NEXT_ROW = numpy(f"np.roll({RIGHT}, 1, axis=0)", "wrong-row", "the right gradient, each row in the place of the next")
SHARED = tuple(instead(row * v[q], "shared-rows") for row in (ALL, w_k(LAST), W_O))
CUT_OFF = numpy(
    "one_hot(o, V)[:, None] * np.trunc((sigma(u[o] @ v_c) - 1) * v_c) + n[:, None] * np.trunc(np.outer(sigma(u @ v_c), v_c))",
    "fractions-cut-off",
    "the gradient without what follows the decimal points of its terms",
)
ONCE = _counts("np.minimum(n, 1)", "not-accumulated", "1 for each word that was drawn")
IN_ROW_O = spoil(
    ANY_ROW,
    *_visible("complement-of-true-word", "missing-one", "missing-true-word", "true-word-k-times", "one-inside"),
    instead(delta(x, o) * ALL * v[q], "samples-in-row-o"),
    instead(delta(x, o) * W_O * u[o, q] + n(x) * W_X * v[q], "own-vector"),
    instead(delta(x, o) * (sigma(score(o)) * v[q] - 1) + n(x) * W_X * v[q], "precedence", BRACKET),
    instead(delta(x, o) * (sigma(score(o)) - v[q]) + n(x) * W_X * v[q], "precedence", BRACKET),
    NEXT_ROW,
    *SHARED[:2],
    CUT_OFF,
    parts=("f.uo",),
    form=BY_SAMPLES,
)
IN_SAMPLED_ROWS = spoil(
    ANY_ROW,
    *_visible("complement", "one-from-every-word", "missing-samples", "sigma-of-true-word", "coefficients-shifted"),
    *SUMS,
    *HALVES,
    instead(delta(x, o) * W_O * v[q] + n(x) * (1 - (1 - W_X) * v[q]), "precedence", BRACKET),
    _rows("sigma(u[w] @ v_c) @ one_hot(np.sort(w), V)", "sorted-rows", "the k-th weight in the row of the k-th smallest sample"),
    _rows("sigma(u[w] @ v_c) @ one_hot(np.arange(K), V)", "position-for-index", "the samples' rows are 0, 1, 2, ..."),
    OVERWRITTEN,
    *SHARED,
    CUT_OFF,
    parts=("f.uk", "g"),
    form=BY_SAMPLES,
)
OF_WORDS = spoil(
    ANY_ROW,
    together("summed-over-samples", ONCE, replace(W_X, total(SAMPLES, w_k), "")),
    together("true-word-overwritten", OVERWRITTEN, replace(n, lambda w: n(w) * (1 - delta(w, samples[LAST])), "")),
    together("own-vector", replace(n(x) * W_X * v[q], n(x) * W_X * u[x, q], ""), ONCE),
    parts=("f.uk", "g"),
    form=delta(x, o) * W_O * v[q] + n(x) * W_X * v[q],
)
OF_DISTINCT = spoil(
    ANY_ROW,
    NEXT_ROW,
    numpy("np.outer(np.maximum(n, 1) * sigma(u @ v_c) - one_hot(o, V), v_c)", "every-word", "rows of words that were not drawn"),
    parts=("f.uk",),
    form=BY_SAMPLES,
)
BY_WORD, RUN = "np.array([{} for x in range(V)])", "i - np.arange(len(i)) == i[-1:] - len(i) + 1"
OF_COUNTS = spoil(
    ANY_ROW,
    squared(n, "counts-squared"),
    ONCE,
    _counts("n + np.minimum(n, 1)", "one-too-many", "n_w + 1 for a word that was drawn"),
    _counts("np.minimum(n, 1) / np.maximum(n, 1)", "divided-by-count", "1/n_w"),
    _counts("K * np.minimum(n, 1)", "times-all", "K for each word that was drawn"),
    _counts("n[np.unique(w)][::-1] @ one_hot(np.unique(w), V)", "misplaced-counts", "the n_w of another word"),
    _counts("n[np.unique(w)] @ one_hot([*dict.fromkeys(w)], V)", "misplaced-counts", "in order, beside the words as drawn"),
    _counts("n[[*dict.fromkeys(w)]] @ one_hot(np.unique(w), V)", "misplaced-counts", "as drawn, beside the words in order"),
    _counts(
        BY_WORD.format("dict(zip(w, n[np.unique(w)])).get(x, 0)"), "counts-as-drawn", "in order, beside the samples as drawn"
    ),
    _counts(
        BY_WORD.format(f"np.sum((lambda i: {RUN})(np.flatnonzero(w == x)))"), "neighbours-only", "the length of its last run"
    ),
    _counts(
        BY_WORD.format("sum(w[k] == x and len({*w[:k + 1]}) > k for k in range(K))"),
        "until-a-repeat",
        "counted before the first repeat",
    ),
    replace(W_X, total(SAMPLES, w_k), "summed-over-samples"),
    replace(v[q], u[x, q], "own-vector"),
    parts=("g",),
    form=BY_WORDS,
)

SLIPS = (IN_LOSS, IN_CENTER, IN_ROW_O, IN_SAMPLED_ROWS, OF_WORDS, OF_DISTINCT, OF_COUNTS)

# --- clues: the closed forms as sums of terms, and what students add to them ----------------------------------------------


def _in_order(what: str, term: Any) -> tuple[Any, ...]:
    """A sum over the samples as three terms: the first, those between, the last."""
    ends = term(FIRST), term(LAST)
    between = total(SAMPLES, term) - ends[0] - ends[1]
    return (f"{what}, first sample", ends[0]), (f"{what}, samples between", between), (f"{what}, last sample", ends[1])


def _of_loss(k: Any) -> Any:
    return -log(sigma(-z_k(k)))


def _of_center(k: Any) -> Any:
    return w_k(k) * u[samples[k], q]


def _of_row(k: Any) -> Any:
    return delta(samples[k], x) * W_X * v[q]


SIGMA_O, Y = sigma(Z_O), delta(x, o)
DRAWN, SUM_OF_WEIGHTS = n(x) * W_X * v[q], total(SAMPLES, w_k)
ONCE_EACH = "np.unique(w, return_index=True)[1]"
ROW_O = (Y * SIGMA_O * v[q], -Y * v[q])
CLUES = (
    clues(
        LOSS,
        (-TRUE, -total(SAMPLES, of_sample)),
        (Z_O, total(SAMPLES, z_k)),
        ("-sum log sigma(-u_k.v_c), different samples", f"np.sum(np.log(1 + np.exp(u[w] @ v_c))[{ONCE_EACH}])"),
        (Integer(1), K),
        total(SAMPLES, of_sample) / K,
        (("||U||^2", "np.sum(u**2)"), ("||v_c||^2", "v_c @ v_c")),
    ),
    clues(LOSS, (-TRUE, *_in_order("-log sigma(-u_k.v_c)", _of_loss))),
    clues(
        CENTER,
        (SIGMA_O * u[o, q], -u[o, q], total(SAMPLES, _of_center)),
        total(SAMPLES, lambda k: u[samples[k], q]),
        ("sigma(u_k.v_c) u_k, different samples", f"sigma(u[w] @ v_c)[{ONCE_EACH}] @ u[w][{ONCE_EACH}]"),
        (SIGMA_O**2 * u[o, q], total(SAMPLES, lambda k: w_k(k) ** 2 * u[samples[k], q])),
        (v[q], SIGMA_O * v[q], SUM_OF_WEIGHTS * v[q]),
        total(SAMPLES, _of_center) / K,
        ((1 - SIGMA_O) ** 2 * v[q], total(SAMPLES, lambda k: n(samples[k]) * w_k(k) ** 2) * v[q]),
    ),
    clues(CENTER, (W_O * u[o, q], *_in_order("sigma(u_k.v_c) u_k", _of_center))),
    clues(
        ANY_ROW,
        (*ROW_O, DRAWN),
        n(x) * v[q],
        ("row k: sigma(u_k.v_c) v_c, different samples", "np.outer(np.minimum(n, 1) * sigma(u @ v_c), v_c)"),
        (n(x) * v[q], ("row k: v_c, different samples", "np.outer(np.minimum(n, 1), v_c)")),
        (Y * SIGMA_O * u[o, q], Y * u[o, q], n(x) * W_X * u[x, q]),
        (
            ("row w, not drawn: sigma(u_w.v_c) v_c", "np.outer((n == 0) * (1 - one_hot(o, V)) * sigma(u @ v_c), v_c)"),
            ("row w, not drawn: v_c", "np.outer((n == 0) * (1 - one_hot(o, V)), v_c)"),
        ),
        (Y * SIGMA_O**2 * v[q], n(x) * W_X**2 * v[q]),
        Y * SUM_OF_WEIGHTS * v[q],
        DRAWN / K,
        u[x, q],
    ),
    clues(ANY_ROW, (*ROW_O, *_in_order("row k: sigma(u_k.v_c) v_c", _of_row))),
)
