"""NumPy functions that are no ufuncs, on symbols: those that NumPy's own code can run, and rules for some others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.symbolic.tracing.arrays import Traced, asarray, traced
from grader.symbolic.tracing.refusing import refuse

_MOVING = (
    "concatenate stack vstack hstack dstack column_stack block append split array_split hsplit vsplit reshape ravel transpose",
    "swapaxes moveaxis rollaxis squeeze expand_dims broadcast_to broadcast_arrays atleast_1d atleast_2d atleast_3d copy copyto",
    "repeat tile roll rot90 flip fliplr flipud take take_along_axis put_along_axis diagonal fill_diagonal shape ndim size ix_",
    "sum prod cumsum cumprod max min amax amin diff dot inner vdot outer tensordot einsum trace all any",
)
MOVING = {getattr(np, name) for names in _MOVING for name in names.split() if hasattr(np, name)} | {np.linalg.multi_dot}
"""NumPy functions that only move entries about, or add and multiply them, or call ufuncs. All without a rule are refused."""

PLAIN = {np.diag, np.diagflat, np.insert, np.delete, np.tril, np.triu, np.kron, np.cross, np.pad}
"""Those that make arrays of a dtype that they are given: they run on plain arrays of objects."""


def _where(condition: Any, *branches: Any) -> Any:
    chosen = condition if isinstance(condition, Traced) else asarray(condition)
    if len(branches) != 2:
        return refuse("np.where with a condition on numbers alone", "nonzero")
    yes, no = branches
    if not isinstance(chosen, Traced) and chosen.dtype != object:
        return traced(np.where(chosen, *(np.ndarray.view(traced(branch), np.ndarray) for branch in branches)))
    condition = traced(condition)
    if condition.dtype != bool:
        return refuse("np.where with a condition that is no comparison", "if")
    one = condition.astype(float)
    return one * traced(yes) + (1 - one) * traced(no)


def _select(conditions: Any, choices: Any, default: Any = 0) -> Any:
    chosen: Any = traced(default)
    for condition, choice in reversed([*zip(conditions, choices, strict=True)]):
        chosen = np.where(condition, traced(choice), chosen)
    return chosen


def _mean(a: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False, **_: Any) -> Any:
    del dtype, out
    return np.sum(traced(a), axis=axis, keepdims=keepdims is True) / _count(a, axis)


def _average(a: Any, axis: Any = None, weights: Any = None, **_: Any) -> Any:
    if weights is None:
        return _mean(a, axis)
    return np.sum(traced(a) * weights, axis=axis) / np.sum(traced(weights), axis=axis if np.ndim(weights) == np.ndim(a) else None)


def _var(a: Any, axis: Any = None, dtype: Any = None, out: None = None, ddof: Any = 0, keepdims: Any = False, **_: Any) -> Any:
    del dtype, out
    far = traced(a) - _mean(a, axis, keepdims=True)
    return np.sum(far * far, axis=axis, keepdims=keepdims is True) / (_count(a, axis) - ddof)


def _count(a: Any, axis: Any) -> int:
    shape = np.shape(a)
    return int(np.prod([shape[n] for n in (range(len(shape)) if axis is None else np.atleast_1d(axis))], dtype=int))


def _clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **bounds: Any) -> Any:
    least, most = bounds.get("min", a_min), bounds.get("max", a_max)
    value = traced(a) if least is None else np.maximum(traced(a), least)
    value = value if most is None else np.minimum(value, most)
    if out is None:
        return value
    out[...] = value
    return out


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002  # NumPy's names
    a = traced(x)
    of_vectors = a.ndim == 1 or isinstance(axis, int)
    if ord is None or ord == "fro" or (ord == 2 and of_vectors):
        return np.sqrt(np.sum(a * a, axis=axis, keepdims=keepdims))
    if ord == 1 and of_vectors:
        return np.sum(np.abs(a), axis=axis, keepdims=keepdims)
    return refuse(f"np.linalg.norm with ord={ord}", "norm")


def _bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    counts = traced([0] * max(minlength, 1 + int(np.max(asarray(x), initial=-1))))
    np.add.at(counts, asarray(x, dtype=int), traced(weights))
    return counts


def _put(a: Any, ind: Any, v: Any, mode: Any = "raise") -> None:
    if not isinstance(a, Traced):
        refuse("writing symbols into an array of floats", "floats")
    places = asarray(ind, dtype=int).ravel()
    entries = traced(v).ravel().tolist()
    np.ndarray.view(a, np.ndarray).put(places, [entries[n % len(entries)] for n in range(len(places))], mode)


def _like(maker: str) -> Callable[..., Any]:
    """np.zeros_like as np.zeros of the same shape."""
    make = getattr(np, maker)

    def like(a: Any, *value: Any, dtype: Any = None, shape: Any = None, **_: Any) -> Any:
        fill = () if maker in {"zeros", "ones", "empty"} else value[:1] or (_["fill_value"],)
        made = make(np.shape(a) if shape is None else shape, *fill, dtype=dtype or object if fill else dtype)
        return traced(made) if made.dtype.kind in "fO" else made

    return like


def _count_nonzero(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    if not isinstance(a, Traced) or a.dtype != bool:
        refuse("np.count_nonzero", "count_nonzero")
    return np.sum(a, axis=axis, keepdims=keepdims)


RULES: dict[Callable[..., Any], Callable[..., Any]] = {
    np.where: _where,
    np.select: _select,
    np.mean: _mean,
    np.average: _average,
    np.var: _var,
    np.std: lambda *args, **kwargs: np.sqrt(_var(*args, **kwargs)),
    np.clip: _clip,
    np.linalg.norm: _norm,
    np.bincount: _bincount,
    np.put: _put,
    np.count_nonzero: _count_nonzero,
    **{getattr(np, f"{maker}_like"): _like(maker) for maker in ("zeros", "ones", "full", "empty")},
    np.nan_to_num: lambda x, **_: traced(x),
}
"""Rules of functions that NumPy's own code cannot run on symbols."""
