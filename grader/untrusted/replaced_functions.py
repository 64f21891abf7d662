"""Replace functions of NumPy that would lose the watched arrays and numbers of `moved_points`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .moved_points import WatchedArray, evaluated, is_watching, noticed, plain

# What makes an array of something else, and would lose the subclass; and products, of which both factors may be copies that were
# filled entry by entry. Replaced before the submission is imported.
_MAKERS = ("array", "asarray", "ascontiguousarray", "asfortranarray")
_PRODUCTS = ("dot", "inner", "vdot", "einsum", "tensordot")

_FLOAT64, _call_vectorized = np.dtype(np.float64), np.vectorize.__call__
_noticing: list[Callable[..., Any]] = []


def replace_functions() -> None:
    """Have makers return watched arrays for what is near an input, products scale steps, and np.vectorize pass watched numbers.

    May be called again.
    """

    def noticing(make: Callable[..., Any], read: Callable[[Any], Any]) -> Callable[..., Any]:
        @functools.wraps(make)
        def made(*arguments: Any, **named: Any) -> Any:
            if not is_watching():
                return make(*arguments, **named)
            return noticed(make(*map(read, arguments), **named))

        return made

    for name in (*_MAKERS, *_PRODUCTS):
        if getattr(np, name) not in _noticing:
            _noticing.append(noticing(getattr(np, name), plain if name in _MAKERS else evaluated))
            setattr(np, name, _noticing[-1])
    np.vectorize.__call__ = _vectorized  # type: ignore[method-assign]


@functools.wraps(_call_vectorized)
def _vectorized(self: Any, *arguments: Any, **named: Any) -> Any:
    return _call_vectorized(self, *map(_numbers, arguments), **{name: _numbers(value) for name, value in named.items()})


def _numbers(value: Any) -> Any:
    """The entries of a watched array as watched numbers, in an array of objects; anything else as it is."""
    if not isinstance(value, WatchedArray) or value.dtype != _FLOAT64 or not is_watching():
        return value
    numbers = np.empty(value.shape, object)
    for place in np.ndindex(value.shape):
        numbers[place] = value[place]
    return numbers
