"""Tables of mistakes: one row a wrong formula, written in the letters of its table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake, one_hot

Array = npt.NDArray[Any]
EPSILONS = (1e-4, 1e-5, 1e-6, 1e-7)
EPSILON = "What keeps the logarithm finite? Does anything have to be added there?"
OF_WHAT = "Of what is the logarithm taken?"
__all__ = ["EPSILON", "EPSILONS", "OF_WHAT", "Array", "Row", "mistakes", "one_hot", "sigma"]

Row = tuple[Any, ...]
"""Code, formula, `what`, hint, then the conditions without which it does not show. See `Mistake`."""


def mistakes(
    part: str, function: str, output: str, rows: Iterable[Row], make: Callable[[Any], Callable[..., Any]], what: str = "{}"
) -> Iterator[Mistake]:
    """One mistake a row. `make` turns the formula of a row into one of the case's inputs; `what` frames that of a row."""
    for code, formula, equals, hint, *_ in rows:
        yield Mistake(
            code=code,
            part=part,
            function=function,
            output=output,
            formula=make(formula),
            what=what.format(equals),
            hint=hint,
        )


def sigma(x: Any) -> Any:
    """The logistic function, in a form that also runs on symbols."""
    return 1 / (1 + np.exp(-x))
