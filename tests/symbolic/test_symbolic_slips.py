"""A slip changes what it says, wherever that stands, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader import in_letters, mistakes
from grader.symbolic import (
    Array,
    Derivation,
    Index,
    Sort,
    delta,
    derivative,
    equation,
    exp,
    gradient,
    let,
    log,
    residual,
    sigma,
    size_of,
    total,
    world,
)
from grader.symbolic.slips import (
    Slip,
    at,
    averaged,
    complement,
    drop,
    first,
    flip,
    half,
    in_rows,
    instead,
    inverted,
    last,
    leave_out,
    module_of,
    numpy,
    of_loss,
    only,
    remove,
    replace,
    spoil,
    squared,
    times,
    together,
    twice,
    weighted,
    written_as,
)
from grader.symbolic.slips.slopes import slope

ROWS = Sort("V", letters="xyz")
V, o, p = size_of(ROWS), Index("o", ROWS), Index("p", ROWS)
a, b = Array("a", ROWS), Array("b", ROWS)
y = let("y", ROWS, lambda w: delta(w, o))
share = let("share", ROWS, lambda w: exp(a[w]) / total(ROWS, lambda x: exp(a[x])))
SUM = equation("a", a[o], a[o], output="loss")


def claim(formula: Any, *indices: Index) -> Any:
    return equation("a", formula, formula, output="loss", at=indices)


def difference(w: Any) -> Any:
    return share(w) - y(w)


ROW = difference(p) * b[p]
TOTAL = total(ROWS, lambda w: a[w] * b[w])
CASES: dict[str, tuple[Any, Slip, Any]] = {
    "the whole formula": (ROW, flip(), -ROW),
    "a definition": (ROW, flip(y), (share(p) + y(p)) * b[p]),
    "a definition, dropped": (ROW, drop(share, "c"), -y(p) * b[p]),
    "a definition, as a factor": (ROW, remove(y, "c"), (share(p) - 1) * b[p]),
    "a definition at another index": (ROW, at(share, o, "c"), (share(o) - y(p)) * b[p]),
    "a Python function of an index": (ROW, twice(difference), 2 * difference(p) * b[p]),
    "an array": (ROW, replace(b, lambda i: a[i], "c"), difference(p) * a[p]),
    "an array at another index": (ROW, at(b, o, "c"), difference(p) * b[o]),
    "an expression": (ROW, squared(b[p]), difference(p) * b[p] ** 2),
    "what a definition is made of": (
        share(p),
        flip(a),
        exp(-a[p]) / total(ROWS, lambda x: exp(-a[x])),
    ),
    "a function": (log(1 + exp(a[o])), replace(log, lambda x: x, "c"), 1 + exp(a[o])),
    "a function for another": (sigma(a[o]) * b[o], replace(sigma, exp, "c"), exp(a[o]) * b[o]),
    "an index, for another one": (ROW + a[o], at(o, p, "c"), (share(p) - 1) * b[p] + a[p]),
    "a sum: each summand weighted": (TOTAL - a[o], weighted(ROWS, y, "c"), total(ROWS, lambda w: a[w] * b[w] * y(w)) - a[o]),
    "two slips at once": (ROW, together("c", flip(y), twice(share)), (2 * share(p) + y(p)) * b[p]),
    "two slips, one after the other": (TOTAL, together("c", twice(), twice()), 4 * TOTAL),
    "a sum: one summand": (TOTAL - a[o], only(ROWS, first(ROWS), "c"), a[first(ROWS)] * b[first(ROWS)] - a[o]),
    "a sum: all but one": (TOTAL, leave_out(ROWS, last(ROWS), "c"), TOTAL - a[last(ROWS)] * b[last(ROWS)]),
    "a size": (TOTAL / V, remove(V, "c"), TOTAL),
    "divided": (TOTAL, averaged(V), TOTAL / V),
    "multiplied": (TOTAL, times(V, "c"), TOTAL * V),
    "halved": (TOTAL, half(), TOTAL / 2),
    "upside down": (TOTAL, inverted(), 1 / TOTAL),
    "complement": (share(o), complement(), 1 - share(o)),
    "another formula": (TOTAL, instead(a[o], "c"), a[o]),
    "in one row": (ROW, in_rows(y, flip(), "c"), ROW * (1 - y(p)) - ROW * y(p)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_slip_changes_its_target_and_nothing_else(name: str) -> None:
    right, slip, wrong = CASES[name]
    (made,) = spoil(claim(right, p) if name == "in one row" else claim(right), slip).mistakes
    assert made.wrong == wrong
    assert made.is_false


def test_a_slip_that_changes_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="changes nothing"):
        _ = spoil(claim(a[o]), flip(b)).mistakes


def test_a_slip_that_is_none_is_not_false() -> None:
    (made,) = spoil(claim(sigma(a[o])), instead(1 / (1 + exp(-a[o])), "c")).mistakes
    assert made.is_formula
    assert not made.is_false


# --- generated.py ---------------------------------------------------------------------------------------------------------


def derivation(*slips: Slip, hints: dict[str, str] | None = None) -> Derivation:
    loss = claim(-log(share(o)))
    spoilt = spoil(loss, *slips)
    worlds = (world(V=2, o=0),)
    return Derivation(
        function="f", symbols={"first": a, "index": o}, claims=(loss,), worlds=worlds, slips=(spoilt,), hints=hints or {}
    )


def test_the_module_holds_each_mistake_as_a_line_of_numpy() -> None:
    by_hand = numpy("a[-1]", "end", "the end", "Why?"), written_as(share, "a / sum(a)", "plain", "plain")
    of_an_index = written_as(lambda i: exp(a[i]), "np.sort(np.exp(a))", "sorted", "sorted", "Which is whose?")
    in_sums = weighted(ROWS, "1 * (np.arange(V) < 2)", "two", "of two only", "How many are there?")
    source = module_of(
        [derivation(flip(), *by_hand, of_an_index, in_sums, hints={"plain": "Is it normalised?", "sign-flipped": "Signs!"})]
    )
    assert '("sign-flipped", lambda o, share: np.log(share[o]), "log share_o", "Signs!"),' in source
    assert '("end", lambda a: a[-1], "the end", "Why?"),' in source
    assert 'lambda a, o: -np.log((a / sum(a))[o]), "-log share_o, share being plain", "Is it normalised?"),' in source
    assert '"share": lambda a: softmax(a),' in source
    assert "-log share_o, sorted" in source
    assert "(1 * (np.arange(V) < 2)) @ np.exp(a)" in source


def test_a_code_without_a_hint_is_refused() -> None:
    with pytest.raises(ValueError, match="'other' of a slip has no hint"):
        module_of([derivation(complement(share, "other"))])


def test_a_formula_in_letters_is_one_of_the_inputs() -> None:
    letters = {"a": "first", "total": lambda a: a[0] + a[1], "mean": lambda total, a: total / len(a)}
    assert in_letters(letters, lambda mean, first: mean + first[0])(first=np.array([1.0, 3.0])) == 3.0
    (made,) = mistakes(letters, "f", "loss", ("x",), [("code", lambda total: -total, "what", "hint")])
    assert (made.part, made.code, made.formula(first=np.array([1.0, 2.0]))) == ("x", "code", -3.0)


# --- the gradient of a wrong loss -----------------------------------------------------------------------------------------

LOSSES = {
    "a softmax": -log(share(o)),
    "a sum": total(ROWS, lambda w: (share(w) - y(w)) ** 2) / V,
    "a sum with a logarithm": log(total(ROWS, lambda w: exp(a[w]))) - a[o],
    "a sigma": log(1 + sigma(-a[o] * b[o])) * b[o],
    "nothing in it": log(V),
}


@pytest.mark.parametrize("name", LOSSES)
def test_a_slope_is_the_derivative(name: str) -> None:
    assert residual(derivative(LOSSES[name], a[p]), slope(LOSSES[name], a[p])) == ""


def test_the_slope_of_a_softmax_is_written_with_the_softmax() -> None:
    assert slope(-log(share(o)), a[p]) == share(p) - delta(p, o)


def test_a_slip_in_a_loss_is_one_in_its_gradients() -> None:
    loss = claim(-log(share(o)))
    by_a = gradient("b", of=loss.right, by=a[p], equals=share(p) - y(p), output="grad")
    of_the_loss, of_the_gradient = of_loss(loss, (by_a,), replace(log, lambda x: x, "no-logarithm"))
    assert [m.wrong for m in of_the_loss.mistakes] == [-share(o)]
    assert of_the_gradient.parts == ("b",)
    assert residual(of_the_gradient.mistakes[0].wrong, share(o) * (share(p) - y(p))) == ""
