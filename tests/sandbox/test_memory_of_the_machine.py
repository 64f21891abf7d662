"""Where the machine has no memory left the kernel ends processes of the box first, and that is not the submission's fault."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from grader.errors import OutOfMemory
from grader.model import FaultKind
from grader.sandbox import Box, Limits
from tests.sandbox.behind_walls import WALLED, command, descendants, eventually, load, walled_box, zygote_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="scores of Linux")

SOURCE = "import os, time\ndef f(x): return 2 * x\ndef g(x): time.sleep(600)"


def _opened(level):
    return Box(limits=Limits(), isolation="none") if level == "none" else walled_box(level)


def _processes(before):
    """The processes that were started since then, and belong to the box."""
    return [pid for pid in descendants(os.getpid()) if pid not in before and b"entrypoint.py" in command(pid)]


def _score(pid):
    return Path(f"/proc/{pid}/oom_score_adj").read_text().strip()


@pytest.mark.parametrize("level", ["none", *WALLED])
def test_the_kernel_ends_processes_of_the_box_before_the_judge(level, call):
    before, own = descendants(os.getpid()), _score(os.getpid())
    with _opened(level) as box, box.open(load(SOURCE)) as session:
        assert session.ask([call("f")])[0].fault is None
        scores = [_score(pid) for pid in _processes(before)]
        assert len(scores) >= (1 if level == "none" else 2)
        assert set(scores) == {"1000"}
        assert _score(os.getpid()) == own != "1000"


@pytest.mark.parametrize("level", WALLED)
@pytest.mark.parametrize("source", [SOURCE, "import time\ntime.sleep(600)\ndef g(x): return x"])
def test_a_process_that_the_kernel_ended_is_the_machines_fault(level, call, source):
    """The test sends what the kernel sends."""
    with walled_box(level) as box:
        killer = threading.Thread(target=_end_the_fork, args=(zygote_process(box),))
        killer.start()
        with pytest.raises(OutOfMemory, match="the kernel ended the submission's process"):
            box.open(load(source)).ask([call("g")])
        killer.join()
        with box.open(load(SOURCE)) as session:
            assert session.ask([call("f")])[0].fault is None


def _end_the_fork(zygote):
    if eventually(lambda: descendants(zygote) != []):
        time.sleep(0.2)  # it may be anywhere: setting up, loading, in a call
        os.kill(descendants(zygote)[0], signal.SIGKILL)


def test_its_own_limit_is_the_submissions_fault(call):
    with walled_box("standard", limits=Limits(memory_limit=300)) as box:
        source = "import numpy as np\nkept = []\ndef g(x):\n    while True: kept.append(np.ones(2**20))"
        with box.open(load(source)) as session:
            fault = session.ask([call("g")])[0].fault
    assert (fault.kind, fault.error) == (FaultKind.RAISED, "MemoryError")
