"""One process of the box: started clean, killed with all that it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np

from grader.errors import GraderFault
from grader.sandbox import wire
from grader.sandbox.limits import Limits
from grader.sandbox.streams import Polled, Threaded

_MAIN = Path(__file__).resolve().parent.parent / "untrusted" / "main.py"
_NUMPY_FOLDER = Path(np.__file__).resolve().parent.parent

# No folder of the script or of the user on the path, no site packages, no bytecode written. Not -I: it would ignore
# PYTHONHASHSEED too, and the environment below holds nothing that it would protect from.
_FLAGS = ("-P", "-s", "-S", "-B")

# One thread: arrays are small, and rounding must not depend on how many cores there are. A fixed hash seed: so must the order
# of a set of words. UTF-8: so must what is printed.
_SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
}
# Where the machine keeps libraries, and what Windows cannot start a process without; nothing that could be a secret.
_PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if os.name == "nt" else ("LD_LIBRARY_PATH",)

# Windows has no process groups to kill: there it is the process alone.
_kill_group = getattr(os, "killpg", os.kill)
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
_STREAMS = Polled if os.name == "posix" else Threaded

# A process that has closed its pipes is about to end, and one that has been killed is gone at once.
_END_SECONDS = 1.0


class Process:
    """A fresh interpreter that serves one submission. Raises GraderFault where it cannot be started."""

    def __init__(self, limits: Limits) -> None:
        command = [sys.executable, *_FLAGS, str(_MAIN), str(_NUMPY_FOLDER)]
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - our own interpreter, and arguments of ours
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=os.sep,
                env=environment(),
                start_new_session=True,
            )
        except OSError as error:
            raise GraderFault("the box cannot be started", where=sys.executable, value=str(error)) from error
        popen = self._popen
        assert popen.stdin is not None
        assert popen.stdout is not None
        assert popen.stderr is not None
        self._streams = _STREAMS(popen.stdin, popen.stdout, popen.stderr, kept=limits.output_bytes, most=limits.flood_bytes)

    def send(self, frame: bytes) -> None:
        """Begin to send a frame; returns at once."""
        self._streams.send(frame)

    def receive(self, deadline: float, *, most_bytes: int) -> wire.Frame:
        """The next frame, whole before the deadline (time.monotonic).

        Raises TimeoutError, EOFError, FloodError and WireError; the process is of no use after any of them.
        """
        return wire.read(partial(self._streams.take, deadline=deadline), most_bytes=most_bytes)

    @property
    def printed(self) -> bytes:
        """The start of what it has written to standard output and error."""
        self._streams.catch_up()
        return self._streams.printed

    def ending(self) -> str:
        """How the process, whose replies have ended, came to its end, in words."""
        try:
            code = self._popen.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            return "the process closed its end of the conversation"
        if code >= 0:
            return f"the process ended with exit code {code}"
        names = {number.value: number.name for number in signal.Signals}
        return f"the process was ended by {names.get(-code, f'signal {-code}')}"

    def close(self) -> bytes:
        """Kill the process and its group, give everything back; returns all that is kept of the output."""
        with suppress(ProcessLookupError, PermissionError):  # gone; macOS says the latter of a group that is only waited for
            _kill_group(self._popen.pid, _KILL)
        self._popen.wait()
        self._streams.close()
        return self._streams.printed


def environment() -> dict[str, str]:
    """The whole environment of a process of the box: made here, and so without any secret of the caller's."""
    return _SETTINGS | {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
