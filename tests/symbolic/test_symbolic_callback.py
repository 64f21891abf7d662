"""Functions that are given a function: traced with one of which nothing is known but what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from grader.model import Function
from grader.symbolic import (
    Array,
    Callback,
    Derivation,
    Index,
    Sort,
    delta,
    derivative,
    equation,
    gradient,
    row,
    total,
    trace,
    unknown,
    world,
)

CLASSES, DRAWS = Sort("C", "klm"), Sort("n", "i")
drawn = Array("drawn", DRAWS, values=CLASSES)
r = Index("r", CLASSES)

# --- functions of functions: S = sum_i J(drawn_i), J unknown ----------------------------------------------------------------

a, b = Array("a", CLASSES, DRAWS), Array("b", DRAWS)
c, q, x = Index("c", CLASSES), Index("q", DRAWS), Index("x", CLASSES)
J = unknown("J")


def of(label: Any) -> Any:
    """J of a label, of b, and of row c of a."""
    return J(label, b, row(a, c))


S = total(DRAWS, lambda i: of(drawn[i]))
SUMS = Derivation(
    function="sums",
    symbols={"chosen": c, "draws": drawn, "a": a, "b": b, "j": Callback(function=J, arguments=(x, b, row(a, c)))},
    loss=S,
    claims=(
        equation("s", S, total(CLASSES, lambda k: total(DRAWS, lambda i: delta(drawn[i], k)) * of(k)), output="loss"),
        gradient(
            "a", of=S, by=a[r, q], equals=delta(r, c) * total(DRAWS, lambda i: derivative(of(drawn[i]), a[c, q])), output="grad_a"
        ),
        gradient("b", of=S, by=b[q], equals=total(DRAWS, lambda i: derivative(of(drawn[i]), b[q])), output="grad_b"),
    ),
    worlds=(world(C=3, n=2, c=1, drawn=(2, 0)), world(C=2, n=3, c=0, drawn=(1, 1, 0))),
)


def sums(chosen: int, draws: Sequence[int], a: Any, b: Any, j: Any) -> Any:
    answers = [j(draw, b, a[chosen]) for draw in draws]
    grad_a = np.zeros(a.shape)
    grad_a[chosen] = sum(answer[2] for answer in answers)
    return sum(answer[0] for answer in answers), grad_a, sum(answer[1] for answer in answers)


def sums_function(reference: Callable[..., Any]) -> Function:
    return Function(
        name="sums", reference=reference, outputs=("loss", "grad_a", "grad_b"), gradients={"grad_a": "a", "grad_b": "b"}
    )


def test_a_function_of_an_unknown_function_is_traced() -> None:
    assert {part: check.ok for part, check in trace(sums_function(sums), SUMS).items()} == {"s": True, "a": True, "b": True}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda chosen, draws, a, b, j: sums(chosen, draws[:-1], a, b, j),
        lambda chosen, draws, a, b, j: sums(chosen, sorted(set(draws)), a, b, j),
        lambda chosen, draws, a, b, j: sums(chosen, draws, a, b, lambda n, b, row: j(n, 2 * b, row)),
        lambda chosen, draws, a, b, j: sums(chosen, draws, a, b, lambda n, b, row: j(n, b, a[0])),
        lambda chosen, draws, a, b, j: sums(chosen, draws, a, b, lambda n, b, row: j(n, b, row[:-1])),
        lambda chosen, draws, a, b, j: sums(chosen, draws, a, b, lambda n, b, row: j(n + 1, b, row)),
        lambda chosen, draws, a, b, j: sums((chosen + 1) % len(a), draws, a, b, j),
        lambda chosen, draws, a, b, j: tuple(-output for output in sums(chosen, draws, a, b, j)),
    ],
)
def test_an_unknown_function_that_is_called_wrongly_or_added_up_wrongly_is_seen(wrong: Callable[..., Any]) -> None:
    checks = trace(sums_function(wrong), SUMS)
    assert not all(check.ok for check in checks.values())


# --- a function of two rows of one array, or of an array and a row of it ----------------------------------------------------

e = Index("e", CLASSES)


def of_rows(chosen: int, other: int, a: Any, j: Any) -> Any:
    value, of_chosen, of_other = j(0, a[chosen], a[other])
    grad = np.zeros(a.shape)
    grad[chosen] += of_chosen
    grad[other] += of_other
    return value, grad


def of_array(chosen: int, other: int, a: Any, j: Any) -> Any:
    del other
    value, of_chosen, grad = j(0, a[chosen], a)
    grad = 1 * grad
    grad[chosen] += of_chosen
    return value, grad


def of_chosen_row_alone(chosen: int, other: int, a: Any, j: Any) -> Any:
    grad = np.zeros(a.shape)
    value, grad[chosen], _ = j(0, a[chosen], a[other])
    return value, grad


def of_array_alone(chosen: int, other: int, a: Any, j: Any) -> Any:
    del other
    value, _, grad = j(0, a[chosen], a)
    return value, grad


@pytest.mark.parametrize(
    ("second", "reference", "ok"),
    [(row(a, e), of_rows, True), (a, of_array, True), (row(a, e), of_chosen_row_alone, False), (a, of_array_alone, False)],
)
def test_all_dependences_on_one_array_add_up(second: Any, reference: Callable[..., Any], ok: bool) -> None:
    loss = J(x, row(a, c), second)
    derivation = Derivation(
        function="pairs",
        symbols={"chosen": c, "other": e, "a": a, "j": Callback(function=J, arguments=(x, row(a, c), second))},
        loss=loss,
        claims=(
            equation("loss", loss, loss, output="loss"),
            gradient("grad", of=loss, by=a[r, q], equals=derivative(loss, a[r, q]), output="grad"),
        ),
        worlds=(world(C=3, n=2, c=1, e=2, x=0), world(C=2, n=1, c=0, e=0, x=0)),
    )
    pairs = Function(name="pairs", reference=reference, outputs=("loss", "grad"), gradients={"grad": "a"})
    assert {part: check.ok for part, check in trace(pairs, derivation).items()} == {"loss": True, "grad": ok}
