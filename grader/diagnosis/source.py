"""The text of a submission as a syntax tree: the line that raised, and where its expressions stand.

The text is a stranger's. It is parsed and never run here; what cannot be parsed explains nothing.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

LARGEST = 1 << 16
"""Bytes of a file that is parsed: twice the largest real file. A hostile one of this size takes a tenth of a second."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """One file of a submission. `path` is its path inside the submission."""

    path: str
    text: str
    tree: ast.Module

    @classmethod
    def read(cls, files: Mapping[str, bytes], path: str) -> Self | None:
        """The file, or None if there is no such file or it cannot be parsed."""
        content = files.get(path, b"")
        if not content or len(content) > LARGEST:
            return None
        try:
            text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return cls(path=path, text=text, tree=ast.parse(text))
        except (ValueError, SyntaxError, RecursionError, MemoryError):  # an encoding, a null byte, brackets a thousand deep
            return None

    def function(self, line: int) -> FunctionNode | None:
        """The innermost function that the line stands in."""
        inside = [n for n in ast.walk(self.tree) if isinstance(n, FunctionNode) and n.lineno <= line <= (n.end_lineno or 0)]
        return max(inside, key=lambda node: node.lineno, default=None)

    def expressions(self, line: int) -> Iterator[ast.expr]:
        """The expressions that stand on the line, or begin or end there, the outermost first."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.expr) and node.lineno <= line <= (node.end_lineno or 0):
                yield node

    def segment(self, node: ast.expr) -> str:
        """The text of an expression, in brackets, so that it can stand anywhere."""
        return f"({ast.get_source_segment(self.text, node)})"

    def span(self, node: ast.expr) -> tuple[int, int]:
        """The first character of an expression, and the one after its last."""
        lines = self.text.split("\n")

        def position(line: int, column: int) -> int:  # columns count bytes
            before = sum(len(text) + 1 for text in lines[: line - 1])
            return before + len(lines[line - 1].encode()[:column].decode())

        return position(node.lineno, node.col_offset), position(node.end_lineno or node.lineno, node.end_col_offset or 0)
