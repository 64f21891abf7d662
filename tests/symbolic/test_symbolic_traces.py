"""The NumPy code that grades, run on symbols: the right one passes, every change to it does not."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from grader.model import Function, Mistake
from grader.symbolic import (
    Array,
    Derivation,
    Different,
    Index,
    Injective,
    Sort,
    delta,
    equation,
    exp,
    gradient,
    log,
    scalar,
    total,
    trace,
    trace_mistake,
    world,
)

# --- cross-entropy of logits: L = log sum_k exp(z_k) - z_y + lambda/2 sum_k z_k^2 ---------------------------------------------

CLASSES, DRAWS = Sort("C", "klm"), Sort("n", "i")
z, drawn = Array("z", CLASSES), Array("drawn", DRAWS, values=CLASSES)
k, y, r, i = Index("k", CLASSES), Index("y", CLASSES), Index("r", CLASSES), Index("i", DRAWS)
strength = scalar("lambda")
L = log(total(CLASSES, lambda k: exp(z[k]))) - z[y] + strength / 2 * total(CLASSES, lambda k: z[k] ** 2)
VALUE = equation(
    "loss",
    L,
    -log(exp(z[y]) / total(CLASSES, lambda k: exp(z[k]))) + strength / 2 * total(CLASSES, lambda k: z[k] ** 2),
    output="loss",
)
SLOPE = gradient(
    "grad", of=L, by=z[r], equals=exp(z[r]) / total(CLASSES, lambda k: exp(z[k])) - delta(r, y) + strength * z[r], output="grad"
)
WORLDS = (world(C=3, y=1), world(C=2, y=0))
SYMBOLS = {"logits": z, "label": y, "strength": strength}


def derivation(*claims: Any, worlds: Any = WORLDS, loss: Any = L, symbols: Any = SYMBOLS) -> Derivation:
    return Derivation(function="cross_entropy", symbols=symbols, claims=claims or (VALUE, SLOPE), worlds=worlds, loss=loss)


def right(logits: Any, label: int, strength: Any) -> tuple[Any, Any]:
    shifted = logits - np.max(logits)
    log_yhat = shifted - np.log(np.sum(np.exp(shifted)))
    grad = np.exp(log_yhat) + strength * logits
    grad[label] -= 1
    return -log_yhat[label] + strength * np.sum(logits**2) / 2, grad


def function(reference: Callable[..., Any]) -> Function:
    return Function(name="cross_entropy", reference=reference, outputs=("loss", "grad"), gradients={"grad": "logits"})


def verdicts(reference: Callable[..., Any], how: Derivation | None = None) -> dict[str, bool]:
    return {part: check.ok for part, check in trace(function(reference), how or derivation()).items()}


def test_right_code_is_what_the_derivation_says() -> None:
    checks = trace(function(right), derivation())
    assert {part: check.ok for part, check in checks.items()} == {"loss": True, "grad": True}
    assert all(check.seconds > 0 and check.detail == "" for check in checks.values())


def changed(old: str, new: str) -> Callable[..., Any]:
    """`right` with one piece of its text changed."""
    text = inspect.getsource(right)
    assert old in text
    names: dict[str, Any] = {"np": np, "Any": Any}
    exec(compile(text.replace(old, new), "changed", "exec", flags=0x1000000, dont_inherit=True), names)
    made: Callable[..., Any] = names["right"]
    return made


@pytest.mark.parametrize(
    ("old", "new", "red"),
    [
        ("grad[label] -= 1", "grad[label] += 1", {"grad"}),
        ("grad[label] -= 1", "grad[label] -= 2", {"grad"}),
        ("grad[label] -= 1", "grad[label - 1] -= 1", {"grad"}),
        ("grad[label] -= 1", "grad[0] -= 1", {"grad"}),
        ("grad[label] -= 1", "pass", {"grad"}),
        ("+ strength * logits", "- strength * logits", {"grad"}),
        ("+ strength * logits", "+ strength", {"grad"}),
        ("np.sum(logits**2) / 2", "np.sum(logits**2)", {"loss"}),
        ("-log_yhat[label]", "log_yhat[label]", {"loss"}),
        ("-log_yhat[label]", "-log_yhat[label - 1]", {"loss"}),
        ("shifted = logits - np.max(logits)", "shifted = logits - np.max(logits[1:])", set()),
        ("log_yhat = shifted -", "log_yhat = logits -", {"loss", "grad"}),
        ("np.exp(shifted)", "np.exp(logits)", {"loss", "grad"}),
        ("np.exp(shifted)", "np.exp(2 * shifted)", {"loss", "grad"}),
        ("np.exp(log_yhat)", "np.exp(shifted)", {"grad"}),
        ("np.sum(np.exp", "np.mean(np.exp", {"loss", "grad"}),
        ("return -log", "return 1e-12 - log", {"loss"}),
        ("return -log_yhat[label]", "return np.round(-log_yhat[label])", {"loss", "grad"}),
        ("/ 2, grad", "/ 2, grad[:, None]", {"grad"}),
        ("/ 2, grad", "/ 2, grad[:-1]", {"grad"}),
        ("/ 2, grad", "/ 2, np.append(grad, 0)", {"grad"}),
        ("/ 2, grad", "/ 2", {"loss", "grad"}),
        ("shifted = logits", "shifted = logits if logits[0] else logits", {"loss", "grad"}),
    ],
)
def test_a_change_to_the_code_is_seen(old: str, new: str, red: set[str]) -> None:
    assert verdicts(changed(old, new)) == {"loss": "loss" not in red, "grad": "grad" not in red}


def test_a_shift_that_matters_is_named_in_the_residual() -> None:
    detail = trace(function(changed("log_yhat = shifted -", "log_yhat = logits -")), derivation())["loss"].detail
    assert detail.startswith("C=3, y=1: loss minus its closed form is ")
    assert "Largest(z[0], z[1], z[2])" in detail


def test_long_residuals_are_cut_and_further_ones_counted() -> None:
    def far(logits: Any, label: int, strength: Any) -> Any:
        return right(logits, label, strength)[0], np.exp(sum(np.exp(n * logits) for n in range(40)))

    detail = trace(function(far), derivation())["grad"].detail
    assert " ...; at lambda = " in detail
    assert detail.endswith("more)")
    assert len(detail) < 600


def test_code_that_raises_fails_every_part_with_the_reason() -> None:
    checks = trace(function(changed("shifted = logits", "shifted = np.argmax(logits) + logits")), derivation())
    assert all("cannot be run on symbols: changed line 2: np.argmax" in check.detail for check in checks.values())


def test_inputs_that_the_code_changes_do_not_change_the_comparison() -> None:
    assert verdicts(changed("    shifted = logits", "    logits *= 1\n    shifted = logits")) == {"loss": True, "grad": True}


# --- a derivation that is itself wrong ------------------------------------------------------------------------------------


def test_a_closed_form_that_is_not_the_derivative_is_seen_without_the_normal_form() -> None:
    wrong = gradient("grad", of=L, by=z[r], equals=exp(z[r]) / total(CLASSES, lambda k: exp(z[k])) + strength * z[r])
    assert verdicts(right, derivation(VALUE, SLOPE, wrong)) == {"loss": True, "grad": False}


def test_a_loss_that_is_not_the_codes_is_seen_though_all_claims_agree_with_it() -> None:
    other = L + 1
    value = equation("loss", other, other, output="loss")
    slope = gradient(
        "grad",
        of=other,
        by=z[r],
        equals=exp(z[r]) / total(CLASSES, lambda k: exp(z[k])) - delta(r, y) + strength * z[r],
        output="grad",
    )
    assert verdicts(right, derivation(value, slope, loss=other)) == {"loss": False, "grad": True}
    assert verdicts(right, derivation(VALUE, slope, loss=other)) == {"loss": False, "grad": True}
    assert verdicts(right, derivation(slope, loss=other)) == {"grad": False}


def test_an_entry_that_no_claim_describes_is_seen() -> None:
    only_others = gradient(
        "grad",
        of=L,
        by=z[r],
        equals=exp(z[r]) / total(CLASSES, lambda k: exp(z[k])) + strength * z[r],
        facts=(Different(r, y),),
        output="grad",
    )
    checks = trace(function(right), derivation(VALUE, only_others))
    assert checks["grad"].detail.startswith("C=3, y=1: no claim says what grad[1] is")
    assert not trace(function(right), derivation(SLOPE))["grad"].ok  # the loss


def test_a_part_that_describes_no_output_is_seen() -> None:
    beside = equation("beside", 0, 0)
    check = trace(function(right), derivation(VALUE, SLOPE, beside))["beside"]
    assert check.detail == "no claim says what an output of cross_entropy is"


def test_facts_that_hold_in_no_world_are_seen() -> None:
    def with_draws(logits: Any, label: int, strength: Any, draws: Sequence[int]) -> Any:
        del draws
        return right(logits, label, strength)

    counted = equation("loss", total(DRAWS, lambda i: delta(drawn[i], drawn[Index("h", DRAWS)])), 1, facts=(Injective(drawn),))
    symbols = SYMBOLS | {"draws": drawn}
    repeated = world(C=3, y=1, n=2, drawn=(2, 2))
    distinct = world(C=3, y=1, n=2, drawn=(2, 0))
    checks = trace(function(with_draws), derivation(VALUE, SLOPE, counted, worlds=(repeated,), symbols=symbols))
    assert checks["loss"].detail == f"{counted.statement}: no world has inputs of this kind"
    assert verdicts(with_draws, derivation(VALUE, SLOPE, counted, worlds=(repeated, distinct), symbols=symbols))["loss"]


@pytest.mark.parametrize("bad", [world(C=3), world(C=1, y=1), world(y=0)])
def test_a_world_that_does_not_fit_is_seen(bad: Any) -> None:
    assert not any(verdicts(right, derivation(worlds=(bad,))).values())


def test_an_index_outside_of_its_sort_has_no_value() -> None:
    assert world(C=2, y=1).index(y) == 1
    for bad in (world(C=1, y=1), world(C=2, y=-1), world(C=2, y=(1,)), world(C=2)):
        with pytest.raises(ValueError, match="does not fit the world"):
            bad.index(y)


def test_an_array_of_indices_that_does_not_fit_is_seen() -> None:
    for values in ((1, 2, 0), (3, 0)):
        how = derivation(worlds=(world(C=3, y=1, n=2, drawn=values),), symbols=SYMBOLS | {"draws": drawn})
        detail = trace(function(right), how)["loss"].detail
        assert f"drawn={values} does not fit the world C=3, y=1, n=2" in detail


def test_a_formula_that_has_no_value_in_a_world_is_seen() -> None:
    counted = equation("grad", total(DRAWS, lambda i: delta(drawn[i], r)), total(DRAWS, lambda i: delta(r, drawn[i])))
    checks = trace(function(right), derivation(VALUE, SLOPE, counted, worlds=(world(C=3, y=1, n=2),)))
    assert checks["loss"].ok
    assert checks["grad"].detail == f"C=3, y=1, n=2: {counted.statement}: KeyError: 'drawn'"


def test_an_input_without_counterpart_is_seen() -> None:
    assert "no input of a NumPy function" in trace(function(right), derivation(symbols=SYMBOLS | {"label": L}))["loss"].detail


# --- mistakes -------------------------------------------------------------------------------------------------------------


def mistake(formula: Callable[..., Any], output: str = "grad") -> Mistake:
    return Mistake(code="m", part="grad", function="cross_entropy", output=output, formula=formula, what="", hint="")


def test_mistakes_are_told_from_the_right_output() -> None:
    def tells(formula: Callable[..., Any], output: str = "grad") -> bool:
        return trace_mistake(function(right), derivation(), mistake(formula, output)).ok

    assert tells(lambda logits, label, strength: -right(logits, label, strength)[1])
    assert tells(lambda logits, label, strength: right(logits, label, strength)[1][:-1])
    assert tells(lambda logits, label, strength: right(logits, 1, strength)[1])  # right in the first world, wrong in the second
    assert tells(lambda logits, label, strength: 2 * right(logits, label, strength)[0], "loss")
    assert not tells(lambda logits, label, strength: right(logits, label, strength)[1] * 1)
    assert not tells(lambda logits, label, strength: right(logits + 1 - 1, label, strength)[0], "loss")
