"""Mistakes and features as tables: one row each, its formula in the letters of the derivation (see `letters`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.model import CaseCondition, Inputs, Invariant, LinearTerms, Mistake, NamedRows, Size
from grader.numeric.letters import Formula, Letters, in_letters, reader


def mistakes(
    letters: Letters, function: str, output: str, parts: tuple[str, ...], rows: Iterable[tuple[str, Formula, str, str]]
) -> Iterator[Mistake]:
    """The mistakes of an output, for each part that judges it: a row is the code, the formula, what it equals, and the hint."""
    for code, formula, what, hint in rows:
        of_inputs = in_letters(letters, formula)
        for part in parts:
            yield Mistake(code=code, part=part, function=function, output=output, formula=of_inputs, what=what, hint=hint)


def clues(
    letters: Letters, function: str, output: str, terms: Mapping[str, tuple[float, Formula]], *further: Mapping[str, Formula]
) -> Iterator[LinearTerms]:
    """An output as a sum of terms, each with its coefficient; and as the same sum with each group of further terms.

    A single term alone is left out: that the output is a multiple of its right value needs no clue.
    """

    def expansion(others: Mapping[str, Formula]) -> LinearTerms:
        formulas = {name: formula for name, (_, formula) in terms.items()} | dict(others)

        def values(**inputs: Any) -> dict[str, Any]:
            of = reader(letters, inputs)
            return {name: of(formula) for name, formula in formulas.items()}

        expected = {name: c for name, (c, _) in terms.items()} | dict.fromkeys(others, 0.0)
        return LinearTerms(function=function, output=output, expected=expected, terms=values)

    yield from map(expansion, further if len(terms) == 1 else ({}, *further))


def named_rows(letters: Letters, function: str, output: str, size: str, *rows: tuple[str, str, Formula]) -> Iterator[NamedRows]:
    """Rows of an output by their code and what they are; the formula gives their indices, or True for each of them."""

    def mask(formula: Formula, inputs: Inputs) -> npt.NDArray[np.bool_]:
        of = reader(letters, inputs)
        chosen = np.zeros(of(letters[size]), dtype=np.bool_)
        named = np.asarray(of(formula))
        chosen[named if named.dtype == np.bool_ else named.astype(np.intp)] = True
        return chosen

    for code, what, formula in rows:
        choose = lambda inputs, formula=formula: mask(formula, inputs)  # noqa: E731 - it belongs to this row
        yield NamedRows(code=code, what=what, function=function, output=output, rows=choose)


def conditions(letters: Letters, function: str, *rows: tuple[str, str, Formula]) -> Iterator[CaseCondition]:
    """Properties of cases by their code and what holds then."""
    for code, what, formula in rows:
        holds = lambda inputs, formula=formula: bool(reader(letters, inputs)(formula))  # noqa: E731 - likewise
        yield CaseCondition(code=code, what=what, function=function, holds=holds)


def sizes(letters: Letters, function: str, *names: str, **renamed: str) -> Iterator[Size]:
    """Sizes by their letters; a size that a report calls by another letter is `other="letter"`."""
    for name, letter in ({n: n for n in names} | renamed).items():
        of = lambda inputs, size=letters[letter]: int(reader(letters, inputs)(size))  # noqa: E731 - likewise
        yield Size(letter=name, function=function, of=of)


def invariants(letters: Letters, function: str, *rows: tuple[str, str, str, Formula]) -> Iterator[Invariant]:
    """What is true of every right output, by output, code and statement; the formula is 0 where it is true.

    The output itself is the letter `output`. A violation is a share of its largest entry, and of 1 if a loss is smaller.
    """

    def violation(formula: Formula, inputs: Inputs, output: Any) -> float:
        off = reader(letters, {**inputs, "output": output})(formula)
        largest = float(np.max(np.abs(output), initial=0.0))
        scale = max(largest, 1.0) if not np.ndim(output) else largest or 1.0
        return float(np.max(np.abs(off), initial=0.0)) / scale

    for output, code, what, formula in rows:
        of = lambda inputs, value, formula=formula: violation(formula, inputs, value)  # noqa: E731 - likewise
        yield Invariant(code=code, what=what, function=function, output=output, violation=of)


def outside(values: Any, low: Any, high: Any) -> Any:
    """The distance of each entry below `low` or above `high`; 0 between them."""
    return np.maximum(np.maximum(low - values, values - high), 0)
