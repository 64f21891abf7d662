"""How each kind of expression is read into the graph."""

from __future__ import annotations

import ast

from . import tiny
from .calling import call
from .graph import RETURN
from .reader import KEY, Kinds, Reader, Value, either, inverted
from .scopes import ATTRIBUTE, Var
from .wellknown import power

# A display of more numbers than this is data: the widest formulas in use have nine points.
_MOST_STEPS = 12


def _constant(_: Reader, node: ast.Constant) -> Value:
    return Value(number=tiny.constant(node.value), blank=node.value is None)


def _name(reader: Reader, node: ast.Name) -> Value:
    return reader.load(node, reader.scope.variable(node.id))


def _attribute(reader: Reader, node: ast.Attribute) -> Value:
    module = reader.scope.module(node.value)
    if module:
        return reader.load(node, module.variable(node.attr))
    reader.look(node.value)
    own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
    if node.attr in tiny.MACHINE and not own:
        return Value(number=tiny.MACHINE[node.attr])
    return reader.load(node, Var(ATTRIBUTE, node.attr))


def _subscript(reader: Reader, node: ast.Subscript) -> Value:
    value = reader.read(node.value)
    reader.graph.place(value.atoms)
    reader.look(node.slice)
    if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return reader.load(node, Var(KEY, node.slice.value))
    atoms = tuple(reader.graph.read(node, atom.source) for atom in value.atoms if isinstance(atom.source, Var))
    return Value(atoms=atoms, functions=value.functions)


def _unary(reader: Reader, node: ast.UnaryOp) -> Value:
    value = reader.read(node.operand)
    if not isinstance(node.op, ast.USub | ast.UAdd):
        return Value()
    return value if value.number is None else Value(number=-value.number)


def _binary(reader: Reader, node: ast.BinOp) -> Value:
    (left, before), (right, after) = reader.apart(node.left), reader.apart(node.right)
    number = tiny.combined(node.op, left.number, right.number)
    if number is not None:
        return Value(number=number)
    one, other = reader.steps(node.left, left), reader.steps(node.right, right)
    match node.op:
        case ast.Add() | ast.Sub():
            return reader.moved(one + other)._replace(blank=isinstance(node.op, ast.Sub))
        case ast.Mult() | ast.MatMult():
            reader.graph.divide(before, inverted(other), reader.place)
            reader.graph.divide(after, inverted(one), reader.place)
            return Value(atoms=either(one, other))
        case ast.Div():
            apart = isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Sub)
            reader.graph.divide(before, other, reader.place, after if apart else ())
            # Constants over the step are weights; a variable over the step is none of them: it may be a quotient.
            return Value(atoms=either(one, inverted(other)) if all(map(reader.library.of_module, before)) else one)
        case ast.Pow():
            reader.evaluated(before + after)
            return power(reader, node, one, right.number)
    return Value()


def _display(reader: Reader, node: ast.Tuple | ast.List | ast.Set) -> Value:
    values = [reader.read(part) for part in node.elts]
    few = len(values) <= _MOST_STEPS
    atoms = [atom for part, value in zip(node.elts, values, strict=True) if few for atom in reader.steps(part, value)]
    return Value(atoms=tuple(atoms), functions=tuple(each for value in values for each in value.functions))


def _boolean(reader: Reader, node: ast.BoolOp) -> Value:
    return reader.choice(node, [(part, reader.read(part)) for part in node.values])


def _choice(reader: Reader, node: ast.IfExp) -> Value:
    reader.look(node.test)
    return reader.choice(node, [(part, reader.read(part)) for part in (node.body, node.orelse)])


def _dictionary(reader: Reader, node: ast.Dict) -> Value:
    for key, each in zip(node.keys, node.values, strict=True):
        value, depends = reader.apart(each)
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            reader.give(Var(KEY, key.value), value, reader.steps(each, value), depends)
        else:
            reader.look(key)
    return Value()


def _named(reader: Reader, node: ast.NamedExpr) -> Value:
    value, depends = reader.apart(node.value)
    reader.bind(node.target, value, reader.steps(node.value, value), depends)
    return reader.load(node, reader.scope.variable(node.target.id))


def _starred(reader: Reader, node: ast.Starred) -> Value:
    return reader.read(node.value)


def _shown(reader: Reader, node: ast.Compare | ast.JoinedStr) -> Value:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            reader.look(child)
    return Value()


def _formatted(reader: Reader, node: ast.FormattedValue) -> Value:
    reader.look(node.value)
    return Value()


def _lambda(reader: Reader, node: ast.Lambda) -> Value:
    function, scope = reader.function(node)
    with reader.within(scope):
        value, depends = reader.apart(node.body)
        reader.give(function.result, value, reader.steps(node.body, value), depends)
    reader.depends.append(function.result)
    return Value(functions=(function,))


def _comprehension(reader: Reader, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
    for generator in node.generators:
        reader.loop(generator.target, generator.iter)
        for condition in generator.ifs:
            reader.look(condition)
    if isinstance(node, ast.DictComp):
        reader.look(node.key)
        reader.look(node.value)
        return Value()
    value = reader.read(node.elt)
    return Value(atoms=reader.steps(node.elt, value), functions=value.functions)


def _yielded(reader: Reader, node: ast.Yield | ast.YieldFrom) -> Value:
    if node.value is not None:
        value, depends = reader.apart(node.value)
        result = Var(reader.scope.number, RETURN)
        reader.give(result, value, reader.steps(node.value, value), depends, whole=False)
    return Value()


KINDS: Kinds = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Tuple: _display,
    ast.List: _display,
    ast.Set: _display,
    ast.Dict: _dictionary,
    ast.IfExp: _choice,
    ast.NamedExpr: _named,
    ast.Starred: _starred,
    ast.Compare: _shown,
    ast.JoinedStr: _shown,
    ast.FormattedValue: _formatted,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.Yield: _yielded,
    ast.YieldFrom: _yielded,
    ast.Call: call,
}
"""How to read each kind of expression; of all others only what is in them is read."""
