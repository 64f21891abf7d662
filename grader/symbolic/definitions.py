"""Named definitions, formulas that keep the form in which they are written, and derivatives.

    Z = let("Z", total(WORDS, lambda x: exp(score(x))))                 a number with a name
    yhat = let("yhat", WORDS, lambda w: exp(score(w)) / Z)              a number for each word: yhat(o)
    J = let("J", -log(yhat(o)))                                         a loss is a definition too

    with as_written():                                                  no term is moved, no fraction reduced
        step = -(derivative(log(exp(score(o))), v[q]) - derivative(log(Z), v[q]))

A definition is a node of the tree: what prints a formula shows its name, derivatives go through it, and `unfold` puts its body in
its place. `evaluated` gives what the proofs work with: definitions unfolded, derivatives taken, and SymPy's own simplifications.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Self

import sympy as sp
from sympy.core.parameters import global_parameters
from sympy.core.symbol import Str

from grader.symbolic.language import Index, LogAddExp, Sigma, Softplus, closed, level_of, number, put_in, rebuilt, sort_of
from grader.symbolic.nodes import Sort, checked_name


@dataclass(frozen=True, slots=True)
class Definition:
    """A formula with a name and parameters, which are indices. Called with indices it is a node of a tree."""

    name: str
    parameters: tuple[Index, ...]
    body: sp.Expr

    @property
    def level(self) -> int:
        """The highest level of a bound index in the body."""
        return level_of(self.body)

    @property
    def is_named(self) -> bool:
        """True if its name is one that people write; a mark on a part of a formula has none."""
        return True

    def with_body(self, body: sp.Expr) -> sp.Expr:
        """What stands in the place of this definition where something in its body was replaced: the body, without the name."""
        return body

    def __call__(self, *indices: Any) -> Defined:
        """The number that is defined, at these indices. Raises TypeError for indices of other sorts."""
        wanted, given = [p.sort for p in self.parameters], [sort_of(i) for i in indices]
        if wanted != given:
            sizes = ", ".join(sort.size for sort in wanted)
            raise TypeError(f"{self.name} is defined for indices ({sizes}), not for ({', '.join(map(str, indices))})")
        return Defined(self, *indices)


class Defined(sp.Expr):  # type: ignore[misc]  # SymPy is untyped
    """A definition at some indices; `formula` is its body there."""

    is_real = True
    definition: Definition
    name = property(lambda self: self.definition.name)
    indices = property(lambda self: self.args[1:])
    level = property(lambda self: self.definition.level)

    def __new__(cls, definition: Definition, *indices: Any) -> Self:
        """The node."""
        made: Self = sp.Expr.__new__(cls, Str(definition.name), *indices)
        made.definition = definition
        return made

    @property
    def func(self) -> Any:
        """SymPy rebuilds a node from its arguments."""
        return lambda _, *indices: Defined(self.definition, *indices)

    @property
    def formula(self) -> sp.Expr:
        """The body with these indices in it, in the form in which it was written."""
        put = dict(zip(self.definition.parameters, self.indices, strict=True))
        return put_in(self.definition.body, put)

    @property
    def free_symbols(self) -> set[Any]:
        """Those of the formula: a derivative looks for its variable here."""
        return set(self.formula.free_symbols)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*self.args, sp.Tuple(*self.definition.parameters), self.definition.body)  # SymPy also orders nodes by this

    def _xreplace(self, rule: Any) -> tuple[Any, bool]:
        """A replacement of something in the body is made there, and then it is another formula, without the name."""
        if self in rule:
            return rule[self], True
        if self.definition.body.xreplace(rule) != self.definition.body:
            return self.definition.with_body(self.formula.xreplace(rule)), True
        return super()._xreplace(rule)  # type: ignore[no-any-return]

    def _eval_subs(self, old: Any, new: Any) -> Any:
        """The same for SymPy's `subs`; None if nothing in the body is replaced."""
        formula = self.formula
        replaced = formula.subs(old, new)
        return None if replaced == formula else replaced

    def _eval_derivative(self, by: Any) -> sp.Expr:
        """The derivative of what is defined."""
        return sp.diff(evaluated(self.formula), by)


def let(name: str, *what: Any) -> Any:
    """A definition of a number, from its formula, or of a number for each index, from a sort and a function (also for two)."""
    *sorts, body = what
    checked_name(name)
    if not sorts:
        if callable(body) and not isinstance(body, sp.Basic):
            raise TypeError(f"let({name!r}, ...): name the sort of the index as well: let({name!r}, SORT, lambda i: ...)")
        return Definition(name, (), number(body))()
    if not all(isinstance(sort, Sort) for sort in sorts) or not callable(body):
        raise TypeError(f"let({name!r}, ...) takes a formula, or sorts and a function of as many indices")
    parameters, formula = closed(tuple(sorts), body)
    return Definition(name, tuple(parameters), formula)


class Slope(sp.Expr):  # type: ignore[misc]  # SymPy is untyped
    """A derivative that is not taken yet: of the expression `of` by the entry or parameter `by`."""

    is_real = True
    of = property(lambda self: self.args[0])
    by = property(lambda self: self.args[1])

    def _xreplace(self, rule: Any) -> tuple[Any, bool]:
        """What it is differentiated by cannot be replaced by a value before the derivative is taken."""
        if any(old == self.by or (old in self.by.args and sort_of(old) is None) for old in rule) and self not in rule:
            return evaluated(self).xreplace(rule), True
        return super()._xreplace(rule)  # type: ignore[no-any-return]

    def _eval_subs(self, old: Any, new: Any) -> Any:
        """The same for SymPy's `subs`."""
        return evaluated(self).subs(old, new)

    def _eval_derivative(self, by: Any) -> sp.Expr:
        return sp.diff(evaluated(self), by)


def derivative(of: Any, by: Any) -> sp.Expr:
    """The derivative by an entry u[w, j], whose indices stand for any of their sorts, or by a parameter.

    Within `as_written` it stays a node `Slope` that is not taken yet.
    """
    if not isinstance(by, (sp.Indexed, sp.Symbol)) or sort_of(by) is not None or getattr(by, "is_integer", False):
        raise TypeError(f"a derivative is taken by an entry of an array or a parameter, not by {by}")
    if isinstance(by, sp.Indexed) and len(by.indices) != len(by.base.axes):
        raise TypeError(f"a derivative is taken by one number, not by the row {by}")
    if global_parameters.evaluate:
        return sp.diff(evaluated(number(of)), by)
    return Slope(number(of), by)


def as_written() -> AbstractContextManager[Any]:
    """A context in which formulas keep the form in which they are written, and derivatives are not taken yet."""
    return sp.evaluate(False)  # type: ignore[no-any-return]


def unfold(e: sp.Basic) -> sp.Basic:
    """The expression with the bodies of all definitions in their places, otherwise as it was written."""
    return unfold(e.formula) if isinstance(e, Defined) else rebuilt(e, [unfold(a) for a in e.args])


def evaluated(e: Any) -> sp.Expr:
    """The expression with definitions and words unfolded, derivatives taken, floats exact, and simplified by SymPy."""
    with sp.evaluate(True):  # also where somebody is writing
        return _evaluated(sp.sympify(e))


@lru_cache(maxsize=100_000)
def _evaluated(e: sp.Basic) -> sp.Basic:  # noqa: PLR0911  # a line a node
    match e:
        case Defined():
            return _evaluated(e.formula)
        case Slope():
            return sp.diff(_evaluated(e.of), e.by)
        case sp.Float():
            return exact(float(e))
        case sp.Indexed() | sp.IndexedBase():
            return e
    arguments = [_evaluated(a) for a in e.args]
    match e:
        case Softplus():
            return sp.log(1 + sp.exp(*arguments))
        case LogAddExp():
            return sp.log(sp.Add(*map(sp.exp, arguments)))
        case sp.tanh():
            return 2 * Sigma(2 * arguments[0]) - 1
    return e.func(*arguments) if arguments else e


def exact(x: float) -> sp.Rational:
    """The fraction that a float stands for: 0.1 is 1/10, the nearest simple fraction that rounds to it."""
    simple = Fraction(x).limit_denominator(10**6)
    fraction = simple if float(simple) == x else Fraction(x)
    return sp.Rational(fraction.numerator, fraction.denominator)
