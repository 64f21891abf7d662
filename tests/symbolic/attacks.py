"""Words of the attacks on the proof: two arrays of words, vectors, samples, a softmax, and ways to make claims of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from grader.symbolic import (
    Absent,
    Array,
    Claim,
    Different,
    Index,
    Injective,
    Sort,
    as_written,
    delta,
    equation,
    exp,
    gradient,
    let,
    log,
    scalar,
    size_of,
    total,
    unknown,
)

WORDS, COORDINATES, SAMPLES = Sort("V", "xyz"), Sort("d", "ji", coordinate=True), Sort("K", "kl")
a, b, u, v = Array("a", WORDS), Array("b", WORDS), Array("u", WORDS, COORDINATES), Array("v", COORDINATES)
s, r = Array("s", SAMPLES, values=WORDS), Array("r", SAMPLES, values=WORDS)
o, p, c, e = (Index(name, WORDS) for name in ("o", "p", "c", "e"))
q, l, m = Index("q", COORDINATES), Index("l", SAMPLES), Index("m", SAMPLES)  # noqa: E741  # the letter of the derivations
t, y, z, n_ = scalar("t"), scalar("y"), scalar("z"), size_of(WORDS)
V, K, d = size_of(WORDS), size_of(SAMPLES), size_of(COORDINATES)
F = unknown("F")
DISTINCT, NO_O, OTHER = Injective(s), Absent(s, o), Different(p, o)


def words(body: Callable[[Any], Any]) -> sp.Expr:
    return total(WORDS, body)


def samples(body: Callable[[Any], Any]) -> sp.Expr:
    return total(SAMPLES, body)


def score(word: Any) -> sp.Expr:
    return total(COORDINATES, lambda j: u[word, j] * v[j])


n = let("n", WORDS, lambda w: samples(lambda k: delta(s[k], w)))
Z = let("Z", words(lambda x: exp(score(x))))
yhat = let("yhat", WORDS, lambda w: exp(score(w)) / Z)
J = let("J", -log(yhat(o)))
dot = let("dot", words(lambda x: a[x] * b[x]))
outer = let("outer", WORDS, lambda w: words(lambda x: a[x] * a[w]))
pair = let("pair", WORDS, WORDS, lambda w, x: a[w] * b[x])


def eq(left: Any, right: Any, *facts: Any) -> Callable[[], Claim]:
    return lambda: equation("z", left, right, facts=facts)


def written(left: Callable[[], Any], right: Callable[[], Any], *facts: Any) -> Callable[[], Claim]:
    def made() -> Claim:
        with as_written():
            return equation("z", left(), right(), facts=facts)

    return made


def d_(of: Any, by: Any, equals: Any, *facts: Any) -> Callable[[], Claim]:
    return lambda: gradient("z", of=of, by=by, equals=equals, facts=facts)
