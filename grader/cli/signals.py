"""Turn the signals that ask a program to stop into one exception, which lets everything clean up after itself.

The first signal raises `Interrupted` in the main thread, but not at any moment:

    while files are written (`held`)   when they are complete
    during an import                   after it: its locks would stay locked, and C code of NumPy drops the exception
    while a process is started         after it: nobody would know of the process and end it
    while an earlier one is obeyed     not at all: what is there is being written, and temporary files are being removed

The third signal, and a second one while files are written, raise at once: something does not end.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from grader.errors import Interrupted

_PATIENCE = 3  # signals
_LONGEST = 5.0  # seconds of an import or a start; SymPy takes one
_LOOK_AGAIN = 0.01  # seconds


class _State:
    """The signals that are heeded, those that came, and the number of `held` blocks that are open."""

    heeded: tuple[int, ...] = ()
    received: tuple[int, ...] = ()
    first_at = 0.0
    raised = False
    holds = 0


def listen() -> None:
    """Begin to raise Interrupted. A signal that whoever started this program wants to be ignored (`nohup`) stays ignored."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    _State.heeded = tuple(number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN)
    for number in _State.heeded:
        signal.signal(number, _receive)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, lambda _, frame: _raise(frame))


def ignore() -> None:
    """Ignore what `listen` heeds: the exit code is decided, and little is left to do."""
    for number in _State.heeded:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def held() -> Iterator[None]:
    """Let the first signal wait until the end of this block."""
    _State.holds += 1
    try:
        yield
    finally:
        _State.holds -= 1
    if _State.received and not _State.raised:
        _raise(None)


def _receive(number: int, frame: FrameType | None) -> None:
    if not _State.received:
        _State.first_at = time.monotonic()
    _State.received += (number,)
    if len(_State.received) >= _PATIENCE or not _is_obeyed():
        _raise(frame, at_once=len(_State.received) > 1)


def _raise(frame: FrameType | None, *, at_once: bool = False) -> None:
    """Raise Interrupted, or come back later: at the end of `held`, or by an alarm."""
    if not at_once:
        if _State.holds:
            return
        if hasattr(signal, "setitimer") and time.monotonic() < _State.first_at + _LONGEST and _is_delicate(frame):
            signal.setitimer(signal.ITIMER_REAL, _LOOK_AGAIN)
            return
    _State.raised = True
    raise Interrupted(_State.received[0])


def _is_delicate(frame: FrameType | None) -> bool:
    """Whether a module is being imported in this frame, or a process started."""
    while frame is not None:
        code = frame.f_code
        if "importlib" in code.co_filename or "multiprocessing" in code.co_filename or code.co_name == "_execute_child":
            return True
        frame = frame.f_back
    return False


def _is_obeyed() -> bool:
    """Whether an earlier Interrupted is being handled just now."""
    error = sys.exc_info()[1]
    while error is not None and not isinstance(error, Interrupted):
        error = error.__context__
    return error is not None
