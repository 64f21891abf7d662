"""The wrong formulas of both assignments: no two of a part are one, each has its words, and the documented codes are these."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from grader import catalogue, grading
from grader.grading import wrong_value
from grader.symbolic.slips import module_of
from tests.submissions.make import wrong_submissions
from tests.support.codes import PAGE, page

pytestmark = pytest.mark.no_cover  # many draws of the same lines

SEEDS = range(20)
APART = 1e-6
"""Of the largest entry: what differs by less could be told apart, but not by a reader of the report."""

each_assignment = pytest.mark.parametrize("name", catalogue.names())


def distance(a, b):
    """The largest difference as a share of the largest entry; 1 where only one of them is a number."""
    with np.errstate(all="ignore"):
        gap = np.abs(a - b).max(initial=0.0) / max(np.abs(b).max(initial=0.0), 1e-300)
    return np.nan_to_num(gap, nan=1.0)


def values(exam, part, function, output):
    """By code and by what it equals, what each mistake of a part makes of the cases that the part looks at."""
    groups = {piece.group for piece in part.pieces if (piece.function, piece.output) == (function, output)}
    cases = [case for group in sorted(groups) for case in exam.of(function, group)]
    mistakes = [m for m in exam.assignment.mistakes if (m.part, m.function, m.output) == (part.id, function, output)]
    return {(m.code, m.what): [wrong_value(m, case) for case in cases] for m in mistakes}


@each_assignment
@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_mistakes_of_a_part_are_the_same_function_on_the_graded_cases(name, seed):
    exam = grading.prepare(catalogue.load(name), seed=seed)
    for part in exam.assignment.parts:
        for function, output in sorted({(piece.function, piece.output) for piece in part.pieces}):
            found = values(exam, part, function, output)
            for a, b in itertools.combinations(found, 2):
                if a[0] == b[0]:
                    continue  # one slip in two forms: whichever it is, it is called the same
                pairs = zip(found[a], found[b], strict=True)
                assert any(x.shape != y.shape or distance(x, y) > APART for x, y in pairs), (part.id, a, b)


@each_assignment
def test_a_mistake_has_its_code_what_it_equals_and_a_hint(name):
    for mistake in catalogue.load(name).mistakes:
        assert mistake.code.replace("-", "").isalnum(), mistake.code
        assert mistake.code == mistake.code.lower()
        assert mistake.what
        assert mistake.hint.endswith((".", "?")), mistake.code


@each_assignment
def test_every_judged_output_has_mistakes(name):
    assignment = catalogue.load(name)
    judged = {(part.id, piece.function, piece.output) for part in assignment.parts for piece in part.pieces}
    assert judged == {(m.part, m.function, m.output) for m in assignment.mistakes}


SPOKEN_FOR = {"sigmoid-minus-for-plus"}
"""Not a number at x = 0: the judge says `not-finite` before anybody compares values."""


def test_every_code_has_a_submission_that_must_get_it():
    given = {code for submission in wrong_submissions() for code in submission.codes.values()}
    codes = {mistake.code for mistake in catalogue.load("word2vec").mistakes}
    assert codes - given == SPOKEN_FOR


@each_assignment
def test_the_numpy_of_the_slips_is_what_the_derivations_say(name):
    derivations = catalogue.derivations(name)
    written = catalogue.folder(name) / "generated.py"
    if any(d.slips for d in derivations):
        assert written.read_text(encoding="utf-8") == module_of(derivations), f"run grader validate --assignment {name}"


def test_the_codes_are_documented_as_they_are():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.support.codes"
