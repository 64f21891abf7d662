"""Find the functions that are still those of the template, and what was not written in them yet."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from .faults import frames


class Starters:
    """The functions of the template, and the submission's own of the same names.

    sources  the template's functions by name; of one name there may be several
    trees    the submission's files
    """

    def __init__(self, sources: Mapping[str, str], trees: Mapping[str, ast.Module]) -> None:
        self._trees = trees
        self._walked: dict[str, list[ast.FunctionDef]] = {}
        functions = {name: _functions(ast.parse(textwrap.dedent(source))) for name, source in sources.items()}
        self._bodies = {name: [_body(each) for each in found] for name, found in functions.items()}

    def untouched(self, namespace: Mapping[str, Any]) -> list[str]:
        """The names whose function has the body of a starter; docstrings, comments, `pass` and `...` do not count."""
        names = []
        for name, bodies in self._bodies.items():
            written = self._definition(namespace.get(name))
            try:
                if written and _body(written) in bodies:
                    names.append(name)
            except RecursionError:  # an expression nested beyond what ast.dump follows is no starter's
                continue
        return names

    def unwritten(self, error: BaseException, function: object) -> str:
        """The name that a statement of the starter uses and that its author was to assign; "" for any other error."""
        written = self._definition(function) if type(error) is NameError else None
        if written is None or not isinstance(function, FunctionType) or type(name := getattr(error, "name", None)) is not str:
            return ""
        code, line = [*frames(error)][-1]
        if code is not function.__code__ or name in code.co_varnames:
            return ""
        lines = [s for s in written.body if s.lineno <= line <= (s.end_lineno or s.lineno)]
        starters = self._bodies.get(written.name, ())
        return name if any(ast.dump(s) in body for s in lines for body in starters) else ""

    def _definition(self, function: object) -> ast.FunctionDef | None:
        """The definition of this very function, not a stub further up or an alias."""
        if type(function) is not FunctionType or function.__code__.co_filename not in self._trees:
            return None
        file = function.__code__.co_filename
        if file not in self._walked:
            self._walked[file] = _functions(self._trees[file])
        for node in self._walked[file]:
            # The first line of a code object is that of the first decorator.
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if first == function.__code__.co_firstlineno:
                return node
        return None


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """All functions of a text, wherever they stand in it, in the order of a walk that begins at the top level."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _body(function: ast.FunctionDef) -> list[str]:
    """The statements of a function without docstrings, `pass` and `...`."""
    body = (s for s in function.body if not isinstance(s, ast.Pass))
    return [ast.dump(s) for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
