"""Standard output and standard error, whose reader may leave and whose disk may be full: neither stops what is being done.

What was asked for and could not be written is reported at the end, and changes the exit code (`exit_code`).
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from contextlib import suppress
from typing import IO, Any, cast

from grader.errors import GraderError, NotWritten

_lost: list[NotWritten] = []


class _Stream:
    """A text stream for drawings, which raises no OSError. `loses` says what is lost where it takes nothing, "" if nothing is."""

    def __init__(self, stream: IO[str], loses: str) -> None:
        self._stream, self._loses = stream, loses

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, or do nothing."""
        try:
            return self._stream.write(text)
        except (OSError, ValueError) as error:  # ValueError: it is closed
            self._fail(error)
            return len(text)

    def flush(self) -> None:
        """Flush, or do nothing."""
        try:
            self._stream.flush()
        except (OSError, ValueError) as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        silence(self._stream)
        if self._loses and not isinstance(error, BrokenPipeError | ValueError):  # a reader that leaves has seen enough
            lose(self._loses, error)


def standard_output() -> IO[str]:
    """Standard output, for drawings."""
    return cast("IO[str]", _Stream(sys.stdout or io.StringIO(), "standard output"))


def standard_error() -> IO[str]:
    """Standard error."""
    return cast("IO[str]", _Stream(sys.stderr or io.StringIO(), ""))


def silence(stream: IO[Any]) -> None:
    """Let a stream that takes nothing lead nowhere, so that what it still holds is no error at the end of the program."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def lose(where: str, error: Exception) -> None:
    """Note an output that cannot be written; the rest is done all the same."""
    value = getattr(error, "strerror", None) or str(error)
    attempt = "read all of it" if isinstance(error, BrokenPipeError) else "make room, or name another file"
    _lost.append(NotWritten("this output is not complete", where=where, value=value, attempt=attempt))


def advise(attempt: str) -> bool:
    """Whether an output was lost; the report on it then says what to do, "make room or name another file" by itself."""
    for error in _lost:
        error.attempt = attempt
    return bool(_lost)


def complain(error: GraderError) -> None:
    """Draw an error on standard error."""
    console = importlib.import_module("rich.console").Console(file=standard_error(), highlight=False)
    message = importlib.import_module("grader.report").error_message
    console.print(message(error.what, where=error.where, value=error.value, attempt=error.attempt))


def exit_code(code: int) -> int:
    """Report what was lost: the exit code of a command that answers `code` is then never that of a success."""
    standard_output().flush()
    lost = [_lost.pop(0) for _ in list(_lost)]
    for error in lost:
        complain(error)
    return NotWritten.exit_code if lost and code in (0, 1) else code
