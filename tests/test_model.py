"""The records check themselves: a slip in an assignment is an error when it is written, not a silent zero later."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from grader import catalogue
from grader.errors import AssignmentError, GraderFault, Misuse, WeakIsolation
from grader.model import Mutants, Submission, TableFunction, Validation

WORD2VEC = catalogue.load("word2vec")
OWN = WORD2VEC.interfaces[0]


def test_the_points_are_those_of_the_contract():
    points = {part.id: part.points for part in WORD2VEC.parts}
    assert points == {
        "a": 5, "b": 15, "c": 10, "d": 10, "e": 10, "f.loss": 5, "f.vc": 10, "f.uo": 5, "f.uk": 5, "g": 10,
        "h.loss": 3, "h.U": 5, "h.vc": 5, "h.vw": 2,
    }  # fmt: skip
    assert sum(points.values()) == 100


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"parts": (*WORD2VEC.parts, WORD2VEC.parts[0])}, "two parts have one name"),
        ({"functions": (*WORD2VEC.functions, WORD2VEC.functions[0])}, "two functions have one name"),
        ({"interfaces": WORD2VEC.interfaces * 2}, "two interfaces have one name"),
        ({"interfaces": (replace(OWN, signatures=(replace(OWN.signatures[0], function="z"),)),)}, "no such function"),
        ({"mistakes": (*WORD2VEC.mistakes, WORD2VEC.mistakes[0])}, "two mistakes have one name"),
        ({"mistakes": (replace(WORD2VEC.mistakes[0], part="z"),)}, "part that does not exist"),
        ({"mistakes": (replace(WORD2VEC.mistakes[0], output="z"),)}, "no such output"),
        ({"parts": (replace(WORD2VEC.parts[0], pieces=()),), "mistakes": ()}, "worth nothing"),
        ({"modules": ()}, "not contain names of modules"),
        ({"modules": "numpy"}, "not contain names of modules"),
        ({"modules": ("numpy", "scipy-special")}, "not contain names of modules"),
        ({"modules": ("numpy", ".special")}, "not contain names of modules"),
    ],
)
def test_a_contradiction_is_refused(change, what):
    with pytest.raises(AssignmentError, match=what):
        replace(WORD2VEC, **change)


def test_the_main_file_is_the_first_of_the_file_names():
    assert WORD2VEC.file_names[:3] == ("word2vec", "submission", "q2c_word2vec")
    assert replace(WORD2VEC, file_names=()).file_names == ("word2vec",)
    assert {"skipgram", "skip_gram_loss_and_gradient", "neg_sampling_loss_and_gradient"} < WORD2VEC.interface_names


def test_a_policy_gives_half_unless_it_says_otherwise():
    policy = replace(WORD2VEC.policy, by_code={"shape": Fraction(3, 4)})
    assert policy.share("shape", partial=True) == Fraction(3, 4)
    assert policy.share("no-such-code", partial=True) == Fraction(1, 2)


def test_a_policy_gives_nothing_for_what_is_wrong_unless_it_says_otherwise():
    policy = replace(WORD2VEC.policy, incorrect={"sign-flipped": Fraction(1, 4)})
    assert policy.share("sign-flipped", partial=False) == Fraction(1, 4)
    assert policy.share("no-such-code", partial=False) == 0


def test_the_hash_of_a_submission_tells_every_change():
    files = {"word2vec.py": b"a", "utils/x.py": b"b"}
    hashes = {
        Submission(id="1", files=f).sha256
        for f in (files, {**files, "word2vec.py": b"c"}, {"word2vec.py": b"a"}, {"word2vec.pya": b"", "utils/x.py": b"b"})
    }
    assert len(hashes) == 4
    assert Submission(id="2", files=dict(reversed(files.items()))).sha256 == Submission(id="1", files=files).sha256
    assert Submission(id="3", refusal="a link").sha256 == ""


def test_a_table_answers_what_it_knows_and_goes_astray_otherwise():
    table = TableFunction(
        parameters=("v", "o"), key=1, keys=(3, 5), expected={0: np.ones(2)}, answers=(np.array([1.0, 2.0, -1.0]), np.eye(3))
    )
    assert table(np.ones(2), 5)[0] == 2.0
    assert table(np.ones(2), 4)[0] == -1.0
    assert table(np.zeros(2), 5)[0] == -1.0


def test_a_check_that_was_offered_no_mutant_has_shown_nothing():
    assert not Mutants(rejected=0, total=0).ok
    assert not Validation(assignment="x", seconds=0.0, parts=()).ok


def test_every_error_has_its_exit_code_and_four_fields():
    assert [e.exit_code for e in (Misuse, AssignmentError, GraderFault, WeakIsolation)] == [2, 2, 3, 4]
    assert str(Misuse("what", where="where", value="value", attempt="try")) == "where: what (value) - try"
    assert str(Misuse("what")) == "what"
