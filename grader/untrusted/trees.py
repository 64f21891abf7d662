"""Texts as trees, each parsed once."""

from __future__ import annotations

import ast
import functools


@functools.cache
def parsed(text: str | bytes) -> ast.Module:
    """The tree of a text, shared by all who look at it: it is not to be changed. Raises whatever the parser raises."""
    return ast.parse(text)
