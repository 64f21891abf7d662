"""Evaluate the closed forms of a derivation at numbers, to 500 digits.

No rule of the normal form is used, nothing overflows, and no digits are lost at logits of 1000: an independent check of the NumPy
code on inputs for which finite differences cannot decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from grader.symbolic.claims import Derivation
from grader.symbolic.definitions import evaluated
from grader.symbolic.language import Array, Index, IndexSum, Sigma
from grader.symbolic.worlds import NONE, Values, World

DIGITS = 500
"""1 - sigma(1000) is 5e-435, the difference of two numbers near 1: only beyond 435 digits does it show."""

_FUNCTIONS: dict[Any, Callable[..., Any]] = {
    sp.Add: lambda *terms: mpmath.fsum(terms),
    sp.Mul: lambda *factors: mpmath.fprod(factors),
    sp.Pow: mpmath.power,
    Sigma: lambda x: 1 / (1 + mpmath.exp(-x)),
    sp.exp: mpmath.exp,
    sp.log: mpmath.log,
}


def exact_outputs(derivation: Derivation, inputs: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, ...], Any]]:
    """(output, index of an entry, its value as an mpmath number) for every entry that a claim describes at these inputs.

    Yields nothing if there is no closed form in numbers: an input is a function, or has more axes than the derivation's array.
    """
    read = _read(derivation.symbols, inputs)
    if read is None:
        return
    world, data = read
    numbers = _Numbers(world=world, data=data)
    with mpmath.workdps(DIGITS):
        if derivation.loss is not None:
            yield "loss", (), numbers.value(evaluated(derivation.loss))
        for claim in derivation.claims:
            if claim.output and claim.output != "loss":
                for values in world.every((*claim.at, claim.right), claim.facts):
                    yield (
                        claim.output,
                        tuple(world.index(i, values) for i in claim.at),
                        numbers.value(evaluated(claim.right), values),
                    )


def _read(symbols: Mapping[str, Any], inputs: Mapping[str, Any]) -> tuple[World, dict[str, Any]] | None:
    """The world of these inputs and the data of its arrays and scalars by name; None if the derivation does not fit them."""
    named: dict[str, int | tuple[int, ...]] = {}
    data: dict[str, Any] = {}
    for name, symbol in symbols.items():
        value = inputs[name]
        match symbol:
            case Array():
                shape = np.shape(value)
                if len(shape) != len(symbol.axes):
                    return None
                named |= {axis.size: n for axis, n in zip(symbol.axes, shape, strict=True)}
                if symbol.values is None:
                    data[str(symbol.label)] = value
                else:
                    named[str(symbol.label)] = tuple(int(i) for i in value)
            case Index():
                named[symbol.name] = int(value)
            case sp.Symbol():
                data[symbol.name] = value
            case _:
                return None
    return World(named), data


@dataclass(frozen=True, slots=True, eq=False)
class _Numbers:
    """Formulas of the index language as numbers, at one set of inputs. Each is computed once."""

    world: World
    data: Mapping[str, Any]
    _known: dict[tuple[sp.Basic, frozenset[Any]], Any] = field(default_factory=dict)

    def value(self, e: sp.Basic, values: Values = NONE) -> Any:
        """The value of a formula, with these values of its free indices."""
        key = (e, frozenset((name, values[name]) for name in e.free_symbols & values.keys()))
        if key in self._known:
            return self._known[key]
        match e:
            case IndexSum():
                value = mpmath.fsum(self.value(e.body, {**values, e.index: n}) for n in self.world.range(e.index.sort))
            case sp.KroneckerDelta():
                value = mpmath.mpf(self.world.index(e.args[0], values) == self.world.index(e.args[1], values))
            case sp.Indexed():
                value = mpmath.mpf(float(self.data[str(e.base.label)][tuple(self.world.index(i, values) for i in e.indices)]))
            case sp.Symbol():
                size = self.world.named.get(e.name)
                value = mpmath.mpf(size if isinstance(size, int) else float(self.data[e.name]))
            case sp.Rational():
                value = mpmath.mpf(e.p) / e.q
            case _:
                arguments = [self.value(a, values) for a in e.args]
                if e.func not in _FUNCTIONS:
                    raise TypeError(f"no value is known for {type(e).__name__}")
                value = _FUNCTIONS[e.func](*arguments)
        self._known[key] = value
        return value
