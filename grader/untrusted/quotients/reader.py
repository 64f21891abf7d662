"""Reading a submission's text into the graph: what all kinds of expressions and statements need. Nothing of it is executed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from . import tiny
from .graph import CHOICE, RETURN, Atom, Callee, Function, Graph, Origin, Place
from .scopes import ATTRIBUTE, Library, Scope, Var

# The scope of what is found by a string: `options["h"]`.
KEY = "key"
# Functions and methods of which the result shares memory with what they are given.
_VIEWING = "asarray atleast_1d enumerate items nditer ravel reshape squeeze values view zip"


class Value(NamedTuple):
    """What is known of an expression: the constant that it is, what it is proportional to, which functions it may be.

    blank  a variable with this value may be a step nevertheless: None, zeros to be filled in, the difference of moved and unmoved
    """

    number: tiny.Number | None = None
    atoms: tuple[Atom, ...] = ()
    functions: tuple[Callee, ...] = ()
    blank: bool = False


Kinds = Mapping[type, Callable[["Reader", Any], Value]]
"""How to read each kind of expression."""


class Reader:
    """Reads one scope at a time.

    unit     number of the top-level statement
    depends  collects the variables that the expression being read depends on
    """

    def __init__(self, graph: Graph, library: Library, scope: Scope, kinds: Kinds) -> None:
        self.graph, self.library, self.scope = graph, library, scope
        self.unit = 0
        self.depends: list[Var] = []
        self._kinds = kinds

    @property
    def place(self) -> Place:
        """Where that stands which is being read."""
        return Place(self.unit, self.scope.number)

    def read(self, node: ast.expr) -> Value:
        """One expression, with all that is in it. Raises TooMuchError."""
        self.graph.spend()
        read = self._kinds.get(type(node))
        return read(self, node) if read else self.other(node)

    def other(self, node: ast.AST) -> Value:
        """Whatever is in there; nothing is known of the whole."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.read(child)
            else:
                self.other(child)
        return Value()

    def apart(self, node: ast.expr) -> tuple[Value, list[Var]]:
        """One expression, and what it depends on; so does what it is part of."""
        outer, self.depends = self.depends, []
        value = self.read(node)
        own, self.depends = self.depends, outer
        outer += own
        return value, own

    def look(self, node: ast.expr | None) -> None:
        """Read an expression that decides something or is shown, and is not computed with."""
        if node is not None:
            self.graph.place(self.read(node).atoms)

    def steps(self, node: ast.expr, value: Value) -> tuple[Atom, ...]:
        """What an expression is proportional to, which may be the constant that it is."""
        if value.number is None:
            return value.atoms
        size = abs(value.number)
        if tiny.is_step(value.number):
            return (self.graph.origin(Origin(node, self.unit, size)),)
        if size >= tiny.SMALLEST_RECIPROCAL:
            return (self.graph.origin(Origin(node, self.unit, 1 / size, inverse=True)),)
        return ()

    def load(self, node: ast.expr, variable: Var) -> Value:
        """A variable that is read."""
        self.depends.append(variable)
        self.graph.mentions[self.unit].add(variable)
        return Value(atoms=(self.graph.read(node, variable),), functions=(variable,))

    def evaluated(self, depends: Sequence[Var]) -> Var:
        """A function, or a power, of what depends on these."""
        result = self.graph.result(depends)
        self.depends.append(result)
        return result

    def choice(self, node: ast.expr, values: Sequence[tuple[ast.expr, Value]]) -> Value:
        """One of several values."""
        chosen = self.graph.new(CHOICE)
        for part, value in values:
            self.give(chosen, value, self.steps(part, value), ())
        return Value(atoms=(self.graph.read(node, chosen),), functions=(chosen,))

    def moved(self, atoms: tuple[Atom, ...]) -> Value:
        """A sum or a difference of what is proportional to these, perhaps, and something else."""
        if atoms:
            self.depends.append(self.graph.move(atoms, self.place))
        return Value()

    def bind(
        self, target: ast.expr, value: Value, atoms: tuple[Atom, ...], depends: Sequence[Var], *, whole: bool = True
    ) -> None:
        """Give a value to whatever stands on the left. `whole` is false where it is given an element."""
        match target:
            case ast.Name(id=name):
                self.give(self.scope.variable(name), value, atoms, depends, whole=whole)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for each in targets:
                    self.bind(each, value, atoms, depends, whole=False)
            case ast.Starred(value=inner):
                self.bind(inner, value, atoms, depends, whole=False)
            case ast.Attribute(value=base, attr="imag") | ast.Subscript(value=ast.Attribute(value=base, attr="imag")):
                self.store(base, [*depends, self.graph.move(atoms, self.place)])
            case ast.Subscript(value=base, slice=index):
                self.look(index)
                self._put(base, value, atoms, depends, index)
            case ast.Attribute(attr=name):
                self.give(Var(ATTRIBUTE, name), value, atoms, depends)
                self.store(target, depends)

    def give(self, variable: Var, value: Value, atoms: tuple[Atom, ...], depends: Sequence[Var], *, whole: bool = True) -> None:
        """Note what a variable is assigned."""
        if not value.blank and value.number != 0:
            self.graph.bindings.append((variable, atoms))
        self.graph.flow(variable, atoms, whole=whole)
        self.graph.depends[variable] += depends
        self.graph.functions[variable] += value.functions

    def store(self, target: ast.expr, depends: Sequence[Var]) -> None:
        """Something is put into what is there already."""
        for variable in roots(target, self.scope):
            self.graph.depends[variable] += depends
            self.graph.stored.add(variable)

    def loop(self, target: ast.expr, iterated: ast.expr) -> None:
        """A target that takes one element after the other."""
        value, depends = self.apart(iterated)
        self.bind(target, value, self.steps(iterated, value), depends, whole=False)
        self.view(target, iterated)

    def view(self, target: ast.expr, source: ast.expr) -> None:
        """What is put into the target is put into what it shares memory with."""
        match target:
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for each in targets:
                    self.view(each, source)
            case ast.Name(id=name):
                self.graph.views += [(self.scope.variable(name), root) for root in roots(source, self.scope)]
            case ast.Attribute(attr=name):
                self.graph.views += [(Var(ATTRIBUTE, name), root) for root in roots(source, self.scope)]

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> tuple[Function, Scope]:
        """The record of a function, and its scope; its defaults are read, which stand in this one."""
        given = node.args
        scope = self.library.scope([given, *node.body] if isinstance(node.body, list) else [given, node.body], self.scope)
        plain = [*given.posonlyargs, *given.args]
        named = {argument.arg: scope.variable(argument.arg) for argument in [*plain, *given.kwonlyargs]}
        rest = tuple(scope.variable(argument.arg) for argument in (given.vararg, given.kwarg) if argument)
        defaults = zip(reversed(plain), reversed(given.defaults), strict=False)
        for argument, default in [*defaults, *zip(given.kwonlyargs, given.kw_defaults, strict=True)]:
            if default is not None:
                value, depends = self.apart(default)
                # What else it is called with, by whom, says nothing about what it is here: a default is no assignment.
                self.give(named[argument.arg], value._replace(blank=True), self.steps(default, value), depends)
        return Function(tuple(named[argument.arg] for argument in plain), named, rest, Var(scope.number, RETURN)), scope

    @contextmanager
    def within(self, scope: Scope) -> Iterator[None]:
        """Read what stands in a scope further in; what is around it does not depend on that by itself."""
        outer, self.scope, depends, self.depends = self.scope, scope, self.depends, []
        yield
        self.scope, self.depends = outer, depends

    def _put(self, base: ast.expr, value: Value, atoms: tuple[Atom, ...], depends: Sequence[Var], index: ast.expr) -> None:
        """An element that is assigned: by a string it is found again, otherwise the whole may be proportional to it."""
        if isinstance(index, ast.Constant) and isinstance(index.value, str):
            self.give(Var(KEY, index.value), value, atoms, depends)
        else:
            for variable in roots(base, self.scope):
                self.give(variable, value, atoms, (), whole=False)
        self.store(base, depends)


def roots(expression: ast.expr, scope: Scope) -> list[Var]:
    """The variables that share memory with the value of an expression, as far as its text shows it."""
    match expression:
        case ast.Name(id=name):
            return [scope.variable(name)]
        case ast.Attribute(value=base, attr=name):
            return [Var(ATTRIBUTE, name), *roots(base, scope)]
        case ast.Subscript(value=base) | ast.Starred(value=base):
            return roots(base, scope)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            pass
        case ast.Call(func=function, args=parts) if called_name(function) in _VIEWING.split():
            parts = [*parts, *([function.value] if isinstance(function, ast.Attribute) else [])]
        case _:
            return []
    return [root for part in parts for root in roots(part, scope)]


def called_name(function: ast.expr) -> str:
    """The last part of the name by which something is called."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def inverted(atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """What the reciprocal is proportional to."""
    return tuple(atom._replace(inverse=not atom.inverse) for atom in atoms)


def either(one: tuple[Atom, ...], other: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """What a product is proportional to: one factor is the step and the other one a number, more likely so if it is constant."""
    if all(isinstance(atom.source, int) for atom in one):
        one, other = other, one
    return one + tuple(atom._replace(unless=one) for atom in other)
