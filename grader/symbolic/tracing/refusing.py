"""Refusals: what has no formula on symbols, with the place in the author's file and what to write instead."""

from __future__ import annotations

import linecache
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

_OURS = ("grader", "numpy", "sympy", "mpmath", "functools", "copy", "contextlib")
"""Modules whose frames stand between the author's line and the refusal."""

LONGEST_LINE = 80
"""Characters of a line of code that are shown."""

REFUSED: list[list[Untraceable]] = []
"""The refusals of each run on symbols that is under way, so that code that catches one is found out."""

INSTEAD = {
    "if": "choose with np.where(condition, a, b)",
    "float": "leave the number as it is; for the functions of math write those of np; make arrays with np.zeros(shape)",
    "int": "compute indices and sizes from shapes and integer inputs only",
    "text": "leave texts and prints out of the reference",
    "equal": "compare indices and shapes, or choose with np.where(x >= y, a, b)",
    "random": "pass what is drawn as an input",
    "state": "compute everything from the inputs, in local variables",
    "floats": "make the array inside the function, with np.zeros(shape) or np.zeros_like(x)",
    "dtype": "compute in float64 throughout",
    "where": "choose with np.where(condition, a, b)",
    "truths": "write | or & of conditions, or (x > 0).astype(float)",
    "norm": "write np.sqrt(np.sum(x**2))",
    "apply_along_axis": "use axis= of the function itself",
    "linalg": "write the formula out, with sums and products",
}
"""What to write instead, by what was done; of functions of NumPy by their names."""
_FUNCTIONS = {
    "argmax argmin argsort sort unique searchsorted partition median percentile quantile": "order by inputs that are indices",
    "allclose isclose array_equal array_equiv testing": "leave assertions about values out of the reference",
    "round around rint fix floor ceil floor_divide remainder mod fmod divmod": "take integers from shapes and indices",
    "count_nonzero nonzero flatnonzero argwhere extract compress": "select by indices, or choose with np.where(condition, a, b)",
    "equal not_equal": INSTEAD["equal"],
    "all any logical_and logical_or logical_not": "choose with np.where(condition, a, b)",
    "expit": "write 1 / (1 + np.exp(-x)) or np.exp(-np.logaddexp(0, -x))",
    "logsumexp": "write m + np.log(np.sum(np.exp(x - m))) with m = np.max(x)",
    "softmax": "write np.exp(x - np.max(x)) and divide by its sum",
    "inv solve det pinv lstsq svd eig eigh qr cholesky matrix_power slogdet": INSTEAD["linalg"],
    "float16 float32 longdouble": INSTEAD["dtype"],
}
INSTEAD |= {name: text for names, text in _FUNCTIONS.items() for name in names.split()}
_OTHERWISE = "write it with arithmetic, np.exp, np.log, np.sqrt, np.where, np.maximum, sums and indexing"


class Untraceable(TypeError):
    """The code does something that has no formula, such as looking at the value of a symbol."""


def refuse(what: str, instead: str = "") -> NoReturn:
    """Raise Untraceable for what the innermost line of the author's does; `instead` is a key of INSTEAD."""
    place = _place(sys._getframe(1))  # noqa: SLF001  # the only way to know the line that is being run
    error = Untraceable(f"{place}{what}: there is no rule for this on symbols; {INSTEAD.get(instead) or _OTHERWISE}")
    for run in REFUSED[-1:]:
        run.append(error)
    raise error


def told(error: BaseException) -> str:
    """An error of the author's code as a message: file, line, type and text."""
    frame, line, trace = None, 0, error.__traceback__
    while trace is not None:
        if not is_ours(trace.tb_frame):
            frame, line = trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, Untraceable):
        return str(error)
    return f"{_named(frame, line) if frame else ''}{type(error).__name__}: {error}"


def _place(frame: FrameType | None) -> str:
    while frame is not None and is_ours(frame):
        frame = None if frame.f_globals.get("__name__") == "grader.symbolic.traces" else frame.f_back  # its caller is no author
    return _named(frame, frame.f_lineno) if frame is not None else ""


def is_ours(frame: FrameType) -> bool:
    """True for a frame of NumPy, SymPy or the grader."""
    return str(frame.f_globals.get("__name__", "")).split(".")[0] in _OURS


def _named(frame: FrameType, line: int) -> str:
    """The file and line, with the text of the line where it can be read."""
    text = linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()
    text = text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + " ..."
    return f"{Path(frame.f_code.co_filename).name} line {line}" + (f", `{text}`: " if text else ": ")
