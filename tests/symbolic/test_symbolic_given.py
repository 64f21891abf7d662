"""A loss that is wrong everywhere alike, with gradients that are right for it, is not the loss that was given.

Each case changes a loss of word2vec together with the closed forms of its gradients: all claims are proved, and only the
transcription of the page shows the change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

from grader.symbolic import (
    Derivation,
    delta,
    derivative,
    equation,
    exp,
    gradient,
    let,
    log,
    prove,
    row,
    sigma,
    size_of,
    softplus,
    total,
)
from grader.validation.derivations import checks
from reference.word2vec.derivations import given
from reference.word2vec.derivations.letters import (
    CONTEXT,
    COORDINATES,
    SAMPLES,
    WORDS,
    X,
    c,
    context,
    i,
    loss_of_pair,
    o,
    q,
    samples,
    u,
    v,
    vectors,
    w,
    x,
)

V, K, C, d = (size_of(sort) for sort in (WORDS, SAMPLES, CONTEXT, COORDINATES))


def score(word: Any, factor: Any = 1) -> Any:
    return factor * total(COORDINATES, lambda j: u[word, j] * v[j])


def norm(vector: Callable[[Any], Any]) -> Any:
    return total(COORDINATES, lambda j: vector(j) ** 2)


def softmax(factor: Any = 1, inside: Callable[[Any], Any] = lambda _: 0) -> Any:
    return log(total(WORDS, lambda w: exp(score(w, factor) + inside(w)))) - score(o, factor) - inside(o)


SOFTMAX = {
    "temperature 2": softmax(sp.Rational(1, 2)),
    "temperature sqrt of 1/4": softmax(2),
    "+ log V": softmax() + log(V),
    "+ v.v/2": softmax() + norm(lambda j: v[j]) / 2,
    "+ u_o.u_o": softmax() + norm(lambda j: u[o, j]),
    "averaged over the words": softmax() / V,
    "sign flipped": -softmax(),
    "squared": softmax() ** 2,
    "twice": 2 * softmax(),
    "denominator without o": log(total(WORDS, lambda w: exp(score(w)) * (1 - delta(w, o)))) - score(o),
    "denominator plus one": log(1 + total(WORDS, lambda w: exp(score(w)))) - score(o),
    "not normalised": -score(o),
    "divided by d": softmax(1 / d),
    "summed over all words": total(WORDS, lambda w: softmax() + score(o) - score(w)),
    "a bias of u_w.u_w": softmax(inside=lambda w: norm(lambda j: u[w, j])),
    "probability for its logarithm": -exp(score(o)) / total(WORDS, lambda w: exp(score(w))),
    "sigma for the softmax": -log(sigma(score(o))),
}


def negative(of_true: Any, of_sample: Callable[[Any], Any]) -> Any:
    return of_true + total(SAMPLES, lambda k: of_sample(samples[k]))


def plus(word: Any) -> Any:
    return softplus(score(word))


TRUE = softplus(-score(o))
NEGATIVE = {
    "samples counted twice": negative(TRUE, lambda word: 2 * plus(word)),
    "sigma(2x) in both terms": negative(softplus(-score(o, 2)), lambda word: softplus(score(word, 2))),
    "averaged over the samples": negative(TRUE, lambda word: plus(word) / K),
    "sign of the samples": negative(TRUE, lambda word: softplus(-score(word))),
    "sign flipped": -negative(TRUE, plus),
    "+ v.v/2": negative(TRUE, plus) + norm(lambda j: v[j]) / 2,
    "+ log V": negative(TRUE, plus) + log(V),
    "samples missing": TRUE,
    "true word missing": negative(0, plus),
    "true word for every sample": negative(K * TRUE, plus),
    "a sample of all words": TRUE + total(WORDS, plus),
    "each word once": TRUE + total(WORDS, lambda w: plus(w) * total(SAMPLES, lambda k: delta(samples[k], w)) ** 2),
    "scores added": TRUE + softplus(total(SAMPLES, lambda k: score(samples[k]))),
}


def pair(word: Any) -> Any:
    return loss_of_pair(row(vectors, c), word, u)


def over_context(of: Callable[[Any], Any]) -> Any:
    return total(CONTEXT, lambda j: of(context[j]))


SKIP_GRAM = {
    "averaged": over_context(pair) / C,
    "twice": 2 * over_context(pair),
    "sign flipped": -over_context(pair),
    "with the center word": over_context(pair) + pair(c),
    "of the center word": C * pair(c),
    "squared": over_context(lambda word: pair(word) ** 2),
    "each word once": total(WORDS, lambda w: pair(w) * over_context(lambda word: delta(word, w)) ** 2),
    "all words": total(WORDS, pair),
}
SIGMOID = {
    "sigma(2x)": sigma(2 * X[i]),
    "sigma(-x)": sigma(-X[i]),
    "tangent": 2 * sigma(2 * X[i]) - 1,
    "without the one": exp(X[i]),
    "a half": sigma(X[i]) / 2,
    "softplus": softplus(X[i]),
}


def _derivation(loss: Any, stated: tuple[Any, ...], *by: Any) -> Derivation:
    J = let("L", loss)
    claims = [equation(stated[0].part, J, loss, output="loss")]
    claims += [gradient(stated[0].part, of=J, by=entry, equals=derivative(loss, entry), output=f"by {entry}") for entry in by]
    return Derivation(function="f", symbols={}, claims=tuple(claims), worlds=(), loss=J, given=stated)


CASES = [
    *((f"softmax: {name}", _derivation(loss, given.NAIVE_SOFTMAX[1:], v[q], u[w, q])) for name, loss in SOFTMAX.items()),
    *((f"samples: {name}", _derivation(loss, given.NEGATIVE_SAMPLING, v[q], u[x, q])) for name, loss in NEGATIVE.items()),
    *((f"skip-gram: {name}", _derivation(loss, given.CONTEXT_SUM, vectors[c, q])) for name, loss in SKIP_GRAM.items()),
]


@pytest.mark.parametrize(("name", "derivation"), CASES, ids=[name for name, _ in CASES])
def test_a_consistently_wrong_loss_is_red(name: str, derivation: Derivation) -> None:
    del name
    assert all(prove(claim).verdict == "proved" for claim in derivation.claims)
    found = [check.verdict for check in checks(derivation.given[0].part, [derivation])]
    assert "false" in found


@pytest.mark.parametrize("name", SIGMOID)
def test_a_consistently_wrong_sigmoid_is_red(name: str) -> None:
    value = SIGMOID[name]
    claim = equation("e", value, value, output="sigma", at=(i,))
    derivation = Derivation(function="sigmoid", symbols={"x": X}, claims=(claim,), worlds=(), given=given.SIGMOID)
    assert [check.verdict for check in checks("e", [derivation])] == ["proved", "false"]


RIGHT = [
    (softmax(), given.NAIVE_SOFTMAX[1:]),
    (softmax(inside=lambda _: log(sp.Integer(7))), given.NAIVE_SOFTMAX[1:]),
    (negative(TRUE, plus), given.NEGATIVE_SAMPLING),
    (negative(-log(1 - sigma(-score(o))), lambda word: -log(1 - sigma(score(word)))), given.NEGATIVE_SAMPLING),
    (total(WORDS, lambda w: pair(w) * over_context(lambda word: delta(word, w))), given.CONTEXT_SUM),
]


@pytest.mark.parametrize(("loss", "stated"), RIGHT)
def test_another_form_of_the_same_loss_is_not(loss: Any, stated: tuple[Any, ...]) -> None:
    assert all(check.verdict == "proved" for check in checks(stated[0].part, [_derivation(loss, stated)]))
