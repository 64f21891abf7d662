"""The command line: the only place that reads arguments and chooses an exit code.

One file for each command; `options` declares all of them, and only the chosen one is imported. The exit codes of
`grader.errors`, and 130 after Ctrl-C.
"""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
import os
import sys
import traceback
from collections.abc import Sequence

from grader.cli.parsing import parse
from grader.errors import GraderError, Misuse

GRADER_FAILED = 3
INTERRUPTED = 130  # 128 + SIGINT, as in a shell


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    atexit.register(gc.freeze)  # or Python walks through everything that is left, to free it one by one: 20 ms
    try:
        options = parse(arguments)
        code = importlib.import_module(f"grader.cli.{options.command}").run(options)
    except GraderError as error:
        console = importlib.import_module("rich.console").Console(stderr=True, highlight=False)
        message = importlib.import_module("grader.report").error_message
        console.print(message(error.what, where=error.where, value=error.value, attempt=error.attempt))
        return error.exit_code
    except KeyboardInterrupt:
        print("grader: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO):
            raise
        print(f"grader: standard output cannot be written: {error.strerror}", file=sys.stderr, flush=True)
        os._exit(Misuse.exit_code)  # at a normal exit Python would try to write the rest once more
    except Exception:  # noqa: BLE001 - the last resort: whatever it is, it is the grader's fault
        traceback.print_exc()
        print("grader: this is a fault of the grader, not of a submission; please report the lines above", file=sys.stderr)
        return GRADER_FAILED
    assert isinstance(code, int)
    return code
