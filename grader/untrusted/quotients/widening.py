"""The same text with wider steps: each step of a difference quotient is multiplied, consistently, and nothing else is."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .graph import RETURN, Atom, Graph
from .scopes import Var
from .solving import Carried, Quotient, numbers

# Smaller than what any real difference is taken with: a million times the rounding of a loss near 1 is 1e-10. Only a complex step
# can be as small, and however often it is doubled, nothing changes, until it is as wide as the widest real ones in use.
_COMPLEX = 1e-12
_REAL = 1e-4


class Widening:
    """Where a factor has to be put.

    A step is multiplied where it begins; where it is used for something else too (`np.log(p + EPS)`), wherever it is read for a
    quotient. So what flows into a variable is multiplied where that is for quotients only, and what is read where it is shared.
    """

    def __init__(self, graph: Graph, carried: Carried, quotients: Sequence[Quotient]) -> None:
        self._graph, self._carried = graph, carried
        self._groups = _groups(quotient.steps for quotient in quotients)
        self._steps = sum(self._groups)
        self._moves = {id(move) for quotient in quotients for move in quotient.moves}
        self._used = [atom for quotient in quotients for atom in quotient.division.divisor]
        self._used += [atom for move in graph.moves if id(move) in self._moves for atom in move.atoms]
        graph.place(self._used)
        self._shared = self._closure(self._begin())

    def factors(self, factor: float) -> dict[int, float]:
        """What to multiply, by the node's id, and with what."""
        found: dict[int, float] = {}
        for atom in self._places():
            direct, inverse = self._carried(atom._replace(inverse=False))
            if (direct | inverse) & self._steps and (isinstance(atom.source, int) or atom.source in self._shared):
                times = self._times(factor, (direct | inverse) & self._steps)
                found[id(atom.node)] = times if direct & self._steps else 1 / times
        return found

    def _places(self) -> Iterator[Atom]:
        """Where a step is used, or goes into a variable that is for nothing else."""
        yield from self._used
        for flow in self._graph.flows:
            into = self._carried.variable(flow.to)
            if flow.to not in self._shared and (into[0] | into[1]) & self._steps:
                yield flow.atom

    def _begin(self) -> set[Var]:
        """The variables that something else is computed with too, or that the caller of a function sees."""
        unknown = [atom for atom in self._graph.reads if id(atom.node) not in self._graph.placed]
        moved = [atom for move in self._graph.moves if id(move) not in self._moves for atom in move.atoms]
        returned = {flow.to for flow in self._graph.flows if flow.to.name == RETURN}
        return returned.union(atom.source for atom in [*unknown, *moved] if isinstance(atom.source, Var))

    def _closure(self, shared: set[Var]) -> set[Var]:
        """What flows into a shared variable is shared; so is what shares a place, or is a part of what is shared."""
        backwards, places = defaultdict(list), defaultdict(list)
        for flow in self._graph.flows:
            places[id(flow.atom.node)].append(flow.to)
            if isinstance(flow.atom.source, Var):
                backwards[flow.to].append(flow.atom.source)
                if not flow.whole:
                    backwards[flow.atom.source].append(flow.to)
        for variables in places.values():
            for variable in variables[1:]:
                backwards[variable].append(variables[0])
                backwards[variables[0]].append(variable)
        left = list(shared)
        while left:
            new = set(backwards[left.pop()]) - shared
            shared |= new
            left += new
        return shared

    def _times(self, factor: float, steps: int) -> float:
        """The factor; for a step that is far too small to be widened by it, from where it would be seen."""
        group = next(group for group in self._groups if group & steps)
        size = min(self._graph.origins[number].size for number in numbers(group))
        return factor if size >= _COMPLEX else factor * _REAL / size


def _groups(steps: Iterable[int]) -> list[int]:
    """Steps that occur in one quotient belong together: `x + 1e-20j` and `/ 1e-20`."""
    groups: list[int] = []
    for bits in steps:
        together = bits
        for group in [group for group in groups if group & bits]:
            together |= group
            groups.remove(group)
        groups.append(together)
    return groups


class Rewriter(ast.NodeTransformer):
    """Multiplies nodes in place. Lines stay what they are."""

    def __init__(self, factors: Mapping[int, float]) -> None:
        self._factors = factors

    def rewrite(self, tree: ast.Module) -> ast.Module:
        """The same tree, changed."""
        self.generic_visit(tree)
        return ast.fix_missing_locations(tree)

    def visit(self, node: ast.AST) -> ast.AST:
        """A node as it is, or times its factor."""
        if id(node) not in self._factors or not isinstance(node, ast.expr):
            return self.generic_visit(node)
        return ast.copy_location(ast.BinOp(node, ast.Mult(), ast.Constant(self._factors[id(node)])), node)
