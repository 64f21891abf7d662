"""Forks of a zygote: the judge's ends of their channels, and the connection of a session to one of them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from grader.sandbox.limits import Limits
from grader.sandbox.processes import process, scratch
from grader.sandbox.processes.process import Connection

# A fork takes a few milliseconds, and so does a kill; five seconds are a machine under heavy load. A zygote that takes longer is
# stopped or stuck, and is replaced: a mistake here costs time, and no points.
ANSWER_SECONDS = 5.0


class ZygoteError(Exception):
    """A zygote does not start, or does not answer. Never a submission's fault: none of its code has run there."""


class ForkHandle:
    """A fork as the judge sees it: three pipes, a leash on which the zygote reports its end, and its scratch folder.

    code, used  its exit code and its seconds of processor time, once it is dead
    """

    def __init__(self, leash: socket.socket, requests: int, replies: int, output: int, folder: Path) -> None:
        self._leash, self._folder = leash, folder
        self.requests = open(requests, "wb", buffering=0)  # noqa: SIM115 - `close` closes all three
        self.replies = open(replies, "rb", buffering=0)  # noqa: SIM115
        self.output = open(output, "rb", buffering=0)  # noqa: SIM115
        self.code: int | None = None
        self.used: float | None = None

    def await_start(self) -> None:
        """Wait until the fork runs. Raises ZygoteError, after closing everything."""
        message, reason = "", "the zygote died"
        try:
            self._leash.settimeout(ANSWER_SECONDS)
            message = self._receive()
        except TimeoutError:
            reason = "the zygote does not answer"
        finally:
            if message != "+":
                self.close()
        if message != "+":
            raise ZygoteError(reason)

    def wait(self, seconds: float) -> int | None:
        """Return the exit code, None if there is none within `seconds`. Raises ZygoteError if the zygote died before."""
        if self.code is None:
            self._leash.settimeout(seconds)
            with suppress(TimeoutError):
                message = self._receive()
                if message in ("", "!"):
                    raise ZygoteError("the zygote is not allowed to kill its fork" if message else "the zygote died")
                code, used = message.split()
                self.code, self.used = int(code), float(used)
        return self.code

    def kill(self) -> None:
        """Have the fork killed, and wait until it is dead. Raises ZygoteError if the zygote does not confirm it."""
        if self.code is None:
            with suppress(OSError):
                self._leash.shutdown(socket.SHUT_WR)
            if self.wait(ANSWER_SECONDS) is None:
                raise ZygoteError("the zygote does not answer")

    def release(self) -> None:
        """Close the leash but not the pipes, and remove the scratch folder. The zygote kills a fork that still lives."""
        self._leash.close()
        scratch.remove_after_fork(self._folder)

    def close(self) -> None:
        """Close the leash and the pipes."""
        self.release()
        for pipe in (self.requests, self.replies, self.output):
            pipe.close()

    def _receive(self) -> str:
        """Return one message of the zygote, empty at the end of the leash."""
        try:
            return self._leash.recv(64).decode()
        except ConnectionError:
            return ""


class ForkedProcess(Connection):
    """A fork that serves one submission.

    give_up  called at the end if the zygote must not be used again
    """

    def __init__(self, fork: ForkHandle, limits: Limits, give_up: Callable[[], None]) -> None:
        self._fork, self._give_up, self._cpu_limit = fork, give_up, limits.cpu_limit
        super().__init__(fork.requests, fork.replies, fork.output, limits)

    def ending(self) -> str:
        """Describe how the process ended."""
        try:
            code = self._fork.wait(process.END_SECONDS)
        except ZygoteError as error:
            self.lost = str(error)
            return self.lost
        if code is None:
            return process.NOT_ENDED
        # Behind walls no process sends itself SIGKILL: the kernel did, for one of two reasons.
        return process.describe_exit(code, out_of_cpu=(self._fork.used or 0.0) >= self._cpu_limit, out_of_memory=True)

    def close(self) -> bytes:
        """Kill the process. Where the zygote does not confirm its death, the zygote is given up, and the process with it."""
        try:
            self._fork.kill()
        except ZygoteError as error:
            self.lost = self.lost or str(error)
        self.used = self._fork.used
        self._fork.release()
        self._streams.close()
        if self.lost:
            self._give_up()
        return self._streams.printed
