r"""Names of letters, arrays and definitions in each style: yhat is ŷ and \hat{y}, sigma is σ, v_c is v with the subscript c.

A name consists of a letter or word, perhaps with the ending `hat` or `bar`, perhaps primes, perhaps a subscript after the first
underscore. There is no table of names: what a name looks like follows from its parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
ACCENTS = {"hat": "\u0302", "bar": "\u0304"}
"""Combining characters; composed with the letter where Unicode has the whole."""

SUBSCRIPTS = dict(zip("0123456789aehijklmnoprstuvx+-", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₊₋", strict=True))
SUPERSCRIPTS = dict(zip("0123456789aeijknrstxyz+−", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵉⁱʲᵏⁿʳˢᵗˣʸᶻ⁺⁻", strict=True))
CIRCLES = "⓪①②③④⑤⑥⑦⑧⑨"

NUMBERS = {"zero": "0"}
"""An index that is a number; a name cannot begin with a digit."""

_SHAPE = re.compile(r"(?P<word>[A-Za-z0-9]+?)(?P<accent>hat|bar)?(?P<primes>'*)(?:_(?P<under>.+))?")


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name: word, accent ("hat", "bar" or ""), primes, subscript ("" for none)."""

    word: str
    accent: str = ""
    primes: str = ""
    under: str = ""


def parts(name: str) -> Name:
    """The parts of a name."""
    match = _SHAPE.fullmatch(NUMBERS.get(name, name))
    if not match:
        return Name(name)
    word, accent, primes, under = match["word"], match["accent"] or "", match["primes"], match["under"] or ""
    return Name(word, accent, primes, under)
