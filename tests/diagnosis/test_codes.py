"""Codes are stable and documented: what the judge can say stands in the table, and what stands there it can say."""

from __future__ import annotations

import ast
from pathlib import Path

from grader import catalogue
from grader.diagnosis import ON_SOME_CASES
from grader.model import codes
from grader.model.codes import CODES, REMARKS, is_known

GRADER = Path(__file__).resolve().parent.parent.parent / "grader"
ROOMS = ("intake", "judging", "diagnosis", "grading")
FILES = [*(p for room in ROOMS for p in (GRADER / room).rglob("*.py")), *(p for p in (GRADER / "runner").glob("*.py"))]


def texts():
    """Every string in the code of grading."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield from text_of(node)


def given_codes():
    """Every code that is passed as `code=...` or assigned in `code, ... = ...`, with a star for what an f-string fills in."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.keyword(arg="code", value=value):
                    yield from text_of(value)
                case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id="code"), *_])], value=ast.Tuple(elts=[value, *_])):
                    yield from text_of(value)


def text_of(node):
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(v.value if isinstance(v, ast.Constant) else "*" for v in values)
        case ast.Name(id=name) if isinstance(text := getattr(codes, name, None), str):
            yield text


def test_what_can_be_said_is_documented():
    given = set(given_codes()) - set(REMARKS)
    assert len(given) > 30
    unknown = {code for code in given if not is_known(code.replace("*-", "rows-"))}
    assert not unknown


def test_what_is_documented_can_be_said():
    said = set(texts())
    said |= {f"{start}*" for start in ON_SOME_CASES}
    spelt = {code for code in CODES if code in said or code.replace("rows-", "*-").replace("entries-", "*-") in said}
    assert set(CODES) - spelt == set()
    assert set(REMARKS) - said == set()


def test_a_code_means_one_thing():
    for name in ("word2vec", "softmax_regression"):
        own = {mistake.code for mistake in catalogue.load(name).mistakes}
        assert own & set(CODES) <= {"sign-flipped"}, "an assignment's mistake has the code of something else"
