"""Which variable a name means: the scopes of a submission's own modules, and what they import from each other."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import NamedTuple

# The scope of attributes, of whatever object: those of a class are found by their names alone.
ATTRIBUTE = "attribute"


class Var(NamedTuple):
    """A variable: its scope's number and its name; or something that behaves like one: what kind it is, and which."""

    scope: int | str
    name: str | int


class Scope:
    """What the names of one function, class or module mean.

    top       the module's scope
    bound     names that are bound in here; `foreign` are those of imports, `outer` those declared global
    modules   dotted names that stand for another own module
    imported  names that stand for a name of another own module; `stars` are modules of which all names are imported
    """

    def __init__(self, number: int, body: Iterable[ast.AST], parent: Scope | None = None, *, of_class: bool = False) -> None:
        self.number = number
        self.bound: set[str] = set()
        self.modules: dict[str, Scope] = {}
        self.imports: list[ast.Import | ast.ImportFrom] = []
        self.parent = parent
        self.of_class = of_class
        self.top: Scope = parent.top if parent else self
        self.foreign: set[str] = set()
        self.outer: set[str] = set()
        self.imported: dict[str, tuple[Scope, str]] = {}
        self.stars: list[Scope] = []
        self._bind(body)

    def defines(self, name: str) -> bool:
        """Whether a name is the submission's own in here, and not a built-in, nor imported from elsewhere."""
        scope: Scope | None = self
        while scope is not None and name not in scope.bound:
            scope = scope.parent
        return scope is not None and (name not in scope.foreign or name in scope.imported)

    def names(self) -> set[str]:
        """All names of a module, those that it has by `import *` included."""
        return self.bound.union(*(star.bound for star in self.stars))

    def variable(self, name: str) -> Var:
        """The variable that a name means in here; what nobody binds is the module's (a built-in, or nothing)."""
        scope: Scope | None = self
        while scope is not None and name not in scope.outer:
            if name in scope.bound and (scope is self or not scope.of_class):
                return scope.own(name)
            scope = scope.parent
        star = next((star for star in self.top.stars if name in star.bound), None)
        return star.variable(name) if star and name not in self.top.bound else self.top.own(name)

    def module(self, expression: ast.expr) -> Scope | None:
        """The own module that `helpers` or `utils.helpers` stands for in here."""
        names: list[str] = []
        while isinstance(expression, ast.Attribute):
            names.append(expression.attr)
            expression = expression.value
        if not isinstance(expression, ast.Name):
            return None
        dotted = ".".join([expression.id, *reversed(names)])
        scope: Scope | None = self
        while scope is not None and dotted not in scope.modules:
            scope = scope.parent
        return scope.modules[dotted] if scope else None

    def connect(self, modules: Mapping[str, Scope]) -> None:
        """Learn what the imports in here stand for; others' are of no interest."""
        for statement in self.imports:
            for alias in statement.names:
                if isinstance(statement, ast.Import):
                    self._import(alias, modules)
                else:
                    self._import_from(statement, alias, modules)

    def own(self, name: str) -> Var:
        """The variable that a name means which is bound in here."""
        if name in self.imported:
            scope, known_as = self.imported[name]
            return scope.variable(known_as)
        return Var(ATTRIBUTE if self.of_class else self.number, name)

    def _import(self, alias: ast.alias, modules: Mapping[str, Scope]) -> None:
        module = spelt(alias.name, modules)
        if module:
            self.modules[alias.asname or alias.name] = modules[module]

    def _import_from(self, statement: ast.ImportFrom, alias: ast.alias, modules: Mapping[str, Scope]) -> None:
        name, relative = alias.asname or alias.name, statement.level > 0
        whole = spelt(inner(statement.module, alias.name), modules, relative=relative)
        module = spelt(statement.module or "", modules, relative=relative)
        if module and modules[module] is self.top:
            return  # another's module of the same name, or a riddle
        if whole:
            self.modules[name] = modules[whole]
        elif module and alias.name == "*":
            self.stars.append(modules[module])
        elif module:
            self.imported[name] = modules[module], alias.name

    def _bind(self, body: Iterable[ast.AST]) -> None:
        """Collect the names that are bound in here, but not in functions and classes further in."""
        left = list(body)
        while left:
            node = left.pop()
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    self.bound.add(name)
                    continue
                case ast.Lambda():
                    continue
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                    self.bound.add(name)
                case ast.Import() | ast.ImportFrom():
                    self.imports.append(node)
                    self.foreign.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
                case ast.Global(names=names):
                    self.outer.update(names)
            left.extend(ast.iter_child_nodes(node))
        self.bound |= self.foreign


class Library:
    """The own modules that the main one needs: scopes with numbers of their own.

    methods  names of all functions in classes
    """

    def __init__(self, trees: Mapping[str, ast.Module]) -> None:
        self._numbers = count()
        self.methods = {each.name for tree in trees.values() for each in _methods(tree)}
        self.modules = {name: Scope(next(self._numbers), tree.body) for name, tree in trees.items()}
        for scope in self.modules.values():
            scope.connect(self.modules)

    def of_module(self, variable: Var) -> bool:
        """Whether a variable belongs to a module and not to a function: modules were numbered first."""
        return isinstance(variable.scope, int) and variable.scope < len(self.modules)

    def scope(self, body: Iterable[ast.AST], parent: Scope, *, of_class: bool = False) -> Scope:
        """A scope further in."""
        scope = Scope(next(self._numbers), body, parent, of_class=of_class)
        scope.connect(self.modules)
        return scope


def _methods(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions in classes at the top level."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from (each for each in node.body if isinstance(each, ast.FunctionDef))


def spelt(dotted: str, modules: Iterable[str], *, relative: bool = False) -> str:
    """The own module that an import names, by its own name or a longer spelling (`a2.utils.mine`); "" for others.

    relative  the name begins in some package of the submission
    """
    if relative:
        return next((module for module in modules if module == dotted or module.endswith(f".{dotted}")), "")
    names = dotted.split(".")
    spellings = (".".join(names[start:]) for start in range(len(names)))
    return next((spelling for spelling in spellings if spelling in modules), "")


def inner(whence: str | None, name: str) -> str:
    """The dotted name of what is imported from somewhere."""
    return f"{whence}.{name}" if whence else name
