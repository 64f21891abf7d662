"""The features of both assignments are true, and tell apart what has different names."""

from __future__ import annotations

import itertools
from collections import defaultdict
from functools import cache

import numpy as np
import pytest

from grader import catalogue, grading
from grader.grading import wrong_value

pytestmark = pytest.mark.no_cover  # many draws of the same lines

SEEDS = range(8)
NAMES = catalogue.names()
each_assignment = pytest.mark.parametrize("name", NAMES)

CLOSE = 1e-12
"""A sum of at most six terms is right to a few roundings."""

WORST_CONDITION = 1e4
"""Coefficients that fit values of 1e-9 are then known to 1e-5: 1 is told from 0.999, and so is 0 from it."""


@cache
def exams(name):
    return [grading.prepare(catalogue.load(name), seed=seed) for seed in SEEDS]


def features(name):
    return exams(name)[0].assignment.features


def pieces(exam):
    """All pieces that are judged, with points or without."""
    return [*(piece for part in exam.assignment.parts for piece in part.pieces), *exam.assignment.watched]


def judged(piece, case, array, right):
    """The entries of an output that a piece judges, each as a share of its block's scale."""
    shares = []
    for block in piece.blocks:
        due, entries = (a if block.rows is None or not a.ndim else a[block.rows(case.inputs)] for a in (right, array))
        floor = block.scale(case.inputs) if block.scale else 0.0
        shares.append(np.ravel(entries) / (max(np.abs(due).max(initial=0.0), floor) or np.abs(right).max() or 1.0))
    return np.concatenate(shares)


def system(exam, piece, expansion):
    """The terms as columns of judged entries, all cases below each other; without the terms that no judged row has."""
    rows = []
    for case in exam.of(piece.function, piece.group):
        terms = expansion.terms(**case.inputs)
        right = exam.expected[case.number][piece.output]
        rows.append(np.stack([judged(piece, case, np.asarray(terms[name]), right) for name in expansion.expected], axis=1))
    matrix = np.concatenate(rows)
    return matrix[:, np.any(matrix, axis=0)]


def condition_number(matrix):
    """Of the columns, each brought to length 1; infinite where they depend on each other."""
    if not matrix.size:
        return 1.0
    singular = np.linalg.svd(matrix / np.linalg.norm(matrix, axis=0), compute_uv=False)
    enough = len(singular) == matrix.shape[1] and singular[-1] > 1e-13
    return singular[0] / singular[-1] if enough else np.inf


# --- terms ----------------------------------------------------------------------------------------------------------------


@each_assignment
def test_every_judged_output_has_an_expansion_and_none_more_than_six_terms(name):
    exam = exams(name)[0]
    expanded = {(e.function, e.output) for e in features(name).linear_terms}
    assert expanded == {(piece.function, piece.output) for piece in pieces(exam)}
    assert all(2 <= len(e.expected) <= 6 for e in features(name).linear_terms)


@each_assignment
def test_the_terms_with_what_is_due_are_the_right_value(name):
    for exam, expansion in itertools.product(exams(name), features(name).linear_terms):
        for case in (c for c in exam.cases if c.function == expansion.function):
            terms, right = expansion.terms(**case.inputs), exam.expected[case.number][expansion.output]
            assert set(terms) == set(expansion.expected)
            assert all(np.shape(term) == right.shape for term in terms.values()), expansion.expected
            total = sum(due * terms[term] for term, due in expansion.expected.items())
            scale = np.abs(right).max() if right.ndim else max(1.0, abs(right))
            assert np.abs(total - right).max() <= CLOSE * scale, expansion.expected


@each_assignment
def test_every_piece_has_an_expansion_with_unique_coefficients_and_every_expansion_a_piece(name):
    worst = defaultdict(float)
    for exam in exams(name):
        for piece, (number, expansion) in itertools.product(pieces(exam), enumerate(features(name).linear_terms)):
            if (piece.function, piece.output) == (expansion.function, expansion.output):
                matrix = system(exam, piece, expansion)
                assert matrix.shape[0] > matrix.shape[1]  # a fit could fail
                key = piece.function, piece.output, piece.group, piece.blocks, number
                worst[key] = max(worst[key], condition_number(matrix))
    for number, expansion in enumerate(features(name).linear_terms):
        assert min(found for key, found in worst.items() if key[-1] == number) < WORST_CONDITION, expansion.expected
    for piece in {key[:-1] for key in worst}:
        assert min(found for key, found in worst.items() if key[:-1] == piece) < WORST_CONDITION, piece


@each_assignment
def test_a_coarse_expansion_comes_first_and_no_two_have_the_same_terms(name):
    by_output = defaultdict(list)
    for expansion in features(name).linear_terms:
        by_output[expansion.function, expansion.output].append(expansion)
    for expansions in by_output.values():
        assert len({frozenset(e.expected) for e in expansions}) == len(expansions)
        assert len(expansions[0].expected) == min(len(e.expected) for e in expansions)
        for finer, coarser in itertools.combinations(reversed(expansions), 2):
            assert not set(finer.expected) <= set(coarser.expected)  # nothing is left for it to find


# --- rows, conditions, sizes ----------------------------------------------------------------------------------------------


def by_function(told, *, output=False):
    found = defaultdict(list)
    for x in told:
        found[x.function, x.output if output else ""].append(x)
    return found.items()


@each_assignment
def test_a_landmark_is_some_rows_and_no_two_are_the_same_on_every_case(name):
    for exam in exams(name):
        for (function, output), named in by_function(features(name).named_rows, output=True):
            cases = [c for c in exam.cases if c.function == function]
            masks = {mark.code: [np.asarray(mark.rows(c.inputs)) for c in cases] for mark in named}
            assert len(masks) == len(named)
            for code, of_cases in masks.items():
                assert all(
                    m.dtype == bool and m.shape == exam.expected[c.number][output].shape[:1]
                    for m, c in zip(of_cases, cases, strict=True)
                )
                assert any(m.any() for m in of_cases), code
                assert any(not m.all() for m in of_cases), code
            for a, b in itertools.combinations(masks, 2):
                assert any(not np.array_equal(x, y) for x, y in zip(masks[a], masks[b], strict=True)), (a, b)


def holding(condition, cases):
    return {c.number for c in cases if condition.holds(c.inputs)}


@each_assignment
def test_conditions_hold_in_some_cases_not_in_all_and_no_two_in_the_same(name):
    for exam in exams(name):
        for (function, _), conditions in by_function(features(name).conditions):
            cases = [c for c in exam.cases if c.function == function]
            sets = {condition.code: holding(condition, cases) for condition in conditions}
            assert len(sets) == len(conditions)
            every = {c.number for c in cases}
            assert all(set() < numbers < every for numbers in sets.values()), sets
            assert all(a not in (b, every - b) for a, b in itertools.combinations(sets.values(), 2)), sets


@each_assignment
def test_so_it_is_within_every_group_that_a_piece_judges(name):
    for exam in exams(name):
        for function, group in {(c.function, c.group) for c in exam.cases}:
            cases = exam.of(function, group)
            every = {c.number for c in cases}
            sets = [holding(c, cases) for c in features(name).conditions if c.function == function]
            varying = [numbers for numbers in sets if set() < numbers < every]
            assert all(a not in (b, every - b) for a, b in itertools.combinations(varying, 2)), (group, varying)


def test_what_word2vec_names_holds_in_two_cases_of_a_group_if_in_any():
    """One case alone may have something else in common with itself."""
    alone = []
    for exam in exams("word2vec"):
        for condition in exam.assignment.features.conditions:
            groups = {c.group for c in exam.cases if c.function == condition.function}
            counts = [len(holding(condition, exam.of(condition.function, group))) for group in groups]
            alone += [condition.code] if 1 in counts else []
    assert set(alone) <= {"holds-zero", "large-arguments", "tiny-arguments"}  # a case of the sigmoid judges many numbers


@each_assignment
def test_every_function_of_several_cases_has_conditions(name):
    exam = exams(name)[0]
    assert {c.function for c in features(name).conditions} == {f.name for f in exam.assignment.functions}


@each_assignment
def test_a_size_is_told_from_every_other_and_from_a_constant(name):
    for exam in exams(name):
        for function, group in {(c.function, c.group) for c in exam.cases}:
            sizes = [s for s in features(name).sizes if s.function == function]
            values = [np.array([s.of(c.inputs) for c in exam.of(function, group)], dtype=float) for s in sizes]
            for a, b in itertools.combinations([*values, np.ones(len(exam.of(function, group)))], 2):
                assert np.ptp(a / b) > 0.1
            assert all(v.min() >= 1 for v in values)


# --- invariants -----------------------------------------------------------------------------------------------------------


@each_assignment
def test_an_invariant_is_true_of_every_right_value(name):
    for exam, invariant in itertools.product(exams(name), features(name).invariants):
        for case in (c for c in exam.cases if c.function == invariant.function):
            violation = invariant.violation(case.inputs, exam.expected[case.number][invariant.output])
            assert isinstance(violation, float)
            assert violation <= CLOSE, invariant.code


@each_assignment
def test_an_invariant_is_not_true_of_every_mistake(name):
    exam = exams(name)[0]
    for invariant in features(name).invariants:
        cases = [c for c in exam.cases if c.function == invariant.function]
        mistakes = [m for m in exam.assignment.mistakes if (m.function, m.output) == (invariant.function, invariant.output)]
        seen = {
            m.code
            for m in mistakes
            if any(invariant.violation(c.inputs, value) > 1e-6 for c in cases if np.all(np.isfinite(value := wrong_value(m, c))))
        }
        assert seen, invariant.code


@each_assignment
def test_an_invariant_judges_zeros_without_dividing_by_zero(name):
    exam = exams(name)[0]
    for invariant in features(name).invariants:
        for case in (c for c in exam.cases if c.function == invariant.function):
            nothing = np.zeros_like(exam.expected[case.number][invariant.output])
            assert np.isfinite(invariant.violation(case.inputs, nothing))


# --- codes ----------------------------------------------------------------------------------------------------------------


@each_assignment
def test_codes_are_short_words_with_hyphens_and_mean_one_thing(name):
    told = features(name)
    meanings = defaultdict(set)
    for kind in (told.named_rows, told.conditions):
        for x in kind:
            assert x.code.replace("-", "").replace("_", "").isalnum()
            meanings[type(x), x.code].add(x.what)
    assert all(len(whats) == 1 for whats in meanings.values()), meanings
