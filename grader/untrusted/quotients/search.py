"""What is asked of a submission's text: whether it has difference quotients, who reaches them, and the text with wider steps."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from . import tiny
from .graph import Graph, TooMuchError
from .linking import Linker
from .scopes import Scope, inner, spelt
from .solving import Carried, Quotient, numbers, quotients
from .statements import read_all
from .widening import Rewriter, Widening

# Bytes of all texts together: twenty times what a real submission has. Parsing this much takes 0.15 s.
_MOST_BYTES = 128 * 1024


Parse = Callable[[bytes], ast.Module]


class Search:
    """What was found in one submission.

    names  top-level names of the main module from which code with a difference quotient is reached
    """

    def __init__(self, sources: Mapping[str, bytes], main: str, parse: Parse) -> None:
        """Search the texts of the submission's own modules, by dotted name. The texts are a stranger's: where anything goes
        wrong, nothing is found. `parse` gives trees that are the caller's own to change where `widened` is to be asked for.
        """
        self.names: frozenset[str] = frozenset()
        self._trees: dict[str, ast.Module] = {}
        self._found: list[Quotient] = []
        try:
            self._search(sources, main, parse)
        except Exception:  # noqa: BLE001 - SyntaxError, RecursionError, MemoryError, TooMuchError: the import has its own say
            self._found = []

    def widened(self, factor: float) -> Mapping[str, ast.Module]:
        """The trees of all modules, with all steps multiplied by `factor`: of fresh trees only, and once."""
        try:
            return self._rewritten(factor)
        except RecursionError:
            return {}

    def _search(self, sources: Mapping[str, bytes], main: str, parse: Parse) -> None:
        if not any(tiny.mentioned(text) for text in sources.values()):
            return
        self._trees = _needed(sources, main, parse)
        graph, library = read_all(self._trees)
        Linker(graph).link()
        self._graph, self._carried = graph, Carried(graph)
        self._found = list(quotients(graph, self._carried))
        self.names = _reaching(graph, library.modules[main], self._found)

    def _rewritten(self, factor: float) -> Mapping[str, ast.Module]:
        if not self._found:
            return {}
        rewriter = Rewriter(Widening(self._graph, self._carried, self._found).factors(factor))
        return {name: rewriter.rewrite(tree) for name, tree in self._trees.items()}


def _needed(sources: Mapping[str, bytes], main: str, parse: Parse) -> dict[str, ast.Module]:
    """The trees of the main module and of what it imports, as far as that is the submission's own. Raises TooMuchError."""
    trees: dict[str, ast.Module] = {}
    left, size = [main], 0
    while left:
        name = left.pop()
        if name in trees:
            continue
        size += len(sources[name])
        if size > _MOST_BYTES:
            raise TooMuchError
        trees[name] = parse(sources[name])
        left += filter(None, _imported(trees[name], sources))
    return trees


def _imported(tree: ast.Module, sources: Iterable[str]) -> Iterator[str]:
    """The own modules that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (spelt(alias.name, sources) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(inner(node.module, alias.name) for alias in node.names)]
            yield from (spelt(name, sources, relative=node.level > 0) for name in names)


def _reaching(graph: Graph, scope: Scope, found: Iterable[Quotient]) -> frozenset[str]:
    """The names of a module from which a quotient is reached, and a beginning of its step: what a test calls a function with is
    nothing that the function does.
    """
    users = _users(graph)
    reaching: set[int] = set()
    for quotient in found:
        begin = {graph.origins[number].unit for number in numbers(quotient.steps)}
        reaching |= _closure({quotient.division.place.unit}, users) & _closure(begin, users)
    return frozenset(name for name in scope.names() if not reaching.isdisjoint(graph.defines.get(scope.variable(name), ())))


def _users(graph: Graph) -> Mapping[int, set[int]]:
    """The top-level statements that name something which another one defines."""
    users = defaultdict(set)
    for unit, variables in graph.mentions.items():
        for variable in variables:
            for defined in graph.defines.get(variable, ()):
                users[defined].add(unit)
    return users


def _closure(units: set[int], users: Mapping[int, set[int]]) -> set[int]:
    """These, and all from which one of these is reached."""
    left = list(units)
    while left:
        new = users.get(left.pop(), set()) - units
        units |= new
        left += new
    return units
