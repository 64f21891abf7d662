"""A conversation put in order by case: each graded case with its answer and verdict, and nothing that was asked on the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader import catalogue, grading
from grader.grading import case_records
from grader.model import Answers, FaultKind, Loaded, Status, Verdict
from reference.word2vec import functions
from tests.support.dictionary_box import answer

NAIVE = "naive_softmax_loss_and_gradient"
NEGATIVE = "negative_sampling_loss_and_gradient"
NAMES = ("sigmoid", "sigmoid_gradient", NAIVE, NEGATIVE, "skip_gram_loss_and_gradient")
OWN = {name: getattr(functions, name) for name in NAMES}


def graded(submission, *, seed=3, files=None, **only):
    """The exam, the result and the case records of these functions."""
    exam = grading.prepare(catalogue.load("word2vec"), seed=seed, **only)
    conversation = grading.grade(exam, "me", files)
    question, exchanges = next(conversation), []
    while True:
        exchanges.append((question, answer(submission, question)))
        try:
            question = conversation.send(exchanges[-1][1])
        except StopIteration as end:
            return exam, end.value, case_records(exam, end.value, exchanges, files)


def flipped(v, o, U):
    loss, center, outside = OWN[NAIVE](v, o, U)
    return loss, -center, outside


def test_every_graded_case_is_there_with_what_came_back_and_what_was_due():
    exam, _, records = graded(OWN)
    assert [record.case for record in records] == list(exam.cases)
    for record in records:
        (heard,) = record.answers.values()
        assert all(np.allclose(got, due) for got, due in zip(heard.outputs, record.expected.values(), strict=True))
        assert set(record.verdicts.values()) == {Verdict.CORRECT}


def test_a_wrong_part_is_wrong_in_its_cases_and_nowhere_else():
    _, result, records = graded({**OWN, NAIVE: flipped})
    for record in records:
        wrong = {part for part, verdict in record.verdicts.items() if verdict is not Verdict.CORRECT}
        assert wrong == ({"b"} if record.case.function == "naive_softmax" else set())
    errors = [m.error for r in records for p in r.pieces for m in p.measured if p.part == "b"]
    assert max(errors) == next(p for p in result.parts if p.id == "b").max_relative_error


def test_cases_that_were_added_are_no_graded_cases():
    exam, result, records = graded({**OWN, NAIVE: lambda v, o, U: flipped(v, o, U) if len(U) == 11 else OWN[NAIVE](v, o, U)})
    assert "right-on-some-cases" in {remark.code for remark in result.remarks}
    assert [record.case for record in records] == list(exam.cases)


def test_questions_that_the_source_suggests_are_replayed_too():
    def raising(v, o, U):
        raise ValueError("shapes (7,) and (4,) not aligned")

    source = f"def {NAIVE}(v, o, U): return U @ v, U @ v, U @ v  # the line that the sandbox of these tests names\n"
    _, result, records = graded({**OWN, NAIVE: raising}, files={"word2vec.py": source.encode()})
    assert {p.id for p in result.parts if p.verdict is Verdict.ERROR} == set("abcd")
    for record in records:
        expected = Verdict.ERROR if record.case.function == "naive_softmax" else Verdict.CORRECT
        assert set(record.verdicts.values()) == {expected}


def test_a_block_names_its_rows_and_its_scale():
    _, _, records = graded(OWN, parts=["f.uo"])
    for record in records:
        (piece,) = record.pieces
        (measured,) = piece.measured
        assert measured.rows == (record.case.inputs["outside_index"],)
        assert measured.scale == np.abs(record.case.inputs["center_vector"]).max()


def test_a_loss_is_measured_against_one_at_least():
    _, _, records = graded(OWN, parts=["a"])
    assert {m.scale for r in records for p in r.pieces for m in p.measured} == {1.0}


def test_what_raises_and_what_is_not_there_has_a_record_too():
    def raising(*inputs):
        raise ValueError("no")

    _, _, records = graded({**{k: v for k, v in OWN.items() if k != NEGATIVE}, NAIVE: raising})
    by_function = {record.case.function: record for record in records}
    raised, missing = by_function["naive_softmax"], by_function["negative_sampling"]
    assert [a.fault.kind for a in raised.answers.values()] == [FaultKind.RAISED]
    assert (missing.call, [a.fault.kind for a in missing.answers.values()]) == (None, [FaultKind.MISSING])
    assert {m.error for p in raised.pieces for m in p.measured} == {None}
    assert set(raised.verdicts.values()) == {Verdict.ERROR}


def test_nothing_but_the_asked_part_and_case():
    _, _, records = graded(OWN, parts=["b"], case=11)
    assert [(record.case.number, set(record.verdicts)) for record in records] == [(11, {"b"})]


def test_an_answer_with_the_right_sigmoid_stands_beside_the_own_one_and_is_what_was_judged():
    live = dict(OWN)
    live["sigmoid"] = lambda x: 1 / (1 + np.exp(x))

    def leaning(v, o, k, U):
        rows = [o, *k]
        signs = np.array([1.0] + [-1.0] * len(k))
        sigma = live["sigmoid"](signs * (U[rows] @ v))
        delta = -signs * (1 - sigma)
        outside = np.zeros_like(U)
        np.add.at(outside, rows, np.outer(delta, v))
        return -np.log(sigma).sum(), delta @ U[rows], outside

    live[NEGATIVE] = leaning
    _, result, records = graded(live)
    carried = {part.id for part in result.parts if part.carried_forward}
    assert carried == {"f.loss", "f.vc", "f.uo", "f.uk", "g"}
    for record in records:
        if record.case.function == "negative_sampling":
            assert list(record.answers) == ["ordinary", "stand-in sigmoid"]
            assert {piece.process for piece in record.pieces} == {"stand-in sigmoid"}
            assert set(record.verdicts.values()) == {Verdict.CORRECT}
        else:
            assert list(record.answers) == ["ordinary"]


@pytest.mark.parametrize("changes", [{"status": Status.FAILED}, {}])
def test_what_was_not_run_has_no_cases(changes):
    exam, result, _ = graded(OWN, parts=["b"])
    heard = [(next(grading.grade(exam, "me")), Answers(loaded=Loaded()))] if changes else []
    assert case_records(exam, replace(result, **changes), heard) == ()


def test_a_file_without_any_function_has_its_cases_and_no_calls():
    _, result, records = graded({"unrelated": len})
    assert {part.verdict for part in result.parts} == {Verdict.MISSING}
    assert records
    assert all(record.call is None for record in records)


def test_what_was_judged_in_a_layout_of_the_file_has_those_answers():
    def naive(v, o, U):
        loss, center, outside = OWN[NAIVE](v, o, U)
        return loss, center, outside.T

    def negative(v, o, k, U):
        loss, center, outside = OWN[NEGATIVE](v, o, k, U)
        return loss, center, outside.T

    def skip_gram(c, context, V, U, loss):
        def pair(v, o, U):
            value, center, outside = loss(v, o, U)
            return value, center, outside.T

        return OWN[NAMES[-1]](c, context, V, U, pair)

    _, result, records = graded({**OWN, NAIVE: naive, NEGATIVE: negative, NAMES[-1]: skip_gram})
    wrong = {part for record in records for part, verdict in record.verdicts.items() if verdict is not Verdict.CORRECT}
    assert wrong == {part.id for part in result.parts if part.verdict is not Verdict.CORRECT} == {"d"}
    assert {(p.process, p.form) for r in records for p in r.pieces if p.part == "h.U"} == {("own layout skip_gram", "as given")}
