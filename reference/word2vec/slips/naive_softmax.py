"""(a) to (d): slips in the loss, in yhat - y, and in what it is multiplied with."""

from __future__ import annotations

from typing import Any

from sympy import Rational

from grader.symbolic import delta, exp, log, sigma, total
from grader.symbolic.slips import (
    after,
    at,
    averaged,
    before,
    complement,
    drop,
    first,
    flip,
    in_row,
    last,
    leave_out,
    numpy,
    only,
    remove,
    replace,
    spoil,
    times,
    twice,
    written_as,
)

from ..derivations.letters import COORDINATES, WORDS, o, p, q, score, u, v
from ..derivations.naive_softmax import A, B, C, D, V, Z, y, yhat

# --- hints that several slips share ---------------------------------------------------------------------------------------

ADDS_UP, ADD_UP = "Something that should add up to one does not.", "Over which words do the probabilities add up to one?"
ANGLE, INDEX = "Is a score a dot product, or an angle?", "Check the index of the true word."
BY_WHICH = "By which vector do you differentiate here?"
EPSILON = "What keeps the logarithm finite? Does anything have to be added there?"
EVERY_WORD, OVERWRITTEN = "Over which words does the sum run?", "Is it added up, or overwritten?"
HOW_MANY, OF_WHAT = "For how many words is y_w one?", "Of what is the logarithm taken?"
LOG, WHICH_LOSS = "Which logarithm undoes the exponential?", "Which loss is asked for?"
SHAPE, TOO_EARLY = "What shape does the difference have?", "Does the loop return too early?"
TRUE_SCORE, TRUE_WORD_TOO = "What became of the true word's own score?", "The true word stands in the sum over all words, too."
WHICH_FUNCTION, WHICH_SCORES = "Which function makes probabilities here?", "Is every score used as it is?"


def error(w: Any) -> Any:
    """yhat_w - y_w."""
    return yhat(w) - y(w)


# --- yhat: a wrong softmax, or the softmax of wrong scores; what is made of it is right -----------------------------------

COSINE = "softmax(u @ v_c / np.sqrt(np.sum(u * u, axis=1)) / np.sqrt(v_c @ v_c))"
PREDICTION = (
    replace(yhat, lambda w: exp(yhat(w)) / total(WORDS, lambda x: exp(yhat(x))), "softmax-twice", "How often is it exponentiated?"),
    written_as(
        yhat,
        "(lambda e: e / np.sqrt(e @ e))(np.exp(u @ v_c - np.max(u @ v_c)))",
        "euclidean-norm",
        "the exponentials as a vector of length one",
        "What should add up to one: the probabilities, or their squares?",
    ),
    written_as(
        yhat,
        "softmax(u @ v_c / np.sqrt(d))",
        "temperature",
        "softmax(u_w.v_c / sqrt d)",
        "That belongs to attention: are the scores divided by anything here?",
    ),
    written_as(yhat, COSINE, "cosine-scores", "the softmax of the cosines", ANGLE),
    replace(
        score,
        lambda w: total(COORDINATES, lambda j: u[w, j] * u[o, j]),
        "scores-of-outside-word",
        "Which two vectors does the score of a word multiply, and what else is done to it?",
    ),
    flip(score, "sign-of-scores", "Should a large score be likely or unlikely?"),
    *(
        written_as(
            yhat,
            f"softmax(np.maximum(np.minimum(u @ v_c, {bound}), -{bound}))",
            "scores-clipped",
            f"the softmax of scores clipped at +-{bound}",
            WHICH_SCORES,
        )
        for bound in (1, 2, 3, 5)
    ),
)
NO_PREDICTION = (  # these may be negative, so that the loss has no logarithm of them, or more than one form
    replace(
        yhat,
        lambda w: score(w) / total(WORDS, score),
        "exponentials-forgotten",
        "How does a score that is negative become a probability?",
    ),
    written_as(
        yhat,
        "(lambda e: e / np.sum(e))(np.exp(u @ v_c) - np.max(u @ v_c))",
        "maximum-after-exponential",
        "exp(u_w.v_c) - max, normalised",
        "A shift cancels inside the exponential: and outside of it?",
    ),
    replace(yhat, score, "scores-for-probabilities", "Is it the probabilities that you subtract from?"),
    replace(yhat, lambda w: exp(score(w)) / (Z - exp(score(w))), "normalised-without-the-word", ADD_UP),
)

# --- (a) ------------------------------------------------------------------------------------------------------------------

SQUARES = total(WORDS, lambda w: error(w) ** 2)
LOSS = spoil(
    A,
    flip(hint="A loss is small when the prediction is good."),
    averaged(V, hint="The loss is not averaged over the words."),
    replace(log, lambda x: x, "missing-logarithm", "Cross-entropy takes a logarithm."),
    replace(log, lambda x: log(x) / log(2), "base-two", LOG),
    replace(log, lambda x: log(x) / log(10), "base-ten", LOG),
    replace(log, lambda x: log(1 + x), "one-plus-inside", OF_WHAT),
    *(replace(log, lambda x, n=n: log(x + Rational(1, 10**n)), "epsilon-in-logarithm", EPSILON) for n in (4, 5, 6, 7, 8)),
    at(yhat, before(o), "wrong-word", INDEX),
    at(yhat, after(o), "next-word", INDEX),
    at(yhat, first(WORDS), "first-word", "Whose probability is taken?"),
    complement(yhat, "complement", "Which probability should become large?"),
    replace(yhat, lambda w: sigma(score(w)), "sigmoid-for-softmax", WHICH_FUNCTION),
    replace(
        None,
        A.right - total(WORDS, lambda w: (1 - y(w)) * log(1 - yhat(w))),
        "binary",
        "This is one choice among all words, not a yes or no for each of them.",
    ),
    *(replace(None, SQUARES / n, "squared-error", WHICH_LOSS) for n in (1, 2, V)),
    *PREDICTION,
)
OVER_ALL = spoil(
    A,
    remove(y, "summed-over-all", HOW_MANY),
    replace(y, lambda _: 1 / V, "mean-over-all", HOW_MANY),
    replace(y, yhat, "entropy", "By what is each logarithm weighted?"),
    form=A.left,
)
OF_SCORES = spoil(
    A,
    drop(log, "not-normalised", "The logarithm of the sum is missing."),
    drop(score(o), "missing-true-word", TRUE_SCORE),
    replace(log, lambda x: log(1 + x), "one-plus-inside", OF_WHAT),
    replace(Z, Z - exp(score(o)), "true-word-left-out", ADD_UP),
    numpy(
        "np.log(np.sum(np.exp(u @ v_c - np.max(u @ v_c)))) - u[o] @ v_c",
        "missing-maximum",
        "the loss less max_w u_w.v_c",
        "What is subtracted inside a logarithm must come back outside of it.",
    ),
    form=log(Z) - score(o),
)

# --- (b) to (d): yhat - y, of which every gradient is made ----------------------------------------------------------------

ERROR = (
    flip(hint="Every sign is turned round: follow the minus in front of the logarithm."),
    drop(y, "missing-true-word", TRUE_SCORE),
    drop(yhat, "missing-prediction", "Differentiate the logarithm of the sum as well."),
    flip(y, "sign-of-true-word", "One of the two terms has the wrong sign."),
    twice(y, "true-word-twice", "The true word is subtracted more than once."),
    remove(y, "one-from-every-word", "From which of the probabilities is one subtracted?"),
    averaged(V, hint="The loss is a sum; nothing in it is averaged over the words."),
    at(yhat, o, "prediction-of-true-word", "Each word has a probability of its own."),
    replace(yhat, lambda _: 1 / V, "uniform-prediction", "Are all words equally likely?"),
    replace(yhat, lambda w: exp(score(w)), "not-normalised", ADDS_UP),
    written_as(yhat, "np.exp(u @ v_c - np.max(u @ v_c))", "shifted-not-normalised", "exp(u_w.v_c - max)", ADDS_UP),
    remove(yhat, "normalised-over-wrong-axis", "Over which axis do the probabilities add up to one?"),
    replace(yhat, lambda w: log(yhat(w)), "log-probabilities", "Is it the probabilities that you subtract from?"),
    replace(yhat, lambda w: sigma(score(w)), "sigmoid-for-softmax", WHICH_FUNCTION),
    replace(y, lambda w: delta(w, after(o)), "wrong-word", INDEX),
    replace(y, lambda w: delta(w, before(o)), "previous-word", INDEX),
    replace(y, lambda w: delta(w, first(WORDS)), "first-word", "Does the true word matter in your result?"),
    replace(error, lambda w: (yhat(w) - 1) * y(w), "only-true-word", "The other words stand in the sum too."),
    replace(error, lambda w: yhat(w) * (1 - y(w)), "true-word-left-out", TRUE_WORD_TOO),
    replace(yhat, lambda w: yhat(w) * (1 - y(w)), "true-word-not-predicted", TRUE_WORD_TOO),
    replace(
        error,
        lambda w: error(w) * (1 - 2 * y(w)),
        "sign-for-true-word",
        "In which direction should the true word's vector move?",
    ),
    times(yhat(o), None, "missing-logarithm", "Of which function is this the gradient? Look at the loss once more."),
    replace(
        error,
        lambda w: error(w) * yhat(w) * (1 - yhat(w)),
        "times-derivative",
        "Is there a derivative that you have already taken?",
    ),
    replace(
        error,
        lambda w: yhat(w) * (error(w) - total(WORDS, lambda x: yhat(x) * error(x))),
        "differentiated-twice",
        "Something is differentiated once more than needed.",
    ),
    *PREDICTION,
    *NO_PREDICTION,
)
UNIT = "the same with all vectors of length one"

# --- (b): the sum over the words ------------------------------------------------------------------------------------------

SUMS = (
    only(WORDS, last(WORDS), "last-word-only", OVERWRITTEN),
    only(WORDS, first(WORDS), "first-word-only", TOO_EARLY),
    leave_out(WORDS, last(WORDS), "last-word-missing", EVERY_WORD),
    leave_out(WORDS, first(WORDS), "first-word-missing", EVERY_WORD),
)
CENTER = spoil(
    B,
    *ERROR,
    *SUMS,
    replace(None, v[q] * (yhat(o) - 1), "by-the-wrong-vector", BY_WHICH),
    replace(
        None,
        total(COORDINATES, lambda j: total(WORDS, lambda w: u[w, j] * error(w))),
        "collapsed",
        "Over which axis is the sum taken?",
    ),
    replace(error, lambda w: V * yhat(w) - 1, "broadcast-to-a-square", SHAPE),
    replace(error, lambda w: 1 - V * y(w), "broadcast-to-a-square", SHAPE),
    numpy(f"({COSINE} - y) @ (u / np.sqrt(np.sum(u * u, axis=1))[:, None])", "cosine-scores", UNIT, ANGLE),
)
OF_YHAT = spoil(B, *SUMS, form=total(WORDS, lambda w: u[w, q] * yhat(w)) - u[o, q])

# --- (c), (d): the product and its place ----------------------------------------------------------------------------------

BY_V = "By which vector is u_w multiplied in the loss?"
OUTSIDE = spoil(
    (C[0], D[0]),
    *ERROR,
    replace(v[q], u[o, q], "wrong-vector", BY_V),
    replace(v[q], u[p, q], "own-vector", BY_V),
    replace(v[q], total(WORDS, lambda w: u[w, q] * error(w)), "center-gradient-for-vector", "Is v_c still what it was?"),
    replace(None, total(WORDS, lambda w: u[w, q] * error(w)), "center-gradient-in-every-row", BY_WHICH),
    replace(None, yhat(p) * v[q] - y(p), "one-for-vector", "Is it a number or a vector that is subtracted there?"),
    numpy(
        "np.outer(v_c, yhat - y).reshape(V, d) if V != d else np.outer(yhat - y, v_c)",
        "reshaped",
        "v_c (yhat - y)^T, d x V, reshaped to V x d",  # where V = d it is judged as what it is: columns
        "Does a reshape turn rows into columns?",
    ),
    numpy(
        "np.trunc(np.outer(yhat - y, v_c))",
        "fractions-cut-off",
        "the gradient without what follows the decimal point",
        "What type of number does your array hold?",
    ),
    numpy(f"np.outer({COSINE} - y, v_c / np.sqrt(v_c @ v_c))", "cosine-scores", UNIT, ANGLE),
)

SLIPS = (LOSS, OVER_ALL, OF_SCORES, CENTER, OF_YHAT, OUTSIDE)
__all__ = ["SLIPS", "in_row"]
