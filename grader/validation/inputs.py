"""Check that cases, functions and derivations speak of the same inputs, before anything is computed from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.errors import AssignmentError
from grader.model import Assignment, Case
from grader.symbolic import Array, Callback, Derivation, Index
from grader.symbolic.inputs import symbolic_inputs
from grader.symbolic.worlds import Explicit
from grader.validation.subjects import about

_ALIKE = "let cases, functions and derivations have the same inputs"


def check_inputs(assignment: Assignment, derivations: Sequence[Derivation], cases: Sequence[Case], seed: int) -> None:
    """Raise AssignmentError for the first input that one of them has and another has not, or has as something else."""
    functions = {function.name: function for function in assignment.functions}
    for derivation in derivations:
        if derivation.function not in functions:
            what, attempt = "a derivation is of no function of the assignment", f"one of {', '.join(functions)}"
            raise AssignmentError(what, where="derivations", value=derivation.function, attempt=attempt)
        for world in derivation.worlds:
            with about(f"derivation of {derivation.function}, world {world}"):
                symbolic_inputs(derivation.symbols, Explicit(world))
        for case in (case for case in cases if case.function == derivation.function):
            with about(_title(case)):
                _check_symbols(case, derivation)
    for name, function in functions.items():
        for case in assignment.draw_usual_cases(seed, name):
            with about(f"usual {_title(case)}"):
                function.evaluate(case.inputs)


def _title(case: Case) -> str:
    return f"case {case.number} of {case.function} ({case.why})"


def _check_symbols(case: Case, derivation: Derivation) -> None:
    """The inputs of a case are what the derivation says."""
    for name in sorted(derivation.symbols.keys() ^ case.inputs.keys()):
        what = "the case has no such input" if name in derivation.symbols else "the derivation has no symbol for it"
        raise AssignmentError(what, where=f"input {name}", attempt=_ALIKE)
    for name, symbol in derivation.symbols.items():
        value = case.inputs[name]
        if wanted := _wanted(symbol, value):
            what = f"the derivation says {wanted}, the case has {_kind(value)}"
            raise AssignmentError(what, where=f"input {name}", attempt=_ALIKE)


def _wanted(symbol: Any, value: Any) -> str:
    """What a symbol stands for, if this value is something else; otherwise ""."""
    match symbol:
        case Array(values=None):
            numbers = isinstance(value, np.ndarray | float) and np.asarray(value).dtype.kind == "f"
            return "" if numbers else "an array of numbers"
        case Array():
            indices = isinstance(value, tuple | list | np.ndarray) and np.asarray(value).dtype.kind in "iu"
            return "" if indices else "an array of indices"
        case Index():
            return "" if isinstance(value, int | np.integer) and not isinstance(value, bool) else "an index"
        case Callback():
            return "" if callable(value) else "a function"
        case _:
            return "" if isinstance(value, float | int | np.floating | np.ndarray) else "a number"


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype} with shape {value.shape}"
    return f"a {type(value).__name__}"
