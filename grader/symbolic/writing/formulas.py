"""Write a formula of the index language as its author wrote it, in one of the styles.

Terms and factors keep their order. Parentheses stand where they are needed and nowhere else: a sum inside a product, a negative
factor, what a sum or derivative reaches over (they reach over the product that follows them, not over a plus or minus).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import sympy as sp

from grader.symbolic.definitions import Defined, Slope
from grader.symbolic.language import Array, Index, IndexSum, LogAddExp, Sigma, Softplus, sort_of
from grader.symbolic.unknowns import Partial, Unknown, split
from grader.symbolic.writing.marks import Mark, mark_of
from grader.symbolic.writing.pieces import ATOM, INNER, POWER, PRODUCT, SUM, Opaque, Piece, denominator, without_sign
from grader.symbolic.writing.styles import ASCII, Style
from grader.symbolic.writing.vectors import inner_product, matrix_times_vector, outer_product, terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes formulas in one style.

    hidden   the free coordinates of vectors, which are not written
    whole    the free row and column of a matrix, which are not written either
    letters  of the bound indices in whose sums the formula stands
    taken    the names of the free indices, which are no letters for bound ones
    known    the circled parts that have been shown: from then on their number is enough
    """

    style: Style = ASCII
    hidden: frozenset[Index] = frozenset()
    whole: tuple[Index, Index] | None = None
    letters: dict[Index, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    known: set[Any] = field(default_factory=set)

    def formula(self, e: Any) -> str:
        """The formula as text."""
        return self.piece(e).text

    def piece(self, e: Any) -> Piece:
        """The formula, and how firmly it holds together. What is not of the language is written as SymPy prints it."""
        for kind, write in self._KINDS:
            if isinstance(e, kind):
                return write(self, e)
        return Piece(self.style.parens(str(e)))

    # --- sums and products ------------------------------------------------------------------------------------------------

    def _sum(self, e: Any) -> Piece:
        text = ""
        for term in terms(e):
            negative, rest = without_sign(term)
            sign = f" {self.style.minus if negative else '+'} " if text else self.style.minus if negative else ""
            text += sign + self.firm(rest).text
        return Piece(text, SUM)

    def _product(self, e: Any) -> Piece:
        negative, rest = without_sign(e)
        if negative:
            return Piece(self.style.minus + self.firm(rest).text, SUM)
        if self.whole and (pair := outer_product(e, *self.whole)):
            within = replace(self, hidden=self.hidden | {*self.whole}, whole=None)
            column = within.firm(pair[1], ATOM).text
            return Piece(self.style.matrix_times(within.firm(pair[0]).text, self.style.transposed(column)), PRODUCT)
        return self._joined(self._factors(e))

    def _factors(self, e: Any) -> list[Piece]:
        """The factors of a product. x / y is one of them, where x is all that stands to the left of the slash."""
        if not isinstance(e, sp.Mul):
            return [self.piece(e)]
        parts = e.args if len(e.args) == 2 else sorted(e.args, key=lambda a: denominator(a) is not None)
        pieces: list[Piece] = []
        for part in parts:
            below = denominator(part)
            if below is None and pieces and without_sign(part)[0]:
                pieces.append(self.piece(part))
            elif below is None:
                pieces += self._factors(part)
            elif any(piece.fraction for piece in pieces):
                pieces.append(self._fraction([], self.piece(below)))
            else:
                pieces = [self._fraction(pieces, self.piece(below))]
        return pieces

    def _joined(self, pieces: list[Piece]) -> Piece:
        """The product of some factors."""
        if len(pieces) == 1:
            return pieces[0]
        text = ""
        for n, piece in enumerate(pieces):
            last = n == len(pieces) - 1
            factor = self._enclosed(piece, loose=piece.level in (SUM, INNER) or (piece.open and not last))
            signed = n and (pieces[n - 1].fraction or piece.fraction or factor.text[0].isdigit())
            text += (self.style.times if signed else " " if n else "") + factor.text
        return Piece(text, PRODUCT, open=pieces[-1].open, fraction=any(piece.fraction for piece in pieces))

    def _fraction(self, above: list[Piece], denominator: Piece) -> Piece:
        numerator = self._joined(above or [Piece("1")])
        if self.style.fractions_are_flat:
            numerator = self._enclosed(numerator, loose=numerator.level == SUM or numerator.open)
            denominator = self._enclosed(denominator, loose=denominator.level < POWER)
        level = PRODUCT if self.style.fractions_are_flat else POWER
        return Piece(self.style.fraction(numerator.text, denominator.text), level, fraction=True)

    def _number(self, e: sp.Rational) -> Piece:
        if e < 0:
            return Piece(self.style.minus + self.piece(-e).text, SUM)
        return Piece(str(e)) if e.q == 1 else self._fraction([Piece(str(e.p))], Piece(str(e.q)))

    def _power(self, e: sp.Pow) -> Piece:
        below = denominator(e)
        if below is not None:
            return self._fraction([], self.piece(below))
        if e.exp == sp.Rational(1, 2):
            return Piece(self.style.root(self.formula(e.base)))
        return Piece(self.style.power(self.firm(e.base, ATOM).text, self.formula(e.exp)), POWER)

    def _exponential(self, e: Any) -> Piece:
        """e^x where x is a letter or a number, exp(x) otherwise."""
        if isinstance(e, sp.core.numbers.Exp1):
            return Piece("e")
        _, inside = without_sign(e.exp)
        simple = isinstance(inside, sp.Symbol | sp.Indexed) or inside.is_Integer
        text = self.formula(e.exp)
        return (
            Piece(self.style.power("e", text), POWER) if simple else Piece(self.style.function("exp") + self.style.parens(text))
        )

    def firm(self, e: Any, level: int = PRODUCT) -> Piece:
        """The formula, in parentheses if it does not hold together as firmly as this."""
        piece = self.piece(e)
        return self._enclosed(piece, loose=piece.level < level)

    def _enclosed(self, piece: Piece, *, loose: bool) -> Piece:
        return Piece(self.style.parens(piece.text)) if loose else piece

    # --- what reaches over a product --------------------------------------------------------------------------------------

    def _total(self, e: IndexSum) -> Piece:
        if pair := inner_product(e):
            within = replace(self, hidden=self.hidden | {e.index})
            number, *vectors = pair
            inner = Piece(self.style.inner(*(within.firm(vector, ATOM).text for vector in vectors)), INNER)
            return inner if number == 1 else self._joined([*self._factors(number), inner])
        if product := matrix_times_vector(e, self.hidden):
            entry, vector = product
            within = replace(self, hidden=self.hidden | {e.index})
            return Piece(self.style.matrix_times(self._matrix(entry), within.firm(vector, ATOM).text), PRODUCT)
        letter = self._letter(e.index)
        within = replace(self, letters={**self.letters, e.index: letter})
        return Piece(self.style.total(letter, e.index.sort.span) + within.firm(e.body).text, PRODUCT, open=True)

    def _slope(self, e: Slope) -> Piece:
        simple = isinstance(e.of, Unknown) or (isinstance(e.of, Defined) and not mark_of(e.of))
        if simple or (isinstance(e.of, Sigma) and isinstance(e.of.args[0], sp.Symbol | sp.Indexed)):
            return self._derivative(self.formula(e.of), e.by)
        inside = self.piece(e.of)
        operand = self.style.brackets(inside.text) if inside.level == SUM else inside.text
        return Piece(self.style.differentiate(self._place(e.by)) + operand, PRODUCT, open=True, fraction=True)

    def _derivative(self, of: str, by: Any) -> Piece:
        return Piece(self.style.slope(of, self._place(by)), PRODUCT, fraction=True)

    def _call(self, e: Any) -> Piece:
        """A function of one number. A logarithm of one thing needs no parentheses, and then reaches over what follows."""
        name, inside = type(e).__name__.lower(), self.piece(e.args[0])
        function = self.style.function(name)
        two_lines = inside.level == POWER and inside.fraction
        bare = inside.level == ATOM or two_lines or (inside.open and isinstance(e.args[0], IndexSum))
        if name == "log" and bare:
            return Piece(f"{function} {inside.text}", PRODUCT, open=True)
        return Piece(function + self.style.parens(inside.text))

    def _partial(self, e: Partial) -> Piece:
        place = e.function.arguments[e.number]
        base, fixed = split(place)
        return self._derivative(self._unknown(e.function).text, sp.Indexed(base, *fixed, *e.indices) if e.indices else place)

    # --- names ------------------------------------------------------------------------------------------------------------

    def index(self, index: Any) -> str:
        """An index as it stands in a subscript or beside another one."""
        if isinstance(index, sp.Indexed):
            return self.style.indexed(index.base.name, [self.index(i) for i in index.indices])
        letter = self.letters.get(index) or self.style.name(index.name)
        return index.sort.place.replace("*", letter) or letter

    def _below(self, index: Any) -> str:
        """An index of data. The vector of a sample, u_{w_k}, is written u_k as on the page."""
        if isinstance(index, sp.Indexed) and index.base.axes[0].short:
            return self.index(index.indices[0])
        return self.index(index)

    def _symbol(self, e: sp.Symbol) -> Piece:
        return Piece(self.style.name(e.name))

    def _entry(self, e: sp.Indexed) -> Piece:
        if self.whole and {*self.whole} <= {*e.indices}:
            return Piece(self._matrix(e))
        return Piece(self.style.indexed(e.base.name, [self._below(i) for i in e.indices if self._is_shown(i)]))

    def _is_shown(self, index: Any) -> bool:
        sort = sort_of(index)
        return index not in self.hidden and sort is not None and not sort.silent

    def _matrix(self, e: sp.Indexed) -> str:
        return self.style.name(e.base.name.upper())

    def _place(self, place: Any) -> str:
        """What a derivative is taken by, or what an unknown function depends on."""
        if isinstance(place, Array):
            return self.style.name(place.name.upper()) if len(place.axes) > 1 else self.style.name(place.name)
        return self.formula(place)

    def _unknown(self, e: Unknown) -> Piece:
        arguments = (self._place(a) if sort_of(a) is None else self.index(a) for a in e.arguments)
        return Piece(self.style.name(e.name) + self.style.parens(", ".join(arguments)))

    def _delta(self, e: Any) -> Piece:
        return Piece(f"[{' = '.join(self.index(i) for i in e.args[:2])}]")

    def _float(self, e: Any) -> Piece:
        return Piece(repr(float(e))) if e >= 0 else Piece(self.style.minus + repr(-float(e)), SUM)

    def _logaddexp(self, e: Any) -> Piece:
        return Piece(self.style.function("logaddexp") + self.style.parens(", ".join(self.formula(a) for a in e.args)))

    def _opaque(self, e: Opaque) -> Piece:
        return Piece(e.args[0].name.format(*(self.index(i) for i in e.args[1:])))

    def _defined(self, e: Defined) -> Piece:
        if mark := mark_of(e):
            return self._marked(e, mark)
        if self.whole and e.indices == self.whole:
            return Piece(self.style.name(e.name))
        if any(index.sort.silent for index in e.indices if isinstance(index, Index)):  # of x[i], which is written x
            arguments = sorted({self._entry(a).text for a in e.formula.atoms(sp.Indexed) if a.indices == e.indices})
            return Piece(self.style.name(e.name) + self.style.parens(", ".join(arguments)))
        return Piece(self.style.indexed(e.name, [self._below(i) for i in e.indices if self._is_shown(i)]))

    def _marked(self, e: Defined, mark: Mark) -> Piece:
        if mark.kind == "struck":
            piece = self.firm(mark.body)
            return replace(piece, text=self.style.struck(piece.text))
        inner = mark_of(mark.body)
        if mark.kind == "vanishing" and not (inner and mark.body not in self.known):
            return Piece(self.style.labelled(self.formula(mark.body), "= 0"))
        whole, circle, equals = (mark.body, inner, " = 0") if inner and mark.kind == "vanishing" else (e, mark, "")
        if whole in self.known:
            return Piece(self.style.circle(circle.number))
        self.known.add(whole)
        return Piece(self.style.labelled(self.formula(circle.body), self.style.circle(circle.number) + equals))

    def _letter(self, index: Index) -> str:
        """A letter for a bound index that nothing in sight has."""
        used = {*self.letters.values(), *self.taken}
        candidates = index.sort.letters or "i"
        spare = (self.style.primed(letter, primes) for primes in range(len(used) + 1) for letter in candidates)
        return next(letter for letter in spare if letter not in used)

    _KINDS: ClassVar[tuple[tuple[Any, Callable[[Any, Any], Piece]], ...]] = (
        (sp.Add, _sum),
        (sp.Mul, _product),
        (sp.Rational, _number),
        (sp.Float, _float),
        (LogAddExp, _logaddexp),
        ((sp.exp, sp.core.numbers.Exp1), _exponential),
        (sp.Pow, _power),
        (IndexSum, _total),
        (Slope, _slope),
        (Defined, _defined),
        (sp.KroneckerDelta, _delta),
        (sp.Indexed, _entry),
        ((sp.log, Sigma, sp.tanh, Softplus), _call),
        (Unknown, _unknown),
        (Partial, _partial),
        (sp.Symbol, _symbol),
        (Opaque, _opaque),
    )
    """How each kind of node is written; the first that fits."""
