"""The three styles in which formulas are written: ASCII, Unicode and LaTeX.

A style knows what a fraction, a sum or a subscript looks like. Where parentheses belong is not its business (`formulas`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from grader.symbolic.writing.names import ACCENTS, CIRCLES, GREEK, SUBSCRIPTS, SUPERSCRIPTS, parts


class Style:
    """ASCII; the other styles change what they write differently."""

    minus = "-"
    times = " * "
    differs = " != "
    dots = "..."
    fractions_are_flat = True
    """A fraction is written on one line, so that its numerator and denominator need parentheses."""

    def name(self, name: str) -> str:
        """A letter or word."""
        return name

    def words(self, words: str) -> str:
        """Plain words between formulas."""
        return f" {words} "

    def indexed(self, name: str, indices: Sequence[str]) -> str:
        """A name with its own subscript and these indices below it."""
        letters, under = self._split(name)
        below = [*([under] if under else []), *indices]
        return letters + self.below(below) if below else letters

    def _split(self, name: str) -> tuple[str, str]:
        word, _, under = name.partition("_")
        return word, under

    def below(self, indices: Sequence[str]) -> str:
        """A subscript."""
        inside = ",".join(indices)
        plain = len(indices) == 1 and inside.isalnum() and inside.isascii()
        return f"_{inside}" if plain else f"_{{{inside}}}"

    def primed(self, letter: str, count: int) -> str:
        """An index with primes."""
        return letter + "'" * count

    def power(self, base: str, exponent: str) -> str:
        """A power."""
        return f"{base}^{exponent}" if exponent.isalnum() else f"{base}^({exponent})"

    def fraction(self, above: str, below: str) -> str:
        """A fraction, both parts in parentheses where they need them."""
        return f"{above}/{below}"

    def root(self, inside: str) -> str:
        """A square root."""
        return f"sqrt({inside})"

    def total(self, index: str, span: str) -> str:
        """The sign of a sum over an index; `span` says over which of its values."""
        del span
        return f"sum_{index} "

    def slope(self, of: str, by: str) -> str:
        """A derivative of a name."""
        return f"d{of}/d{by}"

    def differentiate(self, by: str) -> str:
        """The sign of a derivative, before what is differentiated."""
        return f"d/d{by} "

    def function(self, name: str) -> str:
        """The name of a function."""
        return name

    def parens(self, inside: str) -> str:
        """Parentheses."""
        return f"({inside})"

    def brackets(self, inside: str) -> str:
        """Brackets around what is differentiated."""
        return f"[{inside}]"

    def inner(self, one: str, other: str) -> str:
        """An inner product."""
        return f"{one}.{other}"

    def transposed(self, matrix: str) -> str:
        """A transposed vector or matrix."""
        return f"{matrix}^T"

    def matrix_times(self, matrix: str, vector: str) -> str:
        """A product with a matrix."""
        return f"{matrix} {vector}"

    def struck(self, inside: str) -> str:
        """A factor that cancels."""
        return inside

    def labelled(self, inside: str, label: str) -> str:
        """A part of a formula with a label below it."""
        name, is_zero, _ = label.partition("= 0")
        return f"[{inside} = 0]{name.strip()}" if is_zero else f"[{inside}]{label}"

    def circle(self, number: int) -> str:
        """A number in a circle, the name of a part of a formula."""
        return f"({number})"


class Unicode(Style):
    """Text for a terminal that has Unicode: Σ_w, ∂J/∂v_c, uₒᵀv_c, ŷ − y."""

    minus = "−"
    times = " · "
    differs = " ≠ "
    dots = "…"

    def name(self, name: str) -> str:
        """A letter or word, Greek where it is the name of a Greek letter."""
        n = parts(name)
        letter = GREEK.get(n.word, n.word)
        accented = unicodedata.normalize("NFC", letter + ACCENTS[n.accent]) if n.accent else letter
        return accented + "′" * len(n.primes) + (self.below([n.under]) if n.under else "")

    def _split(self, name: str) -> tuple[str, str]:
        n = parts(name)
        return self.name(name.partition("_")[0]), n.under

    def below(self, indices: Sequence[str]) -> str:
        """A subscript, in small characters where Unicode has all of them."""
        inside = ",".join(indices)
        if len(indices) == 1 and all(c in SUBSCRIPTS for c in inside):
            return "".join(SUBSCRIPTS[c] for c in inside)
        return super().below(indices)

    def primed(self, letter: str, count: int) -> str:
        """An index with primes."""
        return letter + "′" * count

    def power(self, base: str, exponent: str) -> str:
        """A power, in small characters where Unicode has all of them."""
        if all(c in SUPERSCRIPTS for c in exponent):
            return base + "".join(SUPERSCRIPTS[c] for c in exponent)
        return super().power(base, exponent)

    def root(self, inside: str) -> str:
        """A square root."""
        return f"√({inside})"

    def total(self, index: str, span: str) -> str:
        """The sign of a sum."""
        del span
        return f"Σ{self.below([index])} "

    def slope(self, of: str, by: str) -> str:
        """A derivative of a name."""
        return f"∂{of}/∂{by}"

    def differentiate(self, by: str) -> str:
        """The sign of a derivative."""
        return f"∂/∂{by} "

    def function(self, name: str) -> str:
        """The name of a function."""
        return GREEK.get(name, name)

    def inner(self, one: str, other: str) -> str:
        """An inner product."""
        return f"{one}ᵀ{other}"

    def transposed(self, matrix: str) -> str:
        """A transposed vector or matrix."""
        return f"{matrix}ᵀ"

    def matrix_times(self, matrix: str, vector: str) -> str:
        """A product with a matrix."""
        return matrix + vector

    def struck(self, inside: str) -> str:
        """A factor that cancels, with a stroke through each of its characters."""
        return "".join(c + "\u0336" for c in inside)

    def circle(self, number: int) -> str:
        """A number in a circle."""
        return CIRCLES[number]


class Latex(Style):
    """LaTeX with amsmath, amssymb and cancel."""

    times = r" \cdot "
    differs = r" \neq "
    dots = r"\dots"
    fractions_are_flat = False

    def name(self, name: str) -> str:
        """A letter or word."""
        n = parts(name)
        letter = rf"\{n.word}" if n.word in GREEK else n.word if len(n.word) == 1 else rf"\mathrm{{{n.word}}}"
        accented = rf"\{n.accent}{{{letter}}}" if n.accent else letter
        return accented + n.primes + (self.below([self._word(n.under)]) if n.under else "")

    def _word(self, under: str) -> str:
        return rf"\text{{{under}}}" if len(under) > 1 and under.isalpha() else under

    def _split(self, name: str) -> tuple[str, str]:
        return self.name(name.partition("_")[0]), self._word(parts(name).under)

    def words(self, words: str) -> str:
        """Plain words between formulas."""
        return rf"\text{{ {words} }}"

    def below(self, indices: Sequence[str]) -> str:
        """A subscript."""
        inside = ",".join(indices)
        return f"_{inside}" if len(inside) == 1 else f"_{{{inside}}}"

    def power(self, base: str, exponent: str) -> str:
        """A power."""
        return f"{base}^{exponent}" if len(exponent) == 1 else f"{base}^{{{exponent}}}"

    def fraction(self, above: str, below: str) -> str:
        """A fraction."""
        return rf"\frac{{{above}}}{{{below}}}"

    def root(self, inside: str) -> str:
        """A square root."""
        return rf"\sqrt{{{inside}}}"

    def total(self, index: str, span: str) -> str:
        """The sign of a sum."""
        below, _, above = (span or "*").replace("*", index).partition("..")
        lines = below.replace("<=", r"\leq").replace("!=", r"\neq").replace(", ", r" \\ ")
        condition = rf"\substack{{{lines}}}" if r"\\" in lines else lines
        return rf"\sum_{{{condition}}}" + (f"^{{{above}}} " if above else " ")

    def slope(self, of: str, by: str) -> str:
        """A derivative of a name."""
        return rf"\frac{{\partial {of}}}{{\partial {by}}}"

    def differentiate(self, by: str) -> str:
        """The sign of a derivative."""
        return rf"\frac{{\partial}}{{\partial {by}}} "

    def function(self, name: str) -> str:
        """The name of a function."""
        return rf"\operatorname{{{name}}}" if name in ("softplus", "logaddexp") else rf"\{name}"

    def parens(self, inside: str) -> str:
        """Parentheses as high as what they hold."""
        return rf"\left({inside}\right)" if _is_high(inside) else f"({inside})"

    def brackets(self, inside: str) -> str:
        """Brackets as high as what they hold."""
        return rf"\left[{inside}\right]" if _is_high(inside) else f"[{inside}]"

    def inner(self, one: str, other: str) -> str:
        """An inner product."""
        return f"{one}^T {other}"

    def transposed(self, matrix: str) -> str:
        """A transposed vector or matrix."""
        return f"{matrix}^T"

    def matrix_times(self, matrix: str, vector: str) -> str:
        """A product with a matrix."""
        return f"{matrix} {vector}"

    def struck(self, inside: str) -> str:
        """A factor that cancels."""
        return rf"\cancel{{{inside}}}"

    def labelled(self, inside: str, label: str) -> str:
        """A part of a formula with a label below it."""
        return rf"\underbrace{{{inside}}}_{{{label}}}"

    def circle(self, number: int) -> str:
        """A number in a circle."""
        return rf"\circled{{{number}}}"


def _is_high(inside: str) -> bool:
    return any(command in inside for command in (r"\frac", r"\sum", r"\underbrace"))


ASCII, UNICODE, LATEX = Style(), Unicode(), Latex()
STYLES = (ASCII, UNICODE, LATEX)
