"""How much a submission may take. Every default has its reason beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Self

from grader.errors import Misuse

PLAIN = "a process of its own with limits of time, memory and output; it may read and do what this user may"
"""What limits make where there is no wall: level none, in a report's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one session; times are wall-clock seconds. Raises Misuse for one that is not a finite number above zero."""

    # A graded call takes well below a millisecond; a slow loop over a large vocabulary still has a thousand times that.
    call_seconds: float = 2.0
    # Compiling and running the top level of a file, and of what it imports from the standard library.
    import_seconds: float = 5.0
    # Fifteen calls that hang, each in another function; without it a file could take call_seconds times its cases.
    submission_seconds: float = 30.0
    # Processor time of one process, of all its threads together: as much as one thread can use in submission_seconds, so that
    # the wall clock, which is the judge's, comes first. This one ends what computes side by side, and what has lost its judge.
    processor_seconds: float = 30.0
    # Starting Python and NumPy takes 0.06 s; 20 s are a cold disk and a busy machine. Beyond it the machine is at fault.
    start_seconds: float = 20.0
    # Address space. Python, NumPy and BLAS map 100 MiB before the submission is there; graded arrays take a few KiB.
    memory_mebibytes: int = 512
    # What is kept of standard output and error: a thousand lines, more than a person reads.
    output_bytes: int = 64 * 1024
    # Beyond it the process is killed: a print in the innermost loop reaches some 100 KiB, an endless one passes it in 0.1 s.
    flood_bytes: int = 1024 * 1024
    # One answer: a million float64. Wrong shapes come through as evidence (V times V times d for V = 100), bombs do not.
    reply_bytes: int = 8 * 1024 * 1024
    # All answers of a session together, since all of them are kept until the verdict.
    session_bytes: int = 64 * 1024 * 1024

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 < value < math.inf:
                raise Misuse("a limit must be a finite number above zero", where=field.name, value=str(value))
        if self.flood_bytes < self.output_bytes:
            kept, value = f"at least {self.output_bytes / 1024:g} KiB", f"{self.flood_bytes / 1024:g} KiB"
            raise Misuse("less output is allowed than is kept", where="--output-limit", value=value, attempt=kept)

    def times(self, patience: float) -> Self:
        """The same limits with `patience` times the time: for a call, for the import, for all together, and on the processor."""
        if patience == 1:
            return self
        return replace(
            self,
            call_seconds=self.call_seconds * patience,
            import_seconds=self.import_seconds * patience,
            submission_seconds=self.submission_seconds * patience,
            processor_seconds=self.processor_seconds * patience,
        )
