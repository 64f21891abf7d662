"""The features of both assignments are complete, and what they name does not rest on one case."""

from __future__ import annotations

import pytest

from grader import catalogue, grading

pytestmark = pytest.mark.no_cover  # many draws of the same lines

each_assignment = pytest.mark.parametrize("name", catalogue.names())


@each_assignment
def test_every_judged_output_has_an_expansion_and_none_more_than_six_terms(name):
    exam = grading.prepare(catalogue.load(name), seed=0)
    expansions = exam.assignment.features.linear_terms
    judged = {(piece.function, piece.output) for piece in exam.pieces.values()}
    assert {(e.function, e.output) for e in expansions} == judged
    assert all(2 <= len(e.expected) <= 6 for e in expansions)
    for output in judged:  # a coarse one comes first
        lengths = [len(e.expected) for e in expansions if (e.function, e.output) == output]
        assert lengths[0] == min(lengths)


@each_assignment
def test_every_function_of_several_cases_has_conditions(name):
    assignment = catalogue.load(name)
    assert {c.function for c in assignment.features.conditions} == {f.name for f in assignment.functions}


@pytest.mark.parametrize("seed", range(8))
def test_what_word2vec_names_holds_in_two_cases_of_a_group_if_in_any(seed):
    """One case alone may have something else in common with itself."""
    exam = grading.prepare(catalogue.load("word2vec"), seed=seed)
    alone = []
    for condition in exam.assignment.features.conditions:
        groups = {c.group for c in exam.cases if c.function == condition.function}
        counts = [sum(condition.holds(c.inputs) for c in exam.of(condition.function, group)) for group in groups]
        alone += [condition.code] if 1 in counts else []
    assert set(alone) <= {"holds-zero", "large-arguments", "tiny-arguments"}  # a case of the sigmoid judges many numbers


@each_assignment
def test_codes_are_short_words_with_hyphens(name):
    features = catalogue.load(name).features
    for record in (*features.named_rows, *features.conditions):
        assert record.code.replace("-", "").replace("_", "").isalnum()
