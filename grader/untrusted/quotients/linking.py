"""Who is called with what: the arguments of the graph's calls become what parameters may be."""

from __future__ import annotations

from collections import defaultdict

from .graph import Argument, Atom, Call, Callee, Flow, Function, Graph
from .scopes import Var

# Rounds after which no more is looked for. A function that travels through as many variables, against the order of the text, is
# a riddle and not a student's.
_MOST_ROUNDS = 20


class Linker:
    """Finds for each call the functions that it may call. Each pair is linked once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: defaultdict[Var, dict[int, Function]] = defaultdict(dict)
        self._linked: set[tuple[int, int]] = set()
        self._answered: set[int] = set()

    def link(self) -> None:
        """Link all calls: first those of functions that are known, then what unknown functions may do with functions."""
        self._settle()
        for call in self._graph.calls:
            if id(call) not in self._answered:
                self._assume(call)
        self._settle()

    def _settle(self) -> None:
        for _ in range(_MOST_ROUNDS):
            learnt = self._spread()
            linked = [self._link(call, function) for call in self._graph.calls for function in self._functions(call.callees)]
            if not learnt and not any(linked):
                break

    def _spread(self) -> bool:
        """Let variables be what they are given; whether any of them was news."""
        news = False
        for variable, callees in list(self._graph.functions.items()):
            functions = self._functions(callees)
            if functions:
                known = self._known[variable]
                before = len(known)
                known.update((id(function), function) for function in functions)
                news |= len(known) > before
        return news

    def _functions(self, callees: list[Callee] | tuple[Callee, ...]) -> list[Function]:
        found = []
        for callee in callees:
            if isinstance(callee, Function):
                found.append(callee)
            elif callee in self._known:
                found += self._known[callee].values()
        self._graph.spend(len(found))
        return found

    def _link(self, call: Call, function: Function) -> bool:
        """Hand the arguments of a call over, and the result back; False where that was done already."""
        self._answered.add(id(call))
        if (id(call), id(function)) in self._linked:
            return False
        self._linked.add((id(call), id(function)))
        self._graph.spend(len(call.positional) + len(call.named) + len(call.spread))
        rest = function.rest
        for number, argument in enumerate(call.positional):
            self._hand(function.parameters[number : number + 1] or rest, argument)
        for name, argument in call.named.items():
            self._hand((function.named[name],) if name in function.named else rest, argument)
        for argument in call.spread:
            self._hand((*function.parameters, *rest), argument)
        graph = self._graph
        graph.flows.append(Flow(call.result, Atom(call.node, function.result), whole=False))
        graph.bindings.append((call.result, (Atom(call.node, function.result),)))
        graph.depends[call.result].append(function.result)
        graph.functions[call.result].append(function.result)
        return True

    def _hand(self, parameters: tuple[Var, ...], argument: Argument) -> None:
        for parameter in parameters:
            self._graph.flow(parameter, argument.atoms)
            self._graph.depends[parameter] += argument.depends
            self._graph.functions[parameter] += argument.functions
            self._graph.views += [(parameter, root) for root in argument.roots]

    def _assume(self, call: Call) -> None:
        """A function that is not the submission's may call what it is handed (map), or return it (np.vectorize)."""
        arguments = [*call.positional, *call.spread, *call.named.values()]
        for argument in arguments:
            self._graph.functions[call.result] += argument.functions
            others = [other for other in arguments if other is not argument]
            for function in self._functions(argument.functions):
                for other in others:
                    self._hand((*function.parameters, *function.rest), other)
