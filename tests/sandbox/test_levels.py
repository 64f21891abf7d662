"""The level is found by trying: a wall that does not hold is detected and named, and less than is required is an error."""

from __future__ import annotations

import os
import struct
import sys
import time
from pathlib import Path

import pytest

from grader.cli import main
from grader.errors import GraderFault, Misuse, WeakIsolation
from grader.sandbox import Box, Limits
from grader.sandbox.processes import interpreter, launch
from grader.sandbox.processes.zygote import ZygoteHandle
from grader.sandbox.walls import kernel, levels, namespaces
from grader.sandbox.walls.kernel import LANDLOCK, NAMESPACES, SECCOMP, USER, NoWallError
from tests.sandbox.behind_walls import WALLED, as_an_ordinary_user, descriptors, load, walled_box

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")

ROOT = Path(__file__).resolve().parents[2]
SUBMISSION = str(ROOT / "tests/submissions/class/ingrid.py")
ALLOW_ALL = struct.pack("<HBBI", 0x06, 0, 0, 0x7FFF0000)
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")


def outcome(isolation: str | None = None) -> tuple[str, str]:
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
    assert levels.level_of(standing) == level


@pytest.mark.parametrize("level", WALLED)
def test_exactly_a_level(level, call):
    with walled_box(level) as box, box.open(load("def f(x): return open('/etc/passwd')\ndef g(x): return 2 * x")) as session:
        assert box.level == level
        refused, right = session.ask([call("f"), call("g")])
    assert "seccomp yes" in box.detail
    assert refused.fault.error == "FileNotFoundError"
    assert list(right.outputs[0]) == [2.0, 4.0]


def test_without_a_name_the_best_level_is_taken():
    with walled_box("standard"):
        strong = outcome("strong")[0] == "strong"
    assert outcome()[0] == ("strong" if strong else "standard")
    plain = "a process of its own with limits of time, memory and output; it may read and do what this user may"
    assert outcome("none") == ("none", plain)


@pytest.mark.parametrize("name", ["strongest", "minimal", ""])
def test_an_unknown_level_is_misuse(name, capsys):
    with pytest.raises(Misuse, match="one of strong, standard, none"):
        Box(limits=Limits(), isolation=name)
    assert main(["grade", SUBMISSION, "--isolation", name]) == 2
    assert "standard" in capsys.readouterr().err


# --- the self-test can fail -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "broken", "reason"),
    [
        ("compiled_filter", lambda **_: ALLOW_ALL, "seccomp no: it does not hold: a probe could"),
        ("_ALLOWED", kernel._ALLOWED + " fork clone wait4", "seccomp no: it does not hold: a probe could fork"),
        # the kernel refuses such a filter, and the fork dies instead of going on without it
        ("compiled_filter", lambda **_: b"\0" * 16, "OSError: [Errno 22] Invalid argument: 'prctl 22'"),
    ],
)
def test_a_broken_filter_is_too_weak(monkeypatch, name, broken, reason):
    monkeypatch.setattr(kernel, name, broken)
    level, detail = outcome()
    assert (level, reason in detail) == ("too weak", True)
    if "namespaces no" in detail and "could fork" not in reason and "prctl" not in reason:
        for way in ("fork", "have a socket", "stat a secret", "start a program"):
            assert way in detail
    with Box(limits=Limits()) as box, pytest.raises(WeakIsolation, match="offers isolation 'none', but 'standard' is required"):
        box.wait()


def _missing(*_):
    raise NoWallError("Function not implemented: it needs Linux 5.13")


def _handles_too_little(*_):
    landlockpy = pytest.importorskip("landlockpy")
    return landlockpy.Ruleset(handled_fs=landlockpy.AccessFS.EXECUTE)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (_handles_too_little, "Landlock no: it does not hold: a probe could"),
        (_missing, "Landlock no: Function not implemented"),
    ],
)
def test_a_broken_ruleset_is_at_most_standard(monkeypatch, broken, reason):
    monkeypatch.setattr(kernel, "ruleset", broken)
    level, detail = outcome()
    assert level == ("standard" if "throw-away user yes" in detail else "too weak")
    assert reason in detail
    level, detail = outcome("strong")
    assert (level, reason in detail) == ("too weak", True)


@as_root
def test_a_user_who_is_still_root_is_named(monkeypatch):
    monkeypatch.setattr(kernel, "throw_away_user", lambda: 0)
    assert "throw-away user no: it does not hold: a probe could" in outcome()[1]


@pytest.mark.parametrize(
    ("wrapped", "reason"),
    [
        (lambda command, *_, **__: command, "it does not hold: a probe could connect, connect to an abstract socket"),
        (lambda command, *_, **__: ["/bin/false"], ""),
        (lambda command, *_, **__: ["/nonexistent/bwrap"], ""),
    ],
)
def test_namespaces_that_are_missing_are_named(monkeypatch, wrapped, reason):
    monkeypatch.setattr(namespaces, "wrapped", wrapped)
    level, detail = outcome()
    assert level == "standard"
    assert f"namespaces no: {reason}" in detail


def test_a_zygote_that_is_killed_during_the_search_does_not_lower_the_level(monkeypatch):
    best = outcome()
    real, killed = ZygoteHandle.wait, []

    def wait(zygote):
        if not killed:
            killed.append(zygote._popen.kill())
        real(zygote)

    monkeypatch.setattr(ZygoteHandle, "wait", wait)
    monkeypatch.setattr("grader.sandbox.processes.zygote._LAST_WORDS_SECONDS", 0.2)
    if best[0] == "strong":
        assert outcome() == best
        assert killed


def test_a_wall_that_fails_later_is_the_machines_fault():
    """Not the submission's, whose points it would cost."""
    with walled_box("standard") as box:
        object.__setattr__(box._zygotes.isolation().plan, "seccomp", b"\0" * 16)
        with pytest.raises(GraderFault, match=r"exit code 70: .*Invalid argument"):
            box.open(load("def f(x): return x"))


THREADS = "import socket, time\ns = socket.socket(fileno=0)\ns.recv(65536)\ns.send(b'{\"threads\": 3}')\ntime.sleep(600)"


@pytest.mark.parametrize(
    ("text", "seconds", "reason"),
    [
        (None, 20.0, r"does not start.*No module named 'numpy'"),
        ("import time; time.sleep(600)", 0.3, "the zygote does not start"),
        (THREADS, 20.0, "3 threads"),
    ],
)
def test_a_zygote_that_does_not_get_ready(monkeypatch, tmp_path, text, seconds, reason):
    main_file = tmp_path / "main.py"
    main_file.write_text(text or "")
    monkeypatch.setattr(*(launch, "MAIN", main_file) if text else (interpreter, "NUMPY_FOLDER", tmp_path))
    monkeypatch.setattr("grader.sandbox.processes.zygote._LAST_WORDS_SECONDS", 0.2 if seconds < 1 else 1.0)
    with Box(limits=Limits(start_limit=seconds), isolation="standard") as box, pytest.raises(GraderFault, match=reason):
        box.wait()


def test_a_search_leaves_nothing_behind(monkeypatch):
    outcome()
    before = descriptors()
    outcome()
    monkeypatch.setattr(kernel, "compiled_filter", lambda **_: ALLOW_ALL)
    outcome()
    assert descriptors() == before


def test_the_thread_that_starts_zygotes_stays():
    """The kernel kills the zygote when that thread ends: it must be there for as long as the box."""
    with walled_box("standard") as box:
        time.sleep(0.1)
        assert box._zygotes.current.alive()


# --- messages -------------------------------------------------------------------------------------------------------------


def test_too_little_isolation_ends_with_code_4_and_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(namespaces, "shutil", type("Nothing", (), {"which": staticmethod(lambda _: None)}))
    assert main(["grade", SUBMISSION, "--isolation", "strong"]) == 4
    message = " ".join(capsys.readouterr().err.split())
    assert "this machine offers isolation 'standard', but 'strong' is required" in message
    assert "apt-get install bubblewrap" in message
    assert "or use --isolation standard" in message


def test_elsewhere_than_on_linux_the_price_is_named(monkeypatch, capsys):
    monkeypatch.setattr(levels.sys, "platform", "darwin")
    assert main(["grade", SUBMISSION]) == 4
    message = " ".join(capsys.readouterr().err.split())
    assert "--isolation none: submissions then run as ordinary processes of yours" in message


# --- as somebody else -----------------------------------------------------------------------------------------------------

SCRIPT = """
from tests.sandbox.behind_walls import load
from grader.errors import WeakIsolation
from grader.model import Array, Call
from grader.sandbox import Box, Limits
import numpy as np
call = Call(function="f", arguments=(Array(value=np.ones(1)),))
for level in ("standard", "strong"):
    try:
        with Box(limits=Limits(), isolation=level) as box, box.open(load("def f(x): return 3 * x")) as session:
            print(box.level, session.ask([call])[0].outputs[0], "user no: only root" in box.detail)
    except WeakIsolation as weak:
        print(level, "not here:", weak)
"""


@as_root
def test_the_same_walls_for_an_ordinary_user():
    run = as_an_ordinary_user("-c", SCRIPT)
    assert run.returncode == 0, run.stderr
    standard, strong = run.stdout.splitlines()
    assert standard == "standard [3.] True"
    assert strong == "strong [3.] True" or "not here" in strong
