"""Test walls by trying to get past them: a fork of the real zygote tries every way out, and reports which ones it found."""

from __future__ import annotations

import json
import os
import secrets
import select
import socket
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Self

from grader.sandbox.processes import scratch
from grader.sandbox.processes.fork import ForkHandle, ZygoteError
from grader.sandbox.processes.zygote import ZygoteHandle
from grader.sandbox.walls.kernel import LANDLOCK, NAMESPACES, SECCOMP, USER, WallPlan

_SECONDS = 20.0  # for a probe to report; it takes milliseconds
_CHUNK = 4096  # bytes: a report is a few hundred

# What each wall must refuse when it stands alone. The filter must refuse everything that the probe tries.
_FILES = {"read a secret", "list a folder", "write a file"}
_ANOTHER = {f"{what} another submission's {which}" for what, which in (("read", "file"), ("list", "folder"), ("change", "file"))}
_MUST_REFUSE = {
    LANDLOCK: {"read a file", *_FILES, *_ANOTHER},
    USER: {"signal the parent", "give files", *_FILES},
    NAMESPACES: {"stat a secret", "give files", "connect", "connect to an abstract socket", *_FILES},
}


class BreachError(Exception):
    """A wall does not hold, or cannot be put up; the text says what came through."""


class Canary:
    """The targets of a probe: a file that only this user may read, its folder, two listeners, and another scratch folder.

    user  to whom that folder belongs, as that of the probe does
    """

    def __init__(self, user: int | None = None) -> None:
        self._stack = ExitStack()
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-canary-")))
        self._file = self._folder / "secret"
        self._file.touch(mode=0o600)
        self._neighbour = scratch.new(user)
        self._stack.callback(scratch.remove, self._neighbour)
        file = self._neighbour / "file"
        file.touch()
        file.chmod(0o666)
        self._name = f"grader-{secrets.token_hex(8)}"
        self._port = self._listen(socket.AF_INET, ("127.0.0.1", 0))
        self._listen(socket.AF_UNIX, f"\0{self._name}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def described(self) -> dict[str, Any]:
        """The targets as the order for a probe names them."""
        paths = {"file": str(self._file), "folder": str(self._folder), "neighbour": str(self._neighbour)}
        return {**paths, "port": self._port, "name": self._name}

    def _listen(self, family: socket.AddressFamily, address: Any) -> int:
        """Return the port, 0 where there is none (a machine without a loopback device has nothing to connect to)."""
        listener = self._stack.enter_context(socket.socket(family))
        with suppress(OSError):
            listener.bind(address)
            listener.listen()
        return int(listener.getsockname()[1]) if family == socket.AF_INET else 0


def check(zygote: ZygoteHandle, plan: WallPlan, canary: Canary) -> None:
    """Test the walls of `plan` or, if it has none, those of the zygote itself. Raises BreachError and ZygoteError."""
    fork = zygote.fork(plan, canary.described())
    try:
        report = _read_report(fork)
        try:
            fork.kill()  # a submission must be possible to kill as well
        except ZygoteError as error:
            raise BreachError(str(error)) from error
        breaches = set(json.loads(report))
    except ValueError as error:
        raise ZygoteError("the probe was cut short") from error
    finally:
        fork.close()
    if SECCOMP not in plan.walls:
        breaches &= set().union(*(_MUST_REFUSE[name] for name in plan.walls or (NAMESPACES,)))
    if breaches:
        raise BreachError(f"it does not hold: a probe could {', '.join(sorted(breaches))}")


def _read_report(fork: ForkHandle) -> bytes:
    """Return all that a probe writes. Raises BreachError where the walls cannot be put up, ZygoteError where it is silent."""
    deadline, report = time.monotonic() + _SECONDS, b""
    while select.select([fork.replies], [], [], max(deadline - time.monotonic(), 0))[0]:
        part = os.read(fork.replies.fileno(), _CHUNK)
        report += part
        if not part:
            break
    else:
        raise ZygoteError("the probe does not answer")
    code = None if report else fork.wait(_SECONDS)
    if code is not None:  # it ended before it could try anything, and wrote why
        os.set_blocking(fork.output.fileno(), False)
        lines = [""]
        with suppress(OSError):
            lines += os.read(fork.output.fileno(), _CHUNK).decode(errors="replace").strip().splitlines()
        raise BreachError(lines[-1] or f"the probe ended with {code}")
    return report
