"""Limits on what one submission may use. Every default has its unit and its reason beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Self

from grader.errors import Misuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one session. Times are seconds of wall-clock time, except for `cpu_limit`.

    Raises Misuse for a limit that is not a finite number above zero.
    """

    # Seconds for one call. A graded call takes well below a millisecond; a slow loop over a large vocabulary still has a
    # thousand times that.
    time_limit: float = 2.0
    # Seconds to compile and run the top level of a file, and of what it imports from the standard library.
    import_limit: float = 5.0
    # Seconds for all of a submission: fifteen calls that hang, each in another function. Without this limit a file could take
    # time_limit times its cases.
    submission_limit: float = 30.0
    # Seconds of processor time of one process, all threads together: as much as one thread can use in submission_limit, so that
    # the wall clock, which the judge reads, comes first. This limit ends what computes on several processors, and what has lost
    # its judge.
    cpu_limit: float = 30.0
    # Seconds to start Python and NumPy. That takes 0.06 s; 20 s are a cold disk and a busy machine. Beyond it the machine is at
    # fault.
    start_limit: float = 20.0
    # MiB of address space. Python, NumPy and BLAS map 100 MiB before the submission is loaded; graded arrays take a few KiB.
    memory_limit: int = 512
    # MiB of one file in the scratch folder: half a million float64.
    file_limit: int = 4
    # New files and folders of one process at a time, besides those handed in, and a quarter of how many it may make in all. With
    # file_limit they take 512 MiB, like its memory; four times that where it maps files and removes them.
    files_limit: int = 128
    # Threads that one process may start. A pool of four in each of 200 calls takes 800; a process of so many takes 30 MiB.
    threads_limit: int = 1000
    # KiB of output that are kept. More is dropped and costs nothing. A print in the innermost loop reaches some 100 KiB.
    output_limit: int = 1024
    # KiB of one answer: a million float64. Wrong shapes come through as evidence (V times V times d for V = 100), bombs do not.
    reply_limit: int = 8 * 1024
    # KiB of all answers of a session together, since all of them are kept until the verdict.
    session_limit: int = 64 * 1024

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 < value < math.inf:
                raise Misuse("a limit must be a finite number above zero", where=field.name, value=str(value))

    def times(self, patience: float) -> Self:
        """The same limits with `patience` times the time for a call, for the import, and of the processor."""
        if patience == 1:
            return self
        times = ("time_limit", "import_limit", "cpu_limit")
        return replace(self, **{name: patience * getattr(self, name) for name in times})
