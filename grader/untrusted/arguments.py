"""Arguments of a call, built from their descriptions. They are fresh for every call, so that a call cannot spoil the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

    def __init__(self, descriptions: Sequence[Description], arrays: Sequence[Plain], own: Mapping[str, Any]) -> None:
        self.values = [_KINDS[each["kind"]](each, arrays, own) for each in descriptions]
        self._originals = [arrays[each["array"]] if each["kind"] == "array" else None for each in descriptions]

    def changed(self) -> bool:
        """Whether the call has changed an array in its bytes or its shape."""
        pairs = zip(self.values, self._originals, strict=True)
        return any(old is not None and (new.shape != old.shape or new.tobytes() != old.tobytes()) for new, old in pairs)


class Sampler:
    """An object with one method, which returns the next draw and starts over after the last one."""

    def __init__(self, method: str, draws: Sequence[int]) -> None:
        self._draws = draws
        self._taken = 0
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


def table_function(description: Description, arrays: Sequence[Plain]) -> Callable[..., tuple[Any, ...]]:
    """A function that looks its results up in arrays; it knows no formula. It takes arguments by position or by name.

    Raises TypeError, as any function would, for arguments that do not fit its parameters or a key that is not an integer.
    """
    parameters, key, keys = description["parameters"], description["key"], description["keys"]
    expected = {int(position): arrays[number] for position, number in description["expected"].items()}
    answers = [arrays[number] for number in description["answers"]]

    def answer(*arguments: Any, **named: Any) -> tuple[Any, ...]:
        by_name = dict(zip(parameters, arguments, strict=False))
        twice_or_unknown = [name for name in named if name in by_name or name not in parameters]
        by_name.update(named)
        if twice_or_unknown or len(by_name) < len(parameters) or len(arguments) > len(parameters):
            raise TypeError(f"the given function takes exactly these arguments: {', '.join(parameters)}")
        values = [by_name[name] for name in parameters]
        number = _asarray(values[key])  # an array of size one is as good an index as an integer
        if number.size != 1 or number.dtype.kind not in "iu":
            raise TypeError(f"{parameters[key]} must be an integer, not {type(values[key]).__name__}")
        index = int(number.reshape(-1)[0])
        fits = all(  # possibly rounded to float32
            _array_equal(actual := _asarray(values[position]), array.astype(_FLOAT32) if actual.dtype == _FLOAT32 else array)
            for position, array in expected.items()
        )
        row = keys.index(index) if fits and index in keys else len(keys)
        return tuple(array[row].copy() for array in answers)

    return answer


_KINDS: dict[str, Callable[[Description, Sequence[Plain], Mapping[str, Any]], Any]] = {
    "array": lambda description, arrays, _: arrays[description["array"]].copy(),
    # JSON writes a whole float with its ".0", so floats stay floats and ints stay ints; containers are copied for this call.
    "value": lambda description, *_: description["value"],
    "list": lambda description, *_: list(description["value"]),
    "index_of_words": lambda description, *_: dict(description["value"]),
    "sampler": lambda description, *_: Sampler(description["method"], description["draws"]),
    "own": lambda description, _, own: own_function(description["name"], own),
    "table": lambda description, arrays, _: table_function(description, arrays),
}
