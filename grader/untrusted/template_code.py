"""Find the functions that are still those of the template, and what was not written in them yet."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any, NamedTuple

from .faults import frames


class Starter(NamedTuple):
    """A function as it was handed out.

    body   its statements, dumped
    names  all names in it, among which are those that its code looks up
    """

    body: list[str]
    names: frozenset[str]


class Starters:
    """The functions of the template, and the submission's own of the same names.

    starters  the statements of the template's functions (`bodies`), by name
    trees     the submission's files
    """

    def __init__(self, starters: Mapping[str, list[Starter]], trees: Mapping[str, ast.Module]) -> None:
        self._starters, self._trees = starters, trees
        self._walked: dict[str, list[ast.FunctionDef]] = {}

    def untouched(self, namespace: Mapping[str, Any]) -> list[str]:
        """The names whose function has the body of a starter; docstrings, comments, `pass` and `...` do not count."""
        names = []
        for name, starters in self._starters.items():
            function = namespace.get(name)
            # Most have been written: their code looks up what no starter does, and no text has to be parsed to know it.
            similar = [
                each.body
                for each in starters
                if type(function) is FunctionType and each.names.issuperset(function.__code__.co_names)
            ]
            try:
                written = self._definition(function) if similar else None
                if written and any(_is_body(_statements(written), body) for body in similar):
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
        starters = self._starters.get(written.name, ())
        return name if any(ast.dump(s) in starter.body for s in lines for starter in starters) else ""

    def _definition(self, function: object) -> ast.FunctionDef | None:
        """The definition of this very function, not a stub further up or an alias."""
        if type(function) is not FunctionType or function.__code__.co_filename not in self._trees:
            return None
        file, line = function.__code__.co_filename, function.__code__.co_firstlineno
        at_top_level = [node for node in self._trees[file].body if isinstance(node, ast.FunctionDef)]
        found = [node for node in at_top_level if _first_line(node) == line]
        if not found:
            if file not in self._walked:
                self._walked[file] = _functions(self._trees[file])
            found = [node for node in self._walked[file] if _first_line(node) == line]
        return found[0] if found else None


def starters_of(source: str) -> list[Starter]:
    """All functions of a text of the template."""
    functions = _functions(ast.parse(textwrap.dedent(source)))
    return [Starter([ast.dump(s) for s in _statements(each)], frozenset(_names(each))) for each in functions]


def _names(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        for _, value in ast.iter_fields(node):
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str):
                    yield from (each, *each.split("."))


def _first_line(function: ast.FunctionDef) -> int:
    """The first line of its code object: that of the first decorator."""
    return min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """All functions of a text, wherever they stand in it, in the order of a walk that begins at the top level."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _statements(function: ast.FunctionDef) -> list[ast.stmt]:
    """The statements of a function without docstrings, `pass` and `...`."""
    body = (s for s in function.body if not isinstance(s, ast.Pass))
    return [s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]


def _is_body(statements: list[ast.stmt], dumped: list[str]) -> bool:
    """Whether these are the statements of a starter. Most differ in their number or in the kind of the first."""
    return len(statements) == len(dumped) and all(
        other.startswith(type(one).__name__) and ast.dump(one) == other for one, other in zip(statements, dumped, strict=True)
    )
