"""Residuals are read by people: vectors as vectors, sums with letters that nothing else has."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.symbolic import Array, Index, Sort, delta, derivative, exp, log, scalar, sigma, size_of, total
from grader.symbolic.normal_form import normal_form
from grader.symbolic.writing.normal_forms import text

WORDS, COORDINATES, SAMPLES = Sort("V", "xyz"), Sort("d", "j", coordinate=True), Sort("K", "k")
u, v, a = Array("u", WORDS, COORDINATES), Array("v_c", COORDINATES), Array("a", WORDS)
s = Array("s", SAMPLES, values=WORDS)
o, p, w, x = (Index(name, WORDS) for name in "opwx")
j, q, i = Index("j", COORDINATES), Index("q", COORDINATES), Index("i", COORDINATES)
k, l = Index("k", SAMPLES), Index("l", SAMPLES)  # noqa: E741  # the letter of the derivations


def score_of(word: Index) -> sp.Expr:
    return total(COORDINATES, lambda j: u[word, j] * v[j])


score = score_of(w)
V = size_of(WORDS)

READ = [
    (sp.Integer(0), "0"),
    (sp.Rational(-2, 3), "-2/3"),
    (-u[o, q], "-u_o"),
    (v[q] - 2 * u[s[k], q], "-2 u_{s_k} + v_c"),
    (score, "u_w.v_c"),
    (total(COORDINATES, lambda j: v[j] ** 2), "v_c.v_c"),
    (score**2 / 3, "1/3 * (u_w.v_c)^2"),
    (exp(score), "exp(u_w.v_c)"),
    (total(WORDS, lambda w: exp(score_of(w))), "sum_x exp(u_x.v_c)"),
    (u[x, q] * total(WORDS, lambda w: u[w, q]), "u_{x,q} sum_y u_{y,q}"),
    (v[q] / total(WORDS, lambda w: exp(score_of(w))), "v_c/(sum_x exp(u_x.v_c))"),
    (1 / (1 + exp(-score)), "1/(1 + exp(-u_w.v_c))"),
    (delta(o, s[k]) * sigma(score) / V, "[o = s_k] sigma(u_w.v_c)/V"),
    (log(1 + exp(score)), "log(1 + exp(u_w.v_c))"),
    (total(WORDS, lambda w: total(WORDS, lambda x: u[w, q] * exp(a[x] * a[w]))), "sum_x sum_y u_x exp(a_x a_y)"),
    (total(WORDS, lambda w: total(COORDINATES, lambda j: u[w, j] ** 3)), "sum_x sum_j u_{x,j}^3"),
    (
        total(
            WORDS, lambda w: exp(total(SAMPLES, lambda k: a[s[k]] * a[w] * sigma(total(WORDS, lambda x: a[x] * a[s[k]] * a[w]))))
        ),
        "sum_x exp(a_x sum_k a_{s_k} sigma(a_x a_{s_k} sum_y a_y))",
    ),
    (total(WORDS, lambda w: a[w]) * total(WORDS, lambda w: a[w] ** 2) * scalar("t"), "t (sum_x a_x) sum_x a_x^2"),
]


@pytest.mark.parametrize(("expression", "expected"), READ, ids=[expected for _, expected in READ])
def test_a_normal_form_reads(expression: sp.Expr, expected: str) -> None:
    assert text(normal_form(expression)) == expected


def test_a_bound_letter_is_never_one_that_is_free() -> None:
    y, z = Index("y", WORDS), Index("z", WORDS)
    assert text(normal_form(a[x] * a[y] * a[z] * total(WORDS, lambda w: a[w]))) == "a_x a_y a_z sum_x' a_{x'}"


def test_a_forgotten_y_leaves_exactly_minus_u_o() -> None:
    def yhat(word: Index) -> sp.Expr:
        return exp(score_of(word)) / total(WORDS, lambda x: exp(total(COORDINATES, lambda j: u[x, j] * v[j])))

    loss = -log(yhat(o))
    forgotten = total(WORDS, lambda w: u[w, q] * yhat(w))
    assert text(normal_form(derivative(loss, v[q]) - forgotten)) == "-u_o"
