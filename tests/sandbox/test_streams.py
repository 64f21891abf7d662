from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from typing import IO

import pytest

from grader.sandbox.processes.streams import PolledStreams, Streams, ThreadedStreams

KEPT = 100
SOON = 0.05  # seconds until a time-out that is meant to happen
LATE = 60.0  # seconds until one that is not


class Pair:
    """Streams, and the ends of the pipes that a process would hold."""

    def __init__(self, kind: type[Streams]) -> None:
        read_requests, requests = os.pipe()
        replies, write_replies = os.pipe()
        output, write_output = os.pipe()
        self.requests, self.replies, self.output = (
            os.fdopen(read_requests, "rb", 0),
            os.fdopen(write_replies, "wb", 0),
            os.fdopen(write_output, "wb", 0),
        )
        ours: list[IO[bytes]] = [os.fdopen(requests, "wb", 0), os.fdopen(replies, "rb", 0), os.fdopen(output, "rb", 0)]
        self.streams = kind(*ours, kept=KEPT)

    def die(self) -> None:
        for end in (self.requests, self.replies, self.output):
            end.close()


@pytest.fixture(params=[PolledStreams, ThreadedStreams])
def pair(request) -> Iterator[Pair]:
    made = Pair(request.param)
    yield made
    made.die()
    made.streams.close()


def soon(seconds: float = SOON) -> float:
    return time.monotonic() + seconds


def test_exactly_what_is_asked_for(pair):
    pair.replies.write(b"abcdef")
    assert pair.streams.take(2, soon(LATE)) == b"ab"
    assert pair.streams.take(0, soon(LATE)) == b""
    assert pair.streams.take(4, soon(LATE)) == b"cdef"


def test_a_silent_process_costs_the_time_limit(pair):
    with pytest.raises(TimeoutError):
        pair.streams.take(1, soon())


def test_one_byte_is_not_enough(pair):
    pair.replies.write(b"a")
    with pytest.raises(TimeoutError):
        pair.streams.take(2, soon())


@pytest.mark.parametrize(("end", "count"), [("replies", 10**6), ("output", 1)])
def test_neither_single_bytes_nor_output_postpone_the_deadline(pair, end, count):
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(SOON / 10):
            getattr(pair, end).write(b".")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(TimeoutError):
            pair.streams.take(count, soon(4 * SOON))
    finally:
        stop.set()
        thread.join()


def test_a_pause_is_no_longer_than_the_deadline(pair):
    pair.streams.pause(LATE)
    with pytest.raises(TimeoutError):
        pair.streams.take(1, soon())


def test_a_pause_loses_nothing_that_comes_meanwhile(pair):
    pair.streams.pause(SOON)
    pair.replies.write(b"ab")
    pair.streams.wait_for(2, soon(LATE))
    assert bytes(pair.streams.arrived) == b"ab"


def test_what_came_in_time_is_taken_late():
    pair = Pair(PolledStreams)
    pair.replies.write(b"abc")
    assert pair.streams.take(3, time.monotonic() - 1) == b"abc"
    pair.die()
    pair.streams.close()


def test_the_end_of_the_replies(pair):
    pair.replies.write(b"ab")
    pair.replies.close()
    assert pair.streams.take(2, soon(LATE)) == b"ab"
    with pytest.raises(EOFError):
        pair.streams.take(1, soon(LATE))


def test_more_than_a_pipe_holds_both_ways(pair):
    request, reply = os.urandom(300_000), os.urandom(300_000)
    received = []

    def process() -> None:
        parts = b""
        while len(parts) < 2 * len(request):
            parts += pair.requests.read(65536)
        received.append(parts)
        left = memoryview(reply)
        while left:
            left = left[pair.replies.write(left) :]

    thread = threading.Thread(target=process)
    thread.start()
    pair.streams.send(request)
    pair.streams.send(request)
    assert pair.streams.take(len(reply), soon(LATE)) == reply
    thread.join()
    assert received == [request * 2]


def test_a_process_that_reads_nothing_does_not_hold_us(pair):
    pair.streams.send(bytes(300_000))
    with pytest.raises(TimeoutError):
        pair.streams.take(1, soon())


def test_a_process_that_is_gone_does_not_hold_us(pair):
    pair.die()
    pair.streams.send(bytes(300_000))
    with pytest.raises(EOFError):
        pair.streams.take(1, soon(LATE))


def test_the_start_of_the_output_is_kept(pair):
    pair.output.write(b"a" * 90 + b"b" * 90)
    pair.replies.write(b".")
    pair.streams.take(1, soon(LATE))
    pair.die()
    pair.streams.close()
    assert pair.streams.printed == b"a" * 90 + b"b" * 10


def test_polled_output_is_there_when_the_reply_is():
    pair = Pair(PolledStreams)
    pair.replies.write(b".")
    pair.output.write(b"printed")
    pair.streams.take(1, soon(LATE))
    pair.streams.catch_up()
    assert pair.streams.printed == b"printed"
    pair.die()
    pair.streams.catch_up()
    pair.streams.catch_up()
    pair.streams.close()


def test_threaded_output_is_there_a_moment_later():
    pair = Pair(ThreadedStreams)
    pair.output.write(b"printed")
    while pair.streams._arrived.empty():
        time.sleep(0.001)
    pair.streams.catch_up()
    assert pair.streams.printed == b"printed"
    pair.die()
    pair.streams.close()


@pytest.mark.parametrize(("count", "dropped"), [(KEPT, False), (KEPT + 1, True), (10**6, True)])
def test_what_is_printed_beyond_the_limit_is_read_and_dropped(pair, count, dropped):
    printing = threading.Thread(target=lambda: [pair.output.write(b"x" * count), pair.replies.write(b".")])
    printing.start()
    assert pair.streams.take(1, soon(LATE)) == b"."
    printing.join()
    pair.die()
    pair.streams.close()
    assert pair.streams.printed == b"x" * KEPT
    assert pair.streams.dropped is dropped


def test_output_without_end_does_not_hold_us(pair):
    """A thread of the submission may print while its answer is read, and afterwards."""
    stop = threading.Event()

    def print_on() -> None:
        while not stop.is_set():
            pair.output.write(b"x" * 65536)

    printing = threading.Thread(target=print_on)
    printing.start()
    pair.replies.write(b".")
    assert pair.streams.take(1, soon(LATE)) == b"."
    pair.streams.catch_up()
    stop.set()
    while printing.is_alive():
        pair.streams.catch_up()


@pytest.mark.parametrize("kind", [PolledStreams, ThreadedStreams])
def test_a_pipe_held_open_from_elsewhere_is_not_waited_for(kind, monkeypatch):
    monkeypatch.setattr("grader.sandbox.processes.streams._JOIN_SECONDS", SOON)
    pair = Pair(kind)
    pair.requests.close()
    pair.replies.close()
    pair.streams.close()
    pair.output.close()
    for thread in getattr(pair.streams, "_threads", ()):  # they end with whoever held the pipe
        thread.join()


def test_threads_end_with_the_pipes():
    before = threading.active_count()
    pair = Pair(ThreadedStreams)
    assert threading.active_count() == before + 3
    pair.die()
    pair.streams.close()
    assert threading.active_count() == before
