"""Validation vouches for both references, and for nothing that differs from them in a sign, a factor, an index or a mistake."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader import catalogue
from grader.model import Mistake
from grader.validation import validate
from reference.word2vec import functions

WORD2VEC = catalogue.load("word2vec")
DERIVATIONS = catalogue.derivations("word2vec")


def with_reference(name, reference):
    """The assignment with another NumPy function in the place of `name`'s."""
    changed = tuple(replace(f, reference=reference) if f.name == name else f for f in WORD2VEC.functions)
    return replace(WORD2VEC, functions=changed)


def checks(validation, part):
    found = next(p for p in validation.parts if p.id == part)
    return {name: getattr(found, name).ok for name in ("proof", "traced", "numeric", "mutants")}


SOME = {"word2vec": {"c", "e", "h.U"}}  # one part of each kind; `.ci/run` validates all of them


@pytest.mark.no_cover  # tests/symbolic and tests/numeric measure the same lines
@pytest.mark.parametrize("name", catalogue.names())
def test_every_built_in_reference_is_vouched_for(name):
    parts = SOME.get(name, {part.id for part in catalogue.load(name).parts})
    validation = validate(catalogue.load(name), catalogue.derivations(name), parts=parts)
    assert validation.ok, [(part.id, part) for part in validation.parts if not part.ok]
    assert {part.id for part in validation.parts} == parts
    assert all(part.mutants.total >= 4 for part in validation.parts)


def naive(v, o, U, *, y=1.0, factor=1.0, word=0, copy=True):
    logits = U @ v
    yhat = np.exp(logits - np.max(logits)) / np.sum(np.exp(logits - np.max(logits)))
    delta = yhat.copy() if copy else yhat
    delta[(o + word) % len(U)] -= y
    return -np.log(yhat[o]), factor * (delta @ U), np.outer(delta, v)


@pytest.mark.parametrize("slip", [{"y": -1.0}, {"factor": 2.0}, {"word": 1}, {"y": 0.0}])
def test_a_changed_sign_factor_or_index_is_seen_by_tracing_and_by_numbers(slip):
    def reference(center_vector, outside_index, outside_vectors):
        return naive(center_vector, outside_index, outside_vectors, **slip)

    validation = validate(with_reference("naive_softmax", reference), DERIVATIONS, parts={"b"})
    assert not validation.ok
    assert checks(validation, "b")["traced"] is False
    assert checks(validation, "b")["numeric"] is False
    assert checks(validation, "b")["proof"] is True  # the derivation was not touched


def test_code_that_overflows_is_no_reference():
    def reference(center_vector, outside_index, outside_vectors):
        yhat = np.exp(outside_vectors @ center_vector)
        yhat = yhat / np.sum(yhat)
        delta = yhat - (np.arange(len(yhat)) == outside_index)
        return -np.log(yhat[outside_index]), delta @ outside_vectors, np.outer(delta, center_vector)

    validation = validate(with_reference("naive_softmax", reference), DERIVATIONS, parts={"b"})
    assert "FloatingPointError" in validation.parts[0].numeric.detail


def test_code_that_changes_its_inputs_is_no_reference():
    def reference(center_vector, outside_index, outside_vectors):
        center_vector *= 1.0
        return functions.naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors)

    validation = validate(with_reference("naive_softmax", reference), DERIVATIONS, parts={"b"})
    assert "read-only" in validation.parts[0].numeric.detail


def test_a_mistake_that_is_none_survives_and_is_named():
    right = Mistake(
        code="no-mistake",
        part="b",
        function="naive_softmax",
        output="grad_center",
        formula=lambda **inputs: functions.naive_softmax_loss_and_gradient(**inputs)[1],
        what="the right gradient",
        hint="",
    )
    validation = validate(replace(WORD2VEC, mistakes=(right,)), DERIVATIONS, parts={"b"})
    (survivor,) = validation.parts[0].mutants.survivors
    assert survivor.startswith("no-mistake")
    assert all(check in survivor for check in ("traced", "numeric", "every graded case"))


def test_a_part_without_a_claim_is_not_vouched_for():
    without = [d for d in DERIVATIONS if d.function not in {"sigmoid", "sigmoid_gradient"}]
    validation = validate(WORD2VEC, without, parts={"e"})
    assert not validation.parts[0].proof.ok
    assert not validation.parts[0].traced.ok
    assert {p.split(" ")[-1] for p in validation.problems} == {"sigmoid", "sigmoid_gradient"}


def test_cases_that_nothing_judges_and_groups_without_cases_are_problems():
    def cases(rng):
        return [replace(case, group="elsewhere") if case.function == "sigmoid" else case for case in WORD2VEC.cases(rng)]

    fewer = replace(WORD2VEC, cases=cases)
    problems = validate(fewer, DERIVATIONS, parts={"a"}).problems
    assert "no part judges the cases sigmoid / elsewhere" in problems
    assert "no case is drawn for sigmoid / sigmoid" in problems
