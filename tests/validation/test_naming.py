"""Every mistake gets its own name back, and one that is another's, or none at all, is named as such."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader import catalogue, grading
from grader.errors import AssignmentError
from grader.validation.naming import check_names

WORD2VEC, SMALL = catalogue.load("word2vec"), catalogue.load("softmax_regression")


@pytest.mark.no_cover  # many runs of the same lines
@pytest.mark.parametrize("seed", range(2, 5))  # validation draws others
@pytest.mark.parametrize("name", catalogue.names())
def test_every_mistake_of_the_built_in_assignments_has_its_name(name, seed):
    check = check_names(grading.prepare(catalogue.load(name), seed=seed))
    assert check.failures == ()


def failures(*mistakes, seed=1):
    """What is said of these mistakes, all of one assignment."""
    exam = grading.prepare(SMALL, seed=seed)
    return check_names(replace(exam, assignment=replace(SMALL, mistakes=mistakes))).failures


def mistake(part, code):
    return next(m for m in SMALL.mistakes if (m.part, m.code) == (part, code))


FLIPPED, NOT_AVERAGED = mistake("bias", "sign-flipped"), mistake("bias", "not-averaged")


def test_two_that_collide_are_named_both():
    (failure,) = failures(FLIPPED, replace(NOT_AVERAGED, formula=FLIPPED.formula))
    assert failure.startswith("bias, not-averaged")
    assert "its formula is that of bias, sign-flipped" in failure


def test_two_forms_of_one_code_with_one_formula_are_one():
    assert failures(NOT_AVERAGED, replace(NOT_AVERAGED, what="in other words"))
    assert failures(NOT_AVERAGED, replace(NOT_AVERAGED, code="another")) != ()


def test_one_that_a_general_diagnosis_names_otherwise_is_named():
    """Every value has the wrong sign: the diagnosis says so, whatever the assignment calls it."""
    (failure,) = failures(replace(FLIPPED, code="my-own-word"))
    assert "the diagnosis is sign-flipped" in failure


def right(**inputs):
    return SMALL.functions[0].reference(**inputs)[2]


def test_one_that_is_right_is_none():
    (failure,) = failures(replace(FLIPPED, formula=right))
    assert "equals the right value on every graded case" in failure


def test_one_that_hides_on_a_case_is_named_by_the_others():
    assert failures(NOT_AVERAGED) == ()  # it hides where the batch is one example


def test_one_without_a_value_fails_where_the_formula_does():
    with pytest.raises(AssignmentError, match=r"bias, sign-flipped.*axis 7"):
        failures(replace(FLIPPED, formula=lambda **inputs: np.sum(inputs["bias"], axis=7)))
    (failure,) = failures(replace(FLIPPED, formula=lambda **inputs: inputs["bias"] / 0))
    assert "no finite number" in failure


def test_one_whose_part_judges_something_else_is_named():
    (failure,) = failures(replace(FLIPPED, part="loss"))
    assert "does not judge this output" in failure


def test_the_name_of_a_few_rows_comes_before_the_sign_of_these_rows():
    """In the rows that a piece judges it is the right value with the opposite sign; the whole array says more."""
    flipped = next(m for m in WORD2VEC.mistakes if (m.part, m.code) == ("c", "sign-for-true-word"))
    exam = grading.prepare(WORD2VEC, seed=1)
    assert check_names(replace(exam, assignment=replace(WORD2VEC, mistakes=(flipped,), policy=SMALL.policy))).ok
