"""What went wrong, in words that fit a frame. Nothing in here may fail, whatever the submission's exceptions are made of."""

from __future__ import annotations

import warnings
from collections.abc import Container, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import numpy as np

from .outputs import type_name

_MESSAGE_LENGTH = 600  # characters: a few lines of a report; the names of all offered modules fit
# A loop can warn a million times; a report has room for a few. Even where every character takes the twelve bytes of two JSON
# escapes, this is 24 KiB of the 64 KiB that a header may have.
_MOST_WARNINGS = 8
_WARNING_LENGTH = 250


def describe(error: BaseException, files: Container[str]) -> dict[str, Any]:
    """A fault: its kind, type, text, and the deepest line of the submission's own files."""
    kind = "missing" if issubclass(type(error), NotImplementedError) else "raised"
    file, line = _where(error, files)
    return {"kind": kind, "error": type_name(type(error)), "message": text(error), "file": file, "line": line}


def text(value: object, most: int = _MESSAGE_LENGTH) -> str:
    """str(value), cut. `__str__` is the submission's code: it may raise anything, and may return a str that is none."""
    try:
        return str.__str__(str(value))[:most]
    except BaseException:  # noqa: BLE001
        return f"(a {type_name(type(value))} whose text cannot be read)"


def _where(error: BaseException, files: Container[str]) -> tuple[str, int | None]:
    """File and line. A syntax error has no frame of its own; it says itself where it is."""
    if issubclass(type(error), SyntaxError):
        file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
        if type(file) is str and file in files:
            return file, line if type(line) is int else None
    return _deepest(error.__traceback__, files)


def _deepest(traceback: TracebackType | None, files: Container[str]) -> tuple[str, int | None]:
    found: tuple[str, int | None] = ("", None)
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file in files:
            found = (file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


class Warned:
    """The first few different warnings of a call."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def note(self, message: object, category: type, *_: object, **__: object) -> None:
        """Keep one warning; called in place of warnings.showwarning."""
        if len(self.texts) < _MOST_WARNINGS:
            note = f"{type_name(category)}: {text(message)}"[:_WARNING_LENGTH]
            self.texts += [note] if note not in self.texts else []


@contextmanager
def collected() -> Iterator[Warned]:
    """Collect warnings: each place once, whatever filters and error states the submission has set before; none is an error."""
    warned = Warned()
    with warnings.catch_warnings(), np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
        warnings.resetwarnings()
        warnings.simplefilter("default")
        warnings.showwarning = warned.note
        yield warned
