"""The features of a wrong value that diagnosis can recognise, as an assignment declares them.

Mistake        a wrong formula that somebody thought of: "y - yhat"
LinearTerms    the right value as a sum of the derivation's own terms, each with its coefficient
NamedRows      rows that have a name: "row o", "rows whose word was sampled twice"
CaseCondition  a property that some cases share: "V = d", "more than five samples"
Size           a number by which a sum may have been divided: V, K
Invariant      a property of every right value that can be checked without knowing it: "the rows add up to zero"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.model.parts import Inputs, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A wrong formula for one output, as a value: validation must reject it, diagnosis may recognise it.

    code     the name of the mistake in reports; several formulas of a part may have one code and differ in `what`
    formula  NumPy, from the case's inputs (by keyword) to the wrong output
    what     the value of the formula in the letters of the derivation (for instructors)
    hint     advice as a teacher would give it, without the formula
    needs    conditions without which the formula equals the right one: "repeats", "K > 5", "V == d", ...
    """

    code: str
    part: str
    function: str
    output: str
    formula: Callable[..., Any]
    what: str
    hint: str
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearTerms:
    """One output as a linear combination of terms of its derivation.

    expected  the coefficient of each term in the right value, by the term's name in the letters of the derivation; coefficient 0
              marks an extra term that students are known to write
    terms     NumPy, from the case's inputs (by keyword) to the terms by name, each of the output's shape
    """

    function: str
    output: str
    expected: Mapping[str, float]
    terms: Callable[..., Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRows:
    """Rows of an output that a reader knows by name. `what` continues the word "only": "row o"."""

    code: str
    what: str
    function: str
    output: str
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCondition:
    """A property that some cases of a function share. `what` continues the word "when": "V = d"."""

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
    """A statement that holds for every right value of an output and contains no formula of it: a student can check it by hand.

    violation  from the case's inputs and the output to the distance from the statement, as a share of the output's scale
    """

    code: str
    what: str
    function: str
    output: str
    violation: Callable[[Inputs, Any], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """The features of an assignment, apart from its mistakes."""

    expansions: tuple[LinearTerms, ...] = ()
    landmarks: tuple[NamedRows, ...] = ()
    conditions: tuple[CaseCondition, ...] = ()
    sizes: tuple[Size, ...] = ()
    invariants: tuple[Invariant, ...] = ()
