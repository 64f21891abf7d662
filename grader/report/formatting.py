"""Points, percentages, relative errors, times and bars as text that stands in a column."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from rich.text import Text

from grader.model import AppliedOverride, PartResult

NOTHING = "–"
"""Stands where there is no number."""


def decimals(values: Iterable[Fraction | None]) -> int:
    """Digits behind the point that show all `values` exactly: 0, 1, or 2 where even two are not enough."""
    numbers = tuple(value for value in values if value is not None)
    return next((digits for digits in (0, 1) if all(value == round(value, digits) for value in numbers)), 2)


def points(value: Fraction | None, *, digits: int) -> str:
    """Points with so many digits behind the point: "7.5"."""
    return NOTHING if value is None else f"{float(round(value, digits)):.{digits}f}"


def exact_points(value: Fraction | None) -> str:
    """Points with as many digits as they need, for running text: "15", "7.5"."""
    return points(value, digits=decimals([value]))


def override(part: PartResult) -> str:
    """An instructor's override of a part: its points, those of the judge, and the reason. "" where there is none."""
    if part.override is None:
        return ""
    return f"{exact_points(part.score)}, {judged(part.override)}: {part.override.note}"


def judged(override: AppliedOverride) -> str:
    """The points of the judge, in place of which an instructor gave others: "judged 7.5"."""
    return "not judged" if override.judged is None else f"judged {exact_points(override.judged)}"


def score_column(scores: Iterable[tuple[Fraction | None, Fraction]]) -> list[str]:
    """Points earned and points of the whole, with digits and slashes aligned for a column: "7.5 /  15", "0.0 / 100"."""
    pairs = tuple(scores)
    digits = decimals(score for score, _ in pairs)
    whole_digits = decimals(whole for _, whole in pairs)
    wholes = [points(whole, digits=whole_digits) for _, whole in pairs]
    width = max(map(len, wholes), default=0)
    return [f"{points(score, digits=digits)} / {whole:>{width}}" for (score, _), whole in zip(pairs, wholes, strict=True)]


def percent(score: Fraction | None, whole: Fraction) -> str:
    """The share in percent with one decimal. Only full marks are "100.0 %", only no points are "0.0 %"."""
    if score is None or whole <= 0:
        return NOTHING
    share = 100 * score / whole
    rounded = float(round(share, 1))
    if 0 < share < 100:
        rounded = min(max(rounded, 0.1), 99.9)
    return f"{rounded:.1f} %"


def relative_error(value: float | None) -> str:
    """A relative error in short scientific form, "4.4e-16"; an exact value is "0"."""
    if value is None:
        return NOTHING
    return "0" if value == 0 else f"{value:.1e}"


def seconds(value: float) -> str:
    """A time: "0.02 s", "12.3 s"."""
    digits = 2 if value < 10 else 1
    return f"{value:.{digits}f} s" if math.isfinite(value) else NOTHING


def duration(value: float) -> str:
    """A time that is estimated or long, rounded: "12 s", "14 min", "3 h 20 min"."""
    if value < 120:
        return f"{value:.0f} s"
    minutes = round(value / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def bar(score: Fraction | None, whole: Fraction, *, width: int) -> Text:
    """A bar of `width` cells, heavy as far as points were earned: full and green only for all of them, empty only for none."""
    share = min(max(score / whole, Fraction(0)), Fraction(1)) if score is not None and whole > 0 else Fraction(0)
    filled = round(share * width)
    if 0 < share < 1:
        filled = max(min(filled, width - 1), 1)
    return Text.assemble(("━" * filled, "bar.all" if share == 1 else "bar.some"), ("─" * (width - filled), "bar.rest"))
