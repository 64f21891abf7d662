"""The first pass finds right pieces only, and what it says of them is what the judge says who looks at one array at a time."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from grader import catalogue, grading
from grader.judging.findings import RightJudgement
from grader.judging.first_pass import right_pieces
from grader.judging.judge import judge
from grader.model import Answer, Fault, FaultKind, NotNumeric, Verdict

DRAWN = (("word2vec", 1), ("word2vec", 2), ("softmax_regression", 1))
EXAMS = [grading.prepare(catalogue.load(name), seed=seed) for name, seed in DRAWN]


def answers(exam, edit):
    """The expected arrays, each edited; `edit` is given an array, its case, and a generator."""
    rng = np.random.default_rng(exam.seed)
    return {
        case.number: Answer(outputs=tuple(edit(np.array(v), case, rng) for v in exam.expected[case.number].values()))
        for case in exam.cases
    }


def noisy(size, share=1.0):
    """Errors of that size in a share of the arrays; what is zero stays so."""

    def edit(array, case, rng):
        errors = size * array * rng.choice((-1.0, 1.0), array.shape)
        return np.asarray(array + errors) if rng.random() < share else array

    return edit


def some(value):
    """Another value in the place of one array in ten."""
    return lambda array, case, rng: value(array) if rng.random() < 0.1 else array


def spoilt(number):
    def value(array):
        array.flat[-1] = number
        return array

    return some(value)


EDITS = {
    "nothing": lambda array, case, rng: array,
    "rounding": noisy(1e-14),
    "almost too much": noisy(0.99e-9),
    "just too much": noisy(1.05e-9),
    "too much in some arrays": noisy(1e-8, share=0.1),
    "float32 in all": lambda array, case, rng: array.astype(np.float32),
    "float32 in some": some(lambda array: array.astype(np.float32)),
    "float32 in float64": lambda array, case, rng: array.astype(np.float32).astype(np.float64),
    "float32 with errors": lambda array, case, rng: noisy(4e-6)(array, case, rng).astype(np.float32),
    "float32 with large errors": lambda array, case, rng: noisy(2e-5)(array, case, rng).astype(np.float32),
    "negative zero": lambda array, case, rng: np.where(array == 0, -0.0, array),
    "a speck": lambda array, case, rng: np.where(array == 0, 5e-324, array),
    "nan": spoilt(np.nan),
    "infinity": spoilt(np.inf),
    "huge": spoilt(1e308),
    "zeros": some(np.zeros_like),
    "integers": some(lambda array: array.astype(np.int64)),
    "an axis more": some(lambda array: array[None]),
    "transposed": lambda array, case, rng: array.T.copy(),
    "no array": some(lambda array: NotNumeric(type_name="str")),
}


def told(findings):
    """All that findings say."""
    said = [(f.case, f.verdict, f.diagnosis, f.layout, f.misshapen, [asdict(c) for c in f.comparisons]) for f in findings]
    return said, [None if f.array is None else f.array.tobytes() for f in findings]


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_found_right_is_what_the_judge_finds_right_in_the_same_words(edit):
    for exam in EXAMS:
        given = answers(exam, EDITS[edit])
        right = right_pieces(exam, given)
        for key, piece in exam.pieces.items():
            careful = judge(exam, piece, exam.of(piece.function, piece.group), given)
            if key in right:
                assert told(right[key]) == told(careful)
                assert (right[key].verdict, right[key].error, right[key].layouts, len(right[key])) == (
                    careful.verdict,
                    careful.error,
                    careful.layouts,
                    len(careful),
                )


@pytest.mark.parametrize(
    "edit", ["nothing", "rounding", "almost too much", "float32 in all", "float32 in float64", "negative zero"]
)
def test_right_pieces_are_found(edit):
    for exam in EXAMS:
        assert right_pieces(exam, answers(exam, EDITS[edit])).keys() == exam.pieces.keys()


@pytest.mark.parametrize("edit", ["just too much", "transposed", "zeros", "nan"])
def test_it_does_not_find_everything_right(edit):
    for exam in EXAMS:
        assert right_pieces(exam, answers(exam, EDITS[edit])).keys() < exam.pieces.keys()


def test_a_wrong_function_hides_no_right_one():
    """Faults, another number of outputs and missing answers count for their function alone."""
    (exam, *_) = EXAMS
    given = answers(exam, EDITS["nothing"])
    raised, short = exam.of("naive_softmax", "naive_softmax")[0], exam.of("negative_sampling", "distinct")[0]
    given[raised.number] = Answer(fault=Fault(kind=FaultKind.RAISED, error="E"))
    given[short.number] = replace(given[short.number], outputs=given[short.number].outputs[:2])
    for case in exam.of("skip_gram", "skip_gram"):
        del given[case.number]
    functions = {exam.pieces[key].function for key in right_pieces(exam, given)}
    assert functions == {"sigmoid", "sigmoid_gradient", "negative_sampling"}


def test_one_part_or_case_alone_is_found_right_too():
    assignment = catalogue.load("word2vec")
    for choice in ({"parts": ["c"]}, {"case": 17}, {"parts": ["f", "e"]}):
        exam = grading.prepare(assignment, seed=1, **choice)
        found = right_pieces(exam, answers(exam, EDITS["rounding"]))
        judged = {key for key, piece in exam.pieces.items() if exam.of(piece.function, piece.group)}
        assert found.keys() == judged


def test_findings_are_made_only_if_somebody_asks():
    made = []
    right = RightJudgement(1e-16, 3, lambda: made.append(1) or ["a", "b", "c"])
    assert (right.verdict, right.error, len(right)) == (Verdict.CORRECT, 1e-16, 3)
    assert not made
    assert list(right) == list(right) == ["a", "b", "c"]
    assert made == [1]
