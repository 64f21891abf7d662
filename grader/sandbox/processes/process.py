"""The connection to one process of the box, and the plain kind of process: a fresh interpreter."""

from __future__ import annotations

import os
import signal
import subprocess
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import IO

from grader.errors import GraderFault
from grader.sandbox.limits import Limits
from grader.sandbox.processes import launch, scratch
from grader.sandbox.processes.interpreter import Interpreter
from grader.sandbox.processes.streams import PolledStreams, ThreadedStreams

_STREAMS = PolledStreams if os.name == "posix" else ThreadedStreams

# A process that has closed its pipes is about to end, and one that has been killed is gone at once.
END_SECONDS = 1.0
NOT_ENDED = "the process closed its connection to the grader"
OUT_OF_CPU = "the process has used up its processor time"
OUT_OF_MEMORY = "the process has no memory left to answer"
ENDED_BY_THE_KERNEL = "the machine ran out of memory, and the kernel ended the submission's process"
_STATISTICS = Path("/proc/vmstat")
_KILLED = getattr(signal, "SIGKILL", 0)
_OUT_OF_MEMORY = 71  # the exit code of a process that has no memory left to answer (`untrusted/serve.py`)


class Connection(ABC):
    """Requests to one process of the box, its replies and its output. Subclasses start and kill the process.

    lost  why its end says nothing about the submission: its zygote failed; "" where it did not
    used  the seconds of processor time that it used, once it is dead; None where the system does not tell
    """

    lost = ""
    used: float | None = None

    def __init__(self, requests: IO[bytes], replies: IO[bytes], output: IO[bytes], limits: Limits) -> None:
        self._streams = _STREAMS(requests, replies, output, kept=limits.output_limit << 10)

    def send(self, frame: bytes) -> None:
        """Begin to send a frame; returns at once."""
        self._streams.send(frame)

    def take(self, count: int, deadline: float) -> bytes:
        """Return the next `count` bytes of its replies, before the deadline (time.monotonic).

        Raises TimeoutError and EOFError; the process cannot be used after either of them.
        """
        return self._streams.take(count, deadline)

    def wait_for(self, count: int, deadline: float) -> None:
        """Wait until so many bytes have arrived and not been taken. Raises as `take` does."""
        self._streams.wait_for(count, deadline)

    def pause(self, seconds: float) -> None:
        """Expect no reply for so long."""
        self._streams.pause(seconds)

    @property
    def arrived(self) -> bytearray:
        """The replies that have been read and not been taken. Whoever takes some from it removes them."""
        return self._streams.arrived

    @property
    def chunks(self) -> int:
        """How often replies have been read."""
        return self._streams.chunks

    @property
    def printed(self) -> bytes:
        """The start of its standard output and error, as far as it has arrived."""
        self._streams.catch_up()
        return self._streams.printed

    @property
    def dropped(self) -> bool:
        """Whether it has printed more than is kept."""
        return self._streams.dropped

    @abstractmethod
    def ending(self) -> str:
        """Describe how the process ended, once its replies have ended."""

    @abstractmethod
    def close(self) -> bytes:
        """Kill the process, close the pipes, and return the output that is kept."""


class PlainProcess(Connection):
    """A fresh interpreter that serves one submission, and is killed with all processes of its group.

    Raises GraderFault where it cannot be started.
    """

    def __init__(self, interpreter: Interpreter, limits: Limits) -> None:
        command = launch.command_line(interpreter, "plain")
        try:
            self._folder = scratch.new()
            self._popen = launch.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, folder=str(self._folder))
        except OSError as error:
            raise GraderFault("the box cannot be started", where=interpreter.path, value=str(error)) from error
        popen = self._popen
        assert popen.stdin is not None
        assert popen.stdout is not None
        assert popen.stderr is not None
        super().__init__(popen.stdin, popen.stdout, popen.stderr, limits)
        self._cpu_limit, self._ended_before = limits.cpu_limit, _ended_for_memory()

    def ending(self) -> str:
        """Describe how the process ended, once its replies have ended."""
        before = _used_by_children()
        try:
            code = self._popen.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            return NOT_ENDED
        out_of_cpu = _used_by_children() - before >= self._cpu_limit
        return describe_exit(code, out_of_cpu=out_of_cpu, out_of_memory=_ended_for_memory() > self._ended_before)

    def close(self) -> bytes:
        """Kill the process and its group, close the pipes, and return the output that is kept."""
        before = _used_by_children()
        launch.kill(self._popen)
        self.used = before and _used_by_children() - before
        self._streams.close()
        scratch.remove(self._folder)
        return self._streams.printed


def _used_by_children() -> float:
    """Seconds of processor time of all processes that this one has waited for; 0 where the system does not tell."""
    times = os.times()
    return times.children_user + times.children_system


def _ended_for_memory() -> int:
    """The number of processes that the kernel has ended because memory ran out; 0 where the system does not tell."""
    with suppress(OSError, ValueError):
        return int(_STATISTICS.read_text(encoding="ascii").partition("\noom_kill ")[2].split("\n", 1)[0])
    return 0


def describe_exit(code: int, *, out_of_cpu: bool = False, out_of_memory: bool = False) -> str:
    """Describe an exit code; a negative one is the number of a signal.

    out_of_cpu, out_of_memory  why the kernel may have sent SIGKILL: the process has used up its processor time (and ignored the
        signal that says so), or memory ran out
    """
    if code == _OUT_OF_MEMORY:
        return OUT_OF_MEMORY
    if code >= 0:
        return f"the process ended with exit code {code}"
    if code == -getattr(signal, "SIGXCPU", 0) or (code == -_KILLED and out_of_cpu):
        return OUT_OF_CPU
    if code == -_KILLED and out_of_memory:
        return ENDED_BY_THE_KERNEL
    names = {number.value: number.name for number in signal.Signals}
    return f"the process was ended by {names.get(-code, f'signal {-code}')}"
