"""The wrong formulas of both assignments have their words, give nothing away, and the documented codes are these."""

from __future__ import annotations

import pytest

from grader import catalogue
from grader.symbolic.slips import module_of
from tests.submissions.make import wrong_submissions
from tests.support.codes import PAGE, page

each_assignment = pytest.mark.parametrize("name", catalogue.names())


@each_assignment
def test_a_mistake_has_its_code_what_it_equals_and_a_hint(name):
    for mistake in catalogue.load(name).mistakes:
        assert mistake.code.replace("-", "").isalnum(), mistake.code
        assert mistake.code == mistake.code.lower()
        assert mistake.what
        assert mistake.hint.endswith((".", "?")), mistake.code


def test_no_hint_gives_a_formula_away():
    for assignment in map(catalogue.load, catalogue.names()):
        for mistake in assignment.mistakes:
            assert not any(word in mistake.hint for word in ("yhat -", "- y", "sigma(", "U^T", "(1 -", "np."))


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
