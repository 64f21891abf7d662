"""How each kind of statement is read into the graph, and which top-level statements define and mention what."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .expressions import KINDS
from .graph import RETURN, Function, Graph
from .reader import Reader, inverted, roots
from .scopes import ATTRIBUTE, Library, Scope, Var


def read_all(trees: Mapping[str, ast.Module]) -> tuple[Graph, Library]:
    """All modules as one graph, and what names mean in it. Raises TooMuchError, RecursionError."""
    graph, library, unit = Graph(), Library(trees), 0
    for name, tree in trees.items():
        reader = Reader(graph, library, library.modules[name], KINDS)
        for statement in _top_level(tree.body):
            reader.unit = unit = unit + 1
            for variable in _bound(statement, reader.scope):
                graph.defines[variable].add(unit)
            _read(reader, statement)
    return graph, library


def _top_level(body: Iterable[ast.stmt]) -> Iterable[ast.stmt]:
    """The statements of a module one by one, also those inside `if` and `try`. What runs as a program only does not run here."""
    for statement in body:
        match statement:
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()])):
                yield from _top_level(statement.orelse)
            case ast.If() | ast.Try():
                parts = [statement.body, *(h.body for h in getattr(statement, "handlers", ())), statement.orelse]
                for part in [*parts, getattr(statement, "finalbody", [])]:
                    yield from _top_level(part)
            case _:
                yield statement


def _bound(statement: ast.stmt, scope: Scope) -> set[Var]:
    """The module's variables that a top-level statement binds."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {scope.variable(statement.name)}
    stored = (node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return {scope.variable(name) for name in stored}


def _read(reader: Reader, statement: ast.stmt) -> None:
    reader.graph.spend()
    reader.depends.clear()
    _KINDS.get(type(statement), _others)(reader, statement)


def _read_body(reader: Reader, body: Iterable[ast.stmt]) -> None:
    for statement in body:
        _read(reader, statement)


def _others(reader: Reader, node: ast.AST) -> None:
    """Statements of any other kind, and what they are made of."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            _read(reader, child)
        elif isinstance(child, ast.expr):
            reader.read(child)
        else:
            _others(reader, child)


def _function(reader: Reader, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    function = _define(reader, node)
    variable = reader.scope.variable(node.name)
    reader.graph.functions[variable].append(function)
    reader.graph.depends[variable].append(function.result)


def _define(reader: Reader, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    for decorator in node.decorator_list:
        reader.look(decorator)
    function, scope = reader.function(node)
    with reader.within(scope):
        _read_body(reader, node.body)
    return function


def _class(reader: Reader, node: ast.ClassDef) -> None:
    """A class: its variables are attributes, its methods are called without `self`, and it is called as its `__init__` is."""
    for each in [*node.bases, *node.decorator_list]:
        reader.look(each)
    variable, scope = reader.scope.variable(node.name), reader.library.scope(node.body, reader.scope, of_class=True)
    made = _fields(node, variable)
    with reader.within(scope):
        for statement in node.body:
            if not isinstance(statement, ast.FunctionDef):
                _read(reader, statement)
                continue
            method = _method(reader, statement)
            made = method if statement.name == "__init__" else made
            reader.graph.functions[Var(ATTRIBUTE, statement.name)].append(method)
            reader.graph.depends[Var(ATTRIBUTE, statement.name)].append(method.result)
    reader.graph.functions[variable].append(made)


def _fields(node: ast.ClassDef, variable: Var) -> Function:
    """What a class without `__init__` is called with: its annotated variables (a data class, a named tuple)."""
    names = [each.target.id for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
    fields = {name: Var(ATTRIBUTE, name) for name in names}
    return Function(tuple(fields.values()), fields, (), variable)


def _method(reader: Reader, node: ast.FunctionDef) -> Function:
    function = _define(reader, node)
    if not any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in node.decorator_list):
        function.parameters = function.parameters[1:]
    return function


def _return(reader: Reader, node: ast.Return) -> None:
    if node.value is not None:
        value, depends = reader.apart(node.value)
        reader.give(Var(reader.scope.number, RETURN), value, reader.steps(node.value, value), depends)


def _assign(reader: Reader, node: ast.Assign) -> None:
    """`h, limit = 1e-5, 1e-8` is two assignments."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if _pair(targets, values):
            for target, value in zip(targets, values, strict=True):
                _give(reader, [target], value)
        case _:
            _give(reader, node.targets, node.value)


def _pair(targets: Sequence[ast.expr], values: Sequence[ast.expr]) -> bool:
    starred = any(isinstance(each, ast.Starred) for each in [*targets, *values])
    return not starred and len(targets) == len(values)


def _give(reader: Reader, targets: Iterable[ast.expr], node: ast.expr) -> None:
    value, depends = reader.apart(node)
    atoms = reader.steps(node, value)
    for target in targets:
        reader.bind(target, value, atoms, depends)
        reader.view(target, node)


def _annotated(reader: Reader, node: ast.AnnAssign) -> None:
    if node.value is not None:
        _give(reader, [node.target], node.value)


def _augmented(reader: Reader, node: ast.AugAssign) -> None:
    value, depends = reader.apart(node.value)
    atoms = reader.steps(node.value, value)
    before = roots(node.target, reader.scope)
    match node.op:
        case ast.Add() | ast.Sub():
            reader.moved(atoms)
            reader.store(node.target, [*depends, *reader.depends])
        case ast.Div():
            reader.graph.divide(before, atoms, reader.place)
        case ast.Mult() | ast.MatMult():
            reader.graph.divide(before, inverted(atoms), reader.place)
    reader.store(node.target, depends)
    if isinstance(node.target, ast.Subscript):
        reader.look(node.target.slice)


def _for(reader: Reader, node: ast.For | ast.AsyncFor) -> None:
    reader.loop(node.target, node.iter)
    _read_body(reader, [*node.body, *node.orelse])


def _tested(reader: Reader, node: ast.If | ast.While) -> None:
    reader.look(node.test)
    _read_body(reader, [*node.body, *node.orelse])


def _with(reader: Reader, node: ast.With | ast.AsyncWith) -> None:
    for item in node.items:
        if item.optional_vars is None:
            reader.look(item.context_expr)
        else:
            _give(reader, [item.optional_vars], item.context_expr)
    _read_body(reader, node.body)


def _looked_at(reader: Reader, node: ast.Expr | ast.Assert | ast.Raise) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            reader.look(child)


def _nothing(_: Reader, __: ast.stmt) -> None:
    """Imports are known to the scopes."""


_KINDS: Mapping[type, Callable[[Reader, Any], None]] = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: _return,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.If: _tested,
    ast.While: _tested,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Expr: _looked_at,
    ast.Assert: _looked_at,
    ast.Raise: _looked_at,
    ast.Import: _nothing,
    ast.ImportFrom: _nothing,
    ast.Global: _nothing,
    ast.Nonlocal: _nothing,
    ast.Delete: _nothing,
}
