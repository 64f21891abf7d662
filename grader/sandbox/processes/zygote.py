"""The keeper of one zygote: it starts it, orders forks from it, and replaces nothing silently (`keeper.py` does, on purpose)."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from grader.sandbox import preloaded_modules
from grader.sandbox.limits import Limits
from grader.sandbox.processes import launch
from grader.sandbox.walls import namespaces
from grader.sandbox.walls.kernel import LANDLOCK

# A fork takes a few milliseconds, and so does a kill; five seconds are a machine under heavy load. What takes longer is a
# zygote that is stopped or stuck, and is replaced: a mistake here costs time, and no marks.
ANSWER_SECONDS = 5.0
_MOST_SAID = 64 * 1024  # bytes of what a zygote says when it is ready
_LAST_WORDS_SECONDS = 1.0  # for who is about to end to write a few lines
_CAUSE_BYTES = 64 * 1024  # of what it wrote before it failed to start: what a pipe holds, so that the last line is there


class ZygoteError(Exception):
    """A zygote that does not start, or does not answer. Never a submission's doing: none of its code has run there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """What a child puts up before it is ready.

    walls    names of `walls.py`, in the order in which they go up
    seccomp  the compiled filter
    ruleset  descriptor of a Landlock ruleset
    user     number of a throw-away user
    """

    walls: tuple[str, ...] = ()
    seccomp: bytes = b""
    ruleset: int | None = None
    user: int | None = None


class Zygote:
    """A running zygote, used by any number of threads: each fork has channels of its own, and orders are sent whole.

    needed      modules that it must have beyond those that it has for everybody
    namespaced  whether it runs behind namespaces of its own
    """

    def __init__(self, *, needed: Sequence[str] = (), limits: Limits, namespaced: bool) -> None:
        """Start it; it has much to import, and nobody waits here. Raises ZygoteError, and NoWallError without bubblewrap."""
        self.namespaced = namespaced
        self._start_limit = limits.start_limit
        command = [namespaces.interpreter(), *launch.arguments("zygote")]
        if namespaced:
            installed = [launch.NUMPY_FOLDER / name for name in ("numpy", *preloaded_modules.packages(needed))]
            command = namespaces.wrapped(command, untrusted=launch.UNTRUSTED, installed=installed)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._popen = launch.start(command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
            except OSError as error:
                self._control.close()
                raise ZygoteError(f"{command[0]} cannot be started: {error}") from error
        self._control.settimeout(ANSWER_SECONDS)
        with suppress(OSError):  # who has died already will not get ready
            self._control.send(json.dumps({"modules": preloaded_modules.PRELOADED, "needed": list(needed)}).encode())

    def wait(self) -> None:
        """Wait until it is ready. Called once, before the first fork. Raises ZygoteError."""
        self._control.settimeout(self._start_limit)
        said = b""
        with suppress(OSError):  # gone, or late
            said = self._control.recv(_MOST_SAID)
        if not said:
            raise ZygoteError(self._cause())
        threads = json.loads(said)["threads"]
        if threads > 1:
            raise ZygoteError(f"the zygote has {threads} threads, and a fork has one: NumPy was built to start its own")
        assert self._popen.stderr is not None
        self._popen.stderr.close()
        self._control.settimeout(ANSWER_SECONDS)

    def fork(self, building: Building, probe: Mapping[str, Any] | None = None) -> Child:
        """A child, which is already running. Raises ZygoteError."""
        order = {"walls": building.walls, "seccomp": building.seccomp.hex(), "user": building.user, "probe": probe}
        leash, their_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pipes = [os.pipe() for _ in range(3)]  # requests, replies, output
        child = Child(leash, pipes[0][1], pipes[1][0], pipes[2][0])
        given = [pipes[0][0], pipes[1][1], pipes[2][1]]
        ruleset = [building.ruleset] if building.ruleset is not None and LANDLOCK in building.walls else []
        try:
            with their_leash:
                self._order(order, [their_leash.fileno(), *given, *ruleset])
        except BaseException:
            child.close()
            raise
        finally:
            for descriptor in given:
                os.close(descriptor)
        child.await_start()
        return child

    def alive(self) -> bool:
        """Whether its process is there; it may be stopped all the same."""
        return self._popen.poll() is None

    def close(self) -> None:
        """End it and all its children. May be called again."""
        self._control.close()
        launch.kill(self._popen)
        if self._popen.stderr is not None:
            self._popen.stderr.close()

    def _order(self, order: Mapping[str, Any], descriptors: list[int]) -> None:
        try:
            socket.send_fds(self._control, [json.dumps(order).encode()], descriptors)
        except OSError as error:  # it has died, or takes nothing any more
            raise ZygoteError(f"the zygote takes no orders: {error}") from error

    def _cause(self) -> str:
        """What a zygote that did not get ready has to say for itself, in one line. It closes its socket before it says it."""
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(_LAST_WORDS_SECONDS)
        launch.kill(self._popen)
        assert self._popen.stderr is not None
        os.set_blocking(self._popen.stderr.fileno(), False)
        said = (self._popen.stderr.read(_CAUSE_BYTES) or b"").decode(errors="replace").strip().splitlines()
        return ": ".join(["the zygote does not start", *said[-1:]])


class Child:
    """The judge's ends of a fork: its three pipes, and its leash, on which the zygote says how it ended."""

    def __init__(self, leash: socket.socket, requests: int, replies: int, output: int) -> None:
        self._leash = leash
        self.requests = open(requests, "wb", buffering=0)  # noqa: SIM115 - whoever forks closes
        self.replies = open(replies, "rb", buffering=0)  # noqa: SIM115
        self.output = open(output, "rb", buffering=0)  # noqa: SIM115
        self.code: int | None = None

    def await_start(self) -> None:
        """Wait until it runs. Raises ZygoteError, and then all is given back."""
        said, reason = "", "the zygote died"
        try:
            self._leash.settimeout(ANSWER_SECONDS)
            said = self._hear()
        except TimeoutError:
            reason = "the zygote does not answer"
        finally:
            if said != "+":
                self.close()
        if said != "+":
            raise ZygoteError(reason)

    def wait(self, seconds: float) -> int | None:
        """Its exit code; None where it has none within that time. Raises ZygoteError where the zygote has gone without a word."""
        if self.code is None:
            self._leash.settimeout(seconds)
            with suppress(TimeoutError):
                said = self._hear()
                if said in ("", "!"):
                    raise ZygoteError("the zygote may not end what it has started" if said else "the zygote died")
                self.code = int(said)
        return self.code

    def kill(self) -> None:
        """Have it killed, and wait until it is dead. Raises ZygoteError where nobody says that it is."""
        if self.code is None:
            with suppress(OSError):
                self._leash.shutdown(socket.SHUT_WR)
            if self.wait(ANSWER_SECONDS) is None:
                raise ZygoteError("the zygote does not answer")

    def let_go(self) -> None:
        """Close the leash. A child that still lives is killed by it."""
        self._leash.close()

    def close(self) -> None:
        """Close the pipes too, which whoever talks through them closes himself otherwise."""
        self.let_go()
        for pipe in (self.requests, self.replies, self.output):
            pipe.close()

    def _hear(self) -> str:
        """What the zygote says: a few characters, in one piece; nothing at the end."""
        try:
            return self._leash.recv(16).decode()
        except ConnectionError:
            return ""
