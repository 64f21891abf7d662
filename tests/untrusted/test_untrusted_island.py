from __future__ import annotations

import ast
import sys

import pytest

PROJECT = ("grader", "reference", "tests")


def imported(source: str) -> set[str]:
    """Top-level names of all absolute imports of a text, wherever they stand."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names


def strangers(source: str) -> set[str]:
    return imported(source) - set(sys.stdlib_module_names) - {"numpy"}


def test_the_box_imports_the_standard_library_and_numpy_and_nothing_else(box_folder):
    files = sorted(box_folder.rglob("*.py"))
    assert len(files) > 5
    assert {file.name: strangers(file.read_text()) for file in files if strangers(file.read_text())} == {}


@pytest.mark.parametrize(
    "line", ["import grader", "from grader.model import Call", "def f():\n    import reference.word2vec as w", "import scipy"]
)
def test_that_rule_can_fail(line):
    assert strangers(line)


def test_the_box_is_no_package(box_folder):
    assert not (box_folder / "__init__.py").exists()
