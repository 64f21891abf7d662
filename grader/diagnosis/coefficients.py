"""Which term of the derivation is missing, turned round or too much: the value as a combination of the derivation's own terms."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from grader.diagnosis.wrong_output import WrongOutput, evaluated
from grader.model import Diagnosis, FloatArray, LinearTerms

SPARE = 2
"""Numbers beyond those that the coefficients use up: so many coincidences in nine digits do not happen."""

WELL_POSED = 1e-7
"""Least share of the smallest singular value: below it, other coefficients would give the same values."""

SIMPLE = 1e-6
"""A coefficient this close to a simple fraction is shown as that."""

LARGEST_DENOMINATOR = 12
"""1/2, 2/3, 1/12 are simple; more is no number that anybody wrote."""


def coefficients(suspect: WrongOutput) -> Diagnosis | None:
    """The first expansion whose terms, with coefficients that are the same on every case, give what was handed in."""
    about = (suspect.piece.function, suspect.piece.output)
    for expansion in (e for e in suspect.exam.assignment.features.linear_terms if (e.function, e.output) == about):
        found = fit(suspect, expansion)
        if found is not None:
            return _told(expansion, found)
    return None


def fit(suspect: WrongOutput, expansion: LinearTerms) -> dict[str, float] | None:
    """The coefficients of the terms that can be seen in this piece, if there are such and they are the only ones.

    A few cases are enough to see that there are none, which is what most expansions come to.
    """
    few = suspect.some(len(expansion.expected) + SPARE)
    return _fit(suspect, expansion) if few is None or _fit(few, expansion, unique=False) is not None else None


def _fit(suspect: WrongOutput, expansion: LinearTerms, *, unique: bool = True) -> dict[str, float] | None:
    """Likewise, from all cases of a suspect; where they need not be `unique`, any that fit."""
    terms = {f.case.number: evaluated(expansion.terms, f.case.inputs) for f in suspect.findings}
    if any(found is None for found in terms.values()):
        return None
    columns = {
        name: np.concatenate([suspect.judged(f, np.asarray(terms[f.case.number][name], np.float64)) for f in suspect.findings])
        for name in expansion.expected
    }
    columns = {name: column for name, column in columns.items() if np.any(column)}
    mine = suspect.mine()
    if not columns or len(mine) < len(columns) + SPARE or not np.all(np.isfinite([*columns.values()])):
        return None
    solved = _solve(columns, mine, unique=unique)
    if solved is None:
        return None
    simple = {name: _simple(x) for name, x in solved.items()}
    for chosen in (simple, solved):
        if suspect.fits(lambda f, c=chosen: _sum(c, terms[f.case.number], suspect.expected(f).shape)):  # type: ignore[misc]
            return chosen
    return None


def _solve(columns: Mapping[str, FloatArray], mine: FloatArray, *, unique: bool) -> dict[str, float] | None:
    """Least squares over columns of length one; with `unique`, None where other coefficients would do as well."""
    lengths = {name: float(np.linalg.norm(column)) for name, column in columns.items()}
    matrix = np.stack([column / lengths[name] for name, column in columns.items()], axis=1)
    found, _, _, singular = np.linalg.lstsq(matrix, mine, rcond=None)
    if unique and singular[-1] < WELL_POSED * singular[0]:
        return None
    return {name: float(x) / lengths[name] for name, x in zip(columns, found, strict=True)}


def _sum(chosen: Mapping[str, float], terms: Mapping[str, object], shape: tuple[int, ...]) -> FloatArray:
    total = np.zeros(shape)
    for name, coefficient in chosen.items():
        total = total + coefficient * np.asarray(terms[name], dtype=np.float64)
    return total


def _simple(x: float) -> float:
    """The simple fraction nearby, or the number itself."""
    near = float(Fraction(x).limit_denominator(LARGEST_DENOMINATOR))
    return near if abs(x - near) <= SIMPLE * max(1.0, abs(x)) else x


def _told(expansion: LinearTerms, found: Mapping[str, float]) -> Diagnosis | None:
    """What the coefficients that are not due amount to."""
    off = {name: x for name, x in found.items() if abs(x - expansion.expected[name]) > SIMPLE}
    if not off:
        return None
    (name, x), *more = off.items()
    code, message, hint = _SEVERAL if more else _single(x, expansion.expected[name])
    mine = ", ".join(f"{_written(x)} for {name}" for name, x in found.items())
    due = ", ".join(_written(expansion.expected[name]) for name in found)
    return Diagnosis(code=code, message=message, hint=hint, value=f"coefficients {mine}; due are {due}")


_SEVERAL = (
    "coefficients",
    "made of the right terms, but not in the right proportions",
    "Write the terms below each other and compare their signs and factors with your derivation.",
)


def _single(x: float, due: float) -> tuple[str, str, str]:
    """Code, message and hint for one coefficient that is off."""
    if not due:
        return "term-extra", "a term is there that does not belong", "Which of your terms has no counterpart in the derivation?"
    if not x:
        return "term-missing", "a term of the derivation is missing", "Count the terms of the loss, and differentiate each."
    if x == -due:
        return "term-sign", "one term has the wrong sign", "Follow the signs term by term."
    return "term-factor", "one term has the wrong factor", "Look at the factors term by term."


def _written(x: float) -> str:
    near = Fraction(x).limit_denominator(LARGEST_DENOMINATOR)
    return str(near) if float(near) == x else f"{x:.6g}"
