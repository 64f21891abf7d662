"""Claims made to deceive the proof: true ones are proved, false ones are false."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy as sp

from grader.symbolic import (
    Claim,
    Different,
    delta,
    derivative,
    exp,
    let,
    log,
    logaddexp,
    prove,
    row,
    sigma,
    softplus,
    sqrt,
    tanh,
)
from tests.symbolic.attacks import (
    DISTINCT,
    NO_O,
    OTHER,
    WORDS,
    F,
    J,
    K,
    V,
    Z,
    a,
    b,
    c,
    d,
    d_,
    dot,
    e,
    eq,
    l,
    m,
    n,
    o,
    outer,
    p,
    pair,
    q,
    r,
    s,
    samples,
    score,
    t,
    u,
    v,
    words,
    written,
    y,
    yhat,
    z,
)

TRUE: dict[str, Callable[[], Claim]] = {
    "a count of a sample's word, summed": eq(samples(lambda k: n(s[k])), words(lambda w: n(w) ** 2)),
    "counts add up to K": eq(words(n), K),
    "counts of distinct samples": eq(samples(lambda k: n(s[k])), K, DISTINCT),
    "one letter twice": eq(words(lambda x: a[x] * words(lambda x: b[x])), words(lambda x: a[x]) * words(lambda y: b[y])),
    "a definition with two indices": eq(
        words(lambda w: words(lambda x: pair(x, w))), words(lambda w: a[w]) * words(lambda w: b[w])
    ),
    "a definition at bound indices": eq(words(yhat), 1),
    "a derivative inside a sum": eq(words(lambda x: derivative(words(lambda w: a[w] ** 2), a[x])), 2 * words(lambda w: a[w])),
    "by a generic word": d_(J, u[p, q], (yhat(p) - delta(p, o)) * v[q]),
    "by another word": d_(J, u[p, q], yhat(p) * v[q], OTHER),
    "a derivative not taken, by a bound index": written(
        lambda: words(lambda x: derivative(dot, a[x])), lambda: words(lambda x: b[x])
    ),
    "a derivative of a sum at its own index": written(
        lambda: words(lambda x: derivative(outer(x), a[x])), lambda: words(lambda x: a[x] + words(lambda w: a[w]))
    ),
    "a definition made inside of a sum": eq(
        words(lambda x: let("g", WORDS, lambda w: words(lambda y: a[w] * a[x] * b[y]))(x)),
        words(lambda x: a[x] ** 2) * words(lambda x: b[x]),
    ),
    "an index put into a loss": eq(words(lambda x: J.xreplace({o: x})), -words(lambda x: log(yhat(x)))),
    "a sample put into a count": eq(n(p).xreplace({p: s[l]}), n(s[l])),
    "a word that is two words": eq(words(lambda x: delta(x, o) * delta(x, p)), 0, OTHER),
    "unknowns of sampled rows": d_(
        samples(lambda k: F(row(u, s[k]), s[k])), u[p, q], n(p) * derivative(F(row(u, p), p), u[p, q])
    ),
    "a value put into a derivative": written(lambda: derivative(t**2, t).subs(t, 3), lambda: 6),
    "by a parameter": d_(log(1 + exp(t * y)), t, y * sigma(t * y)),
    "second derivative": eq(derivative(derivative(words(lambda w: a[w] ** 3), a[p]), a[o]), 6 * delta(o, p) * a[p]),
    "entropy": d_(
        -words(lambda w: yhat(w) * log(yhat(w))),
        v[q],
        -words(lambda w: yhat(w) * (score(w) - words(lambda x: yhat(x) * score(x))) * u[w, q]),
    ),
    "unknown of two rows": d_(F(row(u, c), row(u, e)), u[c, q], derivative(F(row(u, c), row(u, e)), u[c, q])),
    "unknown of a row, summed over the row": d_(words(lambda w: F(row(u, w), o)), u[p, q], derivative(F(row(u, p), o), u[p, q])),
    "unknown of equal rows": eq(delta(c, e) * F(row(u, c)), delta(c, e) * F(row(u, e))),
    "unknown by an array and its row": eq(
        derivative(F(row(u, c), u), u[p, q]) * delta(p, c), derivative(F(row(u, c), u), u[c, q]) * delta(p, c)
    ),
    "reflection": eq(1 - sigma(z), sigma(-z)),
    "a quotient of exponentials": eq(exp(z) / (1 + exp(z)), sigma(z)),
    "log of a reciprocal": eq(log(1 / (1 + exp(-z))), -log(1 + exp(-z))),
    "log of 1 - sigma": eq(log(1 - sigma(z)), -z - log(1 + exp(-z))),
    "log of a reciprocal beside a label": eq(y * log(1 / (exp(-z) + 1)), -y * log(exp(-z) + 1)),
    "logistic loss": eq(y * log(sigma(z)) + (1 - y) * log(1 - sigma(z)), y * z - softplus(z)),
    "logistic loss from exp": eq(-y * log(1 / (1 + exp(-z))) - (1 - y) * log(1 - 1 / (1 + exp(-z))), logaddexp(0, z) - y * z),
    "logistic loss in a sum": eq(
        words(lambda w: a[w] * log(sigma(b[w])) + (1 - a[w]) * log(sigma(-b[w]))), words(lambda w: a[w] * b[w] - softplus(b[w]))
    ),
    "softplus reflected": eq(softplus(z) - softplus(-z), z),
    "logaddexp shifted": eq(logaddexp(y + t, z + t), logaddexp(y, z) + t),
    "tanh as sigma": eq(tanh(z), 2 * sigma(2 * z) - 1),
    "tanh from exp": eq(tanh(z), (exp(z) - exp(-z)) / (exp(z) + exp(-z))),
    "derivative of tanh": d_(tanh(y * z), z, y * (1 - tanh(y * z) ** 2)),
    "derivative of softplus": d_(softplus(z), z, sigma(z)),
    "derivative of logaddexp": d_(logaddexp(y, z), z, sigma(z - y)),
    "a half": eq(0.5 * words(lambda w: a[w] ** 2) + 0.1 * t, words(lambda w: a[w] ** 2) / 2 + t / 10),
    "fractions that cancel in a sum": eq(
        samples(lambda k: sigma(a[s[k]]) * (1 - sigma(a[s[k]])) / sigma(a[s[k]]) * b[s[k]]),
        samples(lambda k: (1 - sigma(a[s[k]])) * b[s[k]]),
    ),
    "two sums of one sort": eq(words(lambda w: 1 / (1 + exp(a[w]))) + words(lambda w: 1 / (1 + exp(-a[w]))), V),
    "sums in a block": eq(
        words(lambda w: samples(lambda k: b[w] / (1 + exp(a[w] * a[s[k]])))),
        words(lambda w: b[w] * samples(lambda k: exp(-a[w] * a[s[k]]) / (1 + exp(-a[w] * a[s[k]])))),
    ),
    "a coefficient outside": eq(
        t * words(lambda w: a[w] / (1 + exp(b[w]))), words(lambda w: t * a[w] * exp(-b[w]) / (1 + exp(-b[w])))
    ),
    "products of sums": eq(
        words(lambda w: 1 / (1 + exp(a[w]))) * samples(lambda k: sigma(a[s[k]])),
        words(lambda w: exp(-a[w]) / (1 + exp(-a[w]))) * samples(lambda k: 1 / (1 + exp(-a[s[k]]))),
    ),
    "the deviations from a mean": eq(words(lambda w: a[w] - words(lambda x: a[x]) / V), 0),
    "a variance": eq(
        words(lambda w: (a[w] - words(lambda x: a[x]) / V) ** 2), words(lambda w: a[w] ** 2) - words(lambda x: a[x]) ** 2 / V
    ),
    "a difference in two letters": eq(words(lambda w: words(lambda x: (a[w] - a[x]) * b[w] * b[x])), 0),
    "o is no sample": eq(n(o), 0, NO_O),
    "chained deltas": eq(delta(p, o) * delta(o, c) * a[p], delta(p, o) * delta(p, c) * a[c]),
    "as written, in the author's order": written(
        lambda: (exp(z) * (exp(z) + 1) - exp(z) * exp(z)) / (exp(z) + 1) ** 2, lambda: sigma(z) * (1 - sigma(z))
    ),
    "as written, a derivative not taken": written(lambda: derivative(Z, v[q]) / Z, lambda: derivative(log(Z), v[q])),
    "as written, in a sum": written(
        lambda: samples(lambda k: derivative(log(sigma(-score(s[k]))), v[q])),
        lambda: -samples(lambda k: (1 - sigma(-score(s[k]))) * u[s[k], q]),
    ),
    "equal parts, of an exponential": eq(exp(sigma(y)), exp(exp(y) / (1 + exp(y)))),
    "equal parts, of a logarithm": eq(t * log(2 + sigma(z)), t * log(2 + 1 / (1 + exp(-z)))),
    "equal parts, of a reciprocal": eq(1 / (t + words(lambda w: sigma(a[w]))), 1 / (words(lambda w: 1 / (1 + exp(-a[w]))) + t)),
    "equal parts, in a sum": eq(words(lambda w: exp(sigma(a[w]))), words(lambda w: exp(1 / (1 + exp(-a[w]))))),
    "log of a product with an unknown sign": eq(y * log(t * (1 + exp(z))), y * (log(t) + log(1 + exp(z)))),
    "logarithms in logarithms": eq(log(log(2 + exp(2 * t)) + y), log(log(1 + 2 * exp(-2 * t)) + 2 * t + y)),
    "a root squared": eq(sqrt(V) * sqrt(V) + sqrt(1 + t**2) ** 2, V + 1 + t**2),
    "a root in a denominator": eq(1 / sqrt(V) ** 3, sqrt(V) / V**2),
    "a root as exp of log": eq(exp(log(t) / 2), sqrt(t)),
    "the slope of a root": d_(sqrt(1 + t**2), t, t / sqrt(1 + t**2)),
    "a scaled product": d_(
        words(lambda w: exp(score(w) / sqrt(d))), v[q], words(lambda w: exp(score(w) / sqrt(d)) * u[w, q]) / sqrt(d)
    ),
    "a unit vector": d_(
        words(lambda w: a[w] * b[w]) / sqrt(words(lambda w: b[w] ** 2)),
        b[p],
        a[p] / sqrt(words(lambda w: b[w] ** 2)) - b[p] * words(lambda w: a[w] * b[w]) / sqrt(words(lambda w: b[w] ** 2)) ** 3,
    ),
    "sizes that cancel": eq(words(lambda w: samples(lambda k: t)) / (V * K), t),
}

FALSE: dict[str, Callable[[], Claim]] = {
    "capture of a helper's letter": eq(samples(lambda k: n(s[k])), K**2),
    "a row hidden in an unknown": eq(words(lambda w: F(row(u, w), o)), V * F(row(u, c), o)),
    "slope by one of two rows": d_(F(row(u, c), row(u, e)), u[p, q], delta(p, c) * derivative(F(row(u, c), row(u, e)), u[c, q])),
    "slope by the row of an array alone": d_(F(row(u, c), u), u[p, q], delta(p, c) * derivative(F(row(u, c), o), v[q])),
    "slope summed over the rows": d_(words(lambda w: F(row(u, w), o)), u[p, q], V * derivative(F(row(u, p), o), u[p, q])),
    "unknowns of sampled rows, counted once": d_(
        samples(lambda k: F(row(u, s[k]), o)), u[p, q], derivative(F(row(u, p), o), u[p, q])
    ),
    "unknowns of sampled rows, of another word": d_(
        samples(lambda k: F(row(u, s[k]), s[k])), u[p, q], n(p) * derivative(F(row(u, p), o), u[p, q])
    ),
    "the slope of an unknown elsewhere": eq(derivative(F(t, o), t) * derivative(F(y, o), y), derivative(F(t, o), t) ** 2),
    "a derivative by a bound index for one by o": written(lambda: words(lambda x: derivative(dot, a[x])), lambda: V * b[o]),
    "a definition's bound index for its parameter": eq(words(outer), words(lambda x: a[x] ** 2)),
    "a word that is two words, not assumed": eq(words(lambda x: delta(x, o) * delta(x, p)), 0),
    "the root of a square": written(lambda: exp(log(t**2) / 2), lambda: t),
    "a power of -1": eq((-1) ** V, 1),
    "arguments exchanged": eq(F(row(u, c), row(u, e)), F(row(u, e), row(u, c))),
    "shadowed": eq(words(lambda x: a[x] * words(lambda x: b[x])), words(lambda x: a[x] * b[x])),
    "a square of a sum": eq(words(lambda x: a[x] ** 2), words(lambda x: a[x]) ** 2),
    "a definition's indices exchanged": eq(words(lambda w: pair(w, o)), words(lambda w: pair(o, w))),
    "free index of a definition": eq(J, -log(yhat(p))),
    "size 1: a sum is its only term": eq(words(lambda x: a[x]), a[o]),
    "size 1: a coordinate": eq(score(o), u[o, q] * v[q]),
    "size 1: K": eq(K * a[s[l]], samples(lambda k: a[s[k]])),
    "size 2": eq(words(lambda x: words(lambda w: delta(x, w))) ** 2, 2 * V),
    "a delta forgotten": d_(J, u[p, q], yhat(p) * v[q]),
    "a delta at the wrong word": d_(J, u[p, q], (yhat(p) - delta(p, c)) * v[q]),
    "a delta for 1": d_(J, u[p, q], (yhat(p) - 1) * v[q]),
    "diagonal": d_(words(lambda w: words(lambda x: a[w] * a[x])), a[p], 2 * a[p]),
    "distinct samples, not assumed": eq(n(s[l]), 1),
    "distinct samples, of another array": eq(samples(lambda k: delta(r[k], r[l])), 1, DISTINCT),
    "o is no sample, not assumed": eq(n(o), 0),
    "p is no sample, but o": eq(n(p), 0, NO_O),
    "different is not transitive": eq(delta(p, c), 0, OTHER, Different(o, c)),
    "two distinct samples differ": eq(delta(l, m), 0, DISTINCT),
    "sigma is odd": eq(sigma(-z), -sigma(z)),
    "sigma of twice": eq(sigma(2 * z), 2 * sigma(z)),
    "log of a sum": eq(log(exp(y) + exp(z)), y + z),
    "log of a sum over words": eq(log(Z), words(score)),
    "softplus is not z": eq(softplus(z), z),
    "logaddexp for the larger": eq(logaddexp(y, z), y + softplus(y - z)),
    "tanh of half": eq(tanh(z), 2 * sigma(z) - 1),
    "the loss with labels exchanged": eq(y * log(1 - sigma(z)) + (1 - y) * log(sigma(z)), y * z - softplus(z)),
    "the loss, + y z": eq(-y * log(sigma(z)) - (1 - y) * log(1 - sigma(z)), softplus(z) + y * z),
    "a sign in a log": eq(log(1 / (1 + exp(-z))), log(1 + exp(-z))),
    "merged sums, one factor off": eq(
        words(lambda w: b[w] / (1 + exp(a[w]))), words(lambda w: b[w] * exp(a[w]) / (1 + exp(a[w])))
    ),
    "merged sums of two sorts": eq(words(lambda w: sigma(a[w])), samples(lambda k: sigma(a[s[k]]))),
    "merged sums, their number": eq(words(lambda w: sigma(a[w])) + words(lambda w: sigma(-a[w])), V + 1),
    "sums exchanged with a factor": eq(words(lambda w: a[w] / (1 + exp(b[w]))), words(lambda w: a[w]) / (1 + exp(b[o]))),
    "mean of a quotient": eq(words(lambda w: a[w]) / words(lambda w: b[w]), words(lambda w: a[w] / b[w])),
    "as written, fractions": written(
        lambda: (exp(z) * (exp(z) + 1) - exp(z)) / (exp(z) + 1) ** 2, lambda: sigma(z) * (1 - sigma(z))
    ),
    "as written, the sign of a slope": written(
        lambda: derivative(log(yhat(o)), v[q]), lambda: -(derivative(score(o), v[q]) - derivative(log(Z), v[q]))
    ),
    "as written, exp of log": written(lambda: exp(2 * log(t)), lambda: t),
    "as written, 0 over 0": written(lambda: (t - t) / (t - t), lambda: 0),
    "as written, 0 times 1 / 0": written(lambda: 0 * (1 / (t - t)), lambda: 0),
    "as written, 1 / delta": written(lambda: words(lambda x: delta(x, o) / delta(x, o)), lambda: V),
    "as written, log of a negative number": written(lambda: log(-exp(t)), lambda: log(-exp(t))),
    "as written, log of -1": written(lambda: log(-1), lambda: log(-1)),
    "log of a square at a negative y": eq(log((y - 1) ** 2), 2 * log(1 + y)),
    "exp with a sign": eq(exp(-log(V)), V),
    "a tenth": eq(0.1 * t, t / 9),
    "off by a trillionth": eq(sigma(z) + sp.Rational(1, 10**12), sigma(z)),
    "parts that are not equal": eq(exp(sigma(y)), exp(exp(y) / (2 + exp(y)))),
    "parts that are equal at 0": eq(log(2 + sigma(z)), log(2 + 1 / (1 + exp(z)))),
    "parts that are equal, with a factor": eq(2 * exp(sigma(y)), exp(2 * exp(y) / (1 + exp(y)))),
    "a root of a sum": eq(sqrt(y**2 + V), y + sqrt(V)),
    "the slope of a root, twice": d_(sqrt(1 + t**2), t, 2 * t / sqrt(1 + t**2)),
    "a root for its square": eq(V / sqrt(V), V),
    "curvature": d_(words(lambda w: a[w] ** 3), a[p], 3 * words(lambda w: a[w] ** 2)),
    "a parameter's slope without the chain": d_(sigma(y * t), t, sigma(y * t) * (1 - sigma(y * t))),
}


@pytest.mark.parametrize("name", list(TRUE))
def test_a_true_claim_is_proved(name: str) -> None:
    check = prove(TRUE[name]())
    assert (check.ok, check.verdict, check.detail) == (True, "proved", "")


@pytest.mark.parametrize("name", list(FALSE))
def test_a_false_claim_is_false(name: str) -> None:
    check = prove(FALSE[name]())
    assert (check.ok, check.verdict) == (False, "false"), check.detail
    assert "the left side is" in check.detail or "is not defined" in check.detail
