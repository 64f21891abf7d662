"""Graded inputs are fair and cover what the contract asks for; a seed, a part or a case can be chosen."""

from __future__ import annotations

import numpy as np
import pytest

from grader import catalogue
from grader.errors import Misuse
from reference.word2vec.cases import LARGEST_LOGIT, LEAST_LOSS
from tests.support.dictionary_box import play, verdicts
from tests.support.own_programs import OWN

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
