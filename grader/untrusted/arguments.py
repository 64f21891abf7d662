"""Arguments of a call, built from their descriptions. They are fresh for every call, so that a call cannot spoil the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import CellType, CodeType, FunctionType
from typing import Any

import numpy as np

from .inside_wire import Plain

Description = dict[str, Any]

# Taken now: a submission may put something else in their place.
_array_equal, _asarray, _FLOAT32 = np.array_equal, np.asarray, np.dtype(np.float32)


class NotThereError(Exception):
    """An argument is to be a function that the submission does not have: its name."""


class Arguments:
    """The arguments of one call. Raises NotThereError.

    own  the names of the submission's module at the time of the call
    """

    def __init__(self, descriptions: Sequence[Description], arrays: Sequence[Plain], own: dict[str, Any]) -> None:
        self._own, self._arrays = own, arrays
        self._by_name: dict[str, FunctionType] = {}  # tables to be found in the submission's module
        self._lent: list[tuple[FunctionType, FunctionType]] = []  # functions of the submission that are to answer as a table does
        self.values: list[Any] = [
            self._table(each) if each["kind"] == "table" else _KINDS[each["kind"]](each, arrays, own) for each in descriptions
        ]
        self._originals = [arrays[each["array"]] if each["kind"] == "array" else None for each in descriptions]

    def _table(self, description: Description) -> FunctionType:
        """The function that is passed for a table: that of the submission for which it stands, if it is one of Python's."""
        for other in description["others"]:
            self._table(other)
        name = description["name"]
        function = self._own.get(name)
        if type(function) is not FunctionType or function in (lent for lent, _ in self._lent):
            table = table_function(description, self._arrays)
            self._by_name |= {name: table} if name else {}
            return table
        self._lent.append((function, table_function(description, self._arrays, len(function.__code__.co_freevars))))
        return function

    @property
    def has_tables(self) -> bool:
        """Whether tables are to answer in place of anything."""
        return bool(self._by_name or self._lent)

    @contextmanager
    def tables_in_place(self) -> Iterator[None]:
        """Let the tables answer in place of the submission's functions of their names, and give those back afterwards.

        A function keeps its identity and gets the code of the table: whoever compares it, keeps it in a tuple, imports it from
        another module, or has it as a default value, has the very function that is passed. Other callables are replaced by name.
        """
        before = {name: self._own[name] for name in self._by_name if name in self._own}
        kept = [(function, function.__code__, function.__defaults__, function.__kwdefaults__) for function, _ in self._lent]
        try:
            for function, table in self._lent:
                function.__code__, function.__defaults__, function.__kwdefaults__ = table.__code__, table.__defaults__, None
            self._own.update(self._by_name)
            yield
        finally:
            for function, code, defaults, keywords in kept:
                function.__code__, function.__defaults__, function.__kwdefaults__ = code, defaults, keywords
            for name in self._by_name:
                self._own.pop(name, None)
            self._own.update(before)

    def changed(self) -> bool:
        """Whether the call has changed an array in its bytes or its shape."""
        pairs = zip(self.values, self._originals, strict=True)
        return any(old is not None and (new.shape != old.shape or new.tobytes() != old.tobytes()) for new, old in pairs)


class Sampler:
    """An object with one method of one or more names, which returns the next draw and starts over after the last one."""

    def __init__(self, methods: Sequence[str], draws: Sequence[int]) -> None:
        self._draws = draws
        self._taken = 0
        for method in methods:
            setattr(self, method, self._next)

    def _next(self) -> int:
        draw = self._draws[self._taken % len(self._draws)]
        self._taken += 1
        return draw


def own_function(name: str, own: Mapping[str, Any]) -> Any:
    """The submission's function of that name."""
    function = own.get(name)
    if not callable(function):
        raise NotThereError(name)
    return function


def table_function(description: Description, arrays: Sequence[Plain], free: int = 0) -> FunctionType:
    """A function that looks its results up in arrays; it knows no formula. Its parameters are those of the description.

    Its code has `free` free variables, as many as the code that it is to replace. It raises TypeError, as any function would, for
    arguments that do not fit its parameters or a key that is not an integer.
    """
    parameters, key, keys = description["parameters"], description["key"], description["keys"]
    expected = {int(position): arrays[number] for position, number in description["expected"].items()}
    answers = [arrays[number] for number in description["answers"]]
    any_layout: bool = description.get("any_layout", False)

    def equal(actual: Plain, array: Plain) -> bool:
        rounded = array.astype(_FLOAT32) if actual.dtype == _FLOAT32 else array
        layouts = (actual, actual.T, actual.squeeze()) if any_layout else (actual,)
        return any(_array_equal(one, rounded) for one in layouts)

    def answer(*values: Any) -> tuple[Any, ...]:
        number = _asarray(values[key])  # an array of size one is as good an index as an integer
        if number.size != 1 or number.dtype.kind not in "iu":
            raise TypeError(f"{parameters[key]} must be an integer, not {type(values[key]).__name__}")
        index = int(number.reshape(-1)[0])
        fits = all(equal(_asarray(values[position]), array) for position, array in expected.items())
        row = keys.index(index) if fits and index in keys else len(keys)
        return tuple(array[row].copy() for array in answers)

    name = description["name"] or "given_function"
    code = _passes_on(name, tuple(parameters), free)
    code = code.replace(co_consts=tuple(answer if value == _ANSWER else value for value in code.co_consts))
    return FunctionType(code, {}, name, tuple(description["defaults"]), tuple(CellType() for _ in range(free)))


_ANSWER = "answer"


@cache
def _passes_on(name: str, parameters: tuple[str, ...], free: int) -> CodeType:
    """The code of a function that passes its arguments on to the constant _ANSWER, for which a function is put afterwards.

    A constant, because code that takes the place of a submission's code finds no names but those of the submission.
    """
    listed, unused = ", ".join(parameters), ", ".join(f"_{n}" for n in range(free))
    text = (
        f"def outer({unused}):\n def {name}({listed}):\n  answer = {_ANSWER!r}\n  return answer({listed})\n  {unused or 'pass'}"
    )
    (outer,) = (each for each in compile(text, f"<{name}>", "exec").co_consts if type(each) is CodeType)
    return next(each for each in outer.co_consts if type(each) is CodeType)


_KINDS: dict[str, Callable[[Description, Sequence[Plain], Mapping[str, Any]], Any]] = {
    "array": lambda description, arrays, _: arrays[description["array"]].copy(),
    # JSON writes a whole float with its ".0", so floats stay floats and ints stay ints; containers are copied for this call.
    "value": lambda description, *_: description["value"],
    "list": lambda description, *_: list(description["value"]),
    "index_of_words": lambda description, *_: dict(description["value"]),
    "sampler": lambda description, *_: Sampler(description["methods"], description["draws"]),
    "own": lambda description, _, own: own_function(description["name"], own),
}
