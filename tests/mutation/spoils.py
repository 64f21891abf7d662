"""Single spoils of a source file: a sign, an operator, a number, a word, an argument, a line. Every file of an assignment has some."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS = {
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "@": "*",
    "**": "*",
    "+=": "-=",
    "-=": "+=",
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">": "<=",
    "<=": ">",
    ">=": "<",
    "&": "|",
    "|": "&",
    "~": "",
}
WORDS = {
    "and": "or",
    "or": "and",
    "not": "",
    "True": "False",
    "False": "True",
    "max": "min",
    "min": "max",
    "any": "all",
    "all": "any",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoil:
    """One change of a source. `kind` is a sort of change, `before` and `after` are the text that it replaces."""

    kind: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.kind}: {self.before[:60]!r} -> {self.after[:60]!r}"


def spoils(source: str) -> dict[str, list[Spoil]]:
    """All single spoils of a source, by kind."""
    found: dict[str, list[Spoil]] = {}
    for spoil in (*_tokens(source), *_nodes(source)):
        found.setdefault(spoil.kind, []).append(spoil)
    return found


def _tokens(source: str) -> Iterator[Spoil]:
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    documentation = _documentation(source)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind, after = "", ""
        if token.type == tokenize.OP and token.string in OPERATORS:
            kind, after = "operator", OPERATORS[token.string]
        elif token.type == tokenize.NUMBER:
            value = ast.literal_eval(token.string)
            kind, after = "number", repr(value + 1 if isinstance(value, int) else -value)
        elif token.type == tokenize.NAME and token.string in WORDS:
            kind, after = "word", WORDS[token.string]
        elif token.type == tokenize.STRING and token.start not in documentation and len(token.string) > len("''"):
            kind, after = "text", f"{token.string[:-1]}x{token.string[-1]}"
            if token.string.endswith('"""'):
                after = f'{token.string[:-3]}x"""'
        if kind:
            start = starts[token.start[0] - 1] + token.start[1]
            end = starts[token.end[0] - 1] + token.end[1]
            yield _replaced(source, kind, token.start[0], start, end, after)


def _replaced(source: str, kind: str, line: int, start: int, end: int, after: str) -> Spoil:
    changed = source[:start] + after + source[end:]
    return Spoil(kind=kind, line=line, before=source[start:end], after=after, source=changed)


def _documentation(source: str) -> set[tuple[int, int]]:
    """The places of texts that stand for themselves: docstrings, and those below a constant."""
    alone = (n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))
    return {(node.lineno, node.col_offset) for node in alone}


def _nodes(source: str) -> Iterator[Spoil]:
    """Swapped neighbours among arguments and entries, and what is left out: an entry, an argument, a statement."""
    encoded = [line.encode() for line in source.splitlines(keepends=True)]
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def place(row: int, column: int) -> int:
        return starts[row - 1] + len(encoded[row - 1][:column].decode())

    def span(node: ast.AST) -> tuple[int, int]:
        return place(node.lineno, node.col_offset), place(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    for node in ast.walk(ast.parse(source)):
        entries: list[ast.AST] = []
        match node:
            case ast.Call(args=arguments):
                entries = [*arguments, *node.keywords]
                for a, b in zip(arguments, arguments[1:], strict=False):
                    yield _swapped(source, "swapped arguments", a.lineno, span(a), span(b))
            case ast.Tuple(elts=elements) | ast.List(elts=elements) if isinstance(getattr(node, "ctx", None), ast.Load):
                entries = [*elements]
                for a, b in zip(elements, elements[1:], strict=False):
                    yield _swapped(source, "swapped entries", a.lineno, span(a), span(b))
            case ast.FunctionDef(body=body):
                for statement in body:
                    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
                    if not is_text:
                        yield _replaced(source, "deleted statement", statement.lineno, *span(statement), "pass")
        for a, b in zip(entries, entries[1:], strict=False):
            yield _replaced(source, "deleted entry", a.lineno, span(a)[0], span(b)[0], "")


def _swapped(source: str, kind: str, line: int, a: tuple[int, int], b: tuple[int, int]) -> Spoil:
    after = source[b[0] : b[1]] + source[a[1] : b[0]] + source[a[0] : a[1]]
    return _replaced(source, kind, line, a[0], b[1], after)
