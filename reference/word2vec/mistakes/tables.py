"""Tables of mistakes: one row a wrong formula, written in the letters of its table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from grader import Mistake

Row = tuple[Any, ...]
"""Code, formula, `what`, hint, then the conditions of `needs`, if any. See `Mistake`."""


def mistakes(
    part: str, function: str, output: str, rows: Iterable[Row], make: Callable[[Any], Callable[..., Any]], what: str = "{}"
) -> Iterator[Mistake]:
    """One mistake a row. `make` turns the formula of a row into one of the case's inputs; `what` frames that of a row."""
    for code, formula, equals, hint, *needs in rows:
        yield Mistake(
            code=code,
            part=part,
            function=function,
            output=output,
            formula=make(formula),
            what=what.format(equals),
            hint=hint,
            needs=frozenset(needs),
        )


def sigma(x: Any) -> Any:
    """The logistic function, in a form that also runs on symbols."""
    return 1 / (1 + np.exp(-x))
