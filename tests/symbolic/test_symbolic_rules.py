"""Each rule of the normal form by its number: what it makes equal, and what it must not."""

from __future__ import annotations

import itertools
import re

import pytest
import sympy as sp

from grader.symbolic import (
    Absent,
    Array,
    Different,
    Index,
    Injective,
    Sort,
    delta,
    exp,
    log,
    rules,
    scalar,
    sigma,
    size_of,
    total,
)
from grader.symbolic.normal_form import normal_form
from grader.symbolic.writing.normal_forms import text

WORDS, COORDINATES, SAMPLES = Sort("V", "xyz"), Sort("d", "j", coordinate=True), Sort("K", "ki")
u, v, a, b = Array("u", WORDS, COORDINATES), Array("v", COORDINATES), Array("a", WORDS), Array("b", SAMPLES)
s, r = Array("s", SAMPLES, values=WORDS), Array("r", SAMPLES, values=WORDS)
after = Array("next", WORDS, values=WORDS)
o, p, w, x, y = (Index(name, WORDS) for name in "opwxy")
j, q = Index("j", COORDINATES), Index("q", COORDINATES)
k, l, i = (Index(name, SAMPLES) for name in "kli")  # noqa: E741  # the letter of the derivations
t, z = scalar("t"), scalar("z")
V, K = size_of(WORDS), size_of(SAMPLES)
DISTINCT = Injective(s)
NO_O = Absent(s, o)
P_NOT_O = Different(p, o)

NESTED = total(WORDS, lambda w: exp(total(WORDS, lambda x: exp(a[x] * a[w] * a[p]))))
SCORES = total(WORDS, lambda x: exp(total(COORDINATES, lambda j: u[x, j] * u[p, j])))

EQUAL = {
    1: [((t + z) ** 3, t**3 + 3 * t**2 * z + 3 * t * z**2 + z**3), (t * 0, 0), (a[o] / 3 + a[o] / 6, a[o] / 2)],
    2: [
        (sp.E * exp(t - 1), exp(t)),
        (exp(t) * exp(z), exp(t + z)),
        (exp(t) ** 3 * exp(-3 * t), 1),
        (exp(t + 2 * log(V)), V**2 * exp(t)),
        (exp(5 * log(V) / 2), V**2 * exp(log(V) / 2)),
        (exp(-log(V) / 3) * exp(-2 * log(V) / 3), 1 / V),
        (exp(log(1 + t**2) / 2) ** 2, 1 + t**2),
    ],
    3: [
        (log(1 / (V + K)), -log(V + K)),
        (log(V * exp(t) / K), log(V) + t - log(K)),
        (log(t * (1 + exp(z))), log(t) + log(1 + exp(z))),
        (log(t**3), 3 * log(t)),
        (log(1 / t), -log(t)),
        (log(t**-4), -2 * log(t**2)),
        (log(-t - t * z**2), log(-t) + log(1 + z**2)),
        (log(exp(t) + exp(z)), z + log(1 + exp(t - z))),
        (log(2 + 2 * t), log(2) + log(1 + t)),
        (log(V * t), log(V) + log(t)),
        (log(total(SAMPLES, lambda k: delta(s[k], s[l])) * t), log(total(SAMPLES, lambda k: delta(s[l], s[k]))) + log(t)),
        (log(total(WORDS, lambda w: exp(a[w])) ** 2), 2 * log(total(WORDS, lambda x: exp(a[x])))),
    ],
    4: [
        (log(1 / (1 + exp(-t))), t - log(1 + exp(t))),
        (log(1 - 1 / (1 + exp(-t))), -log(1 + exp(t))),
        (log(2 - sigma(t)), log(1 + 2 * exp(-t)) - log(1 + exp(-t))),
        (log(sigma(t) / (1 + exp(z)) + 1), log(1 + (1 + exp(-t)) * (1 + exp(z))) - log(1 + exp(-t)) - log(1 + exp(z))),
        (log(1 / (1 + t**2)), -log(1 + t**2)),
        (log(sigma(t)), -log(1 + exp(-t))),
        (log(1 - sigma(t)), -log(1 + exp(t))),
        (log(sigma(-t)), -log(1 + exp(t))),
    ],
    5: [(sigma(-t), 1 - sigma(t)), (sigma(t / 2) + sigma(-t / 2), 1), (sigma(a[p] - a[o]) + sigma(a[o] - a[p]), 1)],
    6: [(delta(o, p) ** 3, delta(p, o)), (delta(s[k], s[k]), 1)],
    8: [
        (delta(p, o) * a[p], delta(p, o) * a[o]),
        (
            delta(p, o) * exp(total(COORDINATES, lambda j: u[p, j] * v[j])),
            delta(p, o) * exp(total(COORDINATES, lambda j: u[o, j] * v[j])),
        ),
        (delta(p, o) * delta(o, s[k]), delta(p, s[k]) * delta(o, p)),
        (delta(p, o) * NESTED, delta(p, o) * NESTED.xreplace({p: o})),
        (delta(p, o) * SCORES, delta(p, o) * SCORES.xreplace({p: o})),
        (delta(p, after[p]) * a[after[after[p]]], delta(after[p], p) * a[p]),
        (delta(k, l) * delta(s[k], p), delta(l, k) * delta(s[l], p)),
        (delta(s[k], r[l]) * delta(k, l) * a[s[k]], delta(k, l) * delta(s[l], r[k]) * a[r[k]]),
        (
            total(WORDS, lambda w: delta(s[k], p) * a[w] * sigma(total(WORDS, lambda x: a[x] * delta(x, s[k])))),
            delta(p, s[k]) * sigma(a[p]) * total(WORDS, lambda w: a[w]),
        ),
    ],
    9: [(total(WORDS, lambda w: a[w] + a[w] ** 2), total(WORDS, lambda x: a[x]) + total(WORDS, lambda y: a[y] ** 2))],
    10: [
        (total(WORDS, lambda w: delta(w, s[k]) * a[w]), a[s[k]]),
        (total(WORDS, lambda w: total(WORDS, lambda x: delta(w, x) * a[w] * a[x])), total(WORDS, lambda y: a[y] ** 2)),
        (
            total(SAMPLES, lambda k: total(SAMPLES, lambda i: delta(k, i) * b[k] * a[s[i]])),
            total(SAMPLES, lambda i: b[i] * a[s[i]]),
        ),
        (total(WORDS, lambda w: total(SAMPLES, lambda k: delta(s[k], w)) * a[w]), total(SAMPLES, lambda k: a[s[k]])),
        (total(WORDS, lambda w: delta(w, after[w]) * a[after[w]]), total(WORDS, lambda x: delta(after[x], x) * a[x])),
    ],
    11: [(total(WORDS, lambda w: t), V * t), (total(WORDS, lambda w: total(SAMPLES, lambda k: 1)), V * K)],
    12: [
        (
            total(WORDS, lambda w: 1 / total(WORDS, lambda x: exp(a[x] * a[w]))),
            total(WORDS, lambda y: 1 / total(WORDS, lambda w: exp(a[w] * a[y]))),
        ),
        (total(WORDS, lambda w: a[w] * total(WORDS, lambda x: a[x] * delta(x, w))), total(WORDS, lambda w: a[w] ** 2)),
        (
            total(WORDS, lambda w: total(COORDINATES, lambda j: u[w, j]) ** 2),
            total(WORDS, lambda w: total(COORDINATES, lambda j: u[w, j]) * total(COORDINATES, lambda j: u[w, j])),
        ),
    ],
    13: [
        (
            total(WORDS, lambda w: total(SAMPLES, lambda k: a[w] * b[k])),
            total(WORDS, lambda x: a[x]) * total(SAMPLES, lambda i: b[i]),
        ),
        (total(WORDS, lambda w: total(WORDS, lambda x: exp(a[w] + a[x]))), total(WORDS, lambda y: exp(a[y])) ** 2),
    ],
    14: [
        (
            total(WORDS, lambda w: total(COORDINATES, lambda j: u[w, j] * v[j])),
            total(COORDINATES, lambda j: total(WORDS, lambda w: u[w, j] * v[j])),
        ),
        (
            total(WORDS, lambda w: total(WORDS, lambda x: u[w, q] * exp(a[w] * a[x]))),
            total(WORDS, lambda x: total(WORDS, lambda w: u[x, q] * exp(a[w] * a[x]))),
        ),
    ],
    15: [
        (1 / total(WORDS, lambda w: delta(w, o) * 2 * exp(a[w])), exp(-a[o]) / 2),
        (1 / (2 * V * exp(t)), exp(-t) / V / 2),
        (1 / (1 / (1 + t)), 1 + t),
        (1 / (2 + 2 * t), 1 / (1 + t) / 2),
        (1 / (t - 1), -1 / (1 - t)),
    ],
}


@pytest.mark.parametrize(("number", "pair"), [(n, pair) for n, pairs in EQUAL.items() for pair in pairs])
def test_a_rule_makes_these_equal(number: int, pair: tuple[sp.Expr, sp.Expr]) -> None:
    left, right = (normal_form(side) for side in pair)
    assert left == right, (number, text(left), text(right))


def test_rule_7_uses_facts_and_only_those_given() -> None:
    counted = total(SAMPLES, lambda k: delta(s[k], s[l]))
    assert normal_form(counted, (DISTINCT,)) == normal_form(1)
    assert normal_form(counted) != normal_form(1)
    assert normal_form(total(SAMPLES, lambda k: delta(s[k], o)), (NO_O,)) == normal_form(0)
    assert normal_form(total(SAMPLES, lambda k: delta(s[k], p)), (NO_O,)) != normal_form(0)
    assert normal_form(total(SAMPLES, lambda k: delta(r[k], o)), (NO_O,)) != normal_form(0)
    assert normal_form(delta(o, p), (P_NOT_O,)) == normal_form(0)
    assert normal_form(delta(o, w), (P_NOT_O,)) != normal_form(0)
    assert normal_form(total(SAMPLES, lambda k: delta(r[k], r[l])), (DISTINCT,)) != normal_form(1)


def test_a_fact_splits_a_class_of_equal_indices() -> None:
    assert not normal_form(delta(o, w) * delta(w, p), (P_NOT_O,))
    assert not normal_form(delta(w, o) * delta(s[k], w), (NO_O,))
    assert normal_form(delta(w, o) * delta(s[k], w))
    # s_k = s_l only where k = l, and then the rest is about l alone.
    assert normal_form(delta(s[k], w) * delta(s[l], w) * b[k], (DISTINCT,)) == normal_form(delta(k, l) * delta(s[l], w) * b[l])


DIFFERENT = [
    (log(a[o] * a[p]), log(a[o]) + log(a[p])),  # a[o] may be negative
    (log(t**2), 2 * log(t)),
    (log(-V), log(V)),
    (log(1 / ((1 + t) * (1 + z))), -log(1 + t) - log(1 + z)),
    (log(1 / ((V + K * t) * (V + K * z))), -log(V + K * t) - log(V + K * z)),
    (log(t**4), 4 * log(t)),
    (log(-(t**3)), 3 * log(t)),
    (log(2 * V), log(V)),
    (log(t * (1 + z)), log(t) + log(1 + z)),  # both may be negative
    (log(1 / (1 + t)), -log(1 + t)),
    (log(t**2 * (1 + exp(z))), 2 * log(t) + log(1 + exp(z))),
    (log(1 - sigma(t)), -log(1 + exp(-t))),
    (
        log(total(SAMPLES, lambda k: delta(s[k], o)) * t),
        log(total(SAMPLES, lambda k: delta(s[k], o))) + log(t),
    ),  # o may be no s_k
    (log(1 + exp(t)), t + log(1 + exp(t))),
    (exp(log(V) / 2), V),
    (exp(log(V) / 2), exp(log(V) / 3)),
    (total(WORDS, lambda w: a[w] ** 2), total(WORDS, lambda w: a[w]) ** 2),
    (
        total(WORDS, lambda w: total(COORDINATES, lambda j: u[w, j]) ** 2),
        total(WORDS, lambda w: total(COORDINATES, lambda j: u[w, j])),
    ),
    (
        total(WORDS, lambda w: exp(total(WORDS, lambda x: a[x] * a[w]))),
        total(WORDS, lambda w: exp(total(WORDS, lambda x: a[x] * a[x]))),
    ),
    (total(WORDS, lambda w: a[w] * total(WORDS, lambda x: a[x])), total(WORDS, lambda w: a[w] ** 2)),
    (total(WORDS, lambda w: delta(w, after[w])), sp.Integer(1)),
    (total(WORDS, lambda w: delta(s[k], w)), total(SAMPLES, lambda k: delta(s[k], w))),
    (total(SAMPLES, lambda k: delta(s[k], w) * b[k]), total(SAMPLES, lambda k: b[k])),
    (delta(p, o) * a[p], a[o]),
    (V, K),
    (exp(t / 2), exp(t)),
    (1 / (t + z), 1 / t + 1 / z),
    (sigma(t), sigma(z)),
]


@pytest.mark.parametrize("pair", DIFFERENT)
def test_no_rule_makes_these_equal(pair: tuple[sp.Expr, sp.Expr]) -> None:
    assert normal_form(pair[0]) != normal_form(pair[1])


def test_every_rule_of_the_list_has_an_example() -> None:
    numbers = {int(n) for n in re.findall(r"^ ?(\d+)  ", str(rules.__doc__), flags=re.MULTILINE)}
    assert numbers == {*range(1, 16)} == {*EQUAL, 7}


def test_long_blocks_of_one_sort_keep_their_value_though_not_every_order_is_tried() -> None:
    names = [Index(f"n{n}", WORDS) for n in range(6)]
    product = sp.Mul(*(exp(a[one] * a[other]) for one, other in itertools.pairwise(names)))
    for name in names:
        product = total(WORDS, lambda index, name=name, body=product: body.xreplace({name: index}))
    assert text(normal_form(product)).startswith("sum_x sum_y sum_z sum_x' sum_y' sum_z' exp(")
