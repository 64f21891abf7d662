"""Write generated.py of an assignment: the mistakes of its derivations as NumPy, so that grading needs no SymPy."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sympy as sp

from grader.symbolic.claims import Callback, Derivation
from grader.symbolic.definitions import Defined, Definition, unfold
from grader.symbolic.emitting import RESERVED, letter_of, numpy_of, slope_letter
from grader.symbolic.language import Array, sort_of
from grader.symbolic.slips.clues import Expansion
from grader.symbolic.slips.hints import HINTS
from grader.symbolic.slips.mistaken import Spoilt
from grader.symbolic.unknowns import Unknown, split

HEAD = '''\
"""Mistakes and clues in NumPy, in the letters of the derivations. Written by `grader validate` from these: do not edit.

A mistake is its code, its formula, what the value equals, and the hint. A clue is a closed form as a sum of terms.
"""

import numpy as np

from grader import clues, mistakes, one_hot, sigma, softmax

# fmt: off
# ruff: noqa
'''


def module_of(derivations: Sequence[Derivation]) -> str:
    """The source of generated.py. Raises TypeError for a slip that NumPy cannot be written for."""
    tables = "".join(f"    *{_name(d)}_MISTAKES,\n" for d in derivations)
    sums = "".join(f"    *{_name(d)}_CLUES,\n" for d in derivations)
    return HEAD + "".join(map(_section, derivations)) + f"\nMISTAKES = (\n{tables})\nCLUES = (\n{sums})\n"


def _name(derivation: Derivation) -> str:
    return derivation.function.upper()


def _section(derivation: Derivation) -> str:
    formulas = [claim.right for claim in derivation.claims]
    formulas += [m.wrong for s in derivation.slips for m in s.mistakes]
    named = {d.name: d for formula in formulas for d in _definitions(formula)}
    letters = {**_of_inputs(derivation.symbols), **_of_sizes(derivation.symbols), **_of_calls(derivation.symbols)}
    _check_calls(derivation, formulas)
    for d in named.values():
        source = numpy_of(d.body, d.parameters, _before(named, d))
        if _names(source) <= {*letters, *RESERVED}:  # a definition of a claim about other arrays is no letter
            letters[letter_of(d.name)] = _lambda(source, set(letters))
    lines = "".join(f'    "{name}": {source},\n' for name, source in letters.items())
    tables = "".join(_table(derivation, spoilt, named, set(letters)) for spoilt in derivation.slips)
    sums = "".join(_clues(derivation, expansion, named, set(letters)) for expansion in derivation.clues)
    name = _name(derivation)
    return f"\n{name} = {{\n{lines}}}\n{name}_MISTAKES = (\n{tables})\n{name}_CLUES = (\n{sums})\n"


def _clues(derivation: Derivation, expansion: Expansion, named: Mapping[str, Definition], letters: set[str]) -> str:
    def formula(e: sp.Expr) -> str:
        return _lambda(numpy_of(e, expansion.claim.at, named), letters)

    terms = ", ".join(f"{_quoted(name)}: ({float(c)}, {formula(e)})" for name, (c, e) in expansion.terms.items())
    further = (", ".join(f"{_quoted(name)}: {formula(e)}" for name, e in group.items()) for group in expansion.further)
    groups = "".join(f"        {{{group}}},\n" for group in (terms, *further))
    return f"    *clues({_name(derivation)}, {_quoted(derivation.function)}, {_quoted(expansion.claim.output)},\n{groups}    ),\n"


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


def _of_calls(symbols: Mapping[str, Any]) -> dict[str, str]:
    """What an input that is a function returns for each index: its value, then its derivatives by the other arguments."""
    letters = {}
    for name, callback in symbols.items():
        if not isinstance(callback, Callback):
            continue
        call = callback.function(*callback.arguments)
        (index,) = (a for a in callback.arguments if sort_of(a) is not None)
        places = [n for n, a in enumerate(callback.arguments) if a != index]
        arguments = ", ".join(_argument(a) for a in callback.arguments)
        letters[name] = _quoted(name)
        names = [letter_of(call.name), *(slope_letter(call, n) for n in places)]
        for n, letter in enumerate(names):
            source = f"np.stack([{name}({arguments})[{n}] for {letter_of(index.name)} in range({index.sort.size})])"
            letters[letter] = f"lambda {', '.join(sorted(_names(source) - {'np', 'range', letter_of(index.name)}))}: {source}"
    return letters


def _argument(place: Any) -> str:
    """An argument of a call: an array, a row of it, an index, a parameter."""
    base, fixed = split(place)
    return letter_of(base.name) + (f"[{', '.join(letter_of(i.name) for i in fixed)}]" if fixed else "")


def _check_calls(derivation: Derivation, formulas: Sequence[sp.Expr]) -> None:
    """Raises TypeError for an unknown function at other arguments than those with which the input is called."""
    callbacks = [c for c in derivation.symbols.values() if isinstance(c, Callback)]
    due = {c.function(*c.arguments).name: [a for a in c.arguments if sort_of(a) is None] for c in callbacks}
    for node in {node for formula in formulas for node in sp.preorder_traversal(unfold(formula)) if isinstance(node, Unknown)}:
        if [a for a in node.arguments if sort_of(a) is None] != due.get(node.name):
            raise TypeError(f"{derivation.function}: no NumPy is known for {node.name}{node.arguments}: write the slip in NumPy")
