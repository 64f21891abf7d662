"""Calls: who is called, and who is handed what."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from . import tiny
from .graph import Argument, Call
from .reader import Reader, Value, called_name, roots
from .wellknown import WELL_KNOWN, Known


def call(reader: Reader, node: ast.Call) -> Value:
    """A call of whatever."""
    name = called_name(node.func)
    known = None if _own(reader, node.func) else WELL_KNOWN.get(name)
    start = len(reader.depends)
    base = _object(reader, node.func) if known else _called(reader, node.func)
    asked = Call(node, base.functions, [], {}, [], reader.graph.result(()))
    numbers = [_argument(reader, part, asked) for part in _spelt_out(node.args)]
    for keyword in node.keywords:
        _keyword(reader, keyword, asked)
    number = tiny.called(name, numbers) if known and not node.keywords else None
    if number is not None:
        return Value(number=number)
    if known:
        return known(reader, Known(node, name, base, asked, numbers))
    reader.graph.calls.append(_partial(asked) if name == "partial" else asked)
    reader.graph.depends[asked.result] += reader.depends[start:]
    return reader.load(node, asked.result)


def _own(reader: Reader, function: ast.expr) -> bool:
    """Whether a name is one of the submission's, which may be anything."""
    match function:
        case ast.Name(id=name):
            return reader.scope.defines(name)
        case ast.Attribute(value=base, attr=name):
            return name in reader.library.methods or reader.scope.module(base) is not None
    return False


def _called(reader: Reader, function: ast.expr) -> Argument:
    """What is called, which may be a function of the submission."""
    value, depends = reader.apart(function)
    reader.graph.place(value.atoms)
    return Argument(depends, (), value.functions, [])


def _object(reader: Reader, function: ast.expr) -> Argument:
    """What a well-known function is a method of."""
    if not isinstance(function, ast.Attribute):
        return Argument([], (), (), [])
    value, depends = reader.apart(function.value)
    return Argument(depends, reader.steps(function.value, value), (), [])


def _spelt_out(parts: Sequence[ast.expr]) -> Iterator[ast.expr]:
    """The arguments, those of `*(x, 1e-5)` one by one."""
    for part in parts:
        if isinstance(part, ast.Starred) and isinstance(part.value, ast.Tuple | ast.List):
            yield from _spelt_out(part.value.elts)
        else:
            yield part


def _argument(reader: Reader, node: ast.expr, asked: Call) -> tiny.Number | None:
    """One positional argument; the constant that it is."""
    value, depends = reader.apart(node)
    argument = Argument(depends, reader.steps(node, value), value.functions, roots(node, reader.scope))
    (asked.spread if isinstance(node, ast.Starred) else asked.positional).append(argument)
    return value.number


def _keyword(reader: Reader, keyword: ast.keyword, asked: Call) -> None:
    value, depends = reader.apart(keyword.value)
    argument = Argument(depends, reader.steps(keyword.value, value), value.functions, roots(keyword.value, reader.scope))
    if keyword.arg is None:
        asked.spread.append(argument)
    else:
        asked.named[keyword.arg] = argument


def _partial(asked: Call) -> Call:
    """What functools.partial calls one day: its first argument, with the others."""
    first = asked.positional[:1]
    return Call(asked.node, first[0].functions if first else (), asked.positional[1:], asked.named, asked.spread, asked.result)
