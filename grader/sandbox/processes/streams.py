"""Three pipes to a process that may misbehave: no wait exceeds its deadline, and no buffer its limit.

`PolledStreams` waits on all three at once, in the caller's thread. Windows cannot wait on pipes, so `ThreadedStreams` has a
thread for each; it works everywhere and is tested everywhere.
"""

from __future__ import annotations

import math
import os
import queue
import select
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import IO

_CHUNK = 64 * 1024  # bytes in one read: what a pipe holds on Linux
_QUEUED = 16  # chunks that are read ahead: 1 MiB, which is the most that an ordinary user's pipe can be made to hold
_PAUSE = 5e-4  # seconds: answers come faster, and to be woken for each costs as much as all else that is done about it
_LONGEST_STEP = 3600.0  # seconds of one wait: poll counts milliseconds in 32 bits, which is 24 days
_JOIN_SECONDS = 1.0  # a reader ends when its pipe closes; one whose pipe another process holds open is left behind


class Streams(ABC):
    """Bytes to a process, its replies, and its output.

    requests, replies, output  unbuffered pipes; `close` closes them
    kept     bytes of output that are kept; more is read, so that the process can go on, and dropped
    arrived  replies that have been read and not been taken
    chunks   how often replies have been read
    dropped  whether more was printed than is kept
    """

    def __init__(self, requests: IO[bytes], replies: IO[bytes], output: IO[bytes], *, kept: int) -> None:
        self._pipes = (requests, replies, output)
        self._kept = kept
        self.arrived = bytearray()
        self._output = bytearray()
        self.dropped, self.chunks = False, 0
        self._ended = {replies: False, output: False}

    @property
    def printed(self) -> bytes:
        """The start of the output, as far as it has been read."""
        return bytes(self._output)

    @abstractmethod
    def send(self, frame: bytes) -> None:
        """Begin to send and return at once: a process that does not read cannot hold up the caller."""

    def pause(self, seconds: float) -> None:  # noqa: B027 - a thread reads in any case
        """Wait for nothing so long before the next reply is waited for: it is not expected before."""

    def take(self, count: int, deadline: float) -> bytes:
        """Return exactly `count` bytes of the replies, before the deadline (time.monotonic).

        Bytes that arrived in time are returned even if the caller asks late. Raises TimeoutError and EOFError.
        """
        self.wait_for(count, deadline)
        taken = bytes(memoryview(self.arrived)[:count])
        del self.arrived[:count]
        return taken

    def wait_for(self, count: int, deadline: float) -> None:
        """Wait until so many bytes of the replies have arrived. Raises as `take` does."""
        late = False
        while len(self.arrived) < count:
            if self._ended[self._pipes[1]]:
                raise EOFError
            if late:
                raise TimeoutError
            left = deadline - time.monotonic()
            late = left <= 0
            self._step(min(max(left, 0.0), _LONGEST_STEP))

    @abstractmethod
    def catch_up(self) -> None:
        """Read the output up to now, without waiting."""

    @abstractmethod
    def close(self) -> None:
        """Read the rest of the output of a dead process, and close the pipes."""

    @abstractmethod
    def _step(self, seconds: float) -> None:
        """Wait at most this long for any pipe, and read or write what it takes."""

    def _store(self, pipe: IO[bytes], chunk: bytes) -> None:
        """Store a chunk that was read from the replies or the output; an empty one is the end of the pipe."""
        self._ended[pipe] |= not chunk
        if pipe is self._pipes[1]:
            self.arrived += chunk
            self.chunks += 1
        else:
            room = self._kept - len(self._output)
            self._output += chunk[:room]
            self.dropped |= len(chunk) > room


class PolledStreams(Streams):
    """One `poll` for all pipes, which do not block.

    When a reply has come, or `pause` was called, the next wait begins with a pause, so that several are there at once.
    """

    def __init__(self, requests: IO[bytes], replies: IO[bytes], output: IO[bytes], *, kept: int) -> None:
        super().__init__(requests, replies, output, kept=kept)
        self._unsent = memoryview(b"")
        self._poll = select.poll()
        self._pause = 0.0  # seconds before the next wait
        self._waiting: dict[int, tuple[IO[bytes], Callable[[IO[bytes]], object]]] = {}
        for pipe in self._pipes:
            os.set_blocking(pipe.fileno(), False)
        for pipe in (replies, output):
            self._wait_for(pipe, select.POLLIN, self._read)

    def send(self, frame: bytes) -> None:
        """Write what fits; `take` writes the rest. A process that forges its replies may have left an earlier frame unread."""
        waiting = bool(self._unsent)
        self._unsent = memoryview(bytes(self._unsent) + frame)
        if not waiting:
            self._wait_for(self._pipes[0], select.POLLOUT, self._write)
            self._write(self._pipes[0])

    def pause(self, seconds: float) -> None:
        """Sleep so long, instead of the shortest time, when the next reply is waited for."""
        self._pause = max(seconds, _PAUSE)

    def catch_up(self) -> None:
        """Read what the pipe holds. The process writes its output before its reply, so it has arrived when the reply has."""
        output = self._pipes[2]
        for _ in range(_QUEUED):  # and not until it is empty: a thread may print for ever
            if self._ended[output] or not self._read(output):
                return

    def close(self) -> None:
        """Close without waiting for a pipe that another process still holds open."""
        self.catch_up()
        for pipe in self._pipes:
            pipe.close()

    def _step(self, seconds: float) -> None:
        if self._pause and not self._unsent:
            pause, self._pause = min(seconds, self._pause), 0.0
            time.sleep(pause)
            seconds -= pause
        for descriptor, _ in self._poll.poll(math.ceil(seconds * 1000)):
            pipe, serve = self._waiting[descriptor]
            serve(pipe)

    def _wait_for(self, pipe: IO[bytes], event: int, serve: Callable[[IO[bytes]], object]) -> None:
        self._poll.register(pipe, event)
        self._waiting[pipe.fileno()] = pipe, serve

    def _read(self, pipe: IO[bytes]) -> bool:
        """Read once. Returns False if there was nothing to read."""
        try:
            chunk = os.read(pipe.fileno(), _CHUNK)
        except BlockingIOError:
            return False
        self._store(pipe, chunk)
        if pipe is self._pipes[1]:
            self._pause = _PAUSE
        if not chunk:
            self._poll.unregister(pipe)
        return True

    def _write(self, pipe: IO[bytes]) -> None:
        with suppress(BlockingIOError):
            try:
                self._unsent = self._unsent[os.write(pipe.fileno(), self._unsent) :]
            except BrokenPipeError:  # the end of the replies will say so
                self._unsent = memoryview(b"")
        if not self._unsent:
            self._poll.unregister(pipe)


class ThreadedStreams(Streams):
    """A thread for each pipe, which ends when the process does."""

    def __init__(self, requests: IO[bytes], replies: IO[bytes], output: IO[bytes], *, kept: int) -> None:
        super().__init__(requests, replies, output, kept=kept)
        self._arrived: queue.Queue[tuple[IO[bytes], bytes]] = queue.Queue(_QUEUED)
        self._outgoing: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        work: list[Callable[[], None]] = [self._pump_out, lambda: self._pump_in(replies), lambda: self._pump_in(output)]
        self._threads = [threading.Thread(target=each, name="box-stream", daemon=True) for each in work]
        for thread in self._threads:
            thread.start()

    def send(self, frame: bytes) -> None:
        """Pass the frame to the writing thread."""
        self._outgoing.put(frame)

    def catch_up(self) -> None:
        """Store what the threads have read. A thread may be a moment behind; `close` misses nothing."""
        for _ in range(self._arrived.qsize()):
            self._step(0)

    def close(self) -> None:
        """Wait for the threads, which close their pipes."""
        self._outgoing.put(b"")
        deadline = time.monotonic() + _JOIN_SECONDS
        while not all(self._ended.values()) and (left := deadline - time.monotonic()) > 0:
            self._step(left)
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))

    def _step(self, seconds: float) -> None:
        with suppress(queue.Empty):
            self._store(*self._arrived.get(timeout=seconds) if seconds else self._arrived.get_nowait())

    def _pump_in(self, pipe: IO[bytes]) -> None:
        with pipe:
            while chunk := pipe.read(_CHUNK):
                self._arrived.put((pipe, chunk))
            self._arrived.put((pipe, b""))

    def _pump_out(self) -> None:
        with self._pipes[0] as pipe, suppress(OSError):
            while left := memoryview(self._outgoing.get()):
                while left:
                    left = left[pipe.write(left) :]
