"""Grading, with a dictionary in the box's place: what must be right, what must be rejected, and by which name."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from grader import catalogue, grading
from grader.grading.remarks import few
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


@pytest.mark.parametrize("number", [0, 1, 5, 6, 475])
def test_of_many_remarks_of_one_kind_the_first_few_are_written_out_and_the_rest_is_counted(number):
    many = [Remark(code="warning", message=f"warning {i}") for i in range(number)]
    other = Remark(code="prints", message="it prints")
    kept = few([*many[:3], other, *many[3:]])
    expected = [remark.message for remark in many[:5]] + [f"and {number - 5} more"] * (number > 5)
    assert [remark.message for remark in kept if remark.code == "warning"] == expected
    assert kept.count(other) == 1


def test_that_there_are_more_remarks_for_instructors_is_for_instructors():
    assert few([Remark(code="x", message="", for_instructors=True)] * 6)[-1].for_instructors


def test_a_file_that_warns_without_end_has_a_few_remarks():
    """Each call warns in words of its own: as many remarks would hide all others."""
    texts = (f"{''.join(chr(97 + int(d)) for d in str(i))} is odd" for i in itertools.count())

    def warned(answers):
        each = (replace(a, warnings=tuple(itertools.islice(texts, 8))) for a in answers.answers)
        return replace(answers, answers=tuple(each), printed="more")

    remarks = play(OWN, change=warned).remarks
    warnings = [remark.message for remark in remarks if remark.code == "warning"]
    assert (len(warnings), re.fullmatch(r"and \d{3} more", warnings[-1]) is not None) == (6, True)
    assert "prints" in {remark.code for remark in remarks}


STRANGE = {
    "the largest": lambda x: np.full_like(x, 1.7976931348623157e308),
    "of both signs": lambda x: np.where(np.arange(x.size).reshape(x.shape) % 2, 1.7e308, -1.7e308),
    "the smallest": lambda x: np.full_like(x, 5e-324),
    "far apart": lambda x: np.where(np.arange(x.size).reshape(x.shape) % 2, 1e308, 1e-308),
    "too large by far": lambda x: x * 1e307,
    "too small by far": lambda x: x * 1e-320,
    "infinite in one place": lambda x: np.where(np.arange(x.size).reshape(x.shape) == x.size - 1, np.inf, x),
    "not a number in one place": lambda x: np.where(np.arange(x.size).reshape(x.shape) == 0, np.nan, x),
    "whole": lambda x: np.full(x.shape, np.iinfo(np.int64).min),
    "half": lambda x: x.astype(np.float16) * np.float16(6e4),
    "single": lambda x: np.full(x.shape, np.finfo(np.float32).max, np.float32),
}


@pytest.mark.parametrize("numbers", STRANGE.values(), ids=STRANGE.keys())
@pytest.mark.parametrize("first", [0, 1], ids=["all", "gradients"])
def test_strange_numbers_are_judged_without_a_warning_of_numpy(numbers, first):
    """A warning of the judge's own arithmetic is an error in these tests; it would be in the way on an instructor's terminal."""

    def strange(function):
        def called(*arguments):
            with np.errstate(all="ignore"):
                returned = function(*arguments)
                if not isinstance(returned, tuple):
                    return numbers(np.asarray(returned, float))
                return tuple(numbers(np.asarray(x, float)) if i >= first else x for i, x in enumerate(returned))

        return called

    result = play({name: strange(function) for name, function in OWN.items()})
    assert result.score < result.max_score


def test_what_was_left_out_is_remarked_and_of_many_only_some_are_listed():
    lines = [LeftOut(file="w.py", line=line, reason="SystemExit") for line in range(2, 15)]
    remarks = graded(Loaded(left_out=(LeftOut(file="w.py", line=1, module="torch"), *lines))).remarks
    assert [remark.code for remark in remarks] == ["absent-module", *["left-out"] * 6]
    assert remarks[0].message == "w.py line 1 imports torch, which is not available here; only what uses it fails."
    assert remarks[1].message == "w.py line 2 is left out: SystemExit"
    assert remarks[-1].message == "and 8 more"


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
