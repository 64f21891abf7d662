"""Codes are stable and documented: what the judge can say stands in the table, and what stands there it can say."""

from __future__ import annotations

import ast
from pathlib import Path

from grader import catalogue
from grader.diagnosis import ON_SOME_CASES
from grader.model.codes import CODES, is_known

GRADER = Path(__file__).resolve().parent.parent.parent / "grader"
FILES = [p for p in (*(GRADER / "grading").rglob("*.py"), GRADER / "runner/attempts.py") if p.name != "codes.py"]
REMARKS = {"overflow", "warning", "prints", "inputs-changed", "loss-shape", "not-judged"}


def texts():
    """Every string that stands in the code of grading, an f-string with a star for what is filled in."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(v.value if isinstance(v, ast.Constant) else "*" for v in node.values)


def given_codes():
    """What is handed over as a code."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "code":
                if isinstance(node.value, ast.Constant):
                    yield node.value.value
                elif isinstance(node.value, ast.JoinedStr):
                    yield "".join(v.value if isinstance(v, ast.Constant) else "*" for v in node.value.values)


def test_what_can_be_said_is_documented():
    given = set(given_codes()) - REMARKS
    assert len(given) > 20
    unknown = {code for code in given if not is_known(code.replace("*-", "rows-"))}
    assert not unknown


def test_what_is_documented_can_be_said():
    said = set(texts())
    said |= {f"{start}*" for start in ON_SOME_CASES}
    spelt = {code for code in CODES if code in said or code.replace("rows-", "*-").replace("entries-", "*-") in said}
    assert set(CODES) - spelt == set()


def test_a_code_means_one_thing():
    for name in ("word2vec", "softmax_regression"):
        own = {mistake.code for mistake in catalogue.load(name).mistakes}
        assert own & set(CODES) <= {"sign-flipped"}, "an assignment's mistake has the code of something else"
