"""Claims and their proofs on a toy: cross-entropy of logits, L = log sum_k exp(z_k) - z_y."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.symbolic import (
    Absent,
    Array,
    Derivation,
    Different,
    Fact,
    Index,
    Injective,
    Sort,
    delta,
    equation,
    exp,
    gradient,
    log,
    prove,
    residual,
    scalar,
    sigma,
    total,
    world,
)

CLASSES, DRAWS = Sort("C", "klm"), Sort("n", "i")
z, drawn = Array("z", CLASSES), Array("drawn", DRAWS, values=CLASSES)
k, y, r = (Index(name, CLASSES) for name in "kyr")
i, h = Index("i", DRAWS), Index("h", DRAWS)
yhat = exp(z[r]) / total(CLASSES, lambda k: exp(z[k]))
L = log(total(CLASSES, lambda k: exp(z[k]))) - z[y]

RIGHT = gradient(
    "z",
    of=L,
    by=z[r],
    equals=yhat - delta(r, y),
)


def test_a_right_claim_is_proved() -> None:
    check = prove(RIGHT)
    assert check.ok
    assert check.detail == ""
    assert check.seconds > 0


def test_a_wrong_claim_says_what_is_left_over() -> None:
    claim = gradient("z", of=L, by=z[r], equals=yhat)
    check = prove(claim)
    assert not check.ok
    assert check.verdict == "false"
    assert "the left side is 0.0, the right side 1.0; left minus right is -[r = y]" in check.detail


@pytest.mark.parametrize("strange", [sp.sin(z[r]), sp.zoo, sp.Abs(z[r]), sp.Symbol("t")])
def test_what_the_language_has_not_is_no_claim(strange: sp.Expr) -> None:
    with pytest.raises(TypeError, match="the index language has no"):
        equation("z", strange, 0)


def test_a_division_by_zero_is_not_proved() -> None:
    check = prove(equation("z", 1 / total(CLASSES, lambda k: delta(k, r) - delta(r, k)), 0))
    assert not check.ok
    assert "the reciprocal of 0 is not defined" in check.detail


def test_identities_that_need_a_common_denominator_are_decided() -> None:
    t, x = scalar("t"), total(CLASSES, lambda k: z[k] ** 2)
    assert residual(1 / (1 + exp(t)) + 1 / (1 + exp(-t)), 1) == ""
    assert residual(sigma(x), exp(x) / (1 + exp(x))) == ""
    assert residual(1 / (1 + x) - 1 / (2 + x), 1 / ((1 + x) * (2 + x))) == ""
    assert residual(log(1 + exp(-t)), log(1 + exp(t)) - t) == ""
    assert residual(1 / (1 + x), 1 / (2 + x)) != ""
    assert residual(sigma(x), sigma(x + 1)) != ""


def test_hypotheses_are_words_and_are_used() -> None:
    distinct = Injective(drawn, note="no class twice")
    absent = Absent(drawn, y)
    other = Different(r, y)
    claim = equation("n", total(DRAWS, lambda i: delta(drawn[i], drawn[h])), 1, facts=(distinct,))
    assert claim.hypotheses == ("drawn_1, ..., drawn_n are different (no class twice)",)
    assert prove(claim).ok
    assert not prove(equation("n", total(DRAWS, lambda i: delta(drawn[i], drawn[h])), 1, facts=(absent, other))).ok
    assert prove(equation("n", total(DRAWS, lambda i: delta(drawn[i], y)), 0, facts=(absent,))).ok
    assert prove(equation("n", delta(r, y) * z[r], 0, facts=(other,))).ok
    assert not prove(equation("n", delta(r, y) * z[r], 0, facts=(distinct, absent))).ok


def test_a_fact_says_nothing_but_what_it_is_made_for() -> None:
    with pytest.raises(NotImplementedError):
        Fact().holds(None)  # type: ignore[arg-type]
    assert residual(delta(y, r), 0, (Fact(),)) == "[r = y]"


def test_a_gradient_of_an_output_has_to_be_that_of_the_loss() -> None:
    elsewhere = gradient("z", of=2 * L, by=z[r], equals=2 * yhat - 2 * delta(r, y), output="grad")
    with pytest.raises(ValueError, match="this is not about the loss of f"):
        Derivation(function="f", symbols={}, claims=(elsewhere,), worlds=(world(C=2),), loss=L)
    beside = gradient("z", of=2 * L, by=z[r], equals=2 * yhat - 2 * delta(r, y))
    assert Derivation(function="f", symbols={}, claims=(beside,), worlds=(world(C=2),), loss=L)
