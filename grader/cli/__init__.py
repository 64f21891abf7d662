"""The command line: the only place that reads arguments and chooses an exit code.

One file for each command; `options` declares all of them, and only the chosen one is imported. The exit codes are those of
`grader.errors`, and 128 + the number of the signal that stopped it. Almost nothing is imported above: a signal that comes before
`program` begins ends in a traceback.
"""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
import os
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn

from grader.cli import signals, streams
from grader.errors import GraderError, GraderFault, Interrupted, NotWritten

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)
"""Errors of a disk, and of a terminal that has gone. They are nobody's mistake in the program."""


def program() -> NoReturn:
    """Run one command as a process of its own, which signals can stop."""
    signals.listen()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what NumPy and Python warn about is for developers, who run the tests
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    atexit.register(gc.freeze)  # or Python walks through everything that is left, to free it one by one: 20 ms
    try:
        for name in ("COLUMNS", "LINES"):
            if not os.environ.get(name, "1").strip("0"):  # a terminal that does not know its size
                del os.environ[name]
        with signals.held():  # argparse does not survive them everywhere
            options = importlib.import_module("grader.cli.parsing").parse(arguments)
        command = importlib.import_module(f"grader.cli.{options.command}")
        try:
            code = command.run(options)
        except (Exception, SystemExit) as error:  # code of an assignment may exit, too
            assignment = getattr(options, "assignment", None)
            if assignment is None:
                raise
            raise importlib.import_module("grader.catalogue").located(error, assignment) from error.__cause__
    except GraderError as error:
        streams.complain(error)
        code = error.exit_code
    except KeyboardInterrupt as stop:
        attempt = stop.attempt if isinstance(stop, Interrupted) else ""
        print(f"grader: interrupted{': ' if attempt else ''}{attempt}", file=streams.standard_error(), flush=True)
        code = stop.exit_code if isinstance(stop, Interrupted) else 130
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, it is the grader's fault, or the machine's
        code = GraderFault.exit_code
        if isinstance(error, OSError) and error.errno in _FULL:
            where, attempt = str(error.filename or ""), " ".join(getattr(error, "__notes__", ()))
            streams.complain(NotWritten("a file cannot be written", where=where, value=error.strerror or "", attempt=attempt))
        else:
            stderr = streams.standard_error()
            importlib.import_module("traceback").print_exc(file=stderr)
            print("grader: this is a fault of the grader, not of a submission; please report the lines above", file=stderr)
    code = streams.exit_code(code)
    signals.ignore()
    return code
