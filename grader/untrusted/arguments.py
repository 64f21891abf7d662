"""Arguments of a call, built from their descriptions. They are fresh for every call, so that a call cannot spoil the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from .inside_wire import Plain

Description = dict[str, Any]

# Taken now: a submission may put something else in their place.
_array_equal, _asarray, _FLOAT32 = np.array_equal, np.asarray, np.dtype(np.float32)


class NotThereError(Exception):
    """An argument is to be a function that the submission does not have; the text names it."""


class Arguments:
    """The arguments of one call. Raises NotThereError.

    own  the names of the submission's module at the time of the call
    """

    def __init__(self, descriptions: Sequence[Description], arrays: Sequence[Plain], own: dict[str, Any]) -> None:
        self.values = [_KINDS[each["kind"]](each, arrays, own) for each in descriptions]
        self._originals = [arrays[each["array"]] if each["kind"] == "array" else None for each in descriptions]
        self._own = own
        self._tables: dict[str, FunctionType] = {}  # by name, what is in the place of the submission's functions
        self._functions: dict[str, FunctionType] = {}  # those of them that can be given other code
        for position, description in enumerate(descriptions):
            name = description.get("name") if description["kind"] == "table" else ""
            if name:
                self._tables[name] = self.values[position]
                self._tables |= {other["name"]: table_function(other, arrays) for other in description["others"]}
        for name in self._tables:
            function = own.get(name)
            if type(function) is FunctionType and function not in self._functions.values():
                self._functions[name] = function
        passed = {id(self._tables[name]): function for name, function in self._functions.items()}
        self.values = [passed.get(id(value), value) for value in self.values]

    @contextmanager
    def tables_in_place(self) -> Iterator[None]:
        """Let the tables answer in place of the submission's functions of their names, and give those back afterwards.

        A function keeps its identity and gets the code of the table: whoever compares it, keeps it in a tuple, imports it from
        another module, or has it as a default value, has the very function that is passed. What is callable but no function of
        Python's is replaced by name.
        """
        by_name = {name: table for name, table in self._tables.items() if name not in self._functions}
        before = {name: self._own[name] for name in by_name if name in self._own}
        kept = [(each, each.__code__, each.__defaults__, each.__kwdefaults__) for each in self._functions.values()]
        try:
            for name, function in self._functions.items():
                table = self._tables[name]
                function.__code__ = table.__code__.replace(co_freevars=function.__code__.co_freevars)
                function.__defaults__, function.__kwdefaults__ = table.__defaults__, None
            self._own.update(by_name)
            yield
        finally:
            for function, code, defaults, keywords in kept:
                function.__code__, function.__defaults__, function.__kwdefaults__ = code, defaults, keywords
            for name in by_name:
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


def _own_function(name: str, own: Mapping[str, Any]) -> Any:
    """The submission's function of that name."""
    function = own.get(name)
    if not callable(function):
        raise NotThereError(f"there is no function {name}")
    return function


def table_function(description: Description, arrays: Sequence[Plain]) -> FunctionType:
    """A function that looks its results up in arrays; it knows no formula. Its parameters are those of the description.

    Raises TypeError, as any function would, for arguments that do not fit its parameters or a key that is not an integer.
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
    code = _passes_on(name, tuple(parameters))
    code = code.replace(co_consts=tuple(answer if value == _ANSWER else value for value in code.co_consts))
    return FunctionType(code, {}, name, tuple(description["defaults"]))


_ANSWER = "answer"


@cache
def _passes_on(name: str, parameters: tuple[str, ...]) -> CodeType:
    """The code of a function that passes its arguments on to the constant _ANSWER, for which a function is put afterwards.

    A constant, because code that takes the place of a submission's code finds no names but those of the submission.
    """
    listed = ", ".join(parameters)
    text = f"def {name}({listed}):\n    answer = {_ANSWER!r}\n    return answer({listed})"
    return next(each for each in compile(text, f"<{name}>", "exec").co_consts if type(each) is CodeType)


_KINDS: dict[str, Callable[[Description, Sequence[Plain], Mapping[str, Any]], Any]] = {
    "array": lambda description, arrays, _: arrays[description["array"]].copy(),
    # JSON writes a whole float with its ".0", so floats stay floats and ints stay ints; containers are copied for this call.
    "value": lambda description, *_: description["value"],
    "list": lambda description, *_: list(description["value"]),
    "index_of_words": lambda description, *_: dict(description["value"]),
    "sampler": lambda description, *_: Sampler(description["methods"], description["draws"]),
    "own": lambda description, _, own: _own_function(description["name"], own),
    "table": lambda description, arrays, _: table_function(description, arrays),
}
