"""NumPy source for formulas of the index language: `(yhat - y) @ u` for sum_w u[w, q] (yhat_w - y_w).

    numpy_of(formula, at, named)    the source, in which letters stand for arrays and definitions

A free index of `at` is an axis of the result. Arrays, sizes, indices and parameters are written by their names, and so are those
definitions that `named` holds; other definitions are written out. A softmax is recognised and computed with its shift.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from grader.symbolic.definitions import Defined, Definition, unfold
from grader.symbolic.language import Index, IndexSum, Sigma, sort_of
from grader.symbolic.pieces import ATOM, POWER, PRODUCT, SIGNED, SUM, Axes, Piece, aligned, union
from grader.symbolic.unknowns import Partial, Unknown, split
from grader.symbolic.written import Position, Written, WrittenNumber

RESERVED = {"np", "clues", "mistakes", "one_hot", "sigma", "softmax"}
"""Names that mean something else where the source stands."""

FUNCTIONS = {sp.exp: "np.exp", sp.log: "np.log", Sigma: "sigma", sp.tanh: "np.tanh", sp.Abs: "np.abs", sp.atan: "np.arctan"}


def letter_of(name: str) -> str:
    """The name of an array, an index, a parameter or a definition as Python writes it."""
    return f"{name}_" if keyword.iskeyword(name) or name in RESERVED else name.replace("'", "_prime")


def slope_letter(call: Unknown, number: int) -> str:
    """The letter of the derivative of an unknown function by one of its arguments, an array with an entry for each index."""
    base, _ = split(call.arguments[number])
    return f"{letter_of(call.name)}_{letter_of(base.name)}"


def numpy_of(formula: sp.Expr, at: Sequence[Index], named: Mapping[str, Definition]) -> str:
    """The NumPy source of a formula, an array with one axis for each index of `at`.

    Raises TypeError for a formula that NumPy cannot be written for.
    """
    axes = tuple(at)
    emitter = _Emitter(at=axes, named=named)
    piece = emitter.piece(formula, axes)
    if piece.axes != axes:
        shape = ", ".join(i.sort.size for i in axes) + ("," if len(axes) == 1 else "")
        return f"np.broadcast_to({aligned(piece, axes, SUM)}, ({shape}))"
    return piece.code


@dataclass(frozen=True, slots=True, eq=False)
class _Emitter:
    """Writes one formula. `scope` is always the order of the axes that a piece may have: `at`, then sums from outside inwards."""

    at: Axes
    named: Mapping[str, Definition]

    def piece(self, e: Any, scope: Axes) -> Piece:
        """The source of a formula whose free indices are axes if they are in `scope`, and numbers otherwise."""
        match e:
            case sp.Add():
                piece = self.added([self.piece(a, scope) for a in e.args], scope)
            case sp.Mul():
                piece = self.softmax(e, scope) or self.product(e, scope)
            case sp.Pow() if e.exp.is_Rational:
                piece = self.product(e, scope)
            case IndexSum():
                piece = self.total(e, scope)
            case sp.KroneckerDelta():
                piece = self.delta(e, scope)
            case Defined():
                piece = self.subscript(letter_of(e.name), e.indices, scope) if self.is_named(e) else self.piece(e.formula, scope)
            case sp.Indexed() | Unknown() | Partial():
                piece = self.entry(e, scope)
            case _ if type(e) in FUNCTIONS:
                argument = self.piece(e.args[0], scope)
                piece = Piece(f"{FUNCTIONS[type(e)]}({argument.code})", argument.axes)
            case _:
                piece = _number(e)
        return piece

    def is_named(self, e: Defined) -> bool:
        return bool(self.named.get(e.name) == e.definition)

    def entry(self, e: Any, scope: Axes) -> Piece:
        """An entry of an array: of data, of what an unknown function returns, or of what is written in NumPy."""
        match e:
            case Unknown():
                return self.subscript(letter_of(e.name), _chosen(e), scope)
            case Partial():
                return self.subscript(slope_letter(e.function, e.number), (*_chosen(e.function), *e.indices), scope)
            case sp.Indexed() if not isinstance(e.base, Written):
                return self.subscript(letter_of(e.base.name), e.indices, scope)
        source = f"({e.base.source})"
        entry = self.subscript(source, e.indices, scope)
        return Piece(e.base.source, entry.axes, SUM) if entry.code == source else entry

    # --- sums and products ------------------------------------------------------------------------------------------------

    def added(self, terms: Sequence[Piece], scope: Axes) -> Piece:
        axes = union(terms, scope)
        terms = sorted(terms, key=lambda t: t.code.startswith("-"))  # a positive term first, if there is one
        written = [aligned(t, axes, PRODUCT if n else SUM) for n, t in enumerate(terms)]
        code = "".join(f" - {t[1:]}" if n and t.startswith("-") else f" + {t}" if n else t for n, t in enumerate(written))
        return Piece(code, axes, SUM)

    def product(self, e: sp.Expr, scope: Axes, *more: Piece) -> Piece:
        """A product, with more pieces at its end; what stands below the line is divided by."""
        number, factors = e.as_coeff_Mul()
        above, below = _fraction(sp.Mul.make_args(factors))
        top, bottom = [self.power(f, scope) for f in above], [self.power(f, scope) for f in below]
        return self.multiplied(number, [*top, *more], bottom, scope)

    def power(self, factor: tuple[Any, Any], scope: Axes) -> Piece:
        base, exponent = factor
        piece = self.piece(base, scope)
        if exponent == sp.Rational(1, 2):
            return Piece(f"np.sqrt({piece.code})", piece.axes)
        return piece if exponent == 1 else Piece(f"{piece.within(ATOM)}**{exponent}", piece.axes, POWER)

    def multiplied(self, number: Any, top: Sequence[Piece], bottom: Sequence[Piece], scope: Axes) -> Piece:
        """A number times some pieces, divided by others."""
        if number == 1 and len(top) == 1 and not bottom:
            return top[0]
        axes = union([*top, *bottom], scope)
        if not bottom and len(axes) == len({p.axes for p in top if p.axes}) == 2 and all(len(p.axes) < 2 for p in top):
            left = self.multiplied(abs(number), [p for p in top if p.axes != axes[1:]], [], scope)
            right = self.multiplied(sp.S.One, [p for p in top if p.axes == axes[1:]], [], scope)
            sign = "-" if number < 0 else ""
            return Piece(f"{sign}np.outer({left.code}, {right.code})", axes, SIGNED if sign else ATOM)
        factors = [str(abs(number.p))] if abs(number.p) != 1 or not top else []
        factors += [aligned(p, axes, SIGNED if n else PRODUCT) for n, p in enumerate(top, len(factors))]
        divisors = ([str(number.q)] if number.q != 1 else []) + [aligned(p, axes, POWER) for p in bottom]
        code = " / ".join([" * ".join(factors), *divisors])
        if number < 0:
            code = code[1:] if code.startswith("-") else f"-{code}"
        return Piece(code, axes, PRODUCT)

    def total(self, e: IndexSum, scope: Axes) -> Piece:
        """A sum over an index: an inner product or a product of matrices where it is one, otherwise np.sum."""
        index, inner = e.index, (*scope, e.index)
        if isinstance(e.body, IndexSum) and not isinstance(e.body.body, sp.Mul):
            piece = self.piece(e.body.body, (*inner, e.body.index))
            if {*piece.axes} == {index, e.body.index}:
                return Piece(f"np.sum({piece.code})")
        terms = sp.Add.make_args(e.body)
        if len(terms) > 1 and any(len(self._with(index, t)[1]) > 1 for t in terms):
            return self.added([self.total(IndexSum(t, index), scope) for t in terms], scope)
        outside, inside = self._with(index, e.body)
        if not inside:
            return self.piece(sp.Mul(e.body, sp.Symbol(index.sort.size)), scope)
        summed = self.contracted([(self.power((b, abs(n)), inner), n < 0) for b, n in inside], index, scope)
        return self.product(outside, scope, summed)

    def _with(self, index: Index, e: sp.Expr) -> tuple[sp.Expr, list[tuple[Any, Any]]]:
        """The product of the factors that do not depend on an index, and those that do, each with its power."""
        outside: list[sp.Expr] = []
        inside: list[sp.Expr] = []
        for factor in sp.Mul.make_args(e):
            (inside if index in factor.free_symbols else outside).append(factor)
        powers = [(f.base, f.exp) if isinstance(f, sp.Pow) and f.exp.is_Rational else (f, sp.S.One) for f in inside]
        return sp.Mul(*outside), powers

    def contracted(self, pieces: Sequence[tuple[Piece, bool]], index: Index, scope: Axes) -> Piece:
        """The sum over an index of a product of pieces with that axis, and True beside those that stand below the line."""
        groups: dict[Axes, list[tuple[Piece, bool]]] = {}
        for piece, below in pieces:
            groups.setdefault(tuple(i for i in scope if i in piece.axes), []).append((piece, below))
        vectors, others = groups.pop((), []), list(groups.items())
        if not others and len(vectors) > 1 and any(not below for _, below in vectors):
            *rest, (last, below) = sorted(vectors, key=lambda v: not v[1])  # what stands below the line comes first
            left = self._product(rest, (index,))
            return Piece(f"{left.within(PRODUCT)} @ {last.within(SIGNED)}", (), PRODUCT)
        if len(others) == 1 and vectors and len(others[0][0]) == 1:
            free, matrices = others[0]
            vector, matrix = self._product(vectors, (index,)), self._product(matrices, (*free, index))
            if matrix.axes == (*free, index):
                return Piece(f"{matrix.within(PRODUCT)} @ {vector.within(SIGNED)}", free, PRODUCT)
            return Piece(f"{vector.within(PRODUCT)} @ {matrix.within(SIGNED)}", free, PRODUCT)
        if len(others) == 2 and all(len(free) == 1 for free, _ in others):
            (f, a), (g, b) = sorted(others, key=lambda group: scope.index(group[0][0]))
            left, right = self._product([*a, *vectors], (*f, index)), self._product(b, (index, *g))
            code = f"{aligned(left, (*f, index), PRODUCT)} @ {aligned(right, (index, *g), SIGNED)}"
            return Piece(code, (*f, *g), PRODUCT)
        in_front = any(p.axes[0] == index and len(p.axes) > 2 for p, _ in pieces)  # as in what a function returns for each index
        body = self._product(pieces, (index, *scope) if in_front else (*scope, index))
        axis = f", axis={body.axes.index(index)}" if len(body.axes) > 1 else ""
        return Piece(f"np.sum({body.code}{axis})", tuple(i for i in body.axes if i != index))

    def _product(self, pieces: Sequence[tuple[Piece, bool]], scope: Axes) -> Piece:
        top, bottom = [p for p, below in pieces if not below], [p for p, below in pieces if below]
        return self.multiplied(sp.S.One, top, bottom, scope)

    # --- entries ----------------------------------------------------------------------------------------------------------

    def index(self, index: Any, scope: Axes) -> Piece:
        """An index as a number, or as an array of numbers."""
        if index in scope:
            return Piece(f"np.arange({index.sort.size})", (index,))
        if isinstance(index, Position):
            return Piece(index.source, (), SUM)
        if isinstance(index, Index):
            return Piece(letter_of(index.name))
        return self.subscript(letter_of(index.base.name), index.indices, scope)

    def subscript(self, code: str, indices: Iterable[Any], scope: Axes) -> Piece:
        """An array at these indices; those in scope are axes."""
        written = [self.index(i, scope) for i in indices]
        plain = [i for i in indices if i in scope]
        several = {axis for axis in plain if sum(axis in p.axes for p in written) > 1}
        places, axes = [], []
        for i, piece in zip(indices, written, strict=True):
            places.append(":" if i in scope and i not in several else piece.code)
            axes += [axis for axis in piece.axes if axis not in axes]
        if len(axes) < sum(len(p.axes) for p in written) and [p for p in places if p == ":"]:
            raise TypeError(f"no NumPy is known for {code} at {tuple(indices)}")
        while places and places[-1] == ":":
            places.pop()
        return Piece(f"{code}[{', '.join(places)}]" if places else code, tuple(axes))

    def delta(self, e: sp.KroneckerDelta, scope: Axes) -> Piece:
        for axis, other in (e.args, e.args[::-1]):
            if axis in scope and axis not in other.free_symbols:
                at = self.index(other, scope)
                return Piece(f"one_hot({at.code}, {axis.sort.size})", (*at.axes, axis))
        left, right = (self.index(i, scope) for i in e.args)
        axes = union([left, right], scope)
        return Piece(f"1 * ({aligned(left, axes)} == {aligned(right, axes)})", axes, PRODUCT)

    def softmax(self, e: sp.Expr, scope: Axes) -> Piece | None:
        """exp(a_w) / sum_x exp(a_x), times anything, with the softmax computed by its own function; None if it is none."""
        factors = list(sp.Mul.make_args(e))
        for power in (f for f in factors if isinstance(f, sp.Pow) and f.exp == -1):
            below = _unnamed(power.base)
            if not (isinstance(below, IndexSum) and isinstance(_unnamed(below.body), sp.exp)):
                continue
            argument, bound = _unnamed(below.body).args[0], below.index
            for above in (f for f in factors if isinstance(_unnamed(f), sp.exp)):
                for place in _indices_of(_unnamed(above), bound.sort):
                    if unfold(argument.xreplace({bound: place})) == unfold(_unnamed(above).args[0]):
                        rest = sp.Mul(*(f for f in factors if f is not power and f is not above))
                        whole = self.piece(argument, (*scope, bound))
                        if not whole.axes or whole.axes[-1] != bound:
                            return None
                        chosen = self._at(Piece(f"softmax({whole.code})", whole.axes), place, scope)
                        return self.product(rest, scope, chosen)
        return None

    def _at(self, piece: Piece, place: Any, scope: Axes) -> Piece:
        """A piece whose last axis is bound, with this index there."""
        *before, _ = piece.axes
        return self.subscript(piece.code, (*before, place), scope)


def _number(e: Any) -> Piece:
    """The source of a number."""
    match e:
        case WrittenNumber():
            return Piece(e.source, (), SUM)
        case sp.Integer():
            return Piece(str(e), (), ATOM if e >= 0 else SIGNED)
        case sp.Rational() if str(e.q).strip("0") == "1":
            return Piece(repr(float(e)), (), ATOM if e > 0 else SIGNED)  # 1e-05, not 1 / 100000
        case sp.Rational():
            return Piece(f"{e.p} / {e.q}", (), PRODUCT)
        case sp.Symbol() if not isinstance(e, Index):
            return Piece(letter_of(e.name))
    raise TypeError(f"no NumPy is known for {e}")


def _chosen(e: Unknown) -> tuple[Any, ...]:
    """The indices that an unknown function is called with."""
    return tuple(a for a in e.arguments if sort_of(a) is not None)


def _fraction(factors: Iterable[Any]) -> tuple[list[tuple[Any, Any]], list[tuple[Any, Any]]]:
    """Factors above and below the line, each with its positive power."""
    powers = [(f.base, f.exp) if isinstance(f, sp.Pow) and f.exp.is_Rational else (f, sp.S.One) for f in factors if f != 1]
    return [(b, n) for b, n in powers if n > 0], [(b, -n) for b, n in powers if n < 0]


def _unnamed(e: Any) -> Any:
    """What a definition stands for."""
    while isinstance(e, Defined):
        e = e.formula
    return e


def _indices_of(e: sp.Expr, sort: Any) -> list[Any]:
    """All indices of a sort that are free in a formula: names, and entries of lists of indices."""
    found = [node for node in sp.preorder_traversal(unfold(e)) if sort_of(node) == sort]
    return list(dict.fromkeys(found))
