"""Which functions are still what was handed out."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping
from types import FunctionType
from typing import Any


def untouched(namespace: Mapping[str, Any], files: Mapping[str, bytes], starters: Mapping[str, str]) -> list[str]:
    """The names whose function has the body of its starter; docstrings, comments, `pass` and `...` count for nothing."""
    trees: dict[str, list[ast.FunctionDef]] = {}
    found = []
    for name, source in starters.items():
        written = _definition(namespace.get(name), files, trees)
        handed_out = _functions(textwrap.dedent(source))
        if written and handed_out and _same(written, handed_out[0]):
            found.append(name)
    return found


def _definition(function: object, files: Mapping[str, bytes], trees: dict[str, list[ast.FunctionDef]]) -> ast.FunctionDef | None:
    """Where the submission defines this very function: a stub further up or an alias is not it. `trees` keeps what was parsed."""
    if type(function) is not FunctionType or function.__code__.co_filename not in files:
        return None
    code = function.__code__
    if code.co_filename not in trees:
        trees[code.co_filename] = _functions(files[code.co_filename])
    return next((node for node in trees[code.co_filename] if _first_line(node) == code.co_firstlineno), None)


def _functions(source: str | bytes) -> list[ast.FunctionDef]:
    """All functions of a text, wherever they stand in it, in the order of a walk that begins at the top level."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]


def _first_line(function: ast.FunctionDef) -> int:
    """The line that a code object calls its first: that of the first decorator, where there is one."""
    return min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])


def _same(one: ast.FunctionDef, other: ast.FunctionDef) -> bool:
    try:
        return _body(one) == _body(other)
    except RecursionError:  # an expression nested beyond what ast.dump follows is no starter's
        return False


def _body(function: ast.FunctionDef) -> list[str]:
    return [ast.dump(statement) for statement in function.body if not _says_nothing(statement)]


def _says_nothing(statement: ast.stmt) -> bool:
    bare_constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return bare_constant or isinstance(statement, ast.Pass)
