"""Exceptions and warnings as texts that fit a frame. Nothing in here may fail, whatever the submission's exceptions do."""

from __future__ import annotations

import warnings
from collections.abc import Container, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any
from warnings import catch_warnings, resetwarnings, simplefilter  # as they are now: a submission may replace them

from numpy import errstate, seterr

from .inside_files import without_folders
from .outputs import type_name

_MESSAGE_LENGTH = 600  # characters: a few lines of a report; the names of all available modules fit
# A loop can warn a million times; a report has room for a few. Even where every character takes the twelve bytes of two JSON
# escapes, this is 24 KiB of the 64 KiB that a header may have.
_MOST_WARNINGS = 8
_WARNING_LENGTH = 250
_PATH_LENGTH = 4096  # of a file that is named with its folders, at most
_EXCERPT_LENGTH = 72  # characters of a line: with a frame around them they fit into 80


def describe(error: BaseException, files: Container[str]) -> dict[str, Any]:
    """A fault: its kind, type, text, and the deepest line of the submission's own files."""
    own = [(code.co_filename, line) for code, line in frames(error) if code.co_filename in files]
    file, line = own[-1] if own else ("", None)
    if issubclass(type(error), SyntaxError):  # it has no frame, and names its own position
        named, position = getattr(error, "filename", None), getattr(error, "lineno", None)
        if type(named) is str and named in files:
            file, line = named, position if type(position) is int else None
    kind = "missing" if issubclass(type(error), NotImplementedError) else "raised"
    message = text(error)
    if type(error) is ValueError and error.__cause__ is not None:  # NumPy's: only the cause says what is wrong with an element
        message = f"{message} ({text(error.__cause__)})"[:_MESSAGE_LENGTH]
    return {"kind": kind, "error": type_name(type(error)), "message": message, "file": file, "line": line}


def frames(error: BaseException) -> Iterator[tuple[CodeType, int]]:
    """The code and the line of every frame that an error has passed, the innermost last."""
    traceback = error.__traceback__
    while traceback is not None:
        yield traceback.tb_frame.f_code, traceback.tb_lineno
        traceback = traceback.tb_next


def explain_syntax(error: SyntaxError) -> dict[str, Any]:
    """Further fields of the fault: the line with a line of carets below it, as Python shows them, and a text for IPython."""
    line, start, end = error.text, error.offset, error.end_offset
    if type(error) not in (SyntaxError, IndentationError, TabError) or type(line) is not str or type(start) is not int:
        return {}
    line = line.rstrip()
    bare = line.lstrip()
    place = start - 1 - len(line) + len(bare)
    first = max(0, min(place - _EXCERPT_LENGTH // 2, len(bare) - _EXCERPT_LENGTH))  # of a long line the part around the place
    carets = end - start if type(end) is int and error.end_lineno == error.lineno else 1
    cut = bare[first : first + _EXCERPT_LENGTH]
    marked = " " * (place - first) + "^" * max(1, min(carets, len(cut) - place + first))
    fields: dict[str, Any] = {"excerpt": [cut, marked] if 0 <= place <= len(bare) else [cut]}
    if bare[:1] in ("%", "!") or bare.endswith("?"):
        fields["message"] = f"{bare} is a command of IPython, not Python; remove this line"
    return fields


def text(value: object, most: int = _MESSAGE_LENGTH) -> str:
    """str(value), cut. `__str__` is the submission's code: it may raise anything, and may return a str that is none."""
    try:
        return without_folders(str.__str__(str(value))[: most + _PATH_LENGTH])[:most]
    except BaseException:  # noqa: BLE001
        return f"(a {type_name(type(value))} whose text cannot be read)"


class Warned:
    """The first few different warnings of a call."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def begin(self) -> None:
        """Begin a call: each place warns once, whatever filters and error states were set before; no warning is an error."""
        self.texts = []
        resetwarnings()
        simplefilter("default")
        warnings.showwarning = self._note
        seterr(divide="warn", over="warn", under="ignore", invalid="warn")

    def _note(self, message: object, category: type, *_: object, **__: object) -> None:
        """Keep one warning; called in place of warnings.showwarning."""
        if len(self.texts) < _MOST_WARNINGS:
            note = f"{type_name(category)}: {text(message)}"[:_WARNING_LENGTH]
            self.texts += [note] if note not in self.texts else []


@contextmanager
def collected() -> Iterator[Warned]:
    """Collect the warnings of one or more calls; afterwards filters and error states are what they were before."""
    warned = Warned()
    with catch_warnings(module=warnings), errstate():
        warned.begin()
        yield warned
