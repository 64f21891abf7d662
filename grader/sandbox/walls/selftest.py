"""Whether walls hold, found out by trying: a child of the real zygote tries every way out, and says which ones it found."""

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

from grader.sandbox.processes.zygote import Building, Child, Zygote, ZygoteError
from grader.sandbox.walls.kernel import LANDLOCK, NAMESPACES, SECCOMP, USER

_SECONDS = 20.0  # until a probe must have said what it found; it takes milliseconds
_CHUNK = 4096

# What each wall must refuse when it stands alone. The filter must refuse everything that is tried.
_FILES = {"read a secret", "list a folder", "write a file"}
_MUST_REFUSE = {
    LANDLOCK: {"read a file", *_FILES},
    USER: {"signal the parent", "give files", *_FILES},
    NAMESPACES: {"stat a secret", "give files", "connect", "connect to an abstract socket", *_FILES},
}


class BreachError(Exception):
    """A wall that does not hold; its text says what came through."""


class Canary:
    """What a probe tries to reach: a file of this user's alone, in a folder of its own, and two listeners. A context manager."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-canary-")))
        self._file = self._folder / "secret"
        self._file.touch(mode=0o600)
        self._name = f"grader-{secrets.token_hex(8)}"
        self._port = self._listen(socket.AF_INET, ("127.0.0.1", 0))
        self._listen(socket.AF_UNIX, f"\0{self._name}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def described(self) -> dict[str, Any]:
        """What the probe is told."""
        return {"file": str(self._file), "folder": str(self._folder), "port": self._port, "name": self._name}

    def _listen(self, family: socket.AddressFamily, address: Any) -> int:
        """The port, 0 where there is none (a machine without a loopback device has nothing to connect to)."""
        listener = self._stack.enter_context(socket.socket(family))
        with suppress(OSError):
            listener.bind(address)
            listener.listen()
        return int(listener.getsockname()[1]) if family == socket.AF_INET else 0


def check(zygote: Zygote, building: Building, canary: Canary) -> None:
    """Try the walls of `building`, and of the zygote itself where there are none. Raises BreachError and ZygoteError."""
    succeeded = tried(zygote, building, canary)
    wrong = succeeded
    if SECCOMP not in building.walls:
        names = building.walls or (NAMESPACES,)
        wrong = succeeded & set().union(*(_MUST_REFUSE[name] for name in names))
    if wrong:
        raise BreachError(f"it does not hold: a probe could {', '.join(sorted(wrong))}")


def tried(zygote: Zygote, building: Building, canary: Canary) -> set[str]:
    """What a child with these walls can do. Raises BreachError where they cannot be put up, ZygoteError."""
    child = zygote.fork(building, canary.described())
    try:
        said = _all(child)
        code = child.wait(_SECONDS) if not said else None
        if code is not None:
            raise BreachError(_last_line(child) or f"the probe ended with {code}")
        _end(child)
        return set(json.loads(said))
    except ValueError as error:
        raise ZygoteError("the probe was cut short") from error
    finally:
        child.close()


def _end(child: Child) -> None:
    """Have it killed, which a submission must be as well. Raises BreachError where that cannot be done."""
    try:
        child.kill()
    except ZygoteError as error:
        raise BreachError(str(error)) from error


def _all(child: Child) -> bytes:
    """All that the probe writes."""
    descriptor, deadline, said = child.replies.fileno(), time.monotonic() + _SECONDS, b""
    while select.select([descriptor], [], [], max(deadline - time.monotonic(), 0))[0]:
        part = os.read(descriptor, _CHUNK)
        if not part:
            return said
        said += part
    raise ZygoteError("the probe does not answer")


def _last_line(child: Child) -> str:
    os.set_blocking(child.output.fileno(), False)
    with suppress(OSError):
        lines = os.read(child.output.fileno(), _CHUNK).decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""
    return ""
