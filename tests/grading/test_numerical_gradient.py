"""Answers to watched calls: those of a differenced gradient, and those that get only a remark."""

from __future__ import annotations

import numpy as np
import pytest

from grader import catalogue, grading
from grader.model import WATCHED_CALLS, Answer, Answers, Fault, FaultKind, NotNumeric
from tests.support.dictionary_box import answer
from tests.support.own_programs import NAIVE, OWN

WORD2VEC = catalogue.load("word2vec")


def converse(watched, watched_calls=WATCHED_CALLS):
    """The result of a right submission whose watched answers are changed by `watched(function, share, call number, outputs)`.

    With it, what was asked: the process and the functions of each question.
    """
    conversation = grading.grade(grading.prepare(WORD2VEC, seed=1), "me")
    question, asked = next(conversation), []
    while True:
        answers = answer(OWN, question)
        if question.calls:
            asked.append((question.process.partition(" ")[0], {call.function for call in question.calls}))
        if question.step_factor is not None:
            numbers: dict[str, int] = {}
            changed = []
            for call, each in zip(question.calls, answers.answers, strict=True):
                number = numbers[call.function] = numbers.get(call.function, 0) + 1
                made = watched(call.function, question.step_factor - 1, number, each.outputs) if number <= watched_calls else each
                changed.append(made if isinstance(made, Answer) else Answer(outputs=tuple(made)))
            answers = Answers(loaded=answers.loaded, answers=tuple(changed))
        try:
            question = conversation.send(answers)
        except StopIteration as end:
            return end.value, asked


def accused(result):
    return [part.id for part in result.parts if part.diagnosis and part.diagnosis[0].code == "numerical-gradient"]


def remarks(result):
    return [remark.message.split(" ")[0] for remark in result.remarks if remark.code == "differs-when-watched"]


def center_times(factor):
    """Answers of the naive softmax whose gradient of the center vector is multiplied by factor(share, call number)."""

    def watched(function, share, number, outputs):
        if function != NAIVE:
            return outputs
        loss, center, outside = outputs
        return loss, np.asarray(center * factor(share, number)).astype(center.dtype), outside

    return watched


def test_of_a_derived_gradient_nothing_is_asked_but_the_exam():
    result, asked = converse(lambda function, share, number, outputs: outputs)
    assert (result.score, accused(result), remarks(result)) == (100, [], [])
    assert [process for process, _ in asked] == ["ordinary", "ordinary"]  # the exam, and extreme inputs


@pytest.mark.parametrize("precision", [np.float64, np.float32])
def test_what_is_multiplied_by_the_factor_was_differenced(precision):
    result, asked = converse(center_times(lambda share, number: precision(1 + share)))
    assert (accused(result), remarks(result)) == (["b"], [])
    # As it is by itself and, since it is right then, in the whole exam; then with shorter steps.
    assert [process for process, _ in asked[:4]] == ["ordinary", "steps", "steps", "steps"]
    assert [functions == {NAIVE} for _, functions in asked[1:4]] == [True, False, True]


def test_no_answer_to_shorter_steps_is_no_way_out():
    def watched(function, share, number, outputs):
        if share < 0 and function == NAIVE:
            return Answer(fault=Fault(kind=FaultKind.RAISED, error="RuntimeError"))
        return center_times(lambda share, number: 1 + share)(function, share, number, outputs)

    result, _ = converse(watched)
    assert (accused(result), remarks(result)) == (["b"], [])


def test_a_step_that_is_too_wide_to_be_seen_in_one_case_is_no_way_out():
    result, _ = converse(center_times(lambda share, number: 1 + share * (number != 1)))
    assert (accused(result), remarks(result)) == (["b"], [])


def test_digits_that_are_lost_where_inputs_are_watched_are_no_remark():
    result, _ = converse(center_times(lambda share, number: 1 + 1e-12))
    assert "few-digits" not in {remark.code for remark in result.remarks}


@pytest.mark.parametrize(("error", "expected"), [(1e-13, 0), (1e-12, 1), (9e-10, 1)])
def test_fewer_digits_than_those_of_a_derived_gradient_are_a_remark(error, expected):
    result, _ = converse(center_times(lambda share, number: 1 + error), watched_calls=100)
    assert (result.score, [remark.code for remark in result.remarks].count("few-digits")) == (100, expected)


@pytest.mark.parametrize(
    "factor",
    [
        lambda share, number: 1 + 0.03 * share,  # a step that is added to the input and not divided by
        lambda share, number: 1 + 1e-9,
    ],
)
def test_what_changes_by_less_was_not(factor):
    result, _ = converse(center_times(factor))
    assert (result.score, accused(result), remarks(result)) == (100, [], [])


@pytest.mark.parametrize(
    "factor",
    [
        lambda share, number: 1 + abs(share),  # for longer and for shorter steps the same
        lambda share, number: 1 + share * (share > 0),  # for longer ones only
        lambda share, number: 1 + share * (number == 1),  # in one case only
        lambda share, number: 1 - share,  # against its own sign, as no quotient does
        lambda share, number: -1.0,  # by the sign of a slope
        lambda share, number: 1 + 100 * share,
        lambda share, number: 2.0,
        lambda share, number: np.nan,
        lambda share, number: 1e307,
    ],
)
def test_what_changes_in_another_way_is_worth_a_remark_that_costs_nothing(factor):
    result, _ = converse(center_times(factor))
    assert (result.score, accused(result), remarks(result)) == (100, [], [NAIVE])


@pytest.mark.parametrize("kind", [FaultKind.RAISED, FaultKind.CRASHED, FaultKind.TIMED_OUT])
def test_who_does_not_answer_is_not_accused(kind):
    refuses = Answer(fault=Fault(kind=kind, error="TypeError"))
    result, _ = converse(lambda function, share, number, outputs: refuses if function == NAIVE else outputs)
    assert (result.score, accused(result), remarks(result)) == (100, [], [NAIVE])


@pytest.mark.parametrize("outputs", [(), (np.ones(1),), (1.0, np.ones(2), None)])
def test_other_outputs_are_a_remark(outputs):
    wrong = Answer(outputs=tuple(NotNumeric(type_name="str") if o is None else np.asarray(o) for o in outputs))
    result, _ = converse(lambda function, share, number, right: wrong if function == NAIVE else right)
    assert (result.score, accused(result), remarks(result)) == (100, [], [NAIVE])


def test_entries_that_change_beyond_their_own_share_are_those_of_no_quotient():
    def watched(function, share, number, outputs):
        if function != NAIVE:
            return outputs
        loss, center, outside = outputs
        return loss, center + share * np.abs(center).max() * np.where(np.arange(len(center)) % 2, 1, -1), outside

    result, _ = converse(watched)
    assert (result.score, accused(result), remarks(result)) == (100, [], [NAIVE])
