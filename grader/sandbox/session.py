"""One submission in the box: it is loaded, asked, and whatever it does to the process becomes a value."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from types import TracebackType
from typing import Self

from grader.errors import GraderFault
from grader.model import Answer, Call, Fault, FaultKind, Loaded
from grader.sandbox import replies, requests, wire
from grader.sandbox.limits import Limits
from grader.sandbox.processes.process import OUT_OF_PROCESSOR, Conversation
from grader.sandbox.processes.streams import FloodError
from grader.sandbox.requests import Load
from grader.sandbox.wire import Frame, WireError

_BROKEN = (TimeoutError, EOFError, FloodError, WireError)


class Session:
    """A submission that can be asked. A context manager; whoever opens one closes it.

    loaded  what became of importing it, the first time
    """

    def __init__(self, load: Load, limits: Limits, start: Callable[[], Conversation], *, needed: Sequence[str] = ()) -> None:
        self._load, self._limits, self._start, self._needed = load, limits, start, needed
        self._process: Conversation | None = None
        self._printed = b""
        self._number = 0
        self._room = limits.session_limit << 10
        self._deadline = float("inf")  # of the whole submission; known once the first process is ready
        try:
            self.loaded = self._open()
        except BaseException:  # an interrupt too must not leave the process behind: nobody has the session yet
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def printed(self) -> str:
        """The start of what the submission has written to standard output and error, in all its processes."""
        raw = self._printed + (self._process.printed if self._process else b"")
        return raw[: self._limits.output_kept << 10].decode(errors="replace")

    def ask(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        """As many answers as calls, in their order. Consecutive calls of one function travel together.

        What breaks the process is the fault of all calls of that function that have no answer yet; the next function is asked
        in a fresh process. Raises GraderFault where a fresh process cannot be had.
        """
        answers: list[Answer] = []
        for _, group in groupby(calls, key=lambda call: call.function):
            answers += self._ask_function(tuple(group))
        return tuple(answers)

    def close(self) -> None:
        """End the process, if there is one. May be called again."""
        if self._process is not None:
            process, self._process = self._process, None
            self._printed = (self._printed + process.close())[: self._limits.output_kept << 10]

    def _ask_function(self, calls: Sequence[Call]) -> list[Answer]:
        fault = self.loaded.fault or self._reopen()
        answers: list[Answer] = []
        if fault is None:
            assert self._process is not None
            self._number += 1
            self._process.send(requests.calls_frame(self._number, calls))
            fault = self._collect(self._process, answers, len(calls))
        return answers + [Answer(fault=fault)] * (len(calls) - len(answers))

    def _collect(self, process: Conversation, answers: list[Answer], due: int) -> Fault | None:
        """Append the answers as they come; the fault that ended it early, or None."""
        try:
            for call in range(due):
                frame = self._receive(process, self._limits.time_limit)
                replies.expect(frame, self._number, call)
                answers.append(replies.answer(frame))
        except _BROKEN as error:
            return self._broken(process, error, self._limits.time_limit)
        return None

    def _reopen(self) -> Fault | None:
        """See to it that there is a process to ask; the fault that prevents it, or None."""
        if self._process is not None:
            return None
        if time.monotonic() >= self._deadline:
            return self._too_long()
        return self._open().fault

    def _open(self) -> Loaded:
        """Start a process and load the submission in it. Raises GraderFault where the process does not get ready."""
        process = self._process = self._start()
        self._number += 1
        self._make_ready(process)
        self._deadline = min(self._deadline, time.monotonic() + self._limits.submission_limit)
        try:
            frame = self._receive(process, self._limits.import_limit)
            replies.expect(frame, self._number)
            loaded = replies.loaded(frame)
        except _BROKEN as error:
            return Loaded(fault=self._broken(process, error, self._limits.import_limit))
        if loaded.fault:
            self.close()
        return loaded

    def _make_ready(self, process: Conversation) -> None:
        """Send the load and wait for the word that it has been taken. Not a byte of the submission has run until then."""
        process.send(requests.load_frame(self._number, self._load, self._limits, self._needed))
        try:
            frame = _next(process, time.monotonic() + self._limits.start_limit, most_bytes=0)
            if frame.header.get("ready") is not True:
                raise WireError("not ready")
        except FloodError:
            return  # only a submission prints as much, so it is running; the next word that is waited for says so
        except _BROKEN as error:
            reason = process.ending() if isinstance(error, EOFError) else type(error).__name__
            self.close()
            told = self._printed.decode(errors="replace").strip().splitlines()
            raise GraderFault("the box does not start", value=": ".join([reason, *told[-1:]])) from error

    def _receive(self, process: Conversation, seconds: float) -> Frame:
        """The next frame, within this time and that of the whole submission, and within what may be kept."""
        deadline = min(time.monotonic() + seconds, self._deadline)
        frame = _next(process, deadline, most_bytes=min(self._limits.reply_limit << 10, self._room))
        self._room -= sum(array.nbytes for array in frame.arrays)
        return frame

    def _broken(self, process: Conversation, error: Exception, seconds: float) -> Fault:
        """What to call the end of a process; it is killed, if it is not dead already.

        Raises GraderFault where what keeps the process has failed: then nothing can be said of the submission.
        """
        match error:
            case EOFError():
                fault = self._ended(process.ending())
            case FloodError():
                fault = Fault(kind=FaultKind.CRASHED, message=f"more than {self._limits.output_limit} KiB were printed")
            case TimeoutError() if time.monotonic() >= self._deadline:
                fault = self._too_long()
            case TimeoutError():
                fault = Fault(kind=FaultKind.TIMED_OUT, message=f"no answer within {seconds:g} s")
            case _:
                fault = Fault(kind=FaultKind.MALFORMED, message=str(error))
        self.close()
        if process.lost:
            raise GraderFault("the box failed", value=process.lost) from error
        return fault

    def _ended(self, ending: str) -> Fault:
        if ending == OUT_OF_PROCESSOR:
            seconds = self._limits.cpu_limit
            return Fault(kind=FaultKind.TIMED_OUT, message=f"more than {seconds:g} s of processor time were used")
        return Fault(kind=FaultKind.CRASHED, message=ending)

    def _too_long(self) -> Fault:
        seconds = self._limits.submission_limit
        return Fault(kind=FaultKind.TIMED_OUT, message=f"the submission as a whole took more than {seconds:g} s")


def _next(process: Conversation, deadline: float, *, most_bytes: int) -> Frame:
    """The next frame, whole before the deadline. Raises WireError, and whatever `Conversation.take` raises."""
    return wire.read(partial(process.take, deadline=deadline), most_bytes=most_bytes)
