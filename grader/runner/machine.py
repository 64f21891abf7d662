"""The memory of this machine, and the number of workers that it suffices for."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

# MiB of one worker and its zygote: 100 and 50 with NumPy and an assignment, and some for what is being judged.
_WORKER = 250
_UNLIMITED = 1 << 50

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")
_OWN_CGROUP = Path("/proc/self/cgroup")


def jobs_for(jobs: int, memory_limit: int) -> int:
    """As many jobs as asked for, or as the free memory suffices for, at least one.

    memory_limit  MiB that one submission may use; few come near it, so there is room for one that does
    """
    return max(1, min(jobs, int(free_memory() - memory_limit) // _WORKER))


def free_memory() -> float:
    """MiB that this process and those that it starts may still use: of the machine, and of its control groups."""
    free = [float(_UNLIMITED)]
    with suppress(OSError, ValueError, IndexError):
        lines = dict(line.split(":") for line in _MEMINFO.read_text().splitlines())
        free.append(int(lines["MemAvailable"].split()[0]) / 1024)
    for most, used in _limits():
        with suppress(OSError, ValueError):  # "max", or no such file
            free.append((int(most.read_text()) - int(used.read_text())) / 2**20)
    return min(free)


def _limits() -> list[tuple[Path, Path]]:
    """Files with the limit and the use of each control group that this process is in, in both versions."""
    found = []
    with suppress(OSError):
        for line in _OWN_CGROUP.read_text().splitlines():
            _, controllers, name = line.split(":", 2)
            version_one = "memory" in controllers.split(",")
            if controllers and not version_one:
                continue
            root = _CGROUP / "memory" if version_one else _CGROUP
            files = ("memory.limit_in_bytes", "memory.usage_in_bytes") if version_one else ("memory.max", "memory.current")
            group = root / name.lstrip("/")
            while group.is_relative_to(root):  # a group is limited by those above it too
                found.append((group / files[0], group / files[1]))
                group = group.parent
    return found
