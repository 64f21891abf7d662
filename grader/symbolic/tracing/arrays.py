"""Arrays of symbols that NumPy code can run on.

NumPy does arithmetic on arrays of objects, but has no exp or maximum for them. `Traced` arrays define these: every ufunc has a
rule in `formulas`, or is refused; other functions move entries about, have a rule in `functions`, or are refused. Entries are
Numbers, and so is what is taken out of an array. Python and NumPy numbers that meet a Traced array become exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NoReturn, Self

import numpy as np
import numpy.typing as npt

from grader.symbolic.tracing import formulas
from grader.symbolic.tracing.numbers import Number, number, operate
from grader.symbolic.tracing.refusing import refuse

Objects = npt.NDArray[Any]

asarray = np.asarray  # the names in np are exchanged while code is traced

BY_OPERATORS = {np.add, np.multiply, np.matmul, getattr(np, "vecdot", np.matmul)}
"""Ufuncs whose methods, or whose loops over axes, NumPy's own loops for objects run with the operators of Number."""


class Traced(np.ndarray[Any, np.dtype[Any]]):
    """An array of Numbers."""

    @property
    def dtype(self) -> Any:
        """What it stands for, as code may look at it."""
        return np.dtype(bool if self.size and getattr(_plain(self).flat[0], "is_truth", False) else float)

    def __array_ufunc__(self, *arguments: Any, **options: Any) -> Any:
        """NumPy asks here instead of computing."""
        return apply(*arguments, **options)

    def __array_function__(self, function: Callable[..., Any], types: Any, args: Any, kwargs: Any) -> Any:
        """The same for functions that are not ufuncs."""
        del types
        return call(function, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        """An entry is a Number, everything else an array."""
        found = _plain(self)[_as_index(key)]
        return found.view(Traced) if isinstance(found, np.ndarray) else number(found)

    def __setitem__(self, key: Any, value: Any) -> None:
        """Entries are Numbers, never arrays themselves."""
        objects = _objects(value)
        _plain(self)[_as_index(key)] = objects if objects.ndim else objects.item()

    def __iter__(self) -> Iterator[Any]:
        return (self[n] for n in range(len(self)))

    def __bool__(self) -> bool:
        """That of its only entry."""
        return bool(_plain(self)) if self.size != 1 else bool(number(_plain(self).item()))

    def nonzero(self) -> Any:
        """Refuse: no rule decides which symbols are 0."""
        values = _values(self)
        return refuse("looking for entries that are not 0", "nonzero") if values is None else values.nonzero()

    def astype(self, dtype: Any, *_: Any, **__: Any) -> Self:
        """Symbols stay symbols; a cast to integers or to fewer digits would lose them. Truth values become numbers."""
        wanted = np.dtype(dtype)
        values = _values(self)
        if values is not None and wanted.kind in "biu":
            return values.astype(wanted)  # type: ignore[no-any-return]
        truths = all(number(x).is_truth for x in _plain(self).flat)
        if not (wanted in (float, object) or (truths and wanted.kind in "biu")):
            refuse(f"a cast to {wanted}", "int" if wanted.kind in "biu" else "dtype")
        entries = [Number(number(x).formula, is_truth=wanted.kind == "b") for x in _plain(self).flat]
        return traced(entries).reshape(self.shape)  # type: ignore[no-any-return]

    def tolist(self) -> Any:
        """Lists of Numbers."""
        return [row.tolist() if isinstance(row, Traced) else row for row in self] if self.ndim else self[()]

    def item(self, *at: Any) -> Any:
        """A Number."""
        return number(_plain(self).item(*at))

    def tobytes(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        refuse("the bytes of an array", "text")

    def view(self, *arguments: Any, **options: Any) -> Any:
        """Refuse another dtype."""
        types = [a for a in (*arguments, *options.values()) if not (isinstance(a, type) and issubclass(a, np.ndarray))]
        return refuse("a view of the bytes of numbers", "dtype") if types else super().view(*arguments, **options)


def _method(name: str) -> Callable[..., Any]:
    def method(self: Traced, *args: Any, **kwargs: Any) -> Any:
        return getattr(np, name)(self, *args, **kwargs)

    return method


for _name in ("mean", "var", "std", "clip", "argmax", "argmin", "argsort", "sort", "round"):
    setattr(Traced, _name, _method(_name))  # NumPy's own methods would not ask


def traced(values: Any) -> Traced:
    """An array of Numbers from anything that NumPy accepts as an array."""
    return np.ndarray.view(_objects(values), Traced)


def call(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """A function of NumPy that is no ufunc."""
    from grader.symbolic.tracing import functions  # noqa: PLC0415  # rules are written with arrays

    args = tuple(a.array() if type(a) is Number else a for a in args)
    kwargs = {key: a.array() if type(a) is Number else a for key, a in kwargs.items()}
    if (rule := functions.RULES.get(function)) is not None:
        return wrapped(rule(*args, **kwargs))
    if function in functions.MOVING:
        return wrapped(function._implementation(*args, **kwargs))  # type: ignore[attr-defined]  # noqa: SLF001  # as ndarray does
    if function in functions.PLAIN:
        return wrapped(function._implementation(*(_plain(a) if isinstance(a, Traced) else a for a in args), **kwargs))  # type: ignore[attr-defined]  # noqa: SLF001
    values = [_values(a) if isinstance(a, Traced) else a for a in args]
    if not any(value is None and a is not None for value, a in zip(values, args, strict=True)):
        return wrapped(function(*values, **kwargs))
    module = function.__module__.replace("numpy", "np", 1)
    return refuse(f"{module}.{function.__name__}", "linalg" if "linalg" in module else function.__name__)


def apply(ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
    """A ufunc, or one of its methods."""
    allowed = {np.dtype(float), np.dtype(object), *([np.dtype(bool)] if ufunc in formulas.LOGIC else [])}
    _refuse_unless(np.dtype(options.pop("dtype", None) or float) in allowed, "a ufunc with dtype=", "dtype")
    if method == "at":
        return _at(ufunc, *inputs)
    where = options.pop("where", True)
    arrays = [_objects(x) for x in inputs]
    if all(set(types) <= {*"O->"} for types in ufunc.types):  # made of a Python function
        return wrapped(getattr(ufunc, method)(*arrays))
    if method == "__call__" and ufunc.signature is None:
        value = _elementwise(ufunc)(*arrays)
    elif (ufunc, method) in formulas.REDUCTIONS or ufunc in BY_OPERATORS:
        if ufunc is np.add and method != "__call__":
            arrays[0] = _counted(arrays[0])
        if where is not True and method == "reduce" and ufunc is np.add:
            arrays[0], where = np.where(where, arrays[0], 0), True
        if options.get("initial", np._NoValue) in (np._NoValue, -np.inf):  # noqa: SLF001  # NumPy passes its own default
            options.pop("initial", None)
        rule = formulas.REDUCTIONS.get((ufunc, method))
        function = ufunc if rule is None else np.frompyfunc(_ruled(rule), 2, 1, identity=None)
        passed = {key: value for key, value in options.items() if key in {"axis", "keepdims", "initial", "axes"}}
        value = getattr(function, method)(*arrays, **passed)
    elif ufunc.nin == 2 and ufunc.nout == 1 and (ufunc in formulas.RULES or ufunc in formulas.LOGIC):
        passed = {key: value for key, value in options.items() if key in {"axis", "keepdims"}}
        value = getattr(_elementwise(ufunc), method)(*arrays, **passed)
    else:
        refuse(f"np.{ufunc.__name__}.{method}" if method != "__call__" else f"np.{ufunc.__name__}", ufunc.__name__)
    if out is None:
        _refuse_unless(where is True, "a ufunc with where= and without out=", "where")
        return wrapped(value)
    _refuse_unless(isinstance(out[0], Traced), "writing symbols into an array of numbers", "floats")
    _plain(out[0])[where if where is not True else ...] = value if where is True else np.broadcast_to(value, out[0].shape)[where]
    return out[0]


def _at(ufunc: np.ufunc, target: Any, index: Any, *values: Any) -> None:
    _refuse_unless(isinstance(target, Traced), "adding symbols into an array of floats", "floats")
    _elementwise(ufunc).at(_plain(target), _as_index(index), *(_objects(x) for x in values))


@lru_cache
def _elementwise(ufunc: np.ufunc) -> Any:
    """The ufunc on Numbers. identity=None says that the order of a reduction does not matter, as with the ufunc itself."""
    return np.frompyfunc(lambda *entries: operate(ufunc, *entries), ufunc.nin, 1, identity=None)


def _ruled(rule: Callable[..., Any]) -> Callable[..., Number]:
    return lambda *entries: Number(rule(*(number(x).formula for x in entries)))


_counted = np.frompyfunc(lambda x: Number(number(x).formula), 1, 1)
"""Truth values as 0 and 1, to be added."""


def _plain(array: Any) -> Objects:
    return np.ndarray.view(array, np.ndarray) if isinstance(array, np.ndarray) else asarray(array)


def _objects(value: Any) -> Objects:
    """An array of Numbers, without the class Traced."""
    return asarray(_exactly(asarray(value, dtype=object) if not isinstance(value, np.ndarray) else _plain(value)), dtype=object)


def _entry(entry: Any) -> Number:
    return _entry(entry.item()) if isinstance(entry, np.ndarray) else number(entry)


_exactly = np.frompyfunc(_entry, 1, 1)


def _values(array: Any) -> Any:
    """The values of an array without symbols; None if there are any."""
    values = [number(x).value for x in _plain(array).flat]
    return None if any(value is None for value in values) else asarray(values).reshape(np.shape(array))


def _as_index(key: Any) -> Any:
    """A key in which truth values and numbers without symbols are NumPy's."""
    if isinstance(key, tuple):
        return tuple(_as_index(k) for k in key)
    if not isinstance(key, Traced):
        return key
    values = _values(key)
    _refuse_unless(values is not None, "selecting entries by a condition on numbers", "if")
    return values


def wrapped(value: Any) -> Any:
    """What NumPy returned, as arrays and Numbers; sizes and the like stay as they are."""
    if isinstance(value, tuple | list):
        return type(value)(wrapped(v) for v in value)
    if isinstance(value, np.ndarray):
        return traced(value) if value.dtype.kind in "fO" else value
    return number(value) if isinstance(value, float) or type(value) is Number else value


def _refuse_unless(fine: bool, what: str, instead: str) -> None:
    if not fine:
        refuse(what, instead)
