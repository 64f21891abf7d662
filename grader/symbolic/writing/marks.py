"""Marks in a step of a derivation: a part with a number in a circle, a factor that cancels, a term that is 0.

A marked part is a definition that is written in its own way, so that whatever reads a formula sees the part itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from grader.symbolic.definitions import Defined, Definition, evaluated
from grader.symbolic.facts import Fact


@dataclass(frozen=True, slots=True)
class Mark(Definition):
    """A definition that is written as a mark on its body: a number in a circle, or nothing else than `kind` says."""

    kind: str = ""
    number: int = 0
    facts: tuple[Fact, ...] = ()

    @property
    def is_named(self) -> bool:
        """False: a mark is no name."""
        return False

    def with_body(self, body: Any) -> Defined:
        """The same mark on another formula."""
        return replace(self, body=body)()


def circled(number: int, formula: Any) -> Defined:
    """A part of a step, shown with its number in a circle; later steps that use it show the number alone."""
    return Mark(f"circled_{number}", (), sp.sympify(formula), kind="circled", number=number)()


def struck(formula: Any) -> Defined:
    """A factor that is struck out because it stands above and below the line of a fraction."""
    return Mark("struck", (), sp.sympify(formula), kind="struck")()


def vanishing(formula: Any, *facts: Fact) -> Defined:
    """A term of a step that is 0 under these facts. They are part of its name: SymPy takes nodes for equal by name and body."""
    name = re.sub(r"\W+", "_", f"vanishing{facts}")
    return Mark(name, (), sp.sympify(formula), kind="vanishing", facts=facts)()


def mark_of(e: Any) -> Mark | None:
    """The mark of a marked part, None for any other formula."""
    return e.definition if isinstance(e, Defined) and isinstance(e.definition, Mark) else None


def vanishing_parts(formula: Any) -> list[tuple[Any, tuple[Fact, ...]]]:
    """The terms that are marked as 0, with the facts under which they are."""
    marks = (mark_of(node) for node in sp.preorder_traversal(formula))
    return [(mark.body, mark.facts) for mark in marks if mark and mark.kind == "vanishing"]


def check_circled(*formulas: Any) -> None:
    """Raise ValueError if two different parts have one number in a circle."""
    known: dict[int, Any] = {}
    for mark in (mark_of(node) for formula in formulas for node in sp.preorder_traversal(formula)):
        if mark and mark.kind == "circled" and known.setdefault(mark.number, mark.body) != mark.body:
            raise ValueError(f"the number {mark.number} in a circle stands for two parts: {known[mark.number]} and {mark.body}")


def check_struck(formula: Any) -> None:
    """Raise ValueError if the factors that are struck out in a product do not make 1."""
    found = _struck_factors(formula)
    if found and evaluated(sp.Mul(*found)) != 1:
        raise ValueError(f"what is struck out does not cancel: {', '.join(map(str, found))}")


def _struck_factors(e: Any) -> list[Any]:
    """What is struck out in a product, its factors below the line as reciprocals. Other parts are checked for themselves."""
    mark = mark_of(e)
    if mark and mark.kind == "struck":
        return [mark.body]
    if isinstance(e, sp.Mul):
        return [factor for a in e.args for factor in _struck_factors(a)]
    if isinstance(e, sp.Pow) and e.exp.is_Integer:
        return [factor**e.exp for factor in _struck_factors(e.base)]
    for argument in (*e.args, *([mark.body] if mark else [])):
        check_struck(argument)
    return []
