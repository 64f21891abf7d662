"""A submission that is seldom wrong is asked more cases, and the report says on how many it was right."""

from __future__ import annotations

from dataclasses import replace

from grader import catalogue, grading
from grader.model import Answer, Fault, FaultKind
from tests.support.dictionary_box import answer, parts, play, verdicts
from tests.support.own_programs import NAIVE, NEGATIVE, OWN


def asked(functions, seed=1):
    """The result, and the names of the processes that were asked."""
    conversation = grading.grade(grading.prepare(catalogue.load("word2vec"), seed=seed), "me")
    question, names = next(conversation), []
    while True:
        names.append(question.process)
        try:
            question = conversation.send(answer(functions, question))
        except StopIteration as end:
            return end.value, names


def wrong_if(name, condition, *, by=1.0):
    """The right functions, of which one has a center gradient that is wrong where a condition on its inputs holds."""

    def spoilt(*inputs):
        loss, center, outside = OWN[name](*inputs)
        return loss, center + by * bool(condition(*inputs)), outside

    return {**OWN, name: spoilt}


def told(result):
    return [r.message for r in result.remarks if r.code == "right-on-some-cases"]


def test_a_part_that_is_seldom_wrong_is_wrong_and_the_remark_counts():
    result, names = asked(wrong_if(NAIVE, lambda v, o, U: o == len(U) - 1 and len(U) == len(v)))
    assert "more cases naive_softmax" in names
    assert verdicts(result)["b"] == "incorrect"
    assert told(result) == ["Right on some cases only: b on 24 of 26 cases."]


def test_a_case_that_was_added_is_not_named():
    result, _ = asked(wrong_if(NAIVE, lambda v, o, U: v[0] > 0.4))
    (part,) = [p for p in result.parts if p.verdict.value != "correct"]
    assert part.case in {case.number for case in grading.prepare(catalogue.load("word2vec"), seed=1).cases}


def test_a_part_that_is_often_wrong_is_asked_nothing_more():
    result, names = asked(wrong_if(NAIVE, lambda v, o, U: len(U) > len(v)))
    assert "more cases naive_softmax" not in names
    assert told(result)[0].startswith("Right on some cases only: b on ")


def test_a_right_submission_and_one_that_is_always_wrong_are_not_counted():
    assert told(play(OWN)) == []
    assert told(play(wrong_if(NAIVE, lambda *_: True))) == []


def test_what_raises_on_some_cases_is_counted_too():
    def raising(v, o, samples, U):
        assert len(v) != len(U), "square"
        return OWN[NEGATIVE](v, o, samples, U)

    result = play({**OWN, NEGATIVE: raising})
    assert verdicts(result)["g"] == "error"
    assert "g on 20 of 24 cases" in told(result)[0]


def test_answers_that_are_not_there_for_lack_of_time_say_nothing():

    functions = wrong_if(NAIVE, lambda v, o, U: o == len(U) - 1 and len(U) == len(v))
    conversation = grading.grade(grading.prepare(catalogue.load("word2vec"), seed=1), "me")
    question, result = next(conversation), None
    while result is None:
        answers = answer(functions, question)
        if question.process.startswith("more cases"):
            late = Answer(fault=Fault(kind=FaultKind.TIMED_OUT))
            answers = replace(answers, answers=(*answers.answers[:3], *[late] * (len(question.calls) - 3)))
        try:
            question = conversation.send(answers)
        except StopIteration as end:
            result = end.value
    assert verdicts(result)["b"] == "incorrect"
    assert told(result) == ["Right on some cases only: b on 12 of 13 cases."]
    assert parts(result)["b"].case is not None


def test_a_part_of_two_functions_of_which_one_is_always_wrong_is_not_counted():
    def raises(x):
        raise ValueError

    assert told(play({**OWN, "sigmoid_gradient": raises})) == []


def test_parts_that_are_right_on_as_many_cases_are_named_together():
    def function(v, o, U):
        if len(U) > len(v):
            raise ValueError
        return OWN[NAIVE](v, o, U)

    (text,) = told(play({**OWN, NAIVE: function}))
    assert text.startswith("Right on some cases only: a, b, c and d on ")
    assert text.count("cases.") == 1
