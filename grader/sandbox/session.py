"""Load one submission in a process of the box, call its functions, and turn whatever happens to the process into values."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from types import TracebackType
from typing import Self

from grader.errors import GraderFault, OutOfMemory
from grader.model import WATCHED_CALLS, Answer, Call, Fault, FaultKind, LeftOut, Loaded
from grader.sandbox import replies, requests, wire
from grader.sandbox.kept import kept
from grader.sandbox.limits import Limits
from grader.sandbox.processes.busy import Busyness
from grader.sandbox.processes.process import ENDED_BY_THE_KERNEL, OUT_OF_CPU, OUT_OF_MEMORY, Connection
from grader.sandbox.requests import Load
from grader.sandbox.wire import Frame, WireError

_BROKEN = (TimeoutError, EOFError, WireError)

# Statements of a submission that may end a process. Each costs a fresh process and half of the time that is left.
_MOST_SKIPPED = 3
_LESS_MEMORY = "use fewer --jobs, a lower --memory-limit, or a machine with more memory"
# Frames of one load: one for each statement of a very long file. Without this bound a process could keep the judge busy.
_MOST_FRAMES = 20_000

# Seconds until all answers to so many calls of a function are there, by what other submissions took. To be woken for each answer
# costs more than to read it. A tenth more or less each time, depending on whether all of them had come; never much in all.
_expected: dict[tuple[str, int], float] = {}
_LEAST, _MOST, _CHANGE = 5e-4, 1e-2, 1.1


@dataclass(slots=True, eq=False)
class _Group:
    """Consecutive calls of one function, the answers so far, and the fault that those without an answer share."""

    calls: tuple[Call, ...]
    answers: list[Answer] = field(default_factory=list)
    fault: Fault | None = None

    def filled(self) -> list[Answer]:
        """One answer for each call."""
        return self.answers + [Answer(fault=self.fault)] * (len(self.calls) - len(self.answers))


class Session:
    """A loaded submission whose functions can be called. A context manager.

    loaded   the result of importing it for the first time
    starved  whether a process that ran out of time had to wait for a processor
    """

    def __init__(self, load: Load, limits: Limits, start: Callable[[], Connection], *, seconds: float | None = None) -> None:
        self._load, self._limits, self._start = load, limits, start
        self._seconds = limits.submission_limit if seconds is None else min(seconds, limits.submission_limit)
        self._lines = requests.lines_of(load)
        self._process: Connection | None = None
        self._busyness: Busyness  # since the last process became ready
        self._printed, self._dropped = b"", False  # by the processes that have ended
        self.starved = False
        self._number = 0
        self._skipped = list(load.skipped)  # statements that ended a process
        self._room = limits.session_limit << 10
        self._deadline = float("inf")  # of the whole submission, set when the first process is ready
        try:
            self.loaded = self._open()
        except BaseException:  # also an interrupt: the caller does not have the session yet, and cannot close it
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def printed(self) -> str:
        """The start of the submission's standard output and error, of all its processes together."""
        raw = self._printed + (self._process.printed if self._process else b"")
        return raw[: self._limits.output_limit << 10].decode(errors="replace")

    @property
    def dropped(self) -> bool:
        """Whether one of its processes printed more than is kept."""
        return self._dropped or (self._process is not None and self._process.dropped)

    def ask(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        """Return one answer for each call, in their order. Consecutive calls of one function are sent together.

        The first WATCHED_CALLS calls of all functions are made before the others: a process that is asked only these cannot tell
        from what it is sent that there are no others.

        If the process breaks, all calls of that function that have no answer yet share the fault, and the next function is
        called in a fresh process. Raises GraderFault where none starts.
        """
        groups = [_Group(tuple(group)) for _, group in groupby(calls, key=lambda call: call.function)]
        self._ask(groups, WATCHED_CALLS)
        self._ask([group for group in groups if len(group.calls) > WATCHED_CALLS], None)
        return tuple(answer for group in groups for answer in group.filled())

    def close(self) -> None:
        """End the process, if there is one. May be called again."""
        if self._process is not None:
            process, self._process = self._process, None
            self._printed = (self._printed + process.close())[: self._limits.output_limit << 10]
            self._dropped |= process.dropped

    def _ask(self, groups: Sequence[_Group], end: int | None) -> None:
        """Ask for the calls up to this position; the groups that a broken process leaves, a fresh one is asked.

        A group is sent when the one before it has been answered: nobody reads the next request while answering this one.
        """
        waiting = [group for group in groups if group.fault is None]
        while waiting:
            fault = self.loaded.fault
            if fault is None and self._process is None:
                fault = self._too_long() if time.monotonic() >= self._deadline else self._open().fault
            if fault is not None:
                waiting.pop(0).fault = fault
                continue
            process = self._process
            assert process is not None
            for group in tuple(waiting):
                waiting.remove(group)
                self._number += 1
                calls = group.calls[len(group.answers) : end]
                process.send(requests.calls_frame(self._number, calls))
                kind, before = (group.calls[0].function, len(calls)), process.chunks
                process.pause(_expected.get(kind, 0.0))
                try:
                    for number_of_call, call in enumerate(calls):
                        frame = self._receive(process, self._limits.time_limit)
                        replies.expect(frame, self._number, number_of_call)
                        group.answers.append(kept(replies.answer(frame, self._lines), call))
                except _BROKEN as error:
                    group.fault = self._broken(process, error, self._limits.time_limit)
                    break
                change = 1 / _CHANGE if process.chunks <= before + 1 else _CHANGE
                _expected[kind] = min(max(_expected.get(kind, _LEAST) * change, _LEAST), _MOST)

    def _open(self) -> Loaded:
        """Start a process and load the submission in it. Raises GraderFault where a process does not get ready.

        A statement that ends the process is skipped by the next one, a few times, all within the time of one load.
        """
        left = self._limits.import_limit
        while True:
            process = self._process = self._start()
            self._busyness = Busyness()
            self._number += 1
            self._make_ready(process)
            start = time.monotonic()
            self._deadline = min(self._deadline, start + self._seconds)
            loaded, statement = self._load_once(process, min(start + left, self._deadline))
            left -= time.monotonic() - start
            known = {(s.file, s.position) for s in self._skipped}
            late = left <= 0 or time.monotonic() >= self._deadline
            if statement is None or late or len(known) == _MOST_SKIPPED or (statement.file, statement.position) in known:
                if self._skipped and (fault := loaded.fault):
                    *others, last = (str(each.line) for each in self._skipped)
                    before = f"lines {', '.join(others)} and {last}" if others else f"line {last}"
                    why = f"the process had ended at {before}, too, and at most {_MOST_SKIPPED} such statements are left out"
                    loaded = Loaded(fault=replace(fault, message=f"{fault.message}; {why}"))
                return loaded
            self._skipped.append(statement)

    def _load_once(self, process: Connection, deadline: float) -> tuple[Loaded, LeftOut | None]:
        """The result of a load, and the statement that ended the process, where one did.

        A statement may take half of the time that is left when it begins, so that there is some for those after it.
        """
        statement: LeftOut | None = None
        limit = deadline
        try:
            for _ in range(_MOST_FRAMES):
                frame = self._receive(process, limit - time.monotonic())
                replies.expect(frame, self._number)
                if (running := replies.running(frame, self._lines)) is None:
                    loaded = replies.loaded(frame, self._lines, self._load.wanted, self._skipped)
                    if loaded.fault:
                        self.close()
                    return loaded, None
                statement, now = running, time.monotonic()
                limit = now + (deadline - now) / 2
            raise WireError("more statements than a file has")
        except _BROKEN as error:
            fault = self._broken(process, error, self._limits.import_limit)
            if statement is None or isinstance(error, WireError):
                return Loaded(fault=fault), None
        reason = f"it did not end in time (a file has {self._limits.import_limit:g} s to load)"
        reason = fault.message if fault.kind is FaultKind.CRASHED else reason
        return Loaded(fault=replace(fault, file=statement.file, line=statement.line)), replace(statement, reason=reason)

    def _make_ready(self, process: Connection) -> None:
        """Send the load and wait for `ready`. No byte of the submission runs before that."""
        process.send(requests.load_frame(self._number, self._load, self._limits, self._skipped))
        try:
            frame = _next(process, time.monotonic() + self._limits.start_limit, most_bytes=0)
            if frame.header.get("ready") is not True:
                raise WireError("not ready")
        except _BROKEN as error:
            reason = process.ending() if isinstance(error, EOFError) else type(error).__name__
            self.close()
            if reason == ENDED_BY_THE_KERNEL:
                raise OutOfMemory(reason, attempt=_LESS_MEMORY) from error
            lines = self._printed.decode(errors="replace").strip().splitlines()
            raise GraderFault("the box does not start", value=": ".join([reason, *lines[-1:]])) from error

    def _receive(self, process: Connection, seconds: float) -> Frame:
        """Return the next frame, within this time and that of the whole submission, and within the limits of size."""
        most_bytes = min(self._limits.reply_limit << 10, self._room)
        frame = wire.read_answer(process.arrived, most_bytes=most_bytes)
        if frame is None:
            deadline = min(time.monotonic() + seconds, self._deadline)
            if not process.arrived:
                process.wait_for(1, deadline)
                frame = wire.read_answer(process.arrived, most_bytes=most_bytes)
            frame = frame or _next(process, deadline, most_bytes=most_bytes)
        self._room -= sum([8 * array.size for array in frame.arrays])  # whoever computes with them makes float64 of them
        return frame

    def _broken(self, process: Connection, error: Exception, seconds: float) -> Fault:
        """Kill the process if it is not dead already, and return the fault.

        Raises GraderFault if its zygote failed, and OutOfMemory if the kernel ended it: then its end says nothing about the
        submission.
        """
        match error:
            case EOFError():
                fault = Fault(kind=FaultKind.CRASHED, message=process.ending())
                if fault.message == OUT_OF_CPU:
                    message = f"used more than {self._limits.cpu_limit:g} s of processor time (--cpu-limit)"
                    fault = Fault(kind=FaultKind.TIMED_OUT, message=message)
                elif fault.message == OUT_OF_MEMORY:
                    fault = Fault(kind=FaultKind.RAISED, error="MemoryError", message=OUT_OF_MEMORY)
            case TimeoutError() if time.monotonic() >= self._deadline:
                fault = self._too_long()
            case TimeoutError():
                option = " (--time-limit)" if seconds == self._limits.time_limit else ""
                fault = Fault(kind=FaultKind.TIMED_OUT, message=f"ran longer than {seconds:g} s{option}")
            case _:
                fault = Fault(kind=FaultKind.MALFORMED, message=str(error))
        self.close()
        self.starved |= isinstance(error, TimeoutError) and self._busyness.starved(process.used)
        if process.lost:
            raise GraderFault("the box failed", value=process.lost) from error
        if fault.message == ENDED_BY_THE_KERNEL:
            raise OutOfMemory(fault.message, attempt=_LESS_MEMORY) from error
        return fault

    def _too_long(self) -> Fault:
        took = f"the submission as a whole took more than {self._limits.submission_limit:g} s (--submission-limit)"
        return Fault(kind=FaultKind.TIMED_OUT, message=took)


def _next(process: Connection, deadline: float, *, most_bytes: int) -> Frame:
    """Return the next frame, complete before the deadline. Raises WireError, and whatever `Connection.take` raises."""
    return wire.read(partial(process.take, deadline=deadline), most_bytes=most_bytes)
