"""Find the functions that are still those of the template."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping
from types import FunctionType
from typing import Any


def untouched(namespace: Mapping[str, Any], files: Mapping[str, bytes], starters: Mapping[str, str]) -> list[str]:
    """The names whose function has the body of a starter; docstrings, comments, `pass` and `...` do not count."""
    trees: dict[str, list[ast.FunctionDef]] = {}
    names = []
    for name, source in starters.items():
        written = _definition(namespace.get(name), files, trees)
        template = _functions(textwrap.dedent(source))
        try:
            if written and _body(written) in map(_body, template):
                names.append(name)
        except RecursionError:  # an expression nested beyond what ast.dump follows is no starter's
            continue
    return names


def _definition(function: object, files: Mapping[str, bytes], trees: dict[str, list[ast.FunctionDef]]) -> ast.FunctionDef | None:
    """The definition of this very function, not a stub further up or an alias. `trees` keeps what was parsed."""
    if type(function) is not FunctionType or function.__code__.co_filename not in files:
        return None
    code = function.__code__
    if code.co_filename not in trees:
        trees[code.co_filename] = _functions(files[code.co_filename])
    for node in trees[code.co_filename]:
        # The first line of a code object is that of the first decorator.
        if min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) == code.co_firstlineno:
            return node
    return None


def _functions(source: str | bytes) -> list[ast.FunctionDef]:
    """All functions of a text, wherever they stand in it, in the order of a walk that begins at the top level."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]


def _body(function: ast.FunctionDef) -> list[str]:
    """The statements of a function without docstrings, `pass` and `...`."""
    body = (s for s in function.body if not isinstance(s, ast.Pass))
    return [ast.dump(s) for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
