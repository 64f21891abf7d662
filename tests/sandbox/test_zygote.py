"""Zygotes that die, stop and are shared: no result is lost, none is swapped, nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from grader.errors import GraderFault
from grader.model import Array
from grader.sandbox import Limits
from grader.sandbox.processes import fork, zygote
from tests.sandbox.behind_walls import alive, descendants, descriptors, eventually, load, walled_box, zygote_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")

HONEST = "def f(x): return 2 * x\n"
HANGS = "import time\ndef g(x): time.sleep(600)\n"
X = Array(value=np.array([1.0, 2.0]))
STOPPED = 1.0  # seconds until a zygote counts as stopped: the first session of a new one waits for all of its imports


@pytest.fixture
def is_honest(call):
    """Whether an honest submission gets its answer from this box."""

    def asked(box) -> bool:
        with box.open(load(HONEST)) as session:
            return list(session.ask([call("f")])[0].outputs[0]) == [2.0, 4.0]

    return asked


# --- lost -----------------------------------------------------------------------------------------------------------------


def test_a_zygote_that_was_killed_is_replaced(box, is_honest):
    first = zygote_process(box)
    assert is_honest(box)
    os.kill(first, signal.SIGKILL)
    assert is_honest(box)
    assert zygote_process(box) != first


def test_a_zygote_that_was_stopped_is_replaced(box, is_honest, monkeypatch):
    monkeypatch.setattr(fork, "ANSWER_SECONDS", STOPPED)
    first = zygote_process(box)
    os.kill(first, signal.SIGSTOP)
    assert is_honest(box)
    assert zygote_process(box) != first
    assert eventually(lambda: not alive(first))


def test_a_zygote_that_is_killed_under_a_session_is_not_the_submissions_fault(box, is_honest, call):
    with box.open(load(HONEST + HANGS)) as session:
        child = children(box)
        threading.Timer(0.2, os.kill, (zygote_process(box), signal.SIGKILL)).start()
        with pytest.raises(GraderFault, match="the zygote died"):
            session.ask([call("f"), call("g")])
    assert eventually(lambda: not any(alive(pid) for pid in child))
    assert is_honest(box)


def test_a_zygote_that_is_stopped_under_a_session_is_not_the_submissions_fault(call, is_honest, monkeypatch):
    """The child has run out of time, but nobody says that it is dead: perhaps it was stopped too."""
    monkeypatch.setattr(fork, "ANSWER_SECONDS", 0.5)
    with walled_box("standard", limits=Limits(time_limit=0.5)) as box, box.open(load(HONEST + HANGS)) as session:
        assert session.ask([call("f")])[0].fault is None
        first, child = zygote_process(box), children(box)
        os.kill(first, signal.SIGSTOP)
        with pytest.raises(GraderFault, match="the zygote does not answer"):
            session.ask([call("g")])
        assert eventually(lambda: not any(alive(pid) for pid in [first, *child]))
        assert is_honest(box)


def test_what_was_answered_counts_even_when_the_zygote_is_lost_at_the_end(box, is_honest, call, monkeypatch):
    monkeypatch.setattr(fork, "ANSWER_SECONDS", STOPPED)
    with box.open(load(HONEST)) as session:
        answer = session.ask([call("f")])[0]
        os.kill(zygote_process(box), signal.SIGSTOP)
    assert list(answer.outputs[0]) == [2.0, 4.0]
    assert is_honest(box)


def test_a_machine_that_kills_every_zygote(box, monkeypatch):
    def start(self, *_, **__):
        raise zygote.ZygoteError("the zygote died")

    monkeypatch.setattr(zygote.ZygoteHandle, "fork", start)
    with pytest.raises(GraderFault, match=r"does not start .*the zygote died"):
        box.open(load(HONEST))


def test_a_box_ends_with_everything_that_it_has_started(call):
    others = set(descendants(os.getpid()))
    with walled_box("standard"):
        before = descriptors()
    with walled_box("standard") as box:
        sessions = [box.open(load(HONEST)) for _ in range(3)]
        processes = set(descendants(os.getpid())) - others
        assert len(processes) == 4
        for session in sessions[1:]:
            session.close()
    assert eventually(lambda: not any(alive(pid) for pid in processes))
    sessions[0].close()
    assert descriptors() < before
    box.close()


def test_a_judge_that_is_killed_leaves_nothing(tmp_path):
    """Not even a zygote that is stopped, which cannot see the end of its socket: the kernel kills it."""
    script = """
import os, signal, sys
sys.path[:0] = PATHS
from tests.sandbox.behind_walls import load, walled_box, zygote_process, descendants
box = walled_box("standard")
session = box.open(load("def f(x): return x"))
pids = descendants(os.getpid())
os.kill(zygote_process(box), signal.SIGSTOP)
print(*pids, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    paths = [path for path in sys.path if path]
    told = subprocess.run(
        [sys.executable, "-c", script.replace("PATHS", repr(paths))], capture_output=True, text=True, check=False
    )
    assert told.returncode == -signal.SIGKILL, told.stderr
    pids = [int(pid) for pid in told.stdout.split()]
    assert len(pids) == 2
    assert eventually(lambda: not any(alive(pid) for pid in pids))


# --- shared ---------------------------------------------------------------------------------------------------------------


def test_interleaved_sessions_do_not_swap(call):
    """Distinguishable submissions, asked by several threads at once, of one zygote."""
    with walled_box("standard") as box:

        def grade(number: int) -> list[float]:
            with box.open(load(f"print({number})\ndef f(x): return {number} * x")) as session:
                answers = session.ask([call("f")] * 10)
                session.close()
                assert session.printed == f"{number}\n"
            return [float(answer.outputs[0][0]) for answer in answers]

        with ThreadPoolExecutor(6) as threads:
            results = list(threads.map(grade, range(24)))
    assert results == [[float(number)] * 10 for number in range(24)]


def test_sessions_of_one_zygote_are_apart(box, call):
    """What one changes in NumPy and in itself is not there in the next."""
    spoil = "import numpy as np, builtins\nnp.exp = None\nbuiltins.abs = None\nnp.random.seed(1)\ndef f(x): return x"
    with box.open(load(spoil)) as first, box.open(load("import numpy as np\ndef f(x): return np.exp(0 * x) * abs(-2)")) as second:
        assert first.ask([call("f")])[0].fault is None
        assert list(second.ask([call("f")])[0].outputs[0]) == [2.0, 2.0]


def test_many_sessions_at_a_time_and_one_after_the_other_leave_nothing(box, is_honest, call):
    assert is_honest(box)
    before, processes = descriptors(), descendants(os.getpid())
    sessions = [box.open(load(HONEST)) for _ in range(8)]
    assert all(session.ask([call("f")])[0].fault is None for session in reversed(sessions))
    for session in sessions:
        session.close()
    assert is_honest(box)
    assert descriptors() == before
    assert eventually(lambda: descendants(os.getpid()) == processes)


def test_random_numbers_are_the_same_in_every_fork(box, call):
    source = "import random, numpy as np\ndef f(x): return random.random(), np.random.rand(), np.random.default_rng(3).random()"
    drawn = []
    for _ in range(2):
        with box.open(load(source)) as session:
            drawn.append([float(each) for each in session.ask([call("f", X, outputs=3)])[0].outputs])
    assert drawn[0] == drawn[1]


def children(box) -> list[int]:
    return descendants(zygote_process(box))
