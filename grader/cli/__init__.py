"""The command line: the only place that reads arguments and chooses an exit code.

0 done (and validate: everything passed), 1 something did not pass, 2 misuse, 3 the grader itself failed, 4 the isolation that can
be had is weaker than what is asked for. One file a command; only the chosen one is imported.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import sys
import traceback
from collections.abc import Sequence

from grader.cli.arguments import parser
from grader.errors import GraderError

GRADER_FAILED = 3
INTERRUPTED = 130  # 128 + SIGINT, as a shell has it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    atexit.register(gc.freeze)  # or Python walks through everything that is left, to free it one by one: 20 ms
    options = parser().parse_args(arguments)
    try:
        code = importlib.import_module(f"grader.cli.{options.command}").run(options)
    except GraderError as error:
        _explain(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("grader: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say
        return 0
    except Exception:  # noqa: BLE001 - the last resort: whatever it is, it is ours, and we say so
        traceback.print_exc()
        print("grader: this is a fault of the grader, not of a submission; please report the lines above", file=sys.stderr)
        return GRADER_FAILED
    assert isinstance(code, int)
    return code


def _explain(error: GraderError) -> None:
    """Say what is wrong, where, with which value, and what to try. File names are hostile: report tames them."""
    console = importlib.import_module("rich.console").Console(stderr=True, highlight=False)
    message = importlib.import_module("grader.report").error_message
    console.print(message(error.what, where=error.where, value=error.value, attempt=error.attempt))
