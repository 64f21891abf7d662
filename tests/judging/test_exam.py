"""Graded inputs are fair and cover what the contract asks for; a seed, a part or a case can be chosen."""

from __future__ import annotations

import numpy as np
import pytest

from grader import catalogue
from grader.errors import Misuse
from grader.judging.exam import prepare, with_more_cases
from reference.word2vec import functions
from reference.word2vec.cases import LARGEST_LOGIT, LEAST_LOSS
from tests.support.dictionary_box import play, verdicts
from tests.support.own_programs import NEGATIVE, OWN

WORD2VEC = catalogue.load("word2vec")
SEEDS = range(12)


@pytest.mark.parametrize("seed", range(25))
def test_graded_inputs_are_fair(seed):
    for case in WORD2VEC.draw(seed):
        i = case.inputs
        if "center_vector" in i:
            logits = i["outside_vectors"] @ i["center_vector"]
            used = logits[[i["outside_index"], *i["negative_indices"]]] if "negative_indices" in i else logits
            assert np.max(np.abs(used)) <= LARGEST_LOGIT
            outputs = WORD2VEC.function(case.function).evaluate(i)
            assert outputs["loss"] > LEAST_LOSS
            assert i["outside_index"] not in i.get("negative_indices", ())
        if case.group == "distinct":
            assert len(set(i["negative_indices"])) == len(i["negative_indices"])
        if case.group == "repeated":
            assert len(set(i["negative_indices"])) < len(i["negative_indices"])


def test_graded_inputs_hold_what_the_contract_asks_for():
    for seed in SEEDS:
        cases = WORD2VEC.draw(seed)
        negative = [c.inputs for c in cases if c.function == "negative_sampling"]
        last = [i["outside_index"] == len(i["outside_vectors"]) - 1 for i in negative]
        places = {
            "first" if i["outside_index"] == 0 else "last" if at else "middle" for i, at in zip(negative, last, strict=True)
        }
        assert places == {"first", "last", "middle"}
        assert any(0 < i["outside_index"] < min(i["negative_indices"]) for i in negative)
        assert any(len(i["negative_indices"]) > 5 for i in negative)
        assert any(i["negative_indices"].count(k) == 3 for i in negative for k in i["negative_indices"])
        contexts = [(c.inputs["center_index"], c.inputs["outside_indices"]) for c in cases if c.function == "skip_gram"]
        assert {len(context) for _, context in contexts} >= {1, 2, 4, 6}
        assert any(c in context for c, context in contexts)
        assert any(len(set(context)) < len(context) for _, context in contexts)
        assert any(0.0 in c.inputs["x"] for c in cases if c.function == "sigmoid")


def test_which_words_are_drawn_differs_from_seed_to_seed():
    drawn = {tuple(c.inputs["outside_index"] for c in WORD2VEC.draw(seed) if c.function == "naive_softmax") for seed in SEEDS}
    assert len(drawn) > len(SEEDS) / 2


def test_one_part_and_one_case_can_be_asked_for_alone():
    result = play(OWN, parts=["b"])
    assert list(verdicts(result)) == ["b"]
    assert list(verdicts(play(OWN, case=11))) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("wish", [{"parts": ["z"]}, {"case": 999}, {"parts": ["b"], "case": 1}])
def test_a_part_or_case_that_is_not_there_is_misuse(wish):
    with pytest.raises(Misuse):
        play(OWN, **wish)


def test_the_same_seed_draws_the_same_inputs_and_another_draws_others():
    assignment = catalogue.load("word2vec")
    first, again, other = (assignment.draw(seed) for seed in (5, 5, 6))
    assert all(np.array_equal(a.inputs["x"], b.inputs["x"]) for a, b in zip(first[:8], again, strict=False))
    assert not np.array_equal(first[0].inputs["x"], other[0].inputs["x"])


def test_two_products_are_equal_only_where_two_words_have_the_same_vector():
    """Not by chance: a program that compares numbers instead of words is wrong with every seed or with none."""
    for seed in range(60):
        cases = [c for c in WORD2VEC.draw(seed) if "center_vector" in c.inputs]
        for i in (case.inputs for case in cases):
            U = i["outside_vectors"]
            read = [i["outside_index"], *i["negative_indices"]] if "negative_indices" in i else range(len(U))
            logits = np.sort(np.unique(U[list(read)], axis=0) @ i["center_vector"])
            assert np.diff(logits).min(initial=1.0) > 1e-3 * np.abs(logits).max()
        shared = [c.group for c in cases if len({*map(bytes, c.inputs["outside_vectors"])}) < len(c.inputs["outside_vectors"])]
        assert shared == ["naive_softmax", "naive_softmax", "repeated", "repeated"]


def rows_in_another_order(matrix, vector):
    """A product whose first rows, in blocks of four, are summed in another order than those that are left over."""
    blocks = len(matrix) // 4 * 4
    pairs = matrix * vector
    first = sum((pairs[:blocks, j::4].sum(axis=1) for j in range(4)), np.zeros(blocks))
    rest = np.array([sum(row.tolist()) for row in pairs[blocks:]])
    return np.concatenate([first, rest])


@pytest.mark.parametrize("multiply", [lambda a, b: a @ b, rows_in_another_order])
def test_samples_that_are_told_apart_by_their_numbers_are_wrong_with_every_seed(multiply):
    """Words with equal vectors are counted as one, and one sample as two where its products differ in the last bit."""

    def sampling(v, o, samples, U):
        loss, center, outside = OWN[NEGATIVE](v, o, samples, U)
        s = functions.sigmoid(multiply(U[samples], v))
        for k, weight in zip(samples, s, strict=True):
            outside[k] = s[s == weight].sum() * v
        return loss, center, outside

    found = [verdicts(play({**OWN, NEGATIVE: sampling}, seed=seed, parts=["f", "g"])) for seed in range(6)]
    assert [{part for part, verdict in each.items() if verdict != "correct"} for each in found] == [{"g"}] * 6


def test_the_order_of_summation_shows_in_repeated_samples_with_every_seed():
    for seed in SEEDS:
        shown = 0
        for i in (c.inputs for c in WORD2VEC.draw(seed) if c.group == "repeated"):
            s = functions.sigmoid(rows_in_another_order(i["outside_vectors"][list(i["negative_indices"])], i["center_vector"]))
            shown += len({*zip(i["negative_indices"], s.tolist(), strict=True)}) > len({*i["negative_indices"]})
        assert shown


def test_more_cases_are_of_the_same_kind_and_leave_the_exam_as_it_is():
    exam = prepare(WORD2VEC, seed=1, parts=["g"])
    more, cases = with_more_cases(exam, "negative_sampling", "repeated")
    assert [case.why for case in cases] == [case.why for case in exam.cases]
    assert more.cases == exam.cases + cases
    assert more.added == {case.number for case in cases} == more.expected.keys() - exam.expected.keys()
    assert not any(
        np.array_equal(a.inputs["outside_vectors"], b.inputs["outside_vectors"]) for a, b in zip(cases, exam.cases, strict=True)
    )
    assert (len(exam.cases), exam.added) == (12, frozenset())
