"""Let np.zeros(shape) make an array that can hold symbols while a function is traced; usually it holds floats."""

from __future__ import annotations

import functools
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

    The names in the module are exchanged for the duration, since the function that is traced must be the one that grades,
    unchanged. A module that is imported meanwhile and keeps one of them has NumPy's own behaviour again afterwards.
    """
    tracing = [True]
    kept = {name: getattr(np, name) for name in MAKERS}
    try:
        for name, make in kept.items():
            setattr(np, name, _exact(make, tracing))
        yield
    finally:
        tracing.clear()
        for name, make in kept.items():
            setattr(np, name, make)


def _exact(make: Callable[..., Any], tracing: list[bool]) -> Callable[..., Any]:
    @functools.wraps(make)
    def made(*arguments: Any, **options: Any) -> Any:
        array = make(*arguments, **options)
        if not tracing or array.dtype.kind not in "fO":
            return array
        if make.__name__ == "empty":  # its contents are undefined, so each entry is a symbol of its own
            array = np.ndarray(array.shape, dtype=object)
            array[...] = np.frompyfunc(lambda _: sp.Dummy("uninitialised"), 1, 1)(array)
        return traced(array)

    return made
