"""Talking to one process of the box; and the plain kind of process, a fresh interpreter, killed with all that it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from typing import IO

from grader.errors import GraderFault
from grader.sandbox.limits import Limits
from grader.sandbox.processes import launch
from grader.sandbox.processes.streams import Polled, Threaded

_STREAMS = Polled if os.name == "posix" else Threaded

# A process that has closed its pipes is about to end, and one that has been killed is gone at once.
END_SECONDS = 1.0
NOT_ENDED = "the process closed its end of the conversation"
OUT_OF_PROCESSOR = "the process has used up its processor time"


class Conversation(ABC):
    """Bytes to one process of the box, bytes from it, and what it prints. How it is started and killed is another matter.

    lost  why nothing can be concluded from its end: what keeps it has failed, and not the submission; "" where all is well
    """

    lost = ""

    def __init__(self, requests: IO[bytes], replies: IO[bytes], output: IO[bytes], limits: Limits) -> None:
        self._streams = _STREAMS(requests, replies, output, kept=limits.output_kept << 10, most=limits.output_limit << 10)

    def send(self, frame: bytes) -> None:
        """Begin to send a frame; returns at once."""
        self._streams.send(frame)

    def take(self, count: int, deadline: float) -> bytes:
        """The next `count` bytes of its replies, before the deadline (time.monotonic).

        Raises TimeoutError, EOFError and FloodError; the process is of no use after any of them.
        """
        return self._streams.take(count, deadline)

    @property
    def printed(self) -> bytes:
        """The start of what it has written to standard output and error."""
        self._streams.catch_up()
        return self._streams.printed

    @abstractmethod
    def ending(self) -> str:
        """How the process, whose replies have ended, came to its end, in words."""

    @abstractmethod
    def close(self) -> bytes:
        """Kill the process, give everything back; returns all that is kept of the output."""


class Process(Conversation):
    """A fresh interpreter that serves one submission. Raises GraderFault where it cannot be started."""

    def __init__(self, limits: Limits) -> None:
        try:
            self._popen = launch.start([sys.executable, *launch.arguments()], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise GraderFault("the box cannot be started", where=sys.executable, value=str(error)) from error
        popen = self._popen
        assert popen.stdin is not None
        assert popen.stdout is not None
        assert popen.stderr is not None
        super().__init__(popen.stdin, popen.stdout, popen.stderr, limits)

    def ending(self) -> str:
        """How the process, whose replies have ended, came to its end, in words."""
        try:
            return ended_with(self._popen.wait(END_SECONDS))
        except subprocess.TimeoutExpired:
            return NOT_ENDED

    def close(self) -> bytes:
        """Kill the process and its group, give everything back; returns all that is kept of the output."""
        launch.kill(self._popen)
        self._streams.close()
        return self._streams.printed


def ended_with(code: int) -> str:
    """The end of a process in words; a negative code is that of a signal."""
    if code >= 0:
        return f"the process ended with exit code {code}"
    if code == -getattr(signal, "SIGXCPU", 0):
        return OUT_OF_PROCESSOR
    names = {number.value: number.name for number in signal.Signals}
    return f"the process was ended by {names.get(-code, f'signal {-code}')}"
