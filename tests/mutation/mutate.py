"""Every single-token mutation of a Python source that changes what it says: signs, factors, indices, operators, functions."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS = {
    "+": ("-",),
    "-": ("+",),
    "*": ("/", "+"),
    "/": ("*",),
    "@": ("*",),
    "**": ("*",),
    "+=": ("-=", "="),
    "-=": ("+=", "="),
    "==": ("!=",),
    "<": (">=",),
    ">": ("<=",),
}
FUNCTIONS = {
    "exp": "log",
    "log": "exp",
    "sigma": "log",
    "max": "min",
    "sum": "max",
    "logaddexp": "maximum",
    "add": "subtract",
    "sigmoid": "abs",
    "total": "log",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One token replaced. `text` is the line as it was, `nth` tells equal tokens of a line apart."""

    line: int
    text: str
    before: str
    after: str
    nth: int
    source: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What identifies it when lines move."""
        return (self.text, self.before, self.after, self.nth)


@dataclass(frozen=True, slots=True)
class Place:
    """A region of a source that is mutated, with the names that may stand for one another there."""

    first: tuple[int, int]
    last: tuple[int, int]
    names: tuple[str, ...]

    def holds(self, position: tuple[int, int]) -> bool:
        return self.first <= position < self.last


def mutations(source: str, *, places: list[Place], spared: list[Place]) -> Iterator[Mutation]:
    """Every mutation of the tokens inside `places` and outside `spared`."""
    lines = source.splitlines(keepends=True)
    seen: dict[tuple[int, str], int] = {}
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type != tokenize.COMMENT]
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        place = next((p for p in places if p.holds(token.start)), None)
        if place is None or any(p.holds(token.start) for p in spared):
            continue
        row, column = token.start
        nth = seen[row, token.string] = seen.get((row, token.string), -1) + 1
        for instead in _alternatives(token, before, after, place):
            line = lines[row - 1]
            changed = line[:column] + instead + line[column + len(token.string) :]
            yield Mutation(
                line=row,
                text=line.strip(),
                before=token.string,
                after=instead,
                nth=nth,
                source="".join([*lines[: row - 1], changed, *lines[row:]]),
            )


def _alternatives(  # noqa: PLR0911 - one case a line
    token: tokenize.TokenInfo, before: tokenize.TokenInfo | None, after: tokenize.TokenInfo | None, place: Place
) -> tuple[str, ...]:
    follows = after.string if after else ""
    precedes = before.string if before else ""
    if token.type == tokenize.OP:
        if token.string == "*" and precedes in ("(", ",", "["):
            return ()  # the star of an unpacking: no operator
        return OPERATORS.get(token.string, ())
    if token.type == tokenize.NUMBER:
        return (str(int(float(token.string)) + 1), *(("0",) if float(token.string) else ()))
    if token.type != tokenize.NAME or follows == "=" or precedes in ("def", "class", "import", "from", "for", "lambda"):
        return ()
    if token.string in FUNCTIONS and (follows == "(" or precedes == "."):
        return (FUNCTIONS[token.string],)
    if precedes == "." or follows in ("(", ".") or token.string not in place.names:
        return ()
    index = place.names.index(token.string)
    return (*place.names[index + 1 :], *place.names[:index])[:2]


def function_bodies(source: str) -> dict[str, Place]:
    """The body of every top-level function, without its docstring; names are its parameters and local variables."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            local = {n.id for b in body for n in ast.walk(b) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            names = tuple(dict.fromkeys([*(a.arg for a in node.args.args), *sorted(local)]))
            found[node.name] = Place((body[0].lineno, 0), (node.end_lineno or 0, 10**6), names)
    return found


def whole(source: str, names: tuple[str, ...]) -> Place:
    """All of a source behind its imports."""
    tree = ast.parse(source)
    first = max((n.end_lineno or 0 for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)), default=0)
    return Place((first + 1, 0), (10**9, 0), names)


def spared(source: str, *, keywords: tuple[str, ...], names: tuple[str, ...]) -> list[Place]:
    """What is given by these keyword arguments or assigned to these names: it says nothing that is true or false."""
    nodes: list[ast.expr | ast.stmt] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg in keywords:
            nodes.append(node.value)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            nodes += [node.value] if any(isinstance(t, ast.Name) and t.id.startswith(names) for t in targets) else []
        if isinstance(node, ast.FunctionDef) and node.name.startswith(names):
            nodes.append(node)
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            nodes.append(node.annotation)
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            nodes.append(node.returns)
    return [Place((n.lineno, n.col_offset), (n.end_lineno or 0, n.end_col_offset or 0), ()) for n in nodes]
