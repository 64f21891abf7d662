"""The student template is made from the reference, says nothing of the solution, and earns nothing."""

from __future__ import annotations

import ast
import os
from pathlib import Path

from grader import catalogue, grading, runner
from grader.authoring import student_template
from grader.sandbox import Box, Limits
from tests.support.submitted import submitted

FOLDER = Path(__file__).resolve().parent.parent / "student_template"
WORD2VEC = catalogue.load("word2vec")


def test_the_template_is_what_the_reference_gives():
    """UPDATE_TEMPLATE=1 writes it anew."""
    path = FOLDER / "word2vec.py"
    if os.environ.get("UPDATE_TEMPLATE"):
        path.write_text(student_template(WORD2VEC), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == student_template(WORD2VEC)


def test_the_template_holds_no_code_and_no_derivation():
    tree = ast.parse(student_template(WORD2VEC))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert [f.name for f in functions] == [f.reference.__name__ for f in WORD2VEC.functions]
    for function in functions:
        docstring, body = function.body
        assert isinstance(body, ast.Raise)
        assert "Derivation" not in ast.unparse(docstring)
        assert "yhat" not in ast.unparse(docstring)


def test_the_template_is_graded_as_missing_everywhere():
    exam = grading.prepare(WORD2VEC, seed=1)
    with Box(limits=Limits()) as box:
        (result,) = runner.run(exam, submitted(FOLDER), box)
    assert {part.verdict.value for part in result.parts} == {"missing"}
    assert (result.score, result.max_score, result.status.value) == (0, 100, "graded")


def test_every_assignment_has_a_template():
    for name in catalogue.names():
        ast.parse(student_template(catalogue.load(name)))
