"""NumPy code without a formula is refused, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from grader.symbolic.tracing import Untraceable, traced

z = traced([sp.Symbol(f"z{n}", real=True) for n in range(3)])

REFUSED: dict[str, Callable[[], Any]] = {
    "argmax": lambda: np.argmax(z),
    "argmax of an array": z.argmax,
    "sort": lambda: np.sort(z),
    "unique": lambda: np.unique(z),
    "a number": lambda: float(z[0]),
    "if": lambda: bool(z[0]),
    "max of Python": lambda: max(z),
    "any": lambda: np.any(z),
    "equal": lambda: z == z,  # noqa: PLR0124
    "nonzero": z.nonzero,
    "count_nonzero": lambda: np.count_nonzero(z),
    "a cast": lambda: z.astype(int),
    "a mask of symbols": lambda: z[z > 0],
    "floor_divide": lambda: z // 2,
    "sin": lambda: np.sin(z),
    "where of a ufunc": lambda: np.exp(z, where=np.array([True, False, True])),
    "where with a condition alone": lambda: np.where(z > 0),
    "adding into floats": lambda: np.add.at(np.ones(3), [0], z[:1]),
    "writing into floats": lambda: np.exp(z, out=np.ones(3)),
    "writing into integers": lambda: np.add(z, 1, out=np.ones(3, dtype=int)),
    "round": lambda: np.round(z),
    "an index": lambda: [1, 2, 3][z[0]],
}


@pytest.mark.parametrize("what", list(REFUSED))
def test_what_has_no_formula_is_refused(what: str) -> None:
    with pytest.raises((TypeError, IndexError)):
        REFUSED[what]()


def test_a_refusal_names_the_function() -> None:
    with pytest.raises(Untraceable, match=r"test_symbolic_refused.py line \d+, `np.argmax\(z\)`: np\.argmax: there is no rule"):
        np.argmax(z)
