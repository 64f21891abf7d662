"""Run the NumPy code that grades on symbols and compare it with the derivation.

At each world of a derivation every output is compared, entry by entry, with the closed forms of the claims, and these with
SymPy's derivative of the explicit loss, which shares no rule with the proofs. The exact zero test decides equality; where it
cannot, both sides are compared at random points, which tells what is false from what is undecided.
"""

from __future__ import annotations

import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from grader.model import Check, Function, Mistake
from grader.symbolic.claims import Claim, Derivation
from grader.symbolic.inputs import random_inputs, symbolic_inputs
from grader.symbolic.tracing import (
    Number,
    Traced,
    Untraceable,
    arrays_of_symbols,
    number,
    state,
    told,
    traced,
    vanishes_in_every_case,
)
from grader.symbolic.tracing.cases import bounds, without_guards
from grader.symbolic.tracing.points import compare
from grader.symbolic.worlds import Explicit, Values, World

LONGEST_RESIDUAL = 300
"""Characters of a residual that are shown: the rest of a residual in explicit symbols helps little."""

APART = 1e-6
"""Relative difference of float64 numbers that no rounding explains: two formulas that differ by it are different."""

SEED = 77
"""Of the random numbers at which a wrong formula is told from the right one."""


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


def trace_mistake(function: Function, derivation: Derivation, mistake: Mistake) -> Check:
    """Whether a wrong formula differs from the right output in at least one world; if not, `detail` says why.

    Numbers tell most wrong formulas apart. The others are run on symbols.
    """
    began = time.perf_counter()
    problem = ""
    for differs in (_differs_in_numbers, _differs_on_symbols):
        for world in derivation.worlds:
            try:
                if differs(function, derivation, mistake, world):
                    return Check(ok=True, seconds=time.perf_counter() - began)
            except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever an author's formula raises
                problem = f"{world}: {mistake.code} of {mistake.output} cannot be run: {told(error)}"
    detail = problem or f"{mistake.code} is {mistake.output} in every world"
    return Check(ok=False, seconds=time.perf_counter() - began, detail=detail)


def _differs_in_numbers(function: Function, derivation: Derivation, mistake: Mistake, world: World) -> bool:
    inputs, outputs = _in_numbers(function.evaluate, derivation, world)
    fresh = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in inputs.items()}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        right, wrong = np.asarray(outputs[mistake.output], dtype=float), np.asarray(mistake.formula(**fresh), dtype=float)
    return right.shape != wrong.shape or bool(np.any(np.abs(right - wrong) > APART * np.maximum(1, np.abs(right))))


def _differs_on_symbols(function: Function, derivation: Derivation, mistake: Mistake, world: World) -> bool:
    right = traced(_on_symbols(function, derivation, world)[mistake.output])
    with arrays_of_symbols() as refused:
        wrong = traced(mistake.formula(**symbolic_inputs(derivation.symbols, Explicit(world))))
    if refused:
        raise refused[0]
    pairs = zip(_entries(right), _entries(wrong), strict=False)
    return right.shape != wrong.shape or any(_decide(a, b, a - b).is_different for a, b in pairs)


@lru_cache(maxsize=64)
def _in_numbers(evaluate: Callable[..., Any], derivation: Derivation, world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """Random inputs in a world, and the outputs there."""
    inputs = random_inputs(derivation.symbols, world, np.random.default_rng(SEED))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return inputs, evaluate(inputs)


def _on_symbols(function: Function, derivation: Derivation, world: World) -> dict[str, Any]:
    """The outputs of the NumPy function on symbols, by name. Raises Untraceable also for what the code itself catches."""
    before = state.state_of(function.reference)
    if message := state.drawing(before):
        raise Untraceable(message)
    inputs = symbolic_inputs(derivation.symbols, Explicit(world))
    try:
        with arrays_of_symbols() as refused:
            outputs = function.evaluate(inputs)
            outputs = {name: _array(name, value) for name, value in outputs.items()}
    except (Exception, SystemExit):
        if refused:
            raise refused[0] from None  # NumPy turns some refusals into errors of its own
        raise
    if refused:
        raise refused[0]
    if message := state.changed(function.reference, before):
        raise Untraceable(message)
    return outputs


def _array(name: str, value: Any) -> Traced:
    if not isinstance(value, Traced | Number | np.ndarray | int | float | list | tuple):
        raise TypeError(f"output {name} is no number and no array, but of type {type(value).__name__}")
    return traced(value)


def _entries(array: Any) -> list[sp.Expr]:
    return [number(x).formula for x in traced(array).ravel()]


@dataclass(frozen=True, slots=True, eq=False)
class _Results:
    """Problems and times, by part."""

    claims: tuple[Claim, ...]
    problems: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    undecided: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    assumptions: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    met: set[Claim] = field(default_factory=set)

    def parts(self, output: str = "") -> list[str]:
        """The parts that describe this output; all parts if none does."""
        owners = [claim.part for claim in self.claims if claim.output == output != ""]
        return list(dict.fromkeys(owners or [claim.part for claim in self.claims]))

    def add(self, part: str, *problems: str) -> None:
        self.problems[part] += problems

    @contextmanager
    def watching(self, part: str, what: str) -> Iterator[None]:
        """Count time and errors of the block as this part's."""
        began = time.perf_counter()
        try:
            yield
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a formula that has no value here is a problem of the derivation
            self.add(part, f"{what}: {told(error)}")
        self.seconds[part] += time.perf_counter() - began

    def judge(self, part: str, what: str, left: sp.Expr, right: sp.Expr, known: dict[sp.Expr, _Decision]) -> None:
        """Decide whether both are equal, and keep the answer for this part."""
        difference = left - right
        if difference == 0:
            return
        if difference not in known:
            known[difference] = _decide(left, right, difference)
        decision = known[difference]
        if decision.assumption:
            self.assumptions[part][decision.assumption] = None
        if decision.text:
            kept = self.undecided if decision.undecided else self.problems
            kept[part].append(f"{what} {decision.text}")

    def check(self, part: str) -> Check:
        problems = self.problems[part] or self.undecided[part]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return Check(
            ok=not problems,
            seconds=self.seconds[part],
            detail=problems[0] + more if problems else "",
            verdict="false" if self.problems[part] else "undecided" if problems else "proved",
            assumptions=tuple(self.assumptions[part]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """Whether a difference is 0: `text` is "" if it is, otherwise it says what is left."""

    text: str = ""
    undecided: bool = False
    assumption: str = ""

    @property
    def is_different(self) -> bool:
        """True if both are not the same for some numbers."""
        return bool(self.assumption or (self.text and not self.undecided))


def _decide(left: sp.Expr, right: sp.Expr, difference: sp.Expr) -> _Decision:
    if vanishes_in_every_case(difference):
        return _Decision()
    if (limits := bounds(difference)) and vanishes_in_every_case(without_guards(difference)):
        return _Decision(assumption=f"the code cuts nothing off at {', '.join(sorted(map(str, limits)))}")
    shown = str(difference)
    shown = shown if len(shown) <= LONGEST_RESIDUAL else shown[:LONGEST_RESIDUAL] + " ..."
    comparison = compare(left, right)
    if comparison.apart:
        return _Decision(text=f"is {shown}; {comparison.apart}")
    return _Decision(
        text=f"could not be decided; agrees at {comparison.agreed} points; what is left over is {shown}", undecided=True
    )


def _trace_world(function: Function, derivation: Derivation, world: World, results: _Results) -> None:
    try:
        outputs = _on_symbols(function, derivation, world)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # any error on symbols is a problem of the code
        for part in results.parts():
            results.add(part, f"{world}: {function.name} cannot be run on symbols: {told(error)}")
        return
    comparison = _Comparison(explicit=Explicit(world), outputs=outputs, results=results)
    for claim in derivation.claims:
        with results.watching(claim.part, f"{world}: {claim.statement}"):
            for values in world.every((*claim.at, claim.left, claim.right), claim.facts):
                results.met.add(claim)
                comparison.check(claim, values)
    for part in results.parts("loss"):
        with results.watching(part, f"{world}: the loss of the derivation"):
            comparison.check_loss(part, derivation)
    for name in function.outputs:
        for part in results.parts(name):
            results.add(part, *comparison.undescribed(name))


@dataclass(frozen=True, slots=True, eq=False)
class _Comparison:
    """Code, closed forms and explicit derivatives in one world. `described` are the entries that some claim describes."""

    explicit: Explicit
    outputs: dict[str, Any]
    results: _Results
    known: dict[sp.Expr, _Decision] = field(default_factory=dict)
    described: dict[str, set[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(set))

    def check(self, claim: Claim, values: Values) -> None:
        """Compare a claim, the code and the derivative, for these values of the claim's indices."""
        right = self.explicit.formula(claim.right, values)
        if claim.output:
            at = tuple(self.explicit.world.index(i, values) for i in claim.at)
            self.described[claim.output].add(at)
            if self._misses(claim.part, claim.output, at):
                return
            self._judge(claim.part, f"{_place(claim.output, at)} minus its closed form", self._entry(claim.output, at), right)
        if claim.of is None or claim.by is None:
            self._judge(claim.part, f"{claim.statement}: left minus right", self.explicit.formula(claim.left, values), right)
        else:
            by = self.explicit.formula(claim.by, values)
            slope = self.explicit.derivative(self.explicit.formula(claim.of, values), by)
            self._judge(claim.part, f"{claim.statement}: right minus the derivative by {by}", right, slope)

    def check_loss(self, part: str, derivation: Derivation) -> None:
        """Compare the code's loss with the derivation's."""
        if derivation.loss is not None and not self._misses(part, "loss", ()):
            right = self.explicit.formula(derivation.loss)
            self._judge(part, "loss minus the derivation's", self._entry("loss", ()), right)

    def undescribed(self, output: str) -> Iterator[str]:
        """The entries of an output that no claim describes."""
        for at in sorted({*np.ndindex(np.shape(self.outputs.get(output, 0)))} - self.described[output]):
            yield f"{self.explicit.world}: no claim says what {_place(output, at)} is"

    def _entry(self, output: str, at: tuple[int, ...]) -> sp.Expr:
        """One entry of an output."""
        return number(traced(self.outputs[output])[at]).formula

    def _misses(self, part: str, output: str, at: tuple[int, ...]) -> bool:
        """Say so, and return True, if an output has no such entry."""
        shape = np.shape(self.outputs.get(output, ()))
        if len(at) == len(shape) and all(n < size for n, size in zip(at, shape, strict=True)):
            return False
        described = _place(output, at) if at else "a number"
        self.results.add(part, f"{self.explicit.world}: {output} has shape {shape}, but the claims describe {described}")
        return True

    def _judge(self, part: str, what: str, left: sp.Expr, right: sp.Expr) -> None:
        self.results.judge(part, f"{self.explicit.world}: {what}", left, right, self.known)


def _place(output: str, at: tuple[int, ...]) -> str:
    return f"{output}{list(at)}" if at else output
