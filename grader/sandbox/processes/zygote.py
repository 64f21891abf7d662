"""Start one zygote and order forks from it. A zygote that fails raises ZygoteError; `zygotes.py` replaces it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from grader.sandbox.limits import Limits
from grader.sandbox.processes import fork, launch, scratch
from grader.sandbox.processes.fork import ForkHandle, ZygoteError
from grader.sandbox.processes.interpreter import Interpreter
from grader.sandbox.walls import namespaces
from grader.sandbox.walls.kernel import USER, WallPlan

_READY_BYTES = 64 * 1024  # of the message that a zygote is ready
_LAST_WORDS_SECONDS = 1.0  # for a process that is about to end to write a few lines
_STDERR_BYTES = 64 * 1024  # of a zygote that failed to start: what a pipe holds, so that the last line is among them


class ZygoteHandle:
    """A running zygote. Threads may share it: each fork has channels of its own, and each order is one message.

    interpreter  what it runs
    needed       modules that it imports beyond the standard list
    namespaced   whether it runs behind namespaces of its own
    many         whether there will be many forks: it then imports for all of them what submissions import most
    """

    def __init__(
        self, interpreter: Interpreter, *, needed: Sequence[str] = (), limits: Limits, namespaced: bool, many: bool = True
    ) -> None:
        """Start it without waiting for its imports. Raises ZygoteError, and NoWallError without bubblewrap."""
        self.namespaced = namespaced
        self._limits, self._needed, self._many = limits, list(needed), many
        self._lock, self._material = threading.Lock(), b""
        command = launch.command_line(interpreter, "zygote")
        if namespaced:
            command = namespaces.wrapped(command, interpreter, untrusted=launch.UNTRUSTED, scratch=scratch.base(), needed=needed)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._popen = launch.start(command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
            except OSError as error:
                self._control.close()
                raise ZygoteError(f"{command[0]} cannot be started: {error}") from error

    def wait(self) -> None:
        """Have it import the modules, and wait until it is ready. Called once, before the first fork. Raises ZygoteError."""
        from grader.sandbox.preloaded_modules import FREQUENT, OCCASIONAL  # noqa: PLC0415 - it imports NumPy, as the zygote does

        self._control.settimeout(self._limits.start_limit)
        message = b""
        with suppress(OSError):  # died, or too late
            modules = {"modules": FREQUENT, "others": OCCASIONAL, "needed": self._needed}
            self._control.send(json.dumps({**modules, "at_once": self._many}).encode())
            message = self._control.recv(_READY_BYTES)
        assert self._popen.stderr is not None
        if not message:
            with suppress(subprocess.TimeoutExpired):  # it closes its socket before it writes the reason
                self._popen.wait(_LAST_WORDS_SECONDS)
            launch.kill(self._popen)
            os.set_blocking(self._popen.stderr.fileno(), False)
            lines = (self._popen.stderr.read(_STDERR_BYTES) or b"").decode(errors="replace").strip().splitlines()
            raise ZygoteError(": ".join(["the zygote does not start", *lines[-1:]]))
        threads = json.loads(message)["threads"]
        if threads > 1:
            raise ZygoteError(f"the zygote has {threads} threads, and a fork has one: NumPy was built to start its own")
        self._popen.stderr.close()
        self._control.settimeout(fork.ANSWER_SECONDS)

    def fork(self, plan: WallPlan, probe: Mapping[str, Any] | None = None, *, material: bytes = b"") -> ForkHandle:
        """Fork a process that puts up these walls, then serves or, with `probe`, tests them. Raises ZygoteError.

        material  the frame of that name, which the zygote reads once for all forks that it is the same for
        """
        order = {
            "walls": plan.walls,
            "seccomp": plan.seccomp.hex(),
            "user": plan.user,
            "probe": probe,
            **plan.counted(),
        }
        leash, their_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pipes = [os.pipe() for _ in range(3)]  # requests, replies, output
        folder = scratch.new(plan.user if USER in plan.walls else None)
        handle = ForkHandle(leash, pipes[0][1], pipes[1][0], pipes[2][0], folder)
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        try:
            with their_leash, plan.rulesets(folder) as rulesets:
                descriptors = [their_leash.fileno(), *theirs, *rulesets]
                message = json.dumps({**order, "folder": str(folder)}).encode()
                with self._lock:  # the zygote forks with the material that came last
                    self._send_material(material)
                    socket.send_fds(self._control, [message], descriptors)
        except OSError as error:  # the zygote has died, or its socket is full
            handle.close()
            raise ZygoteError(f"the zygote takes no orders: {error}") from error
        except BaseException:
            handle.close()
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        handle.await_start()
        return handle

    def _send_material(self, material: bytes) -> None:
        if material and material != self._material:
            descriptor = os.memfd_create("material")
            with os.fdopen(descriptor, "r+b") as file:
                file.write(material)
                file.seek(0)
                socket.send_fds(self._control, [b'{"material": true}'], [descriptor])
            self._material = material

    def alive(self) -> bool:
        """Whether its process exists; it may be stopped."""
        return self._popen.poll() is None

    def close(self) -> None:
        """End it and all its forks. May be called again."""
        self._control.close()
        launch.kill(self._popen)
        if self._popen.stderr is not None:
            self._popen.stderr.close()
