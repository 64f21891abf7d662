"""Let np.zeros(shape) make an array that can hold symbols while a function is traced; usually it holds floats."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import sympy as sp

from grader.symbolic.tracing.arrays import Traced, traced
from grader.symbolic.tracing.numbers import Number
from grader.symbolic.tracing.refusing import REFUSED, Untraceable, is_ours, refuse

_MAKERS = (
    "zeros ones full empty eye identity zeros_like ones_like full_like empty_like array asarray asanyarray ascontiguousarray"
)


class _Random:
    """In the place of np.random."""

    def __getattr__(self, name: str) -> Any:
        return refuse(f"np.random.{name}", "random")


@contextmanager
def arrays_of_symbols() -> Iterator[list[Untraceable]]:
    """Let np.zeros, np.array and the like make arrays that take symbols, unless another dtype than float is asked for.

    The names in the module are exchanged for the duration, since the function that is traced must be the one that grades,
    unchanged. A module that is imported meanwhile and keeps one of them has NumPy's own behaviour again afterwards. Yields the
    list of what is refused meanwhile: code may catch an exception, but then something else was computed than formulas.
    """
    refused: list[Untraceable] = []
    kept = {name: getattr(np, name) for name in (*_MAKERS.split(), "random")}
    REFUSED.append(refused)
    try:
        for name in _MAKERS.split():
            setattr(np, name, _exact(kept[name], refused))
        np.random = _Random()  # type: ignore[assignment]
        yield refused
    finally:
        REFUSED.remove(refused)
        for name, make in kept.items():
            setattr(np, name, make)


def _exact(make: Callable[..., Any], run: list[Untraceable]) -> Callable[..., Any]:
    @functools.wraps(make)
    def made(*arguments: Any, **options: Any) -> Any:
        if not any(r is run for r in REFUSED) or is_ours(sys._getframe(1)):  # noqa: SLF001  # NumPy itself needs its own arrays
            return make(*arguments, **options)
        return _made(make, *arguments, **options)

    return made


def _made(make: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    values = arguments[0] if arguments else None
    if make.__name__ in {"array", "asarray", "asanyarray", "ascontiguousarray"}:
        dtype = options.get("dtype", arguments[1] if len(arguments) > 1 else None)
        array = make(values, dtype=object) if _holds_numbers(values) else make(*arguments, **options)
        if array.dtype != object:
            return traced(array) if array.dtype == float else array
        array = traced(array) if make.__name__ == "array" or not isinstance(values, Traced) else values
        return array if dtype is None or np.dtype(dtype) in (np.dtype(float), np.dtype(object)) else array.astype(dtype)
    array = make(*arguments, **options)
    if isinstance(array, Traced) or array.dtype.kind not in "fO":
        return array
    if array.dtype not in (np.dtype(float), np.dtype(object)):
        return refuse(f"an array of {array.dtype}", "dtype")
    if make.__name__ == "empty":  # its contents are undefined, so each entry is a symbol of its own
        array = np.ndarray(array.shape, dtype=object)
        array[...] = np.frompyfunc(lambda _: sp.Dummy("uninitialised"), 1, 1)(array)
    return traced(array)


def _holds_numbers(values: Any) -> bool:
    """True if symbols stand anywhere in these nested lists."""
    if isinstance(values, list | tuple):
        return any(_holds_numbers(v) for v in values)
    return type(values) is Number or (isinstance(values, np.ndarray) and np.ndarray.dtype.__get__(values).kind == "O")
