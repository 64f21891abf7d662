from __future__ import annotations

import json
import subprocess
import sys

import pytest

resource = pytest.importorskip("resource")

PROBE = """
import json, resource, sys
sys.path.insert(0, sys.argv[1])
import inside_limits as limits
limits.apply({"memory": 1 << 29, "processor": 31, "file": 1 << 22})
limits.apply({"memory": 1 << 40, "processor": 10**30, "file": 1 << 40})
names = ["AS", "CPU", "FSIZE", "CORE", "NOFILE"]
print(json.dumps({name: resource.getrlimit(getattr(resource, "RLIMIT_" + name)) for name in names}))
"""


def test_limits_are_lowered_and_never_raised(box_folder):
    told = subprocess.run([sys.executable, "-c", PROBE, box_folder], check=True, capture_output=True, text=True).stdout
    limits = json.loads(told)
    assert (limits["FSIZE"], limits["CORE"]) == ([1 << 22, 1 << 22], [0, 0])
    assert limits["CPU"] == [31, 32]
    assert limits["NOFILE"][1] <= 64
    if sys.platform == "linux":
        assert limits["AS"] == [1 << 29, 1 << 29]


def test_what_the_system_does_not_know_is_let_be(boxed, monkeypatch):
    limits = boxed("inside_limits")
    before = resource.getrlimit(resource.RLIMIT_CORE)
    limits._limit("RLIMIT_OF_ANOTHER_SYSTEM", 0)
    monkeypatch.setattr(limits, "resource", None)
    limits.apply({})
    assert resource.getrlimit(resource.RLIMIT_CORE) == before


def test_a_limit_is_lowered_here(boxed):
    hard = resource.getrlimit(resource.RLIMIT_MSGQUEUE)[1] if hasattr(resource, "RLIMIT_MSGQUEUE") else None
    if hard is None:
        pytest.skip("this system has no limit that does not matter")
    boxed("inside_limits")._limit("RLIMIT_MSGQUEUE", 1000)
    assert resource.getrlimit(resource.RLIMIT_MSGQUEUE)[1] <= 1000
