"""Features that are not true of right values, or that say the same as others, are named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader import CaseCondition, Invariant, LinearTerms, NamedRows, Size, catalogue, grading
from grader.errors import AssignmentError
from grader.model import Features
from grader.validation.features import check_features

SMALL = catalogue.load("softmax_regression")
FEATURES = SMALL.features
BATCH = "softmax_regression"


@pytest.mark.no_cover  # many draws of the same lines
@pytest.mark.parametrize("seed", range(2, 8))  # validation draws others
@pytest.mark.parametrize("name", catalogue.names())
def test_the_features_of_the_built_in_assignments_are_true(name, seed):
    assert check_features(grading.prepare(catalogue.load(name), seed=seed)).failures == ()


def failures(**changes):
    """What is said of the features of the small assignment, with these changes."""
    exam = grading.prepare(SMALL, seed=1)
    return check_features(replace(exam, assignment=replace(SMALL, features=replace(FEATURES, **changes)))).failures


def turned(expansion, name):
    """The expansion with the opposite sign of one expected coefficient."""
    return replace(expansion, expected={**expansion.expected, name: -expansion.expected[name]})


COUNTED = [(i, name) for i, e in enumerate(FEATURES.linear_terms) for name, x in e.expected.items() if x]


@pytest.mark.parametrize(("number", "name"), COUNTED)
def test_a_turned_sign_of_an_expected_coefficient_is_untrue(number, name):
    terms = list(FEATURES.linear_terms)
    terms[number] = turned(terms[number], name)
    (failure,) = failures(linear_terms=tuple(terms))
    assert f"{-FEATURES.linear_terms[number].expected[name]:g} {name}" in failure
    assert "off by" in failure


def terms(expected, make):
    return LinearTerms(function=BATCH, output="grad_bias", expected=expected, terms=make)


def bias(**inputs):
    return SMALL.functions[0].reference(**inputs)[2]


UNTRUE = {
    "names that differ": (terms({"b": 1.0}, lambda **i: {"c": bias(**i)}), "b, c"),
    "another shape": (terms({"b": 1.0, "x": 0.0}, lambda **i: {"b": bias(**i), "x": np.ones(99)}), "shape (99,)"),
    "terms that depend on each other": (
        terms({"b": 1.0, "2b": 0.0}, lambda **i: {"b": bias(**i), "2b": 2 * bias(**i)}),
        "depend on each other",
    ),
}


@pytest.mark.parametrize("kind", UNTRUE)
def test_terms_that_say_nothing_are_named(kind):
    expansion, words = UNTRUE[kind]
    found = failures(linear_terms=(expansion,))
    assert any(words in failure for failure in found), found


def test_an_expansion_that_is_never_reached_is_named():
    first = FEATURES.linear_terms[0]
    assert "never used" in failures(linear_terms=(first, first))[0]


def rows(code, mask):
    return NamedRows(code=code, what=code, function=BATCH, output="grad_bias", rows=mask)


def first(inputs):
    return np.arange(len(inputs["bias"])) == 0


def condition(code, holds, what="what"):
    return CaseCondition(code=code, what=what, function=BATCH, holds=holds)


def invariant(violation):
    return Invariant(code="i", what="what", function=BATCH, output="grad_bias", violation=violation)


SAYING_NOTHING = {
    "no rows on any case": ({"named_rows": (rows("r", lambda i: first(i) & False),)}, "there are none on any case"),
    "all rows on every case": ({"named_rows": (rows("r", lambda i: first(i) | True),)}, "all rows on every case"),
    "the same rows twice": ({"named_rows": (rows("r", first), rows("s", first))}, "rows r and s"),
    "no truth values": ({"named_rows": (rows("r", lambda i: i["bias"]),)}, "one truth value for each row"),
    "a condition that never holds": ({"conditions": (condition("c", lambda i: False),)}, "it never holds"),
    "a condition that always holds": ({"conditions": (condition("c", lambda i: True),)}, "it always holds"),
    "a condition that says another relation": (
        {"conditions": (condition("c", lambda i: len(i["labels"]) < 3, "n > 2"),)},
        "n > 2",
    ),
    "one condition twice": (
        {"conditions": (condition("c", lambda i: len(i["labels"]) > 3), condition("d", lambda i: len(i["labels"]) <= 3))},
        "conditions c and d",
    ),
    "one code for two things": (
        {"conditions": (condition("c", lambda i: len(i["labels"]) > 3), condition("c", lambda i: len(i["labels"]) > 1, "other"))},
        "means two things",
    ),
    "a size that is a constant": ({"sizes": (Size(letter="Z", function=BATCH, of=lambda i: 7),)}, "sizes Z and 1"),
    "a size that is another": (
        {"sizes": (*FEATURES.sizes, Size(letter="Z", function=BATCH, of=lambda i: 2 * len(i["labels"])))},
        "sizes n and Z",
    ),
    "a size below 1": ({"sizes": (Size(letter="Z", function=BATCH, of=lambda i: len(i["labels"]) - 1),)}, "not at least 1"),
    "an invariant that a right value violates": (
        {"invariants": (invariant(lambda i, b: float(abs(b[0]))),)},
        "the right value is off",
    ),
    "an invariant that nothing violates": ({"invariants": (invariant(lambda i, b: 0.0),)}, "no mistake violates it"),
    "an invariant that divides by zero": (
        {"invariants": (invariant(lambda i, b: float(np.divide(abs(b.sum()), abs(b).max()))),)},
        "no value for an output of zeros",
    ),
}


@pytest.mark.parametrize("kind", SAYING_NOTHING)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_feature_that_says_nothing_is_named(kind):
    change, words = SAYING_NOTHING[kind]
    found = failures(**change)
    assert any(words in failure for failure in found), found


def test_a_feature_that_raises_is_its_authors():
    with pytest.raises(AssignmentError, match=r"condition c .*case 1.*KeyError"):
        failures(conditions=(condition("c", lambda i: i["nothing"]),))


def test_an_assignment_without_features_is_sound():
    exam = grading.prepare(SMALL, seed=1)
    assert check_features(replace(exam, assignment=replace(SMALL, features=Features()))).ok
