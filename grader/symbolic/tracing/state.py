"""State that a function keeps from call to call: a reference has none, or its trace would say nothing about the next call."""

from __future__ import annotations

import contextvars
import dis
import inspect
import itertools
import random
import sys
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
    *("sys", "platform", "pathlib", "tempfile", "traceback", "importlib", "ctypes"),
    *("memoryview", "id", "hash", "open", "input", "eval", "exec", "globals", "locals", "__import__"),
}
"""Modules and built-in functions whose answers depend on more than their arguments, or that look behind the inputs."""
_CONSTANT = {"float_info", "maxsize"}
"""What code may take from one of these modules."""
_RANDOM = "numpy.random"
DRAWS = " draws random numbers"
_DRAWING = (np.random.Generator, np.random.RandomState, np.random.BitGenerator)


def state_of(function: Callable[..., Any]) -> State:
    """What the function and those that it uses refer to beside their arguments, by name, as texts that show changes."""
    return dict(_of_function(function, set()))


def drawing(state: State) -> str:
    """A message that names the first that draws random numbers, "" if there is none.

    NumPy's generators are compiled: they would write numbers into an array that holds symbols.
    """
    used = next((name for name in state if name.endswith(DRAWS)), "")
    return f"{used}; {INSTEAD['random']}" if used else ""


@lru_cache(maxsize=256)
def _uses(code: types.CodeType) -> tuple[str, int]:
    """The first such name that some code uses, with its line."""
    for instruction, following in itertools.pairwise(dis.get_instructions(code)):  # the last one returns
        name, line = str(instruction.argval), (instruction.positions and instruction.positions.lineno) or code.co_firstlineno
        if instruction.opname == "IMPORT_NAME" and name.startswith(_RANDOM):
            return _RANDOM, line
        used = instruction.opname in {"LOAD_GLOBAL", "LOAD_NAME", "IMPORT_NAME"} and _root(name) in UNREPEATABLE
        if used and following.argval not in _CONSTANT:
            return _root(name), line
    inside = (_uses(constant) for constant in code.co_consts if isinstance(constant, types.CodeType))
    return next((found for found in inside if found[0]), ("", 0))


def code_of(function: Callable[..., Any]) -> Iterator[types.CodeType]:
    """The code of a function and of the functions that it uses by name in its own package."""
    waiting, seen = [inspect.unwrap(function)], set()
    while waiting:
        function = waiting.pop()
        code = getattr(function, "__code__", None)
        if code is None or code in seen:
            continue
        seen.add(code)
        yield from _with_inner(code)
        used = (function.__globals__.get(name) for name in _names(code))
        waiting += [f for f in used if isinstance(f, types.FunctionType) and _root(f.__module__) not in _FOREIGN]


def _with_inner(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _with_inner(constant)


def changed(function: Callable[..., Any], before: State) -> str:
    """A message that names the first of these that has changed since, or cannot be known; "" if there is none."""
    after = state_of(function)
    if used := next((name for name in after if name.endswith(UNKNOWN)), ""):
        return f"{used}; {INSTEAD['state']}"
    name = next((name for name in {**before, **after} if before.get(name) != after.get(name)), "")
    return f"{name} changes when the function runs; {INSTEAD['state']}" if name else ""


def _of_function(function: Any, seen: set[int]) -> Iterator[tuple[str, str]]:
    """What one function refers to; of a class, or of an object of one, what its methods do."""
    if isinstance(function, type) or (not hasattr(function, "__code__") and not callable(getattr(function, "__wrapped__", None))):
        yield from _of_class(function if isinstance(function, type) else type(function), seen)
    code = getattr(function, "__code__", None)
    if code is None or id(function) in seen or (root := _root(function.__module__)) in _FOREIGN:
        return
    seen.add(id(function))
    file = Path(code.co_filename).name
    used, line = _uses(code)
    if used:
        yield f"{file} line {line}, `{used}`{DRAWS if used == _RANDOM else UNKNOWN}", ""
    cells = zip(code.co_freevars, function.__closure__ or (), strict=True)
    kept = {f"the variable `{name}`": cell.cell_contents for name, cell in cells if not _is_empty(cell)}
    named = {name: function.__globals__[name] for name in _names(code) if name in function.__globals__}
    kept |= {f"the global `{name}`": value for name, value in named.items()}
    kept |= {f"`{name}`": value for module, x in named.items() for name, value in _taken(module, x, code, root)}
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    kept |= {"a default argument": defaults, "an attribute": vars(function)}
    for name, value in kept.items():
        where = f"{file} line {code.co_firstlineno}, {name} of {function.__name__}"
        if draws := _draws(value):
            yield f"{where}{DRAWS}", ""
        source = type(getattr(value, "__self__", None))  # of a method, such as random.random
        modules = {_root(getattr(x, "__module__", "")) for x in (value, source) if callable(value)}
        modules |= {_root(value.__name__)} - {"sys"} if isinstance(value, types.ModuleType) else set()
        if not draws and (modules & UNREPEATABLE or hasattr(value, "__next__")):
            yield f"{where}{UNKNOWN}", ""
        yield where, _shown(value, _DEEPEST)
        yield from _of_function(value, seen)
        yield from _of_function(getattr(value, "__wrapped__", None), seen)


def _of_class(of: type, seen: set[int]) -> Iterator[tuple[str, str]]:
    """The same of the methods of a class that its author wrote."""
    if id(of) in seen or _root(of.__module__) in {*_FOREIGN, *sys.stdlib_module_names}:
        return
    seen.add(id(of))
    for base in of.__mro__:
        for member in vars(base).values() if base.__module__ == of.__module__ else ():
            method = getattr(member, "__func__", getattr(member, "fget", member))
            code = getattr(method, "__code__", None)
            if code is not None and code.co_filename == getattr(
                sys.modules.get(of.__module__), "__file__", ""
            ):  # not what dataclasses writes
                yield from _of_function(method, seen)


def _taken(name: str, module: Any, code: types.CodeType, user: str) -> Iterator[tuple[str, Any]]:
    """What code takes from a module by name: functions only of the author's own modules."""
    if not isinstance(module, types.ModuleType):
        return
    own = _root(module.__name__) == user
    for attribute in _names(code):
        value = vars(module).get(attribute, module)
        if value is not module and (own or not (callable(value) or isinstance(value, types.ModuleType))):
            yield f"{name}.{attribute}", value


def _draws(value: Any) -> bool:
    """True for a generator of NumPy, its methods, and the functions and the module that make one."""
    if isinstance(value, dict | list | tuple | set | frozenset):
        return any(_draws(item) for item in (value.values() if isinstance(value, dict) else value))
    if isinstance(value, types.ModuleType):
        return value.__name__.startswith(_RANDOM)
    maker = callable(value) and str(getattr(value, "__module__", "")).startswith(_RANDOM)
    return maker or isinstance(value, _DRAWING) or isinstance(getattr(value, "__self__", None), _DRAWING)


def _names(code: types.CodeType) -> Iterator[str]:
    for each in _with_inner(code):
        yield from each.co_names


def _root(module: Any) -> str:
    """The outermost package of a module, by its name."""
    return str(module).partition(".")[0]


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
        return _shown(plain, depth - 1) if depth and _root(value.__module__) not in (*_FOREIGN, "builtins") else ""
    if "__repr__" in dir(type(value)) and "object at 0x" not in (text := repr(value)):
        return text
    return _shown(_attributes(value), depth - 1) if depth else ""


def _attributes(value: Any) -> dict[str, Any]:
    """The attributes of an object, those in slots too."""
    slots = [name for of in type(value).__mro__ for name in np.atleast_1d(vars(of).get("__slots__", ())).tolist()]
    return {**{name: getattr(value, name) for name in slots if hasattr(value, name)}, **getattr(value, "__dict__", {})}


_KINDS: dict[Any, Callable[[Any], str]] = {
    np.random.Generator: lambda value: str(value.bit_generator.state),
    np.random.RandomState: lambda value: str(value.get_state()),
    random.Random: lambda value: str(value.getstate()),
    contextvars.ContextVar: lambda value: str(value.get(None)),
    types.ModuleType: lambda value: str(random.getstate()) if value is random else "",
    np.ndarray: lambda value: str(value.tobytes()) if np.ndarray.dtype.__get__(value).kind != "O" else str(value.tolist()),
    (types.FunctionType, types.BuiltinFunctionType, np.ufunc): lambda _: "",
}
"""Texts of what has a state that repr does not show."""
