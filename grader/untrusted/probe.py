"""The self-test from inside: try every way out and report those that succeed. Nothing in here does harm where it succeeds."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from typing import Any

Canary = dict[str, Any]

_WAITS = 10.0  # seconds; it takes a millisecond
_SECONDS = 1.0  # for a connection to a listener of this machine, which is there in a millisecond


def run(canary: Canary, replies: int) -> None:
    """Try everything, write the names of what succeeded as a JSON list, and wait to be killed: that is tried too."""
    os.write(replies, json.dumps([name for name, attempt in ATTEMPTS.items() if succeeds(attempt, canary)]).encode())
    os.close(replies)
    time.sleep(_WAITS)
    os._exit(0)


def succeeds(attempt: Callable[[Canary], Any], canary: Canary) -> bool:
    """Whether an attempt raises no OSError."""
    try:
        attempt(canary)
    except OSError:
        return False
    return True


def _open_code(_: Canary) -> None:
    """A file that everybody may read, and that is there whatever is mounted: this one."""
    os.close(os.open(__file__, os.O_RDONLY))


def _open_canary(canary: Canary) -> None:
    os.close(os.open(canary["file"], os.O_RDONLY))


def _write(canary: Canary) -> None:
    where = f"{canary['folder']}/written"
    os.close(os.open(where, os.O_WRONLY | os.O_CREAT, 0o600))
    os.unlink(where)  # noqa: PTH108 - the system call is what is tried


def _connect(family: socket.AddressFamily, address: str | tuple[str, int]) -> None:
    with socket.socket(family) as wire:
        wire.settimeout(_SECONDS)
        wire.connect(address)


def _fork(_: Canary) -> None:
    process = os.fork()
    if not process:
        os._exit(0)
    os.waitpid(process, 0)


ATTEMPTS: dict[str, Callable[[Canary], Any]] = {
    # This file: everybody may read it, and it is there whatever is mounted.
    "read a file": lambda _: os.close(os.open(__file__, os.O_RDONLY)),
    "read a secret": lambda canary: os.close(os.open(canary["file"], os.O_RDONLY)),
    "stat a secret": lambda canary: os.stat(canary["file"]),  # noqa: PTH116
    "list a folder": lambda canary: os.listdir(canary["folder"]),  # noqa: PTH208
    "write a file": _write,
    "connect": lambda canary: _connect(socket.AF_INET, ("127.0.0.1", canary["port"])),
    "connect to an abstract socket": lambda canary: _connect(socket.AF_UNIX, f"\0{canary['name']}"),
    "have a socket": lambda _: socket.socket().close(),
    "signal the parent": lambda _: os.kill(os.getppid(), 0),
    "fork": _fork,
    "start a program": lambda _: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0),
    "enter a folder": lambda canary: os.chdir(canary["folder"]),
    "read another submission's file": lambda canary: os.close(os.open(f"{canary['neighbour']}/file", os.O_RDONLY)),
    "list another submission's folder": lambda canary: os.listdir(canary["neighbour"]),  # noqa: PTH208
    "change another submission's file": lambda canary: os.close(os.open(f"{canary['neighbour']}/file", os.O_WRONLY)),
    "give files": lambda canary: os.chmod(canary["file"], 0o600),  # noqa: PTH101
}
