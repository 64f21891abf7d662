"""Decide whether a quotient of polynomials is 0: numerator and denominator side by side, without greatest common divisors.

The polynomial ring is python-flint's if it is installed, otherwise SymPy's own. Both are exact; they differ in speed only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import sympy as sp

Element = Any
Quotient = tuple[Element, Element]
"""Numerator and denominator."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A polynomial ring over the rationals: the generator of each symbol, and the conversion of a number p/q."""

    generators: Mapping[sp.Symbol, Element]
    constant: Callable[[int, int], Element]


def _sympy_ring(symbols: list[sp.Symbol]) -> Ring:
    ring, *generators = sp.ring(symbols, sp.QQ)
    return Ring(generators=dict(zip(symbols, generators, strict=True)), constant=lambda p, q: ring(sp.QQ(p, q)))


def _flint_ring(symbols: list[sp.Symbol]) -> Ring:
    import flint  # noqa: PLC0415  # an optional extra

    context = flint.fmpq_mpoly_ctx.get([f"x{n}" for n in range(len(symbols))], "degrevlex")
    return Ring(
        generators=dict(zip(symbols, context.gens(), strict=True)),
        constant=lambda p, q: context.constant(flint.fmpq(p, q)),
    )


RINGS: dict[str, Callable[[list[sp.Symbol]], Ring]] = {"sympy": _sympy_ring}
"""The available rings by name; the last is the fastest."""
if find_spec("flint") is not None:
    RINGS["flint"] = _flint_ring


def numerator_vanishes(expression: sp.Expr, *, ring: str = "") -> bool:
    """True if this quotient of polynomials in its symbols is 0. Raises TypeError for anything else, ZeroDivisionError for 1/0."""
    symbols = sorted(expression.free_symbols, key=lambda s: (str(s), s.sort_key()))
    if not symbols:
        return bool(expression == 0)
    make = RINGS[ring or [*RINGS][-1]]
    return bool(_Quotients(make(symbols)).of(expression)[0] == 0)


@dataclass(frozen=True, slots=True)
class _Quotients:
    """Converts trees to quotients, each node once."""

    ring: Ring
    known: dict[sp.Expr, Quotient] = field(default_factory=dict)

    def of(self, e: sp.Expr) -> Quotient:
        if e in self.known:
            return self.known[e]
        numerator, denominator = self.ring.constant(1, 1), self.ring.constant(1, 1)
        match e:
            case sp.Symbol():
                numerator = self.ring.generators[e]
            case sp.Rational():
                numerator = self.ring.constant(int(e.p), int(e.q))
            case sp.Add():
                numerator, denominator = self._sum([self.of(a) for a in e.args])
            case sp.Mul():
                for n, d in map(self.of, e.args):
                    numerator, denominator = numerator * n, denominator * d
            case sp.Pow() if e.exp.is_Integer:
                above, below = self.of(e.base) if e.exp >= 0 else self.of(e.base)[::-1]
                if below == 0:
                    raise ZeroDivisionError("a denominator is 0")
                numerator, denominator = above ** abs(int(e.exp)), below ** abs(int(e.exp))
            case _:
                raise TypeError(f"{e} is not a quotient of polynomials")
        self.known[e] = numerator, denominator
        return numerator, denominator

    @staticmethod
    def _sum(quotients: list[Quotient]) -> Quotient:
        """Terms with one denominator are added first: most have it in common, and products of denominators grow."""
        groups: list[Quotient] = []
        for n, d in quotients:
            same = next((i for i, (_, other) in enumerate(groups) if other == d), None)
            if same is None:
                groups.append((n, d))
            else:
                groups[same] = (groups[same][0] + n, d)
        (numerator, denominator), *rest = groups
        for n, d in rest:
            numerator, denominator = numerator * d + n * denominator, denominator * d
        return numerator, denominator
