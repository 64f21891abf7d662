"""Turn the signals that ask a program to stop into one exception, which lets everything clean up after itself.

The first one raises `Interrupted` in the main thread. While files are written (`held`) it waits until they are complete. The
second one is ignored, since the first is being obeyed; from the third on each raises again, for a cleanup that does not end.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from grader.errors import Interrupted

_PATIENCE = 3  # signals, after which a cleanup is interrupted too

_heeded: list[int] = []
"""The signals that this program heeds; none before `listen`."""

_received: list[int] = []
_waiting: list[int] = []  # what came while it was held
_holds: list[None] = []  # one entry for each `held` that is open


def listen() -> None:
    """Begin to raise Interrupted. A signal that whoever started this program wants to be ignored (`nohup`) stays ignored."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, _: _receive(number))
            _heeded.append(number)


def ignore() -> None:
    """Ignore what `listen` heeds: the exit code is decided, and little is left to do."""
    while _heeded:
        signal.signal(_heeded.pop(), signal.SIG_IGN)


@contextmanager
def held() -> Iterator[None]:
    """Let the first signal wait until the end of this block; the second one ends it."""
    _holds.append(None)
    try:
        yield
    finally:
        _holds.pop()
    if _waiting and not _holds:
        raise Interrupted(_waiting.pop())


def _receive(number: int) -> None:
    _received.append(number)
    if len(_received) == 1 and _holds:
        _waiting.append(number)
    elif len(_received) == 1 or _waiting or len(_received) >= _PATIENCE:
        raise Interrupted(number)
