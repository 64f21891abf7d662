"""Inputs of a NumPy function in some world: arrays of symbols, plain indices, and unknown functions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp

from grader.symbolic.claims import Callback
from grader.symbolic.language import Array, Index
from grader.symbolic.tracing import Traced, traced
from grader.symbolic.worlds import Explicit

_serials = itertools.count(1)


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
                inputs[name] = traced(symbol)
            case Callback():
                inputs[name] = _function(symbol, explicit)
            case _:
                raise TypeError(f"no input of a NumPy function is {symbol}")
    return inputs


def array_of(entries: Mapping[tuple[int, ...], sp.Expr]) -> Traced:
    """The array with these entries. All of them must be there."""
    shape = tuple(n + 1 for n in max(entries))
    array = np.empty(shape, dtype=object)
    for at in np.ndindex(shape):
        array[at] = entries[at]
    return traced(array)


def _function(callback: Callback, explicit: Explicit) -> Callable[..., tuple[Any, ...]]:
    """A function that returns the symbols of the unknown function and its slopes, if it is called with the expected arguments.

    For other arguments it returns symbols that occur nowhere else, so that the outputs are wrong.
    """
    places = [(n, place) for n, place in enumerate(callback.arguments) if not isinstance(place, Index)]
    ((position, index),) = ((n, place) for n, place in enumerate(callback.arguments) if isinstance(place, Index))

    def answer(*arguments: Any) -> tuple[Any, ...]:
        values = {index: int(arguments[position])}
        fits = True
        for n, place in places:
            actual, expected = np.asarray(arguments[n], dtype=object), array_of(explicit.entries(place))
            fits &= actual.shape == expected.shape and actual.ravel().tolist() == expected.ravel().tolist()
        value = explicit.formula(callback.function(*callback.arguments), values)
        slopes = ({at: sp.diff(value, x) for at, x in explicit.entries(place).items()} for _, place in places)
        outputs = (traced(value), *map(array_of, slopes))
        if fits:
            return outputs
        strays = ({at: sp.Symbol(f"stray{next(_serials)}", real=True) for at in np.ndindex(o.shape)} for o in outputs)
        return tuple(map(array_of, strays))

    return answer
