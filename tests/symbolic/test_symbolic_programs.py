"""References in the styles of many authors: right ones pass the trace, others are red with the place in the author's file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from grader.model import Check, Function, Mistake
from grader.symbolic import trace, trace_mistake, world
from reference.softmax_regression.assignment import FUNCTION
from reference.softmax_regression.derivations import DERIVATION
from tests.support.programs import FILE, REFUSED, RIGHT, UNTRACED, WRONG, edited, inserted

# What is compared here is the code: closed forms and derivatives are compared in tests of the references.
CLAIMS = tuple(replace(claim, left=claim.right, of=None, by=None) for claim in DERIVATION.claims)
SMALL = replace(DERIVATION, claims=CLAIMS, worlds=(world(n=2, d=1, C=2, y=(1, 0)),))


def traced(reference: Callable[..., Any]) -> dict[str, Check]:
    return trace(replace(FUNCTION, reference=reference), SMALL)


@pytest.mark.parametrize("name", list(RIGHT))
def test_right_programs_are_traced_whatever_their_style(name: str) -> None:
    checks = traced(edited(*RIGHT[name]))
    assert {part: check.detail for part, check in checks.items() if not check.ok} == {}
    assumed = {assumption for check in checks.values() for assumption in check.assumptions}
    assert (
        assumed == ({"the code cuts nothing off at 1/1000000000000"} if name == "another guard" else set()) or name == "a guard"
    )


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_cannot_be_traced_is_red_with_the_place_and_the_reason(name: str) -> None:
    code, words = REFUSED[name]
    checks = traced(inserted(code))
    assert not any(check.ok for check in checks.values())
    for check in checks.values():
        assert FILE in check.detail
        assert words in check.detail, check.detail


@pytest.mark.parametrize("name", list(WRONG))
def test_wrong_programs_are_red(name: str) -> None:
    checks = traced(edited(*WRONG[name]))
    assert not all(check.ok for check in checks.values())
    assert {check.verdict for check in checks.values()} <= {"proved", "false"}


@pytest.mark.parametrize("name", ["an array of NumPy", "eight examples"])
def test_what_looks_behind_the_trace_is_for_the_numbers_to_see(name: str) -> None:
    assert all(check.ok for check in traced(inserted(UNTRACED[name])).values())


@pytest.mark.parametrize("name", ["a condition", "float", "a caught refusal", "an error", "an exit"])
def test_a_mistake_that_cannot_be_run_is_no_crash(name: str) -> None:
    made = inserted(REFUSED[name][0])

    def formula(**inputs: Any) -> Any:
        return made(**inputs)[0]

    mistake = Mistake(code="m", part="loss", function=FUNCTION.name, output="loss", formula=formula, what="", hint="")
    check = trace_mistake(FUNCTION, SMALL, mistake)
    assert check.ok is False
    assert FILE in check.detail or "m is loss in every world" in check.detail


def test_an_undecided_difference_is_neither_proved_nor_false() -> None:
    check = traced(inserted("s = strength; loss = loss + np.arctan(s) + np.arctan(1 / s) - np.pi / 2 * np.sign(s)"))["loss"]
    assert check.ok is False
    assert check.verdict == "undecided"
    assert "could not be decided; agrees at " in check.detail


def test_a_function_without_worlds_and_outputs_is_red() -> None:
    empty = Function(name=FUNCTION.name, reference=lambda **_: (), outputs=FUNCTION.outputs)
    assert not any(check.ok for check in trace(empty, SMALL).values())
