"""Inputs of a NumPy function in some world: symbols or random numbers, plain indices, and unknown functions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import sympy as sp

from grader.symbolic.claims import Callback, Derivation
from grader.symbolic.language import Array, Index
from grader.symbolic.tracing import Traced, number, traced
from grader.symbolic.unknowns import split
from grader.symbolic.worlds import Explicit, World

_serials = itertools.count(1)

DRAWS = 10
"""Draws of indices from which a random world is chosen."""


def symbolic_inputs(symbols: Mapping[str, Any], explicit: Explicit) -> dict[str, Any]:
    """The inputs by name. Raises TypeError for a symbol that has no counterpart in NumPy."""
    inputs: dict[str, Any] = {}
    for name, symbol in symbols.items():
        match symbol:
            case Array(values=None):
                inputs[name] = array_of(explicit.entries(symbol))
            case Array():
                inputs[name] = explicit.world.contents(symbol)
            case Index():
                inputs[name] = explicit.world.index(symbol)
            case sp.Symbol():
                inputs[name] = number(symbol)
            case Callback():
                inputs[name] = _function(symbol, explicit)
            case _:
                raise TypeError(f"no input of a NumPy function is {symbol}")
    return inputs


def random_inputs(
    symbols: Mapping[str, Any], world: World, rng: np.random.Generator, *, scales: Mapping[str, float] = MappingProxyType({})
) -> dict[str, Any]:
    """The same with random numbers in the places of symbols. `scales` of inputs are 1 where nothing else is said."""
    inputs: dict[str, Any] = {}
    data: dict[Any, Any] = {}
    for name, symbol in sorted(
        symbols.items(), key=lambda item: isinstance(item[1], Callback)
    ):  # functions of the others come last
        match symbol:
            case Array(values=None):
                inputs[name] = scales.get(name, 1.0) * rng.normal(size=[len(world.range(sort)) for sort in symbol.axes])
            case Array():
                inputs[name] = world.contents(symbol)
            case Index():
                inputs[name] = world.index(symbol)
            case Callback():
                inputs[name] = _random_function(symbol, world, data, rng)
            case _:
                inputs[name] = scales.get(name, 1.0) * float(rng.normal())
        data[symbol] = inputs[name]
    return inputs


def random_world(derivation: Derivation, rng: np.random.Generator, sizes: Mapping[str, int]) -> World:
    """A world of these sizes with random indices. Of a few draws the one for which the facts of the most claims hold."""
    named = dict(derivation.worlds[0].named)
    used = [argument for symbol in derivation.symbols.values() for argument in getattr(symbol, "arguments", (symbol,))]
    arrays = [a.base if isinstance(a, sp.Indexed) else a for a in used]

    def draw() -> World:
        drawn: dict[str, Any] = {**named, **{name: size for name, size in sizes.items() if name in named}}
        for symbol in arrays:
            if isinstance(symbol, Index):
                drawn[symbol.name] = int(rng.integers(drawn[symbol.sort.size]))
            elif isinstance(symbol, Array) and symbol.values is not None:
                drawn[symbol.name] = tuple(rng.integers(drawn[symbol.values.size], size=drawn[symbol.axes[0].size]).tolist())
        return World({name: value for name, value in drawn.items() if name in named})

    def fitting(world: World) -> int:
        about = ((claim, [i for fact in claim.facts for i in fact.indices]) for claim in derivation.claims)
        return sum(any(True for _ in world.every(indices, claim.facts)) for claim, indices in about)

    return max((draw() for _ in range(DRAWS)), key=fitting)


def array_of(entries: Mapping[tuple[int, ...], sp.Expr]) -> Traced:
    """The array with these entries. All of them must be there."""
    shape = tuple(n + 1 for n in max(entries))
    array = np.ndarray(shape, dtype=object)
    for at in np.ndindex(shape):
        array[at] = entries[at]
    return traced(array)


def _function(callback: Callback, explicit: Explicit) -> Callable[..., tuple[Any, ...]]:
    """A function that returns the symbols of the unknown function and its slopes, if it is called with the expected arguments.

    For other arguments it returns symbols that occur nowhere else, so that the outputs are wrong.
    """
    position, index, places = _split(callback)

    def answer(*arguments: Any) -> tuple[Any, ...]:
        values = {index: int(arguments[position])}
        value = explicit.formula(callback.function(*callback.arguments), values)
        slopes = (explicit.slopes(callback.function(*callback.arguments), n, values) for n, _ in places)
        outputs = (traced(value), *map(array_of, slopes))
        expected = [array_of(explicit.entries(place)) for _, place in places]
        if not all(_same(traced(arguments[n]), array) for (n, _), array in zip(places, expected, strict=True)):
            strays = ({at: sp.Symbol(f"stray{next(_serials)}", real=True) for at in np.ndindex(o.shape)} for o in outputs)
            outputs = tuple(map(array_of, strays))
        return (outputs[0][()], *outputs[1:])

    return answer


def _random_function(
    callback: Callback, world: World, data: Mapping[Any, Any], rng: np.random.Generator
) -> Callable[..., tuple[Any, ...]]:
    """The same with random numbers."""
    position, index, places = _split(callback)
    expected = [(n, data[base][tuple(world.index(i) for i in fixed)]) for n, (base, fixed) in ((n, split(p)) for n, p in places)]

    def some() -> tuple[Any, ...]:
        return (float(rng.normal()), *(rng.normal(size=np.shape(array)) for _, array in expected))

    answers = [some() for _ in world.range(index.sort)]

    def answer(*arguments: Any) -> tuple[Any, ...]:
        fits = all(np.array_equal(arguments[n], array) for n, array in expected)
        value, *slopes = answers[int(arguments[position])] if fits else some()
        return (value, *(np.array(slope) for slope in slopes))

    return answer


def _split(callback: Callback) -> tuple[int, Index, list[tuple[int, Any]]]:
    """The position of the index among the arguments, the index, and the other arguments with their positions."""
    ((position, index),) = ((n, place) for n, place in enumerate(callback.arguments) if isinstance(place, Index))
    return position, index, [(n, place) for n, place in enumerate(callback.arguments) if not isinstance(place, Index)]


def _same(one: Traced, other: Traced) -> bool:
    return one.shape == other.shape and _formulas(one) == _formulas(other)


def _formulas(array: Traced) -> list[sp.Expr]:
    return [number(entry).formula for entry in array.ravel()]
