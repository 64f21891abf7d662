"""Features of wrong values that diagnosis looks for, declared by an assignment as values and small functions of a case's inputs.

Mistake        a wrong formula: "y - yhat"
LinearTerms    the right value as a sum of the derivation's own terms, each with its expected coefficient
NamedRows      rows that have a name: "row o", "rows whose word was sampled twice"
CaseCondition  a property of some cases: "V = d", "more than five samples"
Size           a number that a sum may have been divided by: V, K
Invariant      a property of every right value that can be checked without knowing the value: "the rows add up to zero"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.model.parts import Inputs, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A wrong formula for one output: validation must reject it, diagnosis may recognise it.

    code     what a report calls it; several formulas of a part may be one kind of slip, and differ in `what`
    formula  NumPy, from the case's inputs (by keyword) to the wrong output
    what     what such a result equals, in the letters of the derivation (for instructors)
    hint     what a teacher would say, without the formula
    """

    code: str
    part: str
    function: str
    output: str
    formula: Callable[..., Any]
    what: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearTerms:
    """One output as a linear combination of terms of its derivation.

    expected  the coefficient of each term in the right value, by the term's name in the letters of the derivation; a term with
              coefficient 0 does not belong there, but students are known to write it
    terms     NumPy, from the case's inputs (by keyword) to the terms by name, each of the output's shape
    """

    function: str
    output: str
    expected: Mapping[str, float]
    terms: Callable[..., Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRows:
    """Rows of an output that a reader knows by name. `what` reads on after "only": "row o"."""

    code: str
    what: str
    function: str
    output: str
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCondition:
    """A property of some cases of a function. `what` reads on after "when": "V = d"."""

    code: str
    what: str
    function: str
    holds: Callable[[Inputs], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A size of a function's inputs by its letter: "V", the number of words."""

    letter: str
    function: str
    of: Callable[[Inputs], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """A statement that holds for every right value of an output and names no formula of it: a student can check it by hand.

    violation  from the case's inputs and the output to the size of the violation, as a share of the output's scale
    """

    code: str
    what: str
    function: str
    output: str
    violation: Callable[[Inputs, Any], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """All that an assignment declares for the diagnosis, beside its mistakes."""

    linear_terms: tuple[LinearTerms, ...] = ()
    named_rows: tuple[NamedRows, ...] = ()
    conditions: tuple[CaseCondition, ...] = ()
    sizes: tuple[Size, ...] = ()
    invariants: tuple[Invariant, ...] = ()
