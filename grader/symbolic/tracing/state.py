"""State that a function keeps from call to call: a reference has none, or its trace would say nothing about the next call."""

from __future__ import annotations

import dis
import random
import types
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from grader.symbolic.tracing.refusing import INSTEAD

_FOREIGN = ("numpy", "sympy", "grader", "functools", "typing", "collections")
"""Modules whose functions are not looked into."""
UNKNOWN = " is used, and gives what depends on more than its arguments"
_DEEPEST = 4
"""Levels of containers and objects that are looked into."""

State = dict[str, str]

UNREPEATABLE = {
    *("time", "datetime", "random", "secrets", "uuid", "os", "gc", "inspect", "threading", "socket", "subprocess"),
    *("memoryview", "id", "open", "input", "eval", "exec", "globals", "locals", "__import__"),
}
"""Modules and built-in functions whose answers depend on more than their arguments, or that look behind the inputs."""


def state_of(function: Callable[..., Any]) -> State:
    """What the function and those that it uses refer to beside their arguments, by name, as texts that show changes."""
    return dict(_of_function(function, set()))


@lru_cache(maxsize=256)
def _uses(code: types.CodeType) -> str:
    """The first such name that some code uses."""
    for instruction in dis.get_instructions(code):
        name = str(instruction.argval).split(".")[0]
        if instruction.opname in {"LOAD_GLOBAL", "LOAD_NAME", "IMPORT_NAME"} and name in UNREPEATABLE:
            return name
    return next((found for constant in code.co_consts if isinstance(constant, types.CodeType) and (found := _uses(constant))), "")


def changed(function: Callable[..., Any], before: State) -> str:
    """A message that names the first of these that has changed since, or cannot be known; "" if there is none."""
    after = state_of(function)
    if used := next((name for name in after if name.endswith(UNKNOWN)), ""):
        return f"{used}; {INSTEAD['state']}"
    name = next((name for name in {**before, **after} if before.get(name) != after.get(name)), "")
    return f"{name} changes when the function runs; {INSTEAD['state']}" if name else ""


def _of_function(function: Any, seen: set[int]) -> Iterator[tuple[str, str]]:
    code = getattr(function, "__code__", None)
    if code is None or id(function) in seen or str(function.__module__).split(".")[0] in _FOREIGN:
        return
    seen.add(id(function))
    where = f"{Path(code.co_filename).name}: "
    if used := _uses(code):
        yield f"{where}`{used}`{UNKNOWN}", ""
    cells = zip(code.co_freevars, function.__closure__ or (), strict=True)
    kept = {f"the variable `{name}`": cell.cell_contents for name, cell in cells if not _is_empty(cell)}
    kept |= {f"the global `{name}`": function.__globals__[name] for name in _names(code) if name in function.__globals__}
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    kept |= {f"a default argument of {function.__name__}": defaults, f"an attribute of {function.__name__}": vars(function)}
    for name, value in kept.items():
        source = type(getattr(value, "__self__", None))  # of a method, such as random.random
        modules = {str(getattr(x, "__module__", "")).split(".")[0] for x in (value, source) if callable(value)}
        if modules & UNREPEATABLE or source is np.random.RandomState or hasattr(value, "__next__"):
            yield f"{where}{name}{UNKNOWN}", ""
        yield where + name, _shown(value, _DEEPEST)
        yield from _of_function(value, seen)
        yield from _of_function(getattr(value, "__wrapped__", None), seen)


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _is_empty(cell: types.CellType) -> bool:
    try:
        return cell.cell_contents is cell
    except ValueError:
        return True


def _shown(value: Any, depth: int) -> str:
    """A text that changes where the value does."""
    for kind, show in _KINDS.items():
        if isinstance(value, kind):
            return show(value)
    if isinstance(value, dict | list | tuple | set | frozenset) and depth:
        return str([_shown(item, depth - 1) for item in (value.items() if isinstance(value, dict) else value)])
    if callable(getattr(value, "cache_info", None)):
        return str(value.cache_info())
    if isinstance(value, type):
        plain = {name: x for name, x in vars(value).items() if not name.startswith("__") and not callable(x)}
        return _shown(plain, depth - 1) if depth and value.__module__.split(".")[0] not in (*_FOREIGN, "builtins") else ""
    if "__repr__" in dir(type(value)) and "object at 0x" not in (text := repr(value)):
        return text
    return _shown(vars(value), depth - 1) if depth and hasattr(value, "__dict__") else ""


_KINDS: dict[Any, Callable[[Any], str]] = {
    np.random.Generator: lambda value: str(value.bit_generator.state),
    np.random.RandomState: lambda value: str(value.get_state()),
    random.Random: lambda value: str(value.getstate()),
    types.ModuleType: lambda value: str(random.getstate()) if value is random else "",
    np.ndarray: lambda value: str(value.tobytes()) if np.ndarray.dtype.__get__(value).kind != "O" else str(value.tolist()),
    (types.FunctionType, types.BuiltinFunctionType, np.ufunc): lambda _: "",
}
"""Texts of what has a state that repr does not show."""
