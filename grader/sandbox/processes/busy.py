"""Measure how busy the machine is, to tell a process that was kept from running from one that was slow or slept."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

# A process that had less than half of the time is not slow by itself.
_LEAST_USED = 0.5
# Share of the time in which some process waited for a processor: in less than a quarter the machine was not busy.
_LEAST_PRESSURE = 0.25

# Of Linux: how many processes want to run just now; and the microseconds in which some process waited for a processor, on the
# machine and in this control group, where a limit on processor time shows too. The latter figures are up to two seconds old.
_STATISTICS = Path("/proc/stat")
_PRESSURES = (Path("/proc/pressure/cpu"), Path("/sys/fs/cgroup/cpu.pressure"))


class Busyness:
    """The busyness of the machine since the object was made."""

    def __init__(self) -> None:
        self._start, self._before = time.monotonic(), _stalled()

    def starved(self, used: float | None) -> bool:
        """Whether a process that ran since then, and used so many seconds of processor time, was kept from running by others."""
        passed = time.monotonic() - self._start
        if used is None or used >= _LEAST_USED * passed:
            return False
        shares = [(now - before) / passed for before, now in zip(self._before, _stalled(), strict=False)]
        return _runnable() > (os.cpu_count() or 1) or max(shares, default=0.0) >= _LEAST_PRESSURE


def _runnable() -> float:
    """The number of processes that run or wait for a processor, this one included."""
    with suppress(OSError, ValueError):
        if found := re.search(r"^procs_running (\d+)$", _STATISTICS.read_text(), re.MULTILINE):
            return int(found[1])
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _stalled() -> list[float]:
    """Seconds in which some process waited for a processor, of each source that this system has."""
    found = []
    for path in _PRESSURES:
        with suppress(OSError, ValueError, IndexError):
            found.append(int(path.read_text().splitlines()[0].rpartition("total=")[2]) / 1e6)
    return found
