"""The index language: typed indices, sums that capture nothing, derivatives that are not silently 0."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.symbolic import Array, Index, Sort, delta, derivative, exp, log, row, scalar, sigma, size_of, total, unknown
from grader.symbolic.normal_form import normal_form
from grader.symbolic.writing.normal_forms import text

WORDS, COORDINATES, SAMPLES = Sort("V", "xyz"), Sort("d", "j", coordinate=True), Sort("K", "k")
u, v, s, a = Array("u", WORDS, COORDINATES), Array("v", COORDINATES), Array("s", SAMPLES, values=WORDS), Array("a", WORDS)
o, p, w, x = (Index(name, WORDS) for name in "opwx")
j, q = Index("j", COORDINATES), Index("q", COORDINATES)
k, l = Index("k", SAMPLES), Index("l", SAMPLES)  # noqa: E741  # the letter of the derivations


def shown(expression: sp.Expr) -> str:
    return text(normal_form(expression))


def test_sympy_itself_captures_so_that_our_own_sum_is_needed() -> None:
    b, i, n = sp.IndexedBase("b"), sp.Symbol("i", integer=True), sp.Symbol("n", integer=True)
    assert sp.Sum(b[i] ** 2, (i, 0, n)).diff(b[i]) == sp.Sum(2 * b[i], (i, 0, n))  # should be 2*b[i]


def test_the_derivative_of_a_sum_by_an_entry_with_the_name_of_its_bound_index() -> None:
    assert shown(derivative(total(WORDS, lambda w: a[w] ** 2), a[w])) == "2 a_w"
    assert shown(derivative(total(WORDS, lambda w: total(WORDS, lambda w: a[w]) * a[w]), a[w])) == "2 sum_x a_x"


def test_a_name_that_is_bound_twice_belongs_to_the_inner_sum() -> None:
    inner = total(WORDS, lambda w: a[w])
    assert shown(total(WORDS, lambda w: inner * a[w])) == shown(total(WORDS, lambda x: a[x]) ** 2)


def test_a_free_name_and_a_bound_one_are_different() -> None:
    assert shown(total(WORDS, lambda w: a[w]) - a[w]) == "-a_w + sum_x a_x"
    assert shown(derivative(total(WORDS, lambda w: a[w] * a[p]), a[p]).xreplace({p: w})) == "a_w + sum_x a_x"


def test_an_index_of_the_wrong_sort_is_refused() -> None:
    for refused in (lambda: u[q, o], lambda: u[o], lambda: u[o, q, q], lambda: u[k, q], lambda: a[a[o]], lambda: delta(o, q)):
        with pytest.raises(TypeError):
            refused()
    with pytest.raises(TypeError, match="along one axis"):
        Array("s", SAMPLES, SAMPLES, values=WORDS)
    with pytest.raises(TypeError, match="not a row"):
        row(u, q)


def test_an_array_of_indices_gives_indices() -> None:
    assert shown(derivative(total(SAMPLES, lambda k: u[s[k], q]), u[p, q])) == "sum_k [p = s_k]"
    assert shown(total(SAMPLES, lambda k: delta(s[k], s[l]))) == "sum_k [s_k = s_l]"


def test_an_array_survives_whatever_sympy_rebuilds() -> None:
    moved = total(WORDS, lambda w: a[w] * u[w, q]).xreplace({size_of(WORDS): sp.Integer(3)})
    assert shown(moved) == "sum_x a_x u_x"


def test_indices_are_the_same_where_name_and_sort_are() -> None:
    assert Index("o", WORDS) == o
    assert Index("o", SAMPLES) != o
    assert sp.Add(a[Index("k", WORDS)], Array("b", SAMPLES)[k])  # their order is defined as well


def test_a_substitution_into_a_sum_captures_nothing() -> None:
    inside = next(i for i in total(WORDS, lambda x: a[x] * a[p]).body.free_symbols if "~" in str(i) and isinstance(i, Index))
    assert inside != x
    assert shown(total(WORDS, lambda x: a[x] * a[p]).xreplace({p: x})) == "a_x sum_y a_y"


c, e = Index("c", WORDS), Index("e", WORDS)
center = Array("center", WORDS, COORDINATES)
J = unknown("J")


@pytest.mark.parametrize(
    ("of", "by", "expected"),
    [
        (J(o, u), u[p, q], "D2 J(o,u)[p,q]"),
        (J(o, row(center, c)), center[c, q], "D2 J(o,center[c])[q]"),
        (J(o, row(center, c)), center[p, q], "D2 J(o,center[c])[q] [c = p]"),
        (total(SAMPLES, lambda k: J(s[k], u)), u[p, q], "sum_k D2 J(s_k,u)[p,q]"),
        (J(o, u) ** 2, v[q], "0"),
        (J(row(u, c), row(u, e)), u[p, q], "D1 J(u[c],u[e])[q] [c = p] + D2 J(u[c],u[e])[q] [e = p]"),
        (J(row(u, c), u), u[p, q], "D1 J(u[c],u)[q] [c = p] + D2 J(u[c],u)[p,q]"),
        (total(WORDS, lambda w: J(row(u, w))), u[p, q], "D1 J(u[p])[q]"),
        (J(a[o], scalar("t")), scalar("t"), "D2 J(a[o],t)[]"),
    ],
)
def test_an_unknown_function_has_a_slope_by_each_of_its_arguments(of: sp.Expr, by: sp.Expr, expected: str) -> None:
    assert shown(derivative(of, by)) == expected


def test_an_unknown_function_of_a_row_differs_from_row_to_row() -> None:
    everything = total(WORDS, lambda w: J(row(center, w)))
    assert shown(everything - size_of(WORDS) * J(row(center, c))) != "0"
    assert shown(delta(o, p) * (J(row(center, o)) - J(row(center, p)))) == "0"
    with pytest.raises(TypeError, match="is a function of indices"):
        J(a[o] + 1)
    with pytest.raises(TypeError, match="second derivative of the unknown J"):
        derivative(derivative(J(u), u[p, q]), u[o, q])


def test_the_logistic_function_is_what_its_name_says() -> None:
    t = scalar("t")
    assert derivative(sigma(t), t) == sigma(t) * (1 - sigma(t))
    assert shown(sigma(-t) - (1 - sigma(t))) == "0"
    assert shown(sigma(t - t)) == "1/2"
    # What the two lines before take for granted, from exp alone.
    s_ = 1 / (1 + exp(-t))
    assert sp.simplify(sp.diff(s_, t) - s_ * (1 - s_)) == 0
    assert sp.simplify(s_.subs(t, -t) - (1 - s_)) == 0


def test_what_the_language_does_not_have_is_refused() -> None:
    t = scalar("t")
    for strange in (sp.sin(t), sp.Abs(t), sp.oo, sp.Symbol("z") * t, sp.IndexedBase("f")[o]):
        with pytest.raises(TypeError, match="the index language has no"):
            normal_form(strange)
    for index in (o + 1, o * t, a[o] + s[k]):
        with pytest.raises(TypeError, match="is an index, not a number"):
            normal_form(index)
    with pytest.raises(TypeError, match="its indices are not of the sorts of its axes"):
        normal_form(sp.Indexed(a, o + 1))
    with pytest.raises(TypeError, match="compares two indices of one sort"):
        delta(o, o + 1)


def test_a_reciprocal_of_nothing_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        normal_form(1 / total(WORDS, lambda w: a[w] * (delta(w, o) - delta(o, w))))
    with pytest.raises(ZeroDivisionError):
        normal_form(1 / delta(w, o))


def test_sizes_and_logarithms() -> None:
    assert shown(total(WORDS, lambda w: 3)) == "3 V"
    assert shown(log(size_of(WORDS) * exp(a[o]))) == "a_o + log V"
