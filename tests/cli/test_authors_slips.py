"""A slip of an assignment's author is exit code 2, with the file, the line and what it is about; it is no fault of the grader."""

from __future__ import annotations

import pytest

from grader.cli import main
from tests.support.copied import copied

REPLACE = "from dataclasses import replace\nfrom fractions import Fraction\n"
CASES = """
def _changed(rng):
    for case in graded(rng):
        yield replace(case, inputs={**case.inputs, %s})
ASSIGNMENT = replace(ASSIGNMENT, cases=_changed)"""
INTERFACE = """
_signature = replace(INTERFACE.signatures[0], arguments={**INTERFACE.signatures[0].arguments, "bias": lambda case: %s})
ASSIGNMENT = replace(ASSIGNMENT, interfaces=(replace(INTERFACE, signatures=(_signature,)),))"""
MISTAKE = """
def _formula(**inputs):
    return %s
ASSIGNMENT = replace(ASSIGNMENT, mistakes=(replace(ASSIGNMENT.mistakes[0], formula=_formula), *ASSIGNMENT.mistakes[1:]))"""
FEATURES = """
from grader import CaseCondition
_broken = CaseCondition(code="broken", what="broken", function="softmax_regression", holds=lambda inputs: inputs["nothing"] > 1)
FEATURES = replace(FEATURES, conditions=(*FEATURES.conditions, _broken))"""

SLIPS = {  # by what it is: the file and what is added to it, and words of the message besides the file's name
    "a sequence where the derivation says an array": (
        "assignment",
        CASES % '"bias": tuple(case.inputs["bias"])',
        ("case 1", "input bias", "an array of numbers", "a tuple"),
    ),
    "an input that no function has": (
        "assignment",
        CASES % '"more": 1',
        ("n, d and C differ", "unexpected keyword argument 'more'"),
    ),
    "an input that is missing": (
        "assignment",
        CASES.replace("**case.inputs, %s", '"bias": case.inputs["bias"]'),
        ("softmax_regression", "missing", "features"),
    ),
    "cases that raise": ("assignment", CASES % '"bias": 1 / 0', ("line", "ZeroDivisionError", "cases cannot be drawn")),
    "a reference that raises": (
        "assignment",
        """
def _raise(**_):
    raise LookupError("nothing")
ASSIGNMENT = replace(ASSIGNMENT, functions=(replace(FUNCTION, reference=_raise),))""",
        ("line", "LookupError: nothing", "the reference fails"),
    ),
    "a reference that exits": (
        "assignment",
        """
def _exit(**_):
    raise SystemExit(0)
ASSIGNMENT = replace(ASSIGNMENT, functions=(replace(FUNCTION, reference=_exit),))""",
        ("line", "SystemExit: 0", "the reference fails"),
    ),
    "cases that exit": ("assignment", CASES % '"bias": exit()', ("line", "SystemExit", "cases cannot be drawn")),
    "an interface that names no input": (
        "assignment",
        INTERFACE % 'Array(value=case.inputs["baas"])',
        ("line", "argument bias", "baas"),
    ),
    "a policy with an unknown code": (
        "assignment",
        "ASSIGNMENT = replace(ASSIGNMENT, policy=replace(ASSIGNMENT.policy, incorrect={'sign-fliped': Fraction(1)}))",
        ("unknown code", "sign-fliped"),
    ),
    "points that do not add up": ("assignment", "ASSIGNMENT = replace(ASSIGNMENT, total=100)", ("10, not 100", "total")),
    "a mistake that raises": (
        "assignment",
        MISTAKE % "inputs['weights'].no_such_method()",
        ("line", "no_such_method", "sign-flipped"),
    ),
    "a mistake that exits": ("assignment", MISTAKE % "exit()", ("line", "SystemExit", "sign-flipped")),
    "a file that no student can hand in": (
        "assignment",
        "ASSIGNMENT = replace(ASSIGNMENT, module='softmax regression', file_names=())",
        ("softmax regression.py", "a name of its own"),
    ),
    "a file with the name of a module": (
        "assignment",
        "ASSIGNMENT = replace(ASSIGNMENT, module='numpy', file_names=())",
        ("numpy.py", "a name of its own"),
    ),
    "another first name of the file": (
        "assignment",
        "ASSIGNMENT = replace(ASSIGNMENT, module='regression')",
        ("first of `file_names`", "softmax_regression, not regression"),
    ),
    "a stand-in for a function that no other has": (
        "assignment",
        """
from grader import StandIn
ASSIGNMENT = replace(ASSIGNMENT, stand_ins=(StandIn(function=FUNCTION.name, needed_by=('sofmax',), source=''),))""",
        ("no such function", "sofmax"),
    ),
    "a mistake with an axis too many": (
        "assignment",
        MISTAKE % "np.sum(inputs['weights'], axis=5)",
        ("line", "AxisError", "axis 5", "sign-flipped"),
    ),
    "a condition that raises": ("features", FEATURES, ("line", "condition broken", "KeyError", "case 1")),
    "a world that does not fit": (
        "derivations",
        "DERIVATIONS = (replace(DERIVATION, worlds=(world(n=1, d=1, C=1, y=(3,)),)),)",
        ("derivation of softmax_regression", "C=1", "y"),
    ),
    "a derivative by an entry with an axis too many": (
        "derivations",
        "gradient('bias', of=L, by=b[r, r], equals=0, output='grad_bias')",
        ("line", "cannot be loaded"),
    ),
    "a derivation of no function": (
        "derivations",
        "DERIVATIONS = (DERIVATION, replace(DERIVATION, function='softmax', slips=(), clues=()))",
        ("no function", "softmax"),
    ),
    "a syntax error": ("features", ")", ("line", "SyntaxError", "cannot be loaded")),
    "a missing file": ("assignment", "from . import nothing_there", ("line", "ImportError", "nothing_there")),
    "derivations that are none": ("derivations", "DERIVATIONS = (*DERIVATIONS, 'softmax')", ("no tuple of derivations", "str")),
    "derivations in a list": ("derivations", "DERIVATIONS = [*DERIVATIONS]", ("no tuple of derivations", "list")),
    "no derivations": ("derivations", "del DERIVATIONS", ("defines no DERIVATIONS",)),
}


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")  # no path is broken


@pytest.mark.parametrize("slip", SLIPS)
def test_it_is_named(slip, tmp_path, capsys):
    name, added, words = SLIPS[slip]
    folder = copied(tmp_path, **{name: REPLACE + added})
    code = main(["validate", "--assignment", str(folder)])
    message = " ".join(capsys.readouterr().err.split())
    assert code == 2, message
    assert all(word in message for word in (*words, folder.name)), message
    assert "line" not in words or f"{folder.name}/{name}.py line" in message, message
    assert "Traceback" not in message
    assert "fault of the grader" not in message


@pytest.mark.parametrize("slip", ["cases that raise", "a reference that raises", "an interface that names no input"])
def test_who_grades_is_told_the_same(slip, tmp_path, capsys):
    name, added, words = SLIPS[slip]
    folder = copied(tmp_path, **{name: REPLACE + added})
    code = main(["grade", str(folder / "functions.py"), "--assignment", str(folder), "--isolation", "none"])
    message = " ".join(capsys.readouterr().err.split())
    assert code == 2, message
    assert all(word in message for word in words), message
    assert f"{folder.name}/{name}.py line" in message
