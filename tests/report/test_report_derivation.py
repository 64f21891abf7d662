"""A derivation as a page of a terminal and as a LaTeX document: nothing is lost, whatever the width and the encoding."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from grader.model.written import Equality, Formula, Line, WrittenDerivation, WrittenPart, Wrong
from grader.report import derivation_page
from grader.report.derivation import STROKE, broken, struck
from grader.report.latex import derivation_to_latex, escaped


def formula(plain: str, unicode: str = "", latex: str = "") -> Formula:
    return Formula(ascii=plain, unicode=unicode or plain, latex=latex or plain)


NOTHING = formula("")
LONG = " + ".join(f"x_{n} (a - b)" for n in range(20))
SAMPLE = WrittenDerivation(
    assignment="sample",
    title="A sample & more",
    layouts=(formula("U is d x V on paper"),),
    parts=(
        WrittenPart(
            id="b",
            title="center vector",
            lines=(
                Line(
                    number=13,
                    left=formula("dJ/dv", "∂J/∂v", r"\frac{\partial J}{\partial v}"),
                    equalities=(
                        Equality(right=formula("-(y - x)", "−(ŷ − x)"), verdict="proved", since=(formula("w != o", "w ≠ o"),)),
                        Equality(right=formula(LONG), verdict="undecided", detail="agrees at 8 points"),
                        Equality(right=formula("0"), verdict="false", detail="left minus right is x"),
                    ),
                    note=formula("a remark"),
                    wrong=(
                        Wrong(what=formula("the sign"), left=formula("dJ/dv"), right=formula("y - x"), refuted=True),
                        Wrong(what=formula("not wrong"), left=formula("x"), right=formula("x"), refuted=False),
                        Wrong(what=formula("k counts the samples"), left=None, right=None, refuted=True),
                    ),
                ),
                Line(number=23, left=formula("dJ/du"), equalities=(), note=NOTHING),
            ),
            results=(
                Line(number=0, left=formula("x"), equalities=(Equality(right=formula("x"), verdict="proved"),), note=NOTHING),
            ),
        ),
    ),
)


def drawn(width: int = 80, encoding: str = "utf-8") -> list[str]:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    Console(file=stream, width=width, highlight=False).print(derivation_page(SAMPLE))
    stream.seek(0)
    return stream.read().splitlines()


def test_each_equality_has_the_sign_of_its_verdict() -> None:
    lines = drawn()
    assert " 13 ✓ ∂J/∂v = −(ŷ − x)   since w ≠ o" in lines
    assert "    ?   = x_0 (a - b) + x_1 (a - b) + x_2 (a - b) + x_3 (a - b) + x_4 (a - b)" in lines
    assert "    ✗   = 0" in lines
    assert "        left minus right is x" in lines
    assert "    ✗ dJ/dv = y - x" in lines
    assert "        as the page has it: the sign" in lines
    assert "        as the page has it (not shown to be false): not wrong" in lines
    assert "        on the page: k counts the samples" in lines
    assert " 23   dJ/du = ?" in lines
    assert any(line.startswith("✓ 2 proved, ? 1 undecided, ✗ 1 false; 3 slips of the page") for line in lines)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_no_row_is_wider_than_the_terminal_and_nothing_is_lost(width: int) -> None:
    lines = drawn(width)
    assert max(map(len, lines)) <= width
    assert LONG.replace(" ", "") in "".join(lines).replace(" ", "")


def test_a_terminal_without_unicode_gets_ascii() -> None:
    lines = drawn(encoding="ascii")
    assert all(line.isascii() for line in lines)
    assert " 13 + dJ/dv = -(y - x)   since w != o" in lines
    assert "    x   = 0" in lines


def test_a_long_formula_is_broken_outside_of_parentheses_first() -> None:
    assert broken("a + (b + c) + d", 12, 2) == ["a + (b + c)", "  + d"]
    assert broken("(aaaaaaaa + bbbbbbbb)", 12, 2) == ["(aaaaaaaa", "  + bbbbbbbb)"]
    assert broken("unbreakable", 4, 2) == ["unbreakable"]


def test_what_is_struck_out_has_a_line_through_it() -> None:
    text = struck(f"1/x{STROKE}_{STROKE} y")
    assert text.plain == "1/x_ y"
    assert [(span.start, span.end, span.style) for span in text.spans] == [(2, 4, "formula.struck")]


def test_the_document_is_balanced_and_complete() -> None:
    document = "".join(derivation_to_latex(SAMPLE))
    assert document.startswith(r"\documentclass")
    assert document.endswith("\\end{document}\n")
    begun, ended = (re.findall(rf"\\{word}{{(\w+\*?)}}", document) for word in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    depth = 0
    for character in re.sub(r"\\[{}]", "", document):
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0
    for part in (r"\frac{\partial J}{\partial v} & \proved", r"\undecided", r"\false 0", r"\since{w != o}", "A sample \\& more"):
        assert part in document
    packages = re.findall(r"\\usepackage(?:\[.*?\])?{(.*?)}", document)
    assert set(",".join(packages).split(",")) == {"geometry", "amsmath", "amssymb", "cancel", "xcolor"}


def test_plain_text_is_escaped() -> None:
    assert (
        escaped(r"50 % of a_b & {c} ~ \d ^") == r"50 \% of a\_b \& \{c\} \textasciitilde{} \textbackslash{}d \textasciicircum{}"
    )
