"""The level is found by trying: each wall that does not hold is found out, named, and never passed over."""

from __future__ import annotations

import os
import struct
import sys
import time
from pathlib import Path

import pytest

from grader.errors import GraderFault, Misuse, WeakIsolation
from grader.sandbox import Box, Limits
from grader.sandbox.processes import launch
from grader.sandbox.walls import kernel, namespaces
from grader.sandbox.walls.kernel import LANDLOCK, NAMESPACES, SECCOMP, USER, NoWallError
from grader.sandbox.walls.levels import level_of
from tests.sandbox.behind_walls import WALLED, descriptors, load, walled_box

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")

ROOT = Path(__file__).resolve().parents[2]
ALLOW_ALL = struct.pack("<HBBI", 0x06, 0, 0, 0x7FFF0000)
ORDINARY = 20_001  # a user that no system has
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")


def found(isolation: str | None = None) -> tuple[str, str]:
    """The level and its reasons; `too weak` and the reasons where they do not make it."""
    with Box(limits=Limits(), isolation=isolation) as box:
        try:
            return box.level, box.detail
        except WeakIsolation as weak:
            return "too weak", weak.value


@pytest.mark.parametrize(
    ("standing", "level"),
    [
        ({SECCOMP, LANDLOCK, NAMESPACES}, "strong"),
        ({SECCOMP, LANDLOCK, NAMESPACES, USER}, "strong"),
        ({SECCOMP, LANDLOCK}, "standard"),
        ({SECCOMP, USER}, "standard"),
        ({SECCOMP, USER, NAMESPACES}, "standard"),
        ({SECCOMP, NAMESPACES}, "none"),
        ({SECCOMP}, "none"),
        ({LANDLOCK, NAMESPACES, USER}, "none"),
        (set(), "none"),
    ],
)
def test_what_walls_make_together(standing, level):
    assert level_of(standing) == level


@pytest.mark.parametrize("level", WALLED)
def test_exactly_a_level(level, call):
    with walled_box(level) as box, box.open(load("def f(x): return open('/etc/passwd')\ndef g(x): return 2 * x")) as session:
        assert box.level == level
        refused, right = session.ask([call("f"), call("g")])
    assert "seccomp yes" in box.detail
    assert refused.fault.error == "PermissionError"
    assert list(right.outputs[0]) == [2.0, 4.0]


def test_the_best_that_can_be_had_is_taken():
    with walled_box("standard"):
        pass
    try:
        with walled_box("strong"):
            best = "strong"
    except pytest.skip.Exception:
        best = "standard"
    assert found()[0] == best
    assert found("none") == (
        "none",
        "a process of its own with limits of time, memory and output; it may read and do what this user may",
    )


def test_a_level_that_is_none():
    for asked in ("strongest", "minimal", ""):
        with pytest.raises(Misuse, match="one of strong, standard, none"):
            Box(limits=Limits(), isolation=asked)


# --- the self-test can fail -----------------------------------------------------------------------------------------------


def test_a_filter_that_lets_everything_through_is_found_out(monkeypatch):
    monkeypatch.setattr(kernel, "compiled_filter", lambda: ALLOW_ALL)
    level, detail = found()
    assert level == "too weak"
    assert "seccomp no: it does not hold: a probe could" in detail
    for way in ("fork", "start a thread", "have a socket", "stat a secret", "start a program"):
        assert (way in detail) or "namespaces yes" in detail
    with Box(limits=Limits()) as box, pytest.raises(WeakIsolation, match="offers isolation 'none', but 'standard' is required"):
        box.wait()


def test_one_call_too_many_in_the_filter_is_found_out(monkeypatch):
    monkeypatch.setattr(kernel, "_ALLOWED", kernel._ALLOWED + " fork clone wait4")
    level, detail = found()
    assert (level, "seccomp no: it does not hold: a probe could fork" in detail) == ("too weak", True)


def test_a_ruleset_that_handles_nothing_that_matters_is_found_out(monkeypatch):
    landlockpy = pytest.importorskip("landlockpy")
    monkeypatch.setattr(kernel, "empty_ruleset", lambda: landlockpy.Ruleset(handled_fs=landlockpy.AccessFS.EXECUTE))
    level, detail = found()
    assert level == ("standard" if "throw-away user yes" in detail else "too weak")
    assert "Landlock no: it does not hold: a probe could list a folder, read a file" in detail or "namespaces yes" in detail
    with Box(limits=Limits(), isolation="strong") as box, pytest.raises(WeakIsolation, match="Landlock no: it does not hold"):
        box.wait()


@as_root
def test_a_user_who_is_still_root_is_found_out(monkeypatch):
    monkeypatch.setattr(kernel, "throw_away_user", lambda: 0)
    assert "throw-away user no: it does not hold: a probe could" in found()[1]


def test_namespaces_that_are_none_are_found_out(monkeypatch):
    monkeypatch.setattr(namespaces, "wrapped", lambda command, **_: command)
    assert "namespaces no: it does not hold: a probe could connect, connect to an abstract socket" in found()[1]


def test_a_kernel_without_landlock(monkeypatch):
    def missing():
        raise NoWallError("Function not implemented: it needs Linux 5.13")

    monkeypatch.setattr(kernel, "empty_ruleset", missing)
    level, detail = found()
    assert level == ("standard" if "throw-away user yes" in detail else "too weak")
    assert "Landlock no: Function not implemented" in detail


def test_a_wall_that_cannot_be_put_up_is_an_error_and_no_weaker_box(monkeypatch, call):
    """A broken filter: the kernel refuses it, the child dies, and nothing is graded without it."""
    monkeypatch.setattr(kernel, "compiled_filter", lambda: b"\0" * 16)
    level, detail = found()
    assert (level, "OSError: [Errno 22] Invalid argument: 'prctl 22'" in detail) == ("too weak", True)


def test_a_wall_that_fails_later_is_the_machines_fault(call):
    """Not of the submission, whose points it would cost."""
    with walled_box("standard") as box:
        object.__setattr__(box._pool.isolation().plan, "seccomp", b"\0" * 16)
        with pytest.raises(GraderFault, match=r"exit code 70: .*Invalid argument"):
            box.open(load("def f(x): return x"))


@pytest.mark.parametrize("wrapper", [["/bin/false"], ["/nonexistent/bwrap"]])
def test_bubblewrap_that_may_not_is_named(monkeypatch, wrapper):
    monkeypatch.setattr(namespaces, "wrapped", lambda command, **_: wrapper)
    level, detail = found()
    assert level == "standard"
    assert "namespaces no: " in detail


def test_a_zygote_that_does_not_start(monkeypatch, tmp_path):
    monkeypatch.setattr(launch, "NUMPY_FOLDER", tmp_path)
    with pytest.raises(GraderFault, match=r"does not start.*No module named 'numpy'"):
        found("standard")


def test_a_zygote_that_is_late(monkeypatch, tmp_path):
    main = tmp_path / "main.py"
    main.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(launch, "MAIN", main)
    with (
        pytest.raises(GraderFault, match="the zygote does not start"),
        Box(limits=Limits(start_limit=0.3), isolation="standard") as b,
    ):
        b.wait()


def test_a_zygote_with_threads_is_refused(monkeypatch, tmp_path):
    main = tmp_path / "main.py"
    main.write_text(
        "import socket, time\ns = socket.socket(fileno=0)\ns.recv(65536)\ns.send(b'{\"threads\": 3}')\ntime.sleep(600)"
    )
    monkeypatch.setattr(launch, "MAIN", main)
    with pytest.raises(GraderFault, match="3 threads"):
        found("standard")


def test_a_search_leaves_nothing_behind(monkeypatch):
    found()
    before = descriptors()
    found()
    monkeypatch.setattr(kernel, "compiled_filter", lambda: ALLOW_ALL)
    found()
    assert descriptors() == before


def test_the_thread_that_starts_zygotes_stays(monkeypatch):
    """The kernel kills the zygote when that thread ends: it must be there for as long as the box."""
    with walled_box("standard") as box:
        time.sleep(0.1)
        assert [zygote.alive() for zygote in box._pool._sessions] == [True]
