"""np.zeros(shape) makes an array of floats, into which no symbol can be put. While a function is traced, it makes one of exact numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import sympy as sp

from grader.symbolic.tracing.arrays import traced

MAKERS = ("zeros", "ones", "full", "empty")


@contextmanager
def arrays_of_symbols() -> Iterator[None]:
    """Let np.zeros, np.ones, np.full and np.empty make arrays that take symbols, unless another dtype than float is asked for.

    The names in the module are exchanged for the duration, since the function that is traced must be the one that grades, unchanged.
    """
    kept = {name: getattr(np, name) for name in MAKERS}
    try:
        for name, make in kept.items():
            setattr(np, name, _empty if name == "empty" else _exact(make))
        yield
    finally:
        for name, make in kept.items():
            setattr(np, name, make)


def _exact(make: Callable[..., Any]) -> Callable[..., Any]:
    def made(*arguments: Any, **options: Any) -> Any:
        array = make(*arguments, **options)
        return traced(array) if array.dtype == np.float64 else array

    return made


def _empty(shape: Any, dtype: Any = float, **_: Any) -> Any:
    """What np.empty holds is anybody's guess, so each entry is a symbol of its own."""
    array = np.ndarray(shape, dtype=np.dtype(dtype))
    return traced([sp.Dummy("uninitialised") for _ in range(array.size)]).reshape(array.shape) if array.dtype.kind == "f" else array
