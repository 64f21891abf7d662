"""NumPy that is written from a formula has the values of the formula, and says what it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp

from grader import one_hot, sigma, softmax
from grader.symbolic import Array, Index, Sort, delta, evaluated, exp, let, log, size_of, total
from grader.symbolic import sigma as sigma_of
from grader.symbolic.emitting import numpy_of
from grader.symbolic.slips import after, before, first, last, middle
from grader.symbolic.worlds import Explicit, World, entry

ROWS, COLUMNS, DRAWS = Sort("V", letters="xyz"), Sort("d", letters="j", coordinate=True), Sort("K", letters="k")
V, K = size_of(ROWS), size_of(DRAWS)
o, p, q = Index("o", ROWS), Index("p", ROWS), Index("q", COLUMNS)
u, v, t = Array("u", ROWS, COLUMNS), Array("v", COLUMNS), Array("t", ROWS)
s = Array("s", DRAWS, values=ROWS)
T = Array("T", DRAWS, ROWS, COLUMNS)


def score(w: Any) -> Any:
    return total(COLUMNS, lambda j: u[w, j] * v[j])


yhat = let("yhat", ROWS, lambda w: exp(score(w)) / total(ROWS, lambda x: exp(score(x))))
y = let("y", ROWS, lambda w: delta(w, o))
n = let("n", ROWS, lambda w: total(DRAWS, lambda k: delta(s[k], w)))
NAMED = {d.name: d for d in (yhat, y, n)}
FORMULAS: dict[str, tuple[Any, tuple[Index, ...]]] = {
    "-np.log(yhat[o])": (-log(yhat(o)), ()),
    "(yhat - y) @ u": (total(ROWS, lambda w: u[w, q] * (yhat(w) - y(w))), (q,)),
    "np.outer(yhat - y, v)": ((yhat(p) - y(p)) * v[q], (p, q)),
    "(yhat - y)[:, None] * u": ((yhat(p) - y(p)) * u[p, q], (p, q)),
    "yhat @ u - u[o]": (total(ROWS, lambda w: u[w, q] * yhat(w)) - u[o, q], (q,)),
    "softmax(-u @ v)": (exp(-score(p)) / total(ROWS, lambda x: exp(-score(x))), (p,)),
    "3 * softmax(t)[o] / V": (3 / V * exp(t[o]) / total(ROWS, lambda x: exp(t[x])), ()),
    "np.log(np.sum(np.exp(u @ v))) - v @ u[o]": (log(total(ROWS, lambda x: exp(score(x)))) - score(o), ()),
    "-np.sum(np.log(sigma(-u[s] @ v)))": (-total(DRAWS, lambda k: log(sigma_of(-score(s[k])))), ()),
    "sigma(u[s] @ v) @ u[s]": (total(DRAWS, lambda k: sigma_of(score(s[k])) * u[s[k], q]), (q,)),
    "np.outer(n * t, v)": (n(p) * t[p] * v[q], (p, q)),
    "u.T @ u": (total(ROWS, lambda w: u[w, q] * u[w, Index("r", COLUMNS)]), (q, Index("r", COLUMNS))),
    "yhat[0] * u[0]": (yhat(first(ROWS)) * u[first(ROWS), q], (q,)),
    "u[s[-1]]": (u[s[last(DRAWS)], q], (q,)),
    "t[(o + 1) % V] + t[o - 1]": (t[before(o)] + t[after(o)], ()),
    "t[s] @ one_hot(s, V)": (total(DRAWS, lambda k: delta(s[k], p) * t[s[k]]), (p,)),
    "np.sum(t**2) / 2": (total(ROWS, lambda w: t[w] ** 2) / 2, ()),
    "np.broadcast_to(1 / V, (V,))": (1 / V, (p,)),
    "np.log(1e-05 + yhat[o])": (log(yhat(o) + sp.Rational(1, 10**5)), ()),
    "K * t[o]": (total(DRAWS, lambda _: t[o]), ()),
    "np.sum(t[s][:, None, None] * T, axis=0)": (total(DRAWS, lambda k: t[s[k]] * T[k, p, q]), (p, q)),
    "np.sum(T * one_hot(s, V)[:, :, None], axis=0)": (total(DRAWS, lambda k: delta(s[k], p) * T[k, p, q]), (p, q)),
    "t[V // 2]": (t[middle(ROWS)], ()),
    "np.sum((t[:, None] - t[s])**2, axis=1)": (total(DRAWS, lambda k: (t[p] - t[s[k]]) ** 2), (p,)),
}


@pytest.mark.parametrize("source", FORMULAS)
def test_numpy_is_written_as_a_person_would_and_has_the_values_of_the_formula(source: str) -> None:
    formula, at = FORMULAS[source]
    assert numpy_of(sp.sympify(formula), at, NAMED) == source
    rng = np.random.default_rng(1)
    sizes = {"V": 4, "d": 3, "K": 2}
    data = {"u": rng.normal(size=(4, 3)), "v": rng.normal(size=3), "t": rng.normal(size=4), "T": rng.normal(size=(2, 4, 3))}
    indices = {"o": 2, "s": (3, 1)}
    explicit = Explicit(World({**sizes, **indices, "first": 0, "middle": 2, "last": 1, "before_o": 1, "after_o": 3}))
    numbers = {entry(array, *at): x for array in (u, v, t, T) for at, x in np.ndenumerate(data[array.name])}
    places = np.ndindex(*(sizes[i.sort.size] for i in at))
    formulas = [explicit.formula(evaluated(formula), dict(zip(at, place, strict=True))) for place in places]
    right = [float(sp.sympify(f).xreplace(numbers)) for f in formulas]
    letters = {**sizes, **data, "o": 2, "s": np.array([3, 1]), "y": one_hot(2, 4), "n": np.array([0, 1, 0, 1])}
    letters |= {"np": np, "softmax": softmax, "sigma": sigma, "one_hot": one_hot, "yhat": softmax(data["u"] @ data["v"])}
    np.testing.assert_allclose(np.ravel(eval(source, letters)), right, rtol=1e-12)


def test_a_formula_that_numpy_has_no_words_for_is_refused() -> None:
    with pytest.raises(TypeError, match="no NumPy is known"):
        numpy_of(sp.gamma(t[o]), (), NAMED)
