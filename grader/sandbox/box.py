"""The way in: a box opens sessions, and says what walls it has."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from grader.sandbox.limits import Limits
from grader.sandbox.process import Process
from grader.sandbox.requests import Load
from grader.sandbox.session import Session


class Box:
    """Where submissions run. A context manager: what sessions share is given back at its end.

    level   strong, standard, minimal or none; as yet there are no walls but those of a process of its own
    detail  what that level rests on
    """

    level = "none"
    detail = "a process of its own with limits of time, memory and output; it may read and do what this user may"

    def __init__(self, *, limits: Limits) -> None:
        self.limits = limits

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing is shared between sessions as yet."""

    def open(self, load: Load) -> Session:
        """Load a submission in a fresh process. Raises GraderFault where none can be had; a submission's faults are values."""
        return Session(load, self.limits, lambda: Process(self.limits))
