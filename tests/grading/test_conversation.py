"""Grading, with a dictionary in the box's place: what must be right, what must be rejected, and by which name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from grader import catalogue, grading
from grader.judging.judge import describe_fault
from grader.model import (
    Answer,
    Answers,
    Diagnosis,
    Fault,
    FaultKind,
    LeftOut,
    Loaded,
    Remark,
    Status,
    SubmissionResult,
    Verdict,
)
from reference.softmax_regression.functions import softmax_regression_loss_and_gradient
from reference.word2vec import functions
from tests.support.dictionary_box import parts, play, verdicts
from tests.support.own_programs import COURSE, NAIVE, NEGATIVE, OWN, SKIP, spoilt

FULL = {"a", "b", "c", "d", "e", "f.loss", "f.vc", "f.uo", "f.uk", "g", "h.loss", "h.U", "h.vc", "h.vw"}


@pytest.mark.parametrize("seed", range(30))
def test_the_reference_gets_full_marks_whatever_is_drawn(seed):
    result = play(OWN, seed=seed)
    assert verdicts(result) == dict.fromkeys(FULL, "correct")
    assert (result.score, result.max_score, result.interface) == (100, 100, "own")


@pytest.mark.parametrize("seed", range(5))
def test_the_course_interface_is_graded_with_its_own_maximum(seed):
    result = play(COURSE, seed=seed)
    assert (result.score, result.max_score, result.interface) == (95, 95, "cs224n")
    assert parts(result)["e"].max_score == 5


def test_a_second_assignment_goes_the_same_way():
    result = play({"softmax_regression_loss_and_gradient": softmax_regression_loss_and_gradient}, assignment="softmax_regression")
    assert (result.score, verdicts(result)) == (10, dict.fromkeys(("loss", "weights", "bias"), "correct"))


@pytest.mark.parametrize(
    ("name", "spoil", "wrong", "code"),
    [
        (NAIVE, lambda L, g, G, v, o, U: (-L, g, G), {"a": "incorrect"}, "sign-flipped"),
        (NAIVE, lambda L, g, G, v, o, U: (L, -g, G), {"b": "incorrect"}, "sign-flipped"),
        (NAIVE, lambda L, g, G, v, o, U: (L, g + U[o], G), {"b": "incorrect"}, "missing-true-word"),
        (NAIVE, lambda L, g, G, v, o, U: (L, 3 * g, G), {"b": "incorrect"}, "constant-factor"),
        (NAIVE, lambda L, g, G, v, o, U: (L, g + 1e-6 * np.abs(g).max(), G), {"b": "incorrect"}, "unknown"),
        (NAIVE, lambda L, g, G, v, o, U: (L, g * np.nan, G), {"b": "incorrect"}, "not-finite"),
        (NAIVE, lambda L, g, G, v, o, U: (L, g[:-1], G), {"b": "incorrect"}, "shape"),
        (NAIVE, lambda L, g, G, v, o, U: (L, 1.0, G), {"b": "incorrect"}, "shape"),
        (NAIVE, lambda L, g, G, v, o, U: (L, g[None], G), {"b": "partial"}, "shape"),
        (NAIVE, lambda L, g, G, v, o, U: (L, g[:, None], G), {"b": "partial"}, "shape"),
        (NAIVE, lambda L, g, G, v, o, U: (L, g, G.T), {"d": "partial"}, "shape"),
        (NAIVE, lambda L, g, G, v, o, U: (L, g, -G), {"c": "incorrect", "d": "incorrect"}, "sign-flipped"),
        (NAIVE, lambda L, g, G, v, o, U: (L, g, -G.T), {"c": "incorrect", "d": "incorrect"}, "sign-flipped"),
        (NAIVE, lambda L, g, G, v, o, U: (L, "g", G), {"b": "error"}, "not-numeric"),
        (NEGATIVE, lambda L, g, G, v, o, k, U: (L + 1, g, G), {"f.loss": "incorrect"}, "constant-offset"),
        (NEGATIVE, lambda L, g, G, v, o, k, U: (L, g + 1e-7 * np.abs(g).max(), G), {"f.vc": "partial"}, "precision"),
        (SKIP, lambda L, g, G, *i: (L, g, G / len(i[1])), {"h.U": "incorrect"}, "averaged"),
        (SKIP, lambda L, g, G, *i: (L, 0 * g, G), {"h.vc": "incorrect", "h.vw": "incorrect"}, "nothing-added"),
    ],
)
def test_a_mistake_costs_its_own_part_and_is_named(name, spoil, wrong, code):
    result = play(spoilt(name, spoil))
    assert {k: v for k, v in verdicts(result).items() if v != "correct"} == wrong
    assert parts(result)[next(iter(wrong))].diagnosis[0].code == code


def test_only_one_of_the_two_cases_of_c_is_half_of_it():
    def spoil(L, g, G, v, o, U):
        G[o] = 0
        return L, g, G

    found = parts(play(spoilt(NAIVE, spoil)))
    assert (found["c"].verdict, found["c"].score) == (Verdict.PARTIAL, 5)
    assert (found["d"].verdict, found["d"].score) == (Verdict.INCORRECT, 0)


def test_a_partial_part_gets_half_of_its_points():
    assert parts(play(spoilt(NAIVE, lambda L, g, G, v, o, U: (L, g[None], G))))["b"].score == Fraction(15, 2)


def test_repeats_that_are_not_accumulated_cost_g_alone():
    def negative(v, o, samples, U):
        loss, grad_center, grad_outside = functions.negative_sampling_loss_and_gradient(v, o, samples, U)
        grad_outside[samples] = functions.sigmoid(U[samples] @ v)[:, None] * v
        return loss, grad_center, grad_outside

    result = play({**OWN, NEGATIVE: negative})
    assert {k for k, v in verdicts(result).items() if v != "correct"} == {"g"}
    assert parts(result)["g"].diagnosis[0].code == "not-accumulated"


def test_one_of_two_pieces_right_is_partial():
    found = parts(play({**OWN, "sigmoid_gradient": functions.sigmoid}))
    assert (found["e"].verdict, found["e"].score) == (Verdict.PARTIAL, 5)


def test_what_is_not_there_is_missing_and_the_rest_is_graded():
    result = play({name: f for name, f in OWN.items() if name != SKIP})
    assert {p for p, v in verdicts(result).items() if v == "missing"} == {"h.loss", "h.U", "h.vc", "h.vw"}
    assert result.score == 85


def test_an_exception_is_an_error_with_its_line():
    def naive(v, o, U):
        raise ZeroDivisionError("division by zero")

    found = parts(play({**OWN, NAIVE: naive}))["a"]
    assert (found.verdict, found.diagnosis[0].message) == (Verdict.ERROR, "ZeroDivisionError: division by zero")


def test_a_file_that_cannot_be_loaded_has_a_record():
    exam = grading.prepare(catalogue.load("word2vec"), seed=1)
    conversation = grading.grade(exam, "me")
    next(conversation)
    fault = Fault(kind=FaultKind.RAISED, error="SyntaxError", message="invalid syntax", line=3, file="word2vec.py")
    with pytest.raises(StopIteration) as end:
        conversation.send(Answers(loaded=Loaded(fault=fault)))
    result = end.value.value
    assert (result.status, result.score, result.message) == (Status.FAILED, 0, "SyntaxError: invalid syntax (word2vec.py line 3)")
    assert set(verdicts(result).values()) == {"error"}


def graded(loaded: Loaded) -> SubmissionResult:
    """The result of a file that was loaded so, and whose functions cannot be called."""
    conversation = grading.grade(grading.prepare(catalogue.load("word2vec"), seed=1), "me")
    question = next(conversation)
    try:
        while True:
            fault = Fault(kind=FaultKind.RAISED, error="E")
            question = conversation.send(Answers(loaded=loaded, answers=(Answer(fault=fault),) * len(question.calls)))
    except StopIteration as end:
        return end.value


def test_a_syntax_error_shows_its_line():
    fault = Fault(kind=FaultKind.RAISED, error="SyntaxError", message="invalid syntax", excerpt=("x = = 1", "    ^"))
    assert graded(Loaded(fault=fault)).excerpt == ("x = = 1", "    ^")


def test_functions_that_are_not_defined_say_why_and_choose_the_interface():
    left_out = Fault(
        kind=FaultKind.RAISED, message="w.py line 3 failed: it exits, so sigmoid is not defined", file="w.py", line=3
    )
    inside = Fault(kind=FaultKind.MISSING, message="skipgram stands inside class A (line 5); it must stand at top level")
    result = graded(Loaded(names=frozenset(["negSamplingLossAndGradient"]), undefined={"sigmoid": left_out, "skipgram": inside}))
    found = parts(result)
    assert result.interface == "cs224n"
    assert (found["e"].verdict, found["e"].diagnosis[0].message) == (Verdict.ERROR, left_out.message)
    assert (found["h.U"].verdict, found["h.U"].diagnosis[0].message) == (Verdict.MISSING, inside.message)


def test_what_was_left_out_is_remarked_and_of_many_only_some_are_listed():
    lines = [LeftOut(file="w.py", line=line, reason="SystemExit") for line in range(2, 15)]
    remarks = graded(Loaded(left_out=(LeftOut(file="w.py", line=1, module="torch"), *lines))).remarks
    assert [remark.code for remark in remarks] == ["absent-module", *["left-out"] * 10]
    assert remarks[0].message == "w.py line 1 imports torch, which is not available here; only what uses it fails."
    assert remarks[1].message == "w.py line 2 is left out: SystemExit"
    assert remarks[-1].message == "More statements are left out in the same way."


def test_what_is_not_available_has_a_hint():
    text = "w.py line 1 imports torch, which is not available here"
    diagnosis = describe_fault(Fault(kind=FaultKind.RAISED, error="ModuleNotFoundError", message=text, line=9, file="w.py"))
    assert (diagnosis.message, diagnosis.where) == (f"ModuleNotFoundError: {text}", "w.py line 9")
    assert diagnosis.hint == "Use NumPy, or hand in what is imported."


def test_a_part_names_the_function_that_decides_it():
    right = parts(play(OWN))
    wrong = parts(play({**OWN, "sigmoid_gradient": np.cos}))

    assert (right["a"].function, right["g"].function) == (NAIVE, NEGATIVE)
    assert (right["e"].function, wrong["e"].function) == ("sigmoid", "sigmoid_gradient")


def test_a_student_sees_no_values_no_case_and_no_remark_for_instructors():
    remarks = (Remark(code="prints", message="p"), Remark(code="overflow", message="o", for_instructors=True))
    diagnoses = tuple(Diagnosis(code="c", message="m", where=where, value="v") for where in ("case 11: V != d", "row o"))
    part = replace(parts(play(OWN))["a"], diagnosis=diagnoses, others=diagnoses, case=11, wrong_numbers="5c")
    shown = grading.for_student(replace(play(OWN), parts=(part,), remarks=remarks))

    assert shown.remarks == remarks[:1]
    assert [(d.where, d.value) for d in shown.parts[0].diagnosis] == [("", ""), ("row o", "")]
    assert (shown.parts[0].others, shown.parts[0].case, shown.parts[0].wrong_numbers) == ((), None, "")


def numbers(spoil, *, seed=1, of=NAIVE):
    """The hashes of wrong numbers, of the parts that have one."""
    return {i: part.wrong_numbers for i, part in parts(play(spoilt(of, spoil), seed=seed)).items() if part.wrong_numbers}


def test_equal_wrong_numbers_have_one_hash_and_the_last_bit_tells_them_apart():
    doubled = numbers(lambda L, g, G, v, o, U: (L, g + g, G))

    assert list(doubled) == ["b"]
    assert numbers(lambda L, g, G, v, o, U: (L, 2 * g, G)) == doubled
    assert numbers(lambda L, g, G, v, o, U: (L, np.nextafter(2 * g, 9), G)) != doubled
    assert numbers(lambda L, g, G, v, o, U: (L, g + g, G), seed=2) != doubled


def test_parts_that_judge_one_array_have_one_hash():
    both = numbers(lambda L, g, G, v, o, U: (L, g, G + 1))

    assert list(both) == ["c", "d"]
    assert both["c"] == both["d"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda L, g, G, v, o, U: (L, g, G),
        lambda L, g, G, v, o, U: (L, g[None], G),  # partial: right values in a wrong shape
        lambda L, g, G, v, o, U: (L, g[:-1], G),  # numbers that are not comparable
        lambda L, g, G, v, o, U: (L, None, G),
        lambda L, g, G, v, o, U: 1 // 0,
    ],
)
def test_what_is_right_or_no_array_of_that_shape_has_no_hash(spoil):
    assert numbers(spoil) == {}
