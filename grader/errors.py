"""Errors. The type of an error says whose fault it is.

    GraderError                 all errors that this package raises on purpose
    |-- Misuse                  the person who typed the command or wrote the assignment: exit code 2
    |   `-- AssignmentError     an assignment that contradicts itself or cannot be loaded
    |-- WeakIsolation           the machine offers less isolation than is required: exit code 4
    |-- NotWritten              an output that was asked for cannot be written: exit code 3
    `-- GraderFault             a fault of this program, which never costs a student a point: exit code 3
        `-- OutOfMemory         the kernel ended a process of the box because the machine had no memory left

`Interrupted` is no error: somebody asked this program to stop.

A student's mistakes are not exceptions. They are values (`model.Fault`, `model.Verdict`), since finding them is the purpose.
"""

from __future__ import annotations


class GraderError(Exception):
    """Base of the tree. `what` happened, `where`, the offending `value` and what to `attempt`, each in its own field."""

    exit_code = 3

    def __init__(self, what: str, *, where: str = "", value: str = "", attempt: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.value = value
        self.attempt = attempt

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.value:
            parts.append(f"({self.value})")
        if self.attempt:
            parts.append(f"- {self.attempt}")
        return " ".join(parts)


class Misuse(GraderError):
    """The command line, or a file that it names, cannot be used."""

    exit_code = 2


class AssignmentError(Misuse):
    """An assignment contradicts itself (points, names, cases) or cannot be loaded."""


class WeakIsolation(GraderError):
    """The machine offers less isolation than is required."""

    exit_code = 4


class NotWritten(GraderError):
    """An output that was asked for cannot be written: the disk is full, or the reader of a pipe has left."""


class GraderFault(GraderError):
    """The grader itself failed; the submission can be graded again."""


class Interrupted(KeyboardInterrupt):
    """A signal asked this program to stop: exit code 128 + its number, as in a shell. `attempt` says how to go on."""

    def __init__(self, number: int, attempt: str = "") -> None:
        super().__init__(number)
        self.exit_code = 128 + number
        self.attempt = attempt


class OutOfMemory(GraderFault):
    """The kernel ended a process of the box because the machine had no memory left. Graded alone, the submission may pass.

    A submission that exceeds its own limit gets a MemoryError instead, which is its own fault.
    """
