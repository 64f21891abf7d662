"""Write a wrong output as a combination of the derivation's own terms: which term is missing, extra, or has a wrong factor."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from grader.diagnosis.wrong_output import WrongOutput, evaluated
from grader.judging.exam import AnyArray
from grader.judging.findings import Finding
from grader.model import Diagnosis, FloatArray, LinearTerms

SPARE = 2
"""Numbers beyond those that determine the coefficients: in nine digits, so many do not agree by accident."""

WELL_POSED = 1e-7
"""Smallest share of the largest singular value: below it, other coefficients would give the same values."""

SIMPLE = 1e-6
"""A coefficient this close to a simple fraction is shown as that fraction."""

LARGEST_DENOMINATOR = 12
"""1/2, 2/3 and 1/12 are simple; nobody writes larger denominators."""


def coefficients(output: WrongOutput) -> Diagnosis | None:
    """The terms whose coefficients are wrong, in the first expansion that equals the output on every case."""
    fitted: dict[str, float] = {}
    for expansion in output.declared(output.exam.assignment.features.linear_terms):
        fitted = fit(output, expansion) or {}
        if fitted:
            break
    off = [name for name, x in fitted.items() if abs(x - expansion.expected[name]) > SIMPLE]
    if not off:
        return None
    actual, right = fitted[off[0]], expansion.expected[off[0]]
    if len(off) > 1:
        code, message = "coefficients", "the right terms with wrong coefficients"
        hint = "Write the terms one below the other and compare their signs and factors with your derivation."
    elif not right:
        code, message = "term-extra", "there is an extra term"
        hint = "Which of your terms is not in the derivation?"
    elif not actual:
        code, message = "term-missing", "a term of the derivation is missing"
        hint = "Count the terms of the loss, and differentiate each."
    elif actual == -right:
        code, message, hint = "term-sign", "one term has the wrong sign", "Follow the signs term by term."
    else:
        code, message, hint = "term-factor", "one term has the wrong factor", "Look at the factors term by term."

    def written(x: float) -> str:
        return str(Fraction(x).limit_denominator(LARGEST_DENOMINATOR)) if _near(x) == x else f"{x:.6g}"

    mine = ", ".join(f"{written(x)} for {name}" for name, x in fitted.items())
    expected = ", ".join(written(expansion.expected[name]) for name in fitted)
    return Diagnosis(code=code, message=message, hint=hint, value=f"coefficients {mine}; expected {expected}")


def fit(output: WrongOutput, expansion: LinearTerms) -> dict[str, float] | None:
    """The coefficients of the terms that are visible in this piece, if they exist and are unique.

    Most expansions do not fit, and a few cases are enough to see that.
    """
    few = output.some(len(expansion.expected) + SPARE)
    return _fit(output, expansion) if few is None or _fit(few, expansion, unique=False) is not None else None


def _fit(output: WrongOutput, expansion: LinearTerms, *, unique: bool = True) -> dict[str, float] | None:
    """Coefficients from all cases of an output; if they need not be `unique`, any that fit."""
    terms = {f.case.number: evaluated(expansion.terms, f.case.inputs) for f in output.findings}
    if any(values is None for values in terms.values()):
        return None
    columns = {
        name: np.concatenate([output.judged(f, np.asarray(terms[f.case.number][name], np.float64)) for f in output.findings])
        for name in expansion.expected
    }
    columns = {name: column for name, column in columns.items() if np.any(column)}
    actual = output.actual()
    if not columns or len(actual) < len(columns) + SPARE or not np.all(np.isfinite([*columns.values()])):
        return None
    solved = _solve(columns, actual, unique=unique)
    if solved is None:
        return None
    simple = {name: _near(x) if abs(x - _near(x)) <= SIMPLE * max(1.0, abs(x)) else x for name, x in solved.items()}
    for chosen in (simple, solved):

        def combination(finding: Finding, chosen: Mapping[str, float] = chosen) -> AnyArray:
            total = np.zeros(output.expected(finding).shape)
            for name, coefficient in chosen.items():
                total = total + coefficient * np.asarray(terms[finding.case.number][name], dtype=np.float64)
            return total

        if output.equals(combination):
            return chosen
    return None


def _solve(columns: Mapping[str, FloatArray], actual: FloatArray, *, unique: bool) -> dict[str, float] | None:
    """Least squares over columns of length one; with `unique`, None if other coefficients would fit as well."""
    lengths = {name: float(np.linalg.norm(column)) for name, column in columns.items()}
    matrix = np.stack([column / lengths[name] for name, column in columns.items()], axis=1)
    solution, _, _, singular = np.linalg.lstsq(matrix, actual, rcond=None)
    if unique and singular[-1] < WELL_POSED * singular[0]:
        return None
    return {name: float(x) / lengths[name] for name, x in zip(columns, solution, strict=True)}


def _near(x: float) -> float:
    """The nearest simple fraction."""
    return float(Fraction(x).limit_denominator(LARGEST_DENOMINATOR))
