"""The unpaid pieces of word2vec, and its policy."""

from __future__ import annotations

from fractions import Fraction

from grader import catalogue

WORD2VEC = catalogue.load("word2vec")


def test_no_incorrect_value_earns_a_point():
    codes = {mistake.code for mistake in WORD2VEC.mistakes} | {"shape", "unknown", "constant-factor", "numerical-gradient"}
    assert {WORD2VEC.policy.share(code, partial=False) for code in codes} == {0}
    assert WORD2VEC.policy.named_loss == 0


def test_a_right_value_in_a_wrong_form_earns_half_and_one_that_was_not_derived_nothing():
    assert {WORD2VEC.policy.share(code, partial=True) for code in ("shape", "precision")} == {Fraction(1, 2)}
    assert WORD2VEC.policy.incorrect["numerical-gradient"] == 0


def test_what_is_watched_is_worth_nothing_and_judged_nowhere_else():
    judged = {(p.function, p.output, p.group, p.blocks) for part in WORD2VEC.parts for p in part.pieces}
    watched = {(p.function, p.output, p.group, p.blocks) for p in WORD2VEC.watched}
    assert len(watched) == len(WORD2VEC.watched) == 4
    assert not judged & watched
    assert {p.points for p in WORD2VEC.watched} == {0}


def test_under_repeated_samples_every_output_is_looked_at():
    pieces = [*(p for part in WORD2VEC.parts for p in part.pieces), *WORD2VEC.watched]
    assert {p.output for p in pieces if p.group == "repeated"} == set(WORD2VEC.function("negative_sampling").outputs)
