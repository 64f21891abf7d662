"""Run the NumPy code that grades on symbols and compare it with the derivation.

At each world of a derivation every output is compared, entry by entry, with the closed forms of the claims, and these with
SymPy's derivative of the explicit loss, which shares no rule with the proofs. The exact zero test decides equality.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy as sp

from grader.model import Check, Function, Mistake
from grader.symbolic.claims import Claim, Derivation
from grader.symbolic.inputs import symbolic_inputs
from grader.symbolic.tracing import arrays_of_symbols, traced, vanishes_in_every_case
from grader.symbolic.worlds import Explicit, Values, World

LONGEST_RESIDUAL = 300
"""Characters of a residual that are shown: the rest of a residual in explicit symbols helps little."""


def trace(function: Function, derivation: Derivation) -> dict[str, Check]:
    """Check by part that the function, run on symbols, equals the claims of that part in every world.

    A part is also not ok if none of its claims describes an output, if the facts of one hold in no world, or if no claim at all
    describes an entry of one of this part's outputs.
    """
    results = _Results(claims=derivation.claims)
    for world in derivation.worlds:
        _trace_world(function, derivation, world, results)
    for claim in derivation.claims:
        if claim not in results.met:
            results.add(claim.part, f"{claim.statement}: no world has inputs of this kind")
    for part in results.parts():
        if not any(claim.output for claim in derivation.claims if claim.part == part):
            results.add(part, f"no claim says what an output of {function.name} is")
    return {part: results.check(part) for part in results.parts()}


def trace_mistake(function: Function, derivation: Derivation, mistake: Mistake) -> bool:
    """True if a wrong formula, run on symbols, differs from the right output in at least one world."""
    for world in derivation.worlds:
        right = traced(_outputs(function, derivation, world)[mistake.output])
        with arrays_of_symbols():
            wrong = traced(mistake.formula(**symbolic_inputs(derivation.symbols, Explicit(world))))
        pairs = zip(_entries(right), _entries(wrong), strict=False)
        if right.shape != wrong.shape or not all(vanishes_in_every_case(a - b) for a, b in pairs):
            return True
    return False


@dataclass(frozen=True, slots=True, eq=False)
class _Results:
    """Problems and times, by part."""

    claims: tuple[Claim, ...]
    problems: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    met: set[Claim] = field(default_factory=set)

    def parts(self, output: str = "") -> list[str]:
        """The parts that describe this output; all parts if none does."""
        owners = [claim.part for claim in self.claims if claim.output == output != ""]
        return list(dict.fromkeys(owners or [claim.part for claim in self.claims]))

    def add(self, part: str, *problems: str) -> None:
        self.problems[part] += [problem for problem in problems if problem]

    @contextmanager
    def watching(self, part: str, what: str) -> Iterator[None]:
        """Count time and errors of the block as this part's."""
        began = time.perf_counter()
        try:
            yield
        except Exception as error:  # noqa: BLE001  # a formula that has no value here is a problem of the derivation
            self.add(part, f"{what}: {type(error).__name__}: {error}")
        self.seconds[part] += time.perf_counter() - began

    def check(self, part: str) -> Check:
        problems = self.problems[part]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return Check(ok=not problems, seconds=self.seconds[part], detail=problems[0] + more if problems else "")


def _trace_world(function: Function, derivation: Derivation, world: World, results: _Results) -> None:
    try:
        outputs = _outputs(function, derivation, world)
    except Exception as error:  # noqa: BLE001  # any error on symbols is a problem of the code
        for part in results.parts():
            results.add(part, f"{world}: {function.name} cannot be run on symbols: {type(error).__name__}: {error}")
        return
    comparison = _Comparison(explicit=Explicit(world), outputs=outputs)
    for claim in derivation.claims:
        with results.watching(claim.part, f"{world}: {claim.statement}"):
            for values in world.every((*claim.at, claim.left, claim.right), claim.facts):
                results.met.add(claim)
                results.add(claim.part, *comparison.problems(claim, values))
    for part in results.parts("loss"):
        with results.watching(part, f"{world}: the loss of the derivation"):
            results.add(part, comparison.loss_problem(derivation))
    for name in function.outputs:
        for part in results.parts(name):
            results.add(part, *comparison.undescribed(name))


def _outputs(function: Function, derivation: Derivation, world: World) -> dict[str, Any]:
    """The outputs of the NumPy function on symbols, by name."""
    with arrays_of_symbols():
        return function.evaluate(symbolic_inputs(derivation.symbols, Explicit(world)))


def _entries(array: Any) -> list[sp.Expr]:
    return [sp.sympify(x) for x in np.asarray(traced(array)).ravel().tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class _Comparison:
    """Code, closed forms and explicit derivatives in one world. `described` are the entries that some claim describes."""

    explicit: Explicit
    outputs: dict[str, Any]
    known: dict[sp.Expr, bool] = field(default_factory=dict)
    described: dict[str, set[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(set))

    def problems(self, claim: Claim, values: Values) -> Iterator[str]:
        """Differences between a claim, the code and the derivative, for these values of the claim's indices."""
        right = self.explicit.formula(claim.right, values)
        if claim.output:
            at = tuple(self.explicit.world.index(i, values) for i in claim.at)
            self.described[claim.output].add(at)
            yield self._difference(f"{_place(claim.output, at)} minus its closed form", self._entry(claim.output, at), right)
        if claim.of is None or claim.by is None:
            yield self._difference(f"{claim.statement}: left minus right", self.explicit.formula(claim.left, values), right)
        else:
            by = self.explicit.formula(claim.by, values)
            slope = self.explicit.derivative(self.explicit.formula(claim.of, values), by)
            yield self._difference(f"{claim.statement}: right minus the derivative by {by}", right, slope)

    def loss_problem(self, derivation: Derivation) -> str:
        """The difference between the code's loss and the derivation's."""
        if derivation.loss is None:
            return ""
        return self._difference("loss minus the derivation's", self._entry("loss", ()), self.explicit.formula(derivation.loss))

    def undescribed(self, output: str) -> Iterator[str]:
        """The entries of an output that no claim describes."""
        for at in sorted({*np.ndindex(np.shape(self.outputs.get(output, 0)))} - self.described[output]):
            yield f"{self.explicit.world}: no claim says what {_place(output, at)} is"

    def _entry(self, output: str, at: tuple[int, ...]) -> sp.Expr:
        """One entry of an output; a symbol of its own if the output has no such entry."""
        array = np.asarray(traced(self.outputs.get(output, ())))
        fits = len(at) == array.ndim and all(n < size for n, size in zip(at, array.shape, strict=True))
        return sp.sympify(array[at]) if fits else sp.Symbol("nothing")

    def _difference(self, what: str, a: sp.Expr, b: sp.Expr) -> str:
        difference = a - b
        if difference not in self.known:
            self.known[difference] = vanishes_in_every_case(difference)
        if self.known[difference]:
            return ""
        shown = str(difference)
        shown = shown if len(shown) <= LONGEST_RESIDUAL else shown[:LONGEST_RESIDUAL] + " ..."
        return f"{self.explicit.world}: {what} is {shown}"


def _place(output: str, at: tuple[int, ...]) -> str:
    return f"{output}{list(at)}" if at else output
