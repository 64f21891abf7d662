"""Closed forms as numbers, with their rounding errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.symbolic import (
    Array,
    Derivation,
    Index,
    Sort,
    equation,
    exact_outputs,
    exp,
    log,
    scalar,
    sigma,
    sqrt,
    tanh,
    total,
    world,
)

ENTRIES = Sort("n", letters="i")
i, x, a = Index("i", ENTRIES), Array("x", ENTRIES), scalar("a")
X, A = np.array([0.5, -1.0, 3.0]), 2.0

FORMS: dict[str, tuple[Any, Any]] = {
    "a sum": (x[i] + a, X + A),
    "a quotient": (x[i] / a, X / A),
    "an exponential": (exp(x[i]), np.exp(X)),
    "a logarithm": (log(exp(x[i]) + a), np.log(np.exp(X) + A)),
    "sigma": (sigma(x[i]), 1 / (1 + np.exp(-X))),
    "tanh": (tanh(x[i]), np.tanh(X)),
    "a root": (sqrt(exp(x[i])), np.exp(X / 2)),
    "e": (exp(1) * x[i], np.e * X),
    "a norm": (x[i] / total(ENTRIES, lambda k: x[k] ** 2), X / np.sum(X**2)),
}


def values(form: Any, data: Any, *, precise: bool) -> Any:
    claim = equation("p", form, form, output="y", at=(i,))
    how = Derivation(function="f", symbols={"x": x, "a": a}, claims=(claim,), worlds=(world(n=2),))
    return exact_outputs(how, {"x": data, "a": A}, precise=precise)["y"]


@pytest.mark.parametrize("name", list(FORMS))
@pytest.mark.parametrize("precise", [True, False])
def test_a_closed_form_is_what_numpy_computes(name: str, precise: bool) -> None:
    form, expected = FORMS[name]
    exact = values(form, X, precise=precise)
    assert exact.described.all()
    assert np.all(np.abs(exact.value - expected).astype(float) <= 2.0**-53 * 8 * exact.error.astype(float))


def test_errors_grow_where_digits_are_lost_and_what_is_given_has_none() -> None:
    extreme = np.array([30.0, -30.0, 1000.0])
    kept, lost = (values(form, extreme, precise=True) for form in (sigma(-x[i]), 1 - sigma(x[i])))
    assert all(float(error / value) < 1e4 for error, value in zip(kept.error, kept.value, strict=True))
    assert float(lost.error[0] / lost.value[0]) > 1e12
    assert 0 != float(kept.value[2] / lost.value[2]) == pytest.approx(1)  # 5e-435
    assert not values(x[i], extreme, precise=True).error.any()
