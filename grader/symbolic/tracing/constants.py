"""The exact number that a float in code stands for: 1/3 for 0.333..., a root for np.sqrt(2), a logarithm for np.log(3).

Code computes with rounded numbers, the derivation with exact ones. A float is read as the simplest number that rounds to it, or
to a neighbour of it where two operations have rounded; the check on numbers covers the last digit. Other floats are taken as they
are, so that 1e-8 stays 1e-8.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

import sympy as sp

LARGEST_DENOMINATOR = 10**6
"""A float has room for 10^16 fractions between 0 and 1, of which 3 * 10^11 have such a denominator: a float of another meaning is
taken for one of them in 1 of 30,000 cases, and is then right to all its digits."""
LARGEST_UNDER_ROOT = 1000
"""Largest denominator under a root or in a logarithm: sizes are small."""
MOST_DIGITS = 12
"""Significant digits of a float that was written as a decimal fraction (1e-8)."""
ROUNDINGS = 2
"""Operations whose rounding a root or a logarithm may have seen: 1 / np.sqrt(d)."""
_MULTIPLES = [sp.Rational(p, q) for p in (1, 2, 3) for q in (1, 2, 3, 4, 5) if math.gcd(p, q) == 1]


@lru_cache(maxsize=4096)
def exact(value: float) -> sp.Expr:
    """The number that a float stands for."""
    if not math.isfinite(value):
        return sp.nan if math.isnan(value) else sp.oo * (1 if value > 0 else -1)
    simple = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    if float(simple) == value:
        return sp.Rational(simple.numerator, simple.denominator)
    if len(repr(value).split("e")[0].replace(".", "").replace("-", "").strip("0")) <= MOST_DIGITS:
        decimal = Fraction(repr(value))
        return sp.Rational(decimal.numerator, decimal.denominator)
    for number in _candidates(abs(value)):
        if not number.is_Rational and abs(float(number) - abs(value)) <= ROUNDINGS * math.ulp(value):
            return number if value > 0 else -number
    return sp.Rational(*value.as_integer_ratio())


def _candidates(value: float) -> Iterator[sp.Expr]:
    """Numbers of small integers near a positive value, by kind: roots, multiples of pi, exponentials, logarithms."""
    if value < LARGEST_UNDER_ROOT:
        yield sp.sqrt(_near(value * value))
        for unit in (sp.pi, 1 / sp.pi):
            yield _near(value / float(unit)) * unit
            yield sp.sqrt(_near(value * value / float(unit)) * unit)
    yield sp.exp(_near(math.log(value)))
    for multiple in _MULTIPLES:
        if (power := value / float(multiple)) < math.log(LARGEST_UNDER_ROOT):
            yield multiple * sp.log(_near(math.exp(power)))
            yield multiple * sp.log(_near(math.exp(power) / math.pi) * sp.pi) if power > 1 else sp.S.Zero
            yield multiple * sp.log(_near(2**power)) / sp.log(2) if value > 1.01 else sp.S.Zero


def _near(value: float) -> sp.Rational:
    near = Fraction(value).limit_denominator(LARGEST_UNDER_ROOT)
    return sp.Rational(near.numerator, near.denominator)
