"""Write generated.py of an assignment: the mistakes of its derivations as NumPy, so that grading needs no SymPy."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sympy as sp

from grader.symbolic.claims import Callback, Derivation
from grader.symbolic.definitions import Defined, Definition
from grader.symbolic.emitting import letter_of, numpy_of
from grader.symbolic.language import Array
from grader.symbolic.slips.hints import HINTS
from grader.symbolic.slips.mistaken import Spoilt

HEAD = '''\
"""The mistakes of this assignment in NumPy. Written by `grader validate` from the derivations: do not edit.

A mistake is its code, its formula in the letters of the derivation, what the value equals, and the hint.
"""

import numpy as np

from grader import mistakes, one_hot, sigma, softmax

# fmt: off
# ruff: noqa
'''


def module_of(derivations: Sequence[Derivation]) -> str:
    """The source of generated.py. Raises TypeError for a slip that NumPy cannot be written for."""
    written = [d for d in derivations if d.slips]
    tables = "".join(f"    *{_name(d)}_MISTAKES,\n" for d in written)
    return HEAD + "".join(map(_section, written)) + f"\nMISTAKES = (\n{tables})\n"


def _name(derivation: Derivation) -> str:
    return derivation.function.upper()


def _section(derivation: Derivation) -> str:
    formulas = [formula for s in derivation.slips for formula in (s.claim.right, *(m.wrong for m in s.mistakes))]
    named = {d.name: d for formula in formulas for d in _definitions(formula)}
    letters = {**_of_inputs(derivation.symbols), **_of_sizes(derivation.symbols)}
    letters |= {
        letter_of(d.name): _lambda(numpy_of(d.body, d.parameters, _before(named, d)), {*letters, *map(letter_of, named)})
        for d in named.values()
    }
    tables = [_table(derivation, spoilt, named, set(letters)) for spoilt in derivation.slips]
    used = _used(letters, {name for table in tables for name in _names(table)})
    lines = [f'    "{name}": {source},\n' for name, source in letters.items() if name in used]
    name = _name(derivation)
    return f"\n{name} = {{\n{''.join(lines)}}}\n{name}_MISTAKES = (\n{''.join(tables)})\n"


def _table(derivation: Derivation, spoilt: Spoilt, named: Mapping[str, Definition], letters: set[str]) -> str:
    hints = {**HINTS, **derivation.hints}
    rows = ""
    for m in spoilt.mistakes:
        if not m.hint and m.code not in hints:
            raise ValueError(f"{derivation.function}: the code {m.code!r} of a slip has no hint")
        said = _quoted(m.what), _quoted(m.hint or hints[m.code])
        rows += f"        ({_quoted(m.code)}, {_lambda(m.numpy(named), letters)}, {', '.join(said)}),\n"
    parts = ", ".join(map(_quoted, spoilt.parts)) + ("," if len(spoilt.parts) == 1 else "")
    head = f"{_name(derivation)}, {_quoted(derivation.function)}, {_quoted(spoilt.claim.output)}, ({parts})"
    return f"    *mistakes({head}, (\n{rows}    )),\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lambda(source: str, letters: set[str]) -> str:
    """A function of the letters that occur in a source."""
    names = [name for name in _names(source) if name in letters]
    return f"lambda {', '.join(sorted(names))}: {source}" if names else f"lambda: {source}"


def _names(source: str) -> set[str]:
    """The names that a source uses but does not bind itself. Raises SyntaxError."""
    tree = ast.parse(source.strip().rstrip(",").lstrip("*"))
    return {
        node.id if isinstance(node, ast.Name) else node.arg for node in ast.walk(tree) if isinstance(node, (ast.Name, ast.arg))
    }


def _used(letters: Mapping[str, str], names: set[str]) -> set[str]:
    """The letters that are needed for these names, directly or by way of others."""
    found = names & letters.keys()
    while more := {n for name in found for n in _names(letters[name]) & letters.keys()} - found:
        found |= more
    return found


def _definitions(e: Any) -> Iterator[Definition]:
    """All definitions that a formula uses, each after those that it uses itself."""
    for node in sp.preorder_traversal(e):
        if isinstance(node, Defined):
            yield from _definitions(node.definition.body)
            yield node.definition


def _before(named: Mapping[str, Definition], definition: Definition) -> dict[str, Definition]:
    return {name: d for name, d in named.items() if d is not definition}


def _of_inputs(symbols: Mapping[str, Any]) -> dict[str, str]:
    """For each symbol of an input its name there."""
    letters = {}
    for name, symbol in symbols.items():
        if isinstance(symbol, Callback):
            continue
        is_list = isinstance(symbol, Array) and symbol.values is not None
        letters[letter_of(symbol.name)] = f"lambda {name}: np.array({name})" if is_list else _quoted(name)
    return letters


def _of_sizes(symbols: Mapping[str, Any]) -> dict[str, str]:
    """The size of each sort, from the first array that has an axis of it."""
    sizes: dict[str, str] = {}
    for symbol in (s for s in symbols.values() if isinstance(s, Array)):
        for axis, sort in enumerate(symbol.axes):
            of = f"np.size({letter_of(symbol.name)})" if len(symbol.axes) == 1 else f"{letter_of(symbol.name)}.shape[{axis}]"
            sizes.setdefault(sort.size, f"lambda {letter_of(symbol.name)}: {of}")
    return sizes
