"""Slips made in the formula of a claim: for each the wrong formula, its NumPy, and what it equals in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from grader.symbolic.claims import Claim
from grader.symbolic.definitions import Defined, Definition
from grader.symbolic.emitting import Written, WrittenNumber, numpy_of
from grader.symbolic.language import Array, Index
from grader.symbolic.normal_form import normal_form
from grader.symbolic.printing import text
from grader.symbolic.slips.operators import Slip, Target


@dataclass(frozen=True, kw_only=True, eq=False)
class Mistaken:
    """A right formula with one slip in it.

    right, wrong  the formulas, at the indices `at`
    code          what a report calls it
    hint          what a teacher would say, without the formula
    """

    at: tuple[Index, ...]
    right: sp.Expr
    wrong: sp.Expr
    code: str
    hint: str
    given: str = ""

    @property
    def is_formula(self) -> bool:
        """False if it is written in NumPy, so that a proof knows nothing of it."""
        return not any(isinstance(node, (Written, WrittenNumber)) for node in sp.preorder_traversal(self.wrong))

    @property
    def what(self) -> str:
        """What the value equals, in the letters of the derivation."""
        if self.given.partition(" being ")[2]:
            return f"{_text(self.right)}, {self.given}"
        return self.given or _text(self.wrong)

    def numpy(self, named: Mapping[str, Definition]) -> str:
        """The NumPy source of the wrong formula. Raises TypeError where none is known."""
        return numpy_of(self.wrong, self.at, named)


@dataclass(frozen=True, kw_only=True, eq=False)
class Spoilt:
    """Slips in one formula: an output of a function, judged by some parts."""

    parts: tuple[str, ...]
    output: str
    at: tuple[Index, ...]
    right: sp.Expr
    slips: tuple[Slip, ...]
    words: Mapping[str, str]

    @cached_property
    def mistakes(self) -> tuple[Mistaken, ...]:
        """The mistakes, one for each slip. Raises ValueError for a slip that changes nothing."""
        return tuple(self._made())

    def _made(self) -> Iterator[Mistaken]:
        for slip in self.slips:
            wrong = slip.change(self.right, self.at)
            code = slip.code.format(_word(slip.target, self.words))
            if wrong == self.right:
                raise ValueError(f"{', '.join(self.parts)}: the slip {code!r} changes nothing in {_text(self.right)}")
            yield Mistaken(at=self.at, right=self.right, wrong=wrong, code=code, hint=slip.hint, given=slip.what)


def spoil(
    claims: Claim | tuple[Claim, ...],
    *slips: Slip,
    form: sp.Expr | None = None,
    parts: tuple[str, ...] = (),
    words: Mapping[str, str] | None = None,
) -> Spoilt:
    """Slips in the right side of a claim about an output; of several claims that judge one output alike.

    form   the same formula written otherwise, where another form invites other slips
    parts  the parts that judge it, if they are not those of the claims
    words  for codes: what the definitions are called, by their names
    """
    several = claims if isinstance(claims, tuple) else (claims,)
    claim = several[0]
    return Spoilt(
        parts=parts or tuple(dict.fromkeys(c.part for c in several)),
        output=claim.output,
        at=claim.at,
        right=claim.right if form is None else sp.sympify(form),
        slips=slips,
        words=words or {},
    )


def _word(target: Target, words: Mapping[str, str]) -> str:
    name = getattr(target, "name", None) or getattr(target, "__name__", None) or str(target)
    return words.get(name, name).lower()


def _text(formula: sp.Expr) -> str:
    """A formula in words, with its definitions by their names."""
    return text(normal_form(_by_name(formula)))


def _by_name(e: Any) -> Any:
    """The formula with a letter in the place of each definition."""
    if isinstance(e, Defined):
        return Array(e.name, *(p.sort for p in e.definition.parameters))[e.indices] if e.indices else sp.Symbol(e.name, real=True)
    if isinstance(e, sp.Indexed) or not e.args:
        return e
    return e.func(*(_by_name(a) for a in e.args))
