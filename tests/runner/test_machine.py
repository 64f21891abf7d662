"""The memory of the machine and of its control groups decides on the number of workers."""

from __future__ import annotations

import pytest

from grader.runner import machine


def machine_with(tmp_path, monkeypatch, *, free: int, groups: dict[str, tuple[str, str]], own: str) -> None:
    """A machine with so many MiB free; `groups` are limit and use by folder, `own` is this process's line of groups."""
    meminfo, cgroup = tmp_path / "meminfo", tmp_path / "cgroup"
    meminfo.write_text(f"MemTotal: 99999999 kB\nMemAvailable:    {free << 10} kB\n")
    cgroup.write_text(own)
    for name, (most, used) in groups.items():
        folder = tmp_path / "fs" / name
        folder.mkdir(parents=True, exist_ok=True)
        files = (
            ("memory.limit_in_bytes", "memory.usage_in_bytes") if name.startswith("memory") else ("memory.max", "memory.current")
        )
        for file, text in zip(files, (most, used), strict=True):
            (folder / file).write_text(text + "\n")
    monkeypatch.setattr(machine, "_MEMINFO", meminfo)
    monkeypatch.setattr(machine, "_OWN_CGROUP", cgroup)
    monkeypatch.setattr(machine, "_CGROUP", tmp_path / "fs")


MIB = 2**20


@pytest.mark.parametrize(
    ("groups", "own", "expected"),
    [
        ({}, "", 5000),
        ({"a/b": (str(900 * MIB), str(100 * MIB))}, "0::/a/b\n", 800),  # version 2
        ({"a/b": ("max", "5"), "a": (str(700 * MIB), "0")}, "0::/a/b\n", 700),  # of a group above
        ({"": (str(600 * MIB), "0")}, "0::/\n", 600),  # a container
        ({"memory/x": (str(500 * MIB), "0")}, "3:cpu:/x\n8:memory:/x\n", 500),  # version 1
        ({"memory/x": (str(2**63 - 4096), "0")}, "8:memory:/x\n", 5000),  # no limit there
        ({"a": ("junk", "0")}, "0::/a\n", 5000),
    ],
)
def test_free_memory_is_the_least_of_all(tmp_path, monkeypatch, groups, own, expected):
    machine_with(tmp_path, monkeypatch, free=5000, groups=groups, own=own)
    assert machine.free_memory() == pytest.approx(expected, abs=1)


@pytest.mark.parametrize(("free", "jobs", "expected"), [(64000, 8, 8), (768, 8, 1), (100, 8, 1), (2000, 8, 5), (2000, 2, 2)])
def test_jobs_are_lowered_to_the_memory(tmp_path, monkeypatch, free, jobs, expected):
    machine_with(tmp_path, monkeypatch, free=free, groups={}, own="")
    assert machine.jobs_for(jobs, 512) == expected


def test_a_system_without_such_files_has_no_limit(tmp_path, monkeypatch):
    for name in ("_MEMINFO", "_OWN_CGROUP", "_CGROUP"):
        monkeypatch.setattr(machine, name, tmp_path / "nothing")
    assert machine.jobs_for(64, 512) == 64
