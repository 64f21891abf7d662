"""Slips made in the formula of a claim: for each the wrong formula, its NumPy, and what it equals in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import sympy as sp

from grader.symbolic.claims import Claim
from grader.symbolic.definitions import Definition
from grader.symbolic.emitting import numpy_of
from grader.symbolic.language import number
from grader.symbolic.names import meanings
from grader.symbolic.proof import compare, residual
from grader.symbolic.slips.operators import Slip
from grader.symbolic.slips.places import rearranged
from grader.symbolic.slips.slopes import slope
from grader.symbolic.writing import writer
from grader.symbolic.written import is_formula


@dataclass(frozen=True, kw_only=True, eq=False)
class Mistaken:
    """A right formula with one slip in it.

    wrong  the formula, at the indices of its claim's output
    code   what a report calls it
    what   what the value equals, in the letters of the derivation
    hint   what a teacher would say, if that is not what is said of the code elsewhere
    """

    claim: Claim
    wrong: sp.Expr
    code: str
    what: str
    hint: str

    def numpy(self, named: Mapping[str, Definition]) -> str:
        """The NumPy source of the wrong formula. Raises TypeError where none is known."""
        return numpy_of(self.wrong, self.claim.at, named)

    @cached_property
    def is_false(self) -> bool:
        """True if the wrong formula differs from the right one at a random point, or else has a remainder that is not 0.

        Of what is written in NumPy nothing can be said: traces and numbers reject it.
        """
        if not is_formula(self.wrong):
            return True
        right, facts = self.claim.right, self.claim.facts
        verdict, _ = compare(right, self.wrong, meanings(right, self.wrong), facts)
        return verdict == "false" or bool(residual(right, self.wrong, facts))


@dataclass(frozen=True, kw_only=True, eq=False)
class Spoilt:
    """Slips in one formula, which is the right side of `claim`, perhaps in another form."""

    claim: Claim
    parts: tuple[str, ...]
    slips: tuple[Slip, ...]

    @cached_property
    def mistakes(self) -> tuple[Mistaken, ...]:
        """The mistakes, one for each slip. Raises ValueError for a slip that changes nothing."""
        return tuple(map(self._made, self.slips))

    def _made(self, slip: Slip) -> Mistaken:
        right = self.claim.right
        wrong = slip.change(right, self.claim.at)
        if rearranged(wrong) == rearranged(right):
            raise ValueError(f"{', '.join(self.parts)}: the slip {slip.code!r} changes nothing in {said(right)}")
        what = slip.what.replace("{}", said(right)) if slip.what else said(wrong)
        return Mistaken(claim=self.claim, wrong=rearranged(wrong), code=slip.code, what=what, hint=slip.hint)


def spoil(claims: Claim | tuple[Claim, ...], *slips: Slip, form: sp.Expr | None = None, parts: tuple[str, ...] = ()) -> Spoilt:
    """Slips in the right side of a claim about an output; of several claims, if several parts judge one output alike.

    form   the same formula written otherwise, where another form invites other slips; it is proved to be the same
    parts  the parts that judge it, if they are not those of the claims
    """
    several = claims if isinstance(claims, tuple) else (claims,)
    claim = several[0] if form is None else replace(several[0], right=number(form), note="another form, for slips")
    return Spoilt(claim=claim, parts=parts or tuple(dict.fromkeys(c.part for c in several)), slips=slips)


def of_loss(loss: Claim, gradients: tuple[Claim | tuple[Claim, ...], ...], *slips: Slip) -> tuple[Spoilt, ...]:
    """Slips in a loss, and for each of its gradients what comes of them: the gradients of the wrong losses."""

    def differentiated(slip: Slip, claim: Claim) -> Slip:
        return replace(slip, change=lambda *_: slope(slip.change(rearranged(loss.right), ()), claim.by))

    several = [g if isinstance(g, tuple) else (g,) for g in gradients]
    return (spoil(loss, *slips), *(spoil(g, *(differentiated(slip, g[0]) for slip in slips)) for g in several))


def said(formula: sp.Expr) -> str:
    """A formula in words, with its definitions by their names."""
    return writer(formula).formula(formula)
