"""Single spoils of a source: a sign, an operator, a number, a word, an argument, an entry, a line. Every file has some."""

from __future__ import annotations

import ast
import io
import itertools
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
PAIRS = (("and", "or"), ("True", "False"), ("max", "min"), ("any", "all"))
WORDS = {"not": "", **dict(PAIRS), **{b: a for a, b in PAIRS}}

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoil:
    """One change of a source. `kind` is a sort of change, `before` and `after` are the text that it replaces."""

    kind: str
    line: int
    text: str
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.kind}: {self.before[:60]!r} -> {self.after[:60]!r} in {self.text[:100]}"


def spoils(source: str) -> Iterator[Spoil]:
    """All single spoils of a source that are Python and another program."""
    starts = [0, *itertools.accumulate(len(line) for line in source.splitlines(keepends=True))]
    program = _program(source)
    for kind, line, (start, end), after in (*_tokens(source, starts), *_nodes(source, starts)):
        changed = source[:start] + after + source[end:]
        if _program(changed) not in ("", program):
            text = source.splitlines()[line - 1].strip()
            yield Spoil(kind=kind, line=line, text=text, before=source[start:end], after=after, source=changed)


def _program(source: str) -> str:
    """What a source says, without annotations; "" for no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(value=None)
    return ast.dump(tree)


Change = tuple[str, int, Span, str]


def _tokens(source: str, starts: list[int]) -> Iterator[Change]:
    documentation = {
        (node.value.lineno, node.value.col_offset)  # docstrings, and texts below a constant
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind, after = "", ""
        if token.type == tokenize.OP and token.string in OPERATORS:
            kind, after = "operator", OPERATORS[token.string]
        elif token.type == tokenize.NUMBER:
            value = ast.literal_eval(token.string)
            kind, after = "number", repr(value + 1 if isinstance(value, int) or not value else -value)
        elif token.type == tokenize.NAME and token.string in WORDS:
            kind, after = "word", WORDS[token.string]
        elif token.type == tokenize.STRING and token.start not in documentation and token.string.strip("\"'"):
            body = token.string.rstrip("\"'")
            kind, after = "text", f"{body}x{token.string[len(body) :]}"
        if kind:
            span = tuple(starts[row - 1] + column for row, column in (token.start, token.end))
            yield kind, token.start[0], (span[0], span[1]), after


def _nodes(source: str, starts: list[int]) -> Iterator[Change]:
    """Swapped neighbours among arguments and entries, and what is left out: an entry, an argument, a statement."""
    lines = [line.encode() for line in source.splitlines(keepends=True)]

    def span(node: ast.expr | ast.keyword | ast.stmt) -> Span:
        ends = ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
        first, last = (starts[row - 1] + len(lines[row - 1][:column].decode()) for row, column in ends)
        return first, last

    for node in ast.walk(ast.parse(source)):
        swapped: list[ast.expr] = []
        entries: list[ast.expr | ast.keyword] = []
        if isinstance(node, ast.Call):
            swapped, entries = node.args, [*node.args, *node.keywords]
        elif isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load):
            swapped, entries = node.elts, [*node.elts]
        elif isinstance(node, ast.FunctionDef):
            for statement in node.body[1:] if ast.get_docstring(node) else node.body:
                yield "deleted statement", statement.lineno, span(statement), "pass"
        for a, b in itertools.pairwise(swapped):
            (start, middle), (behind, end) = span(a), span(b)
            yield "swapped", a.lineno, (start, end), source[behind:end] + source[middle:behind] + source[start:middle]
        for a, b in itertools.pairwise(entries):
            yield "deleted entry", a.lineno, (span(a)[0], span(b)[0]), ""
