"""The derivations of the built-in assignments: proved, traced, and shown to be able to fail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.model import Assignment
from grader.symbolic import Derivation, Injective, prove, residual, trace, trace_mistake
from grader.symbolic.written import is_formula
from reference.softmax_regression import derivations as softmax_regression
from reference.softmax_regression.assignment import ASSIGNMENT as SOFTMAX_REGRESSION
from reference.word2vec import derivations as word2vec
from reference.word2vec.assignment import ASSIGNMENT as WORD2VEC
from reference.word2vec.derivations import naive_softmax, negative_sampling

PAIRS: list[tuple[Assignment, Derivation]] = [
    *((WORD2VEC, d) for d in word2vec.DERIVATIONS),
    *((SOFTMAX_REGRESSION, d) for d in softmax_regression.DERIVATIONS),
]
CLAIMS = [(d, claim) for _, d in PAIRS for claim in d.claims]
NAMED = {f"{n} {claim.part}: {claim.statement}": (d, claim) for n, (d, claim) in enumerate(CLAIMS)}
each_pair = pytest.mark.parametrize(("assignment", "derivation"), PAIRS, ids=[d.function for _, d in PAIRS])
each_claim = pytest.mark.parametrize("name", list(NAMED))


def test_no_two_claims_say_the_same() -> None:
    said = {(claim.part, claim.of, claim.left, claim.right, claim.facts) for _, claim in CLAIMS}
    assert len(said) == len(CLAIMS)


@each_claim
def test_every_claim_is_proved_for_every_size(name: str) -> None:
    check = prove(NAMED[name][1])
    assert check.ok, check.detail


@each_claim
def test_every_hypothesis_is_needed(name: str) -> None:
    claim = NAMED[name][1]
    for dropped in claim.facts:
        fewer = replace(claim, facts=tuple(fact for fact in claim.facts if fact is not dropped))
        assert not prove(fewer).ok, dropped


@each_pair
def test_every_slip_is_rejected_and_every_form_is_proved(assignment: Assignment, derivation: Derivation) -> None:
    for form in derivation.forms:
        check = prove(form)
        assert check.ok, check.detail
    mistakes = [m for spoilt in derivation.slips for m in spoilt.mistakes if is_formula(m.wrong)]
    assert [m.code for m in mistakes if not residual(m.claim.right, m.wrong, m.claim.facts)] == []


@each_pair
def test_the_code_that_grades_is_what_the_derivation_says(assignment: Assignment, derivation: Derivation) -> None:
    checks = trace(assignment.function(derivation.function), derivation)
    assert {part: check.detail for part, check in checks.items() if not check.ok} == {}


def test_every_part_has_a_claim_and_every_function_a_derivation() -> None:
    for assignment in (WORD2VEC, SOFTMAX_REGRESSION):
        mine = [d for a, d in PAIRS if a is assignment]
        assert {claim.part for d in mine for claim in d.claims} == {part.id for part in assignment.parts}
        assert {d.function for d in mine} == {f.name for f in assignment.functions}


@each_pair
def test_every_mistake_in_numpy_is_told_from_the_right_output(assignment: Assignment, derivation: Derivation) -> None:
    function = assignment.function(derivation.function)
    missed = [
        m.code for m in assignment.mistakes if m.function == function.name and not trace_mistake(function, derivation, m).ok
    ]
    assert missed == []


@each_pair
def test_outputs_that_are_off_by_a_trillionth_are_seen(assignment: Assignment, derivation: Derivation) -> None:
    function = assignment.function(derivation.function)

    def off(**inputs: Any) -> Any:
        returned = function.reference(**inputs)
        return tuple(value + 1e-12 for value in returned) if len(function.outputs) > 1 else returned + 1e-12

    assert not any(check.ok for check in trace(replace(function, reference=off), derivation).values())


def test_worlds_are_varied() -> None:
    """V and d differ both ways round, o is first, last and between, samples are distinct and repeated up to three times."""
    for derivation in (naive_softmax.DERIVATION, negative_sampling.DERIVATION):
        named: list[Any] = [world.named for world in derivation.worlds]
        assert any(n["V"] < n["d"] for n in named)
        assert any(n["V"] > n["d"] > 1 for n in named)
        assert any(n["o"] == 0 for n in named)
        assert any(n["o"] == n["V"] - 1 for n in named)
        assert any(0 < n["o"] < n["V"] - 1 for n in named)
    drawn = [world.named["w"] for world in negative_sampling.DERIVATION.worlds]
    counts = [max(sample.count(word) for word in sample) for sample in drawn]  # type: ignore[union-attr]
    assert {1, 2, 3} <= {*counts}
    assert len({len(sample) for sample in drawn}) >= 4  # type: ignore[arg-type]


def test_a_forgotten_y_in_b_leaves_minus_u_o() -> None:
    b = naive_softmax.B
    wrong = {m.code: m.wrong for spoilt in word2vec.DERIVATIONS[0].slips if spoilt.claim.by == b.by for m in spoilt.mistakes}
    assert residual(b.left, wrong["missing-true-word"]) == "-u_o"
    assert residual(b.left, wrong["missing-prediction"]) == "(sum_w u_w exp(u_w.v_c))/(sum_w exp(u_w.v_c))"


def test_what_a_dropped_hypothesis_leaves() -> None:
    rows = negative_sampling.SAMPLED_ROWS
    kept = tuple(fact for fact in rows.facts if not isinstance(fact, Injective))
    left = residual(rows.left, rows.right, kept)
    assert left == "sigma(u_k.v_c) v_c sum_i [w_i = w_k] - sigma(u_k.v_c) v_c"
