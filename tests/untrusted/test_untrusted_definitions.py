"""Texts that only define, and texts that look like it: a line that is taken for a definition must not do anything."""

from __future__ import annotations

import ast
import itertools

import pytest

DEFINES = '''#!/usr/bin/env python
"""A file."""

import argparse, random
import numpy as np  # arrays
from math import exp, log as ln
from utils.utils import *

SCALE = 1e-3


def f(x):
    return x


def g(
    center,
    outside=None,
    *rest,
    scale=-1.5,
    **more
):
    """Text
at the margin: def h(x): no.
    """
    return center


if __name__ == "__main__":
    print(f(1))
'''


@pytest.fixture
def imported(boxed):
    return boxed("definitions").imported_by_definitions


def test_definitions_imports_numbers_and_a_guard(imported):
    text = DEFINES.replace("at the margin: def h(x): no.\n", "")
    for each in (text, text.replace("\n", "\r\n"), "\ufeff" + text, text.rstrip()):
        assert imported(each.encode()) == ["argparse", "random", "numpy", "math", "utils.utils"]


@pytest.mark.parametrize(
    "line",
    [
        "slow()",
        "x = slow()",
        "x = [slow()]",
        "x += 1",
        "def h(x=slow()): pass",
        "def h(\n    x=slow(),\n): pass",
        "def h(x: slow()): pass",
        "def h(x) -> slow(): pass",
        "@slow\ndef h(x): pass",
        "class C: slow()",
        "async def h(): pass",
        "import math; slow()",
        "from math import exp; slow()",
        "import math \\\n ; slow()",
        "from math import (exp,\n log); slow()",
        "x = 1; slow()",
        "x = 2**10**9",
        "if __name__ == '__main__': pass\nelse: slow()",
        "if True: slow()",
        "'a string'; slow()",
        "'''a string\n'''; slow()",
        "\fslow()",
        "\vslow()",
        "# a comment\rslow()",
        "def h(): pass\n\f slow()",
        "(\n slow())",
        "[slow()]",
        "`x`",
        "__name__ = '__main__'",
    ],
)
def test_what_does_more_is_parsed(imported, line):
    assert imported(line.encode()) is None
    assert imported(f"{DEFINES}\n{line}\n".encode()) is None


def test_an_encoding_that_may_hide_something_is_parsed(imported):
    assert imported(b"# -*- coding: utf-7 -*-\nx = 1\n") is None


def test_what_is_accepted_holds_nothing_but_definitions(imported):
    """As Python itself reads it, for all texts of a few lines that may hide a call."""
    parts = [
        "def f(x):",
        "    g()",
        '    """',
        '"""',
        "import a",
        "x = 1",
        ")",
        "(",
        "\\",
        "g()",
        "'",
        "if __name__ == '__main__':",
    ]
    allowed = (ast.FunctionDef, ast.Import, ast.ImportFrom)
    for lines in itertools.product(parts, repeat=3):
        text = "\n".join(lines) + "\n"
        try:
            body = ast.parse(text).body if imported(text.encode()) is not None else []
        except SyntaxError:
            continue
        for each in body:
            constant = isinstance(each, ast.Assign | ast.Expr) and isinstance(each.value, ast.Constant)
            assert isinstance(each, allowed) or constant or (isinstance(each, ast.If) and not each.orelse), text


@pytest.mark.parametrize(
    "text",
    [
        "def f(" + " " * 500_000,
        "def f(a" + " " * 500_000 + "b): pass",
        "def f(" + "a," * 200_000,
        "def f(" + "a = " * 200_000,
        "import a" + ", a" * 200_000 + "!",
        "#\n" * 200_000 + '"""' + "\\" * 500_000,
        "x" * 500_000,
    ],
)
def test_a_long_line_is_read_once(imported, text):
    """Where a pattern went back over it for every character, this would take hours."""
    assert imported(text.encode()) is None
