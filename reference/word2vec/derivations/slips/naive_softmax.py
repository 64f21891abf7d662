"""(a) to (d): slips in the loss, in yhat - y, and in what it is multiplied with."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational

from grader.symbolic import delta, exp, log, sigma, total
from grader.symbolic.slips import (
    after,
    at,
    averaged,
    before,
    clues,
    complement,
    drop,
    first,
    flip,
    instead,
    last,
    leave_out,
    numpy,
    of_loss,
    only,
    remove,
    replace,
    spoil,
    times,
    twice,
    written_as,
)

from ..letters import COORDINATES, WORDS, o, q, score, u, v, w
from ..naive_softmax import A, B, C, D, V, Z, y, yhat


def error(w: Any) -> Any:
    """yhat_w - y_w."""
    return yhat(w) - y(w)


# --- another softmax; the loss and the gradients made of it are right otherwise -------------------------------------------

EPSILON = Rational(1, 10**8)
COSINE = "softmax(u @ v_c / np.sqrt(np.sum(u * u, axis=1)) / np.sqrt(v_c @ v_c))"
CLIPPED = "softmax(np.maximum(np.minimum(u @ v_c, {c}), -{c}))"
SHIFTED = "np.exp(u @ v_c - np.max(u @ v_c))"
EUCLIDEAN = f"{SHIFTED} / np.sqrt(np.sum(np.exp(2 * (u @ v_c - np.max(u @ v_c)))))"
LESS_MAXIMUM = "(np.exp(u @ v_c) - np.max(u @ v_c)) / np.sum(np.exp(u @ v_c) - np.max(u @ v_c))"
ABOVE_AND_BELOW = "Is the same number subtracted above and below the line?"
PREDICTION = (
    replace(yhat, lambda w: exp(yhat(w)) / total(WORDS, lambda x: exp(yhat(x))), "softmax-twice"),
    replace(score, lambda w: total(COORDINATES, lambda j: u[w, j] * u[o, j]), "scores-of-outside-word"),
    flip(score, "sign-of-scores"),
    written_as(yhat, "softmax(u @ v_c / np.sqrt(d))", "temperature", "softmax(u_w.v_c / sqrt d)"),
    written_as(yhat, EUCLIDEAN, "euclidean-norm", "the exponentials as a vector of length one"),
    written_as(yhat, COSINE, "cosine-scores", "the softmax of the cosines"),
    *(written_as(yhat, CLIPPED.format(c=c), "scores-clipped", f"a softmax of scores clipped at +-{c}") for c in (1, 2, 3, 5)),
    replace(yhat, lambda w: yhat(w) / Z, "normalised-twice"),
    written_as(yhat, f"yhat / np.sum({SHIFTED})", "normalised-twice", "divided by sum_x exp(u_x.v_c - max) once more"),
)
NO_PREDICTION = (  # these may be negative, so that the loss has no logarithm of them, or more than one form
    replace(yhat, lambda w: score(w) / total(WORDS, score), "exponentials-forgotten"),
    replace(yhat, score, "scores-for-probabilities"),
    replace(yhat, lambda w: exp(score(w)) / (Z - exp(score(w))), "normalised-without-the-word"),
    replace(Z, Z - exp(score(o)), "true-word-left-out"),
    written_as(yhat, LESS_MAXIMUM, "maximum-after-exponential", "exp(u_w.v_c) - max, normalised"),
    written_as(yhat, f"{SHIFTED} / Z", "missing-maximum", "exp(u_w.v_c - max) / sum_x exp(u_x.v_c)", ABOVE_AND_BELOW),
    written_as(
        yhat,
        f"np.exp(u @ v_c) / np.sum({SHIFTED})",
        "missing-maximum",
        "exp(u_w.v_c) / sum_x exp(u_x.v_c - max)",
        ABOVE_AND_BELOW,
    ),
)

# --- (a) ------------------------------------------------------------------------------------------------------------------

SQUARES = total(WORDS, lambda w: error(w) ** 2)
LOSS = spoil(
    A,
    flip(hint="A loss is small when the prediction is good."),
    averaged(V),
    replace(log, lambda x: x, "missing-logarithm"),
    instead(1 - yhat(o), "missing-logarithm"),
    replace(log, lambda x: log(x) / log(2), "base-two"),
    replace(log, lambda x: log(x) / log(10), "base-ten"),
    *(replace(log, lambda x, n=n: log(x + Rational(1, 10**n)), "epsilon-in-logarithm") for n in (4, 5, 6, 7, 8)),
    at(yhat, before(o), "wrong-word"),
    at(yhat, after(o), "next-word"),
    at(yhat, first(WORDS), "first-word"),
    replace(yhat, lambda w: sigma(score(w)), "sigmoid-for-softmax"),
    instead(SQUARES / 2, "squared-error"),  # its gradients are those of "differentiated-twice"
    *PREDICTION,
)
OTHER_LOSSES = of_loss(
    A,
    (B, (C[0], D[0])),
    replace(log, lambda x: log(1 + x), "one-plus-inside"),
    complement(yhat, hint="Which probability should become large?"),
    instead(A.right - total(WORDS, lambda w: (1 - y(w)) * log(1 - yhat(w))), "binary"),
    *(instead(SQUARES / n, "squared-error") for n in (1, V)),
)
OVER_ALL = spoil(
    A,
    remove(y, "summed-over-all"),
    replace(y, lambda _: 1 / V, "mean-over-all"),
    replace(y, yhat, "entropy"),
    form=A.left,
)
OF_SCORES = spoil(
    A,
    drop(log, "not-normalised", "The logarithm of the sum is missing."),
    drop(score(o), "missing-true-word"),
    replace(log, lambda x: log(1 + x), "one-plus-inside"),
    replace(Z, Z - exp(score(o)), "true-word-left-out"),
    numpy(f"np.log(np.sum({SHIFTED})) - u[o] @ v_c", "missing-maximum", "the loss less max_w u_w.v_c"),
    numpy("np.log(Z) - u[o] @ v_c + np.max(u @ v_c)", "missing-maximum", "the loss and max_w u_w.v_c"),
    form=log(Z) - score(o),
)

# --- (b) to (d): yhat - y, of which every gradient is made ----------------------------------------------------------------

ERROR = (
    flip(),
    averaged(V),
    drop(y, "missing-true-word"),
    drop(yhat, "missing-prediction"),
    flip(y, "sign-of-true-word"),
    twice(y, "true-word-twice"),
    remove(y, "one-from-every-word"),
    remove(yhat, "normalised-over-wrong-axis"),
    at(yhat, o, "prediction-of-true-word"),
    replace(yhat, 1 / V, "uniform-prediction"),
    replace(yhat, lambda w: exp(score(w)), "not-normalised"),
    replace(yhat, lambda w: log(yhat(w)), "log-probabilities"),
    replace(yhat, lambda w: sigma(score(w)), "sigmoid-for-softmax"),
    replace(yhat, lambda w: yhat(w) * (1 - y(w)), "true-word-not-predicted"),
    written_as(yhat, SHIFTED, "shifted-not-normalised", "exp(u_w.v_c - max)"),
    replace(y, lambda w: delta(w, after(o)), "wrong-word"),
    replace(y, lambda w: delta(w, before(o)), "previous-word"),
    replace(y, lambda w: delta(w, first(WORDS)), "first-word"),
    replace(error, lambda w: (yhat(w) - 1) * y(w), "only-true-word"),
    replace(error, lambda w: yhat(w) * (1 - y(w)), "true-word-left-out"),
    replace(error, lambda w: error(w) * (1 - 2 * y(w)), "sign-for-true-word"),
    replace(error, lambda w: error(w) * yhat(w) * (1 - yhat(w)), "times-derivative"),
    replace(error, lambda w: yhat(w) * (error(w) - total(WORDS, lambda x: yhat(x) * error(x))), "differentiated-twice"),
    times(yhat(o), "missing-logarithm"),
    *PREDICTION,
    *NO_PREDICTION,
)
UNIT = "the same with all vectors of length one"

# --- (b): the sum over the words ------------------------------------------------------------------------------------------

SUMS = (
    only(WORDS, last(WORDS), "last-word-only"),
    only(WORDS, first(WORDS), "first-word-only"),
    leave_out(WORDS, last(WORDS), "last-word-missing"),
    leave_out(WORDS, first(WORDS), "first-word-missing"),
)
CENTER = spoil(
    B,
    *ERROR,
    *SUMS,
    instead(v[q] * (yhat(o) - 1), "by-the-wrong-vector"),
    instead(total(WORDS, lambda w: u[w, q] * yhat(w)) - v[q], "by-the-wrong-vector"),
    instead(total(COORDINATES, lambda j: total(WORDS, lambda w: u[w, j] * error(w))), "collapsed"),
    replace(error, lambda w: V * yhat(w) - 1, "broadcast-to-a-square"),
    replace(error, lambda w: 1 - V * y(w), "broadcast-to-a-square"),
    numpy(f"({COSINE} - y) @ (u / np.sqrt(np.sum(u * u, axis=1))[:, None])", "cosine-scores", UNIT),
)
OF_YHAT = spoil(B, *SUMS, form=total(WORDS, lambda w: u[w, q] * yhat(w)) - u[o, q])

# --- (c), (d): the product and its place ----------------------------------------------------------------------------------

OUTSIDE = spoil(
    (C[0], D[0]),
    *ERROR,
    replace(v[q], u[o, q], "wrong-vector"),
    replace(v[q], u[w, q], "own-vector"),
    instead(error(w) * (y(w) * v[q] + (1 - y(w)) * u[w, q]), "own-vector"),
    instead(error(w) * (y(w) * u[w, q] + (1 - y(w)) * v[q]), "own-vector"),
    instead(error(last(WORDS)) * v[q], "shared-rows"),
    replace(v[q], B.right, "center-gradient-for-vector"),
    instead(B.right, "center-gradient-in-every-row"),
    instead(yhat(w) * v[q] - y(w), "one-for-vector"),
    numpy(  # where V = d it is judged as what it is: columns
        "np.outer(v_c, yhat - y).reshape(V, d) if V != d else np.outer(yhat - y, v_c)",
        "reshaped",
        "v_c (yhat - y)^T, d x V, reshaped to V x d",
    ),
    numpy("np.trunc(np.outer(yhat - y, v_c))", "fractions-cut-off", "the gradient without what follows the decimal point"),
    numpy(f"np.outer({COSINE} - y, v_c / np.sqrt(v_c @ v_c))", "cosine-scores", UNIT),
)

SLIPS = (LOSS, *OTHER_LOSSES, OVER_ALL, OF_SCORES, CENTER, OF_YHAT, OUTSIDE)

# --- clues: the closed forms as sums of terms, and what students add to them ----------------------------------------------

EXPECTED = total(WORDS, lambda w: u[w, q] * yhat(w))
"""U yhat."""
SCORES, ONE = (log(Z), -score(o)), Integer(1)
LENGTHS = ("||U||^2", "np.sum(u**2)"), ("||v_c||^2", "v_c @ v_c")
CLUES = (
    clues(
        A,
        SCORES,
        (("max_w u_w.v_c", "np.max(u @ v_c)"), ONE),
        (log(V), total(WORDS, score)),
        total(WORDS, lambda w: yhat(w) * score(w)),
        LENGTHS,
        (yhat(o), ONE),
        log(1 + EPSILON / yhat(o)),
    ),
    clues(
        B,
        (EXPECTED, -u[o, q]),
        total(WORDS, lambda w: u[w, q]),
        (yhat(o) * u[o, q], yhat(o) * EXPECTED),
        (u[before(o), q], u[after(o), q], v[q]),
        (yhat(o) * u[o, q], total(WORDS, lambda w: u[w, q] * yhat(w) ** 2)),
        (v[q], SQUARES * v[q]),
    ),
    clues(
        D[0],
        (yhat(w) * v[q], -y(w) * v[q]),
        (v[q], y(w) * yhat(o) * v[q]),
        (yhat(w) * u[o, q], y(w) * u[o, q]),
        (yhat(w) * u[w, q], u[w, q]),
        (yhat(o) * yhat(w) * v[q], y(w) * yhat(o) * v[q]),
        (delta(w, before(o)) * v[q], delta(w, after(o)) * v[q]),
        (yhat(w) ** 2 * v[q], y(w) * yhat(o) * v[q]),
        (error(w) * B.right, B.right),
    ),
)
