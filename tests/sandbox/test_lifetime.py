"""Starting, ending, and what is left: nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from grader.errors import GraderFault, Misuse
from grader.model import FaultKind
from grader.sandbox import Box, Limits, Load
from grader.sandbox.processes import interpreter, launch, process, streams
from grader.sandbox.processes.process import PlainProcess
from tests.sandbox.behind_walls import LATE, alive, descriptors, eventually, load

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@on_linux
@pytest.mark.parametrize("kind", [streams.PolledStreams, streams.ThreadedStreams])
def test_nothing_is_left(call, monkeypatch, kind):
    monkeypatch.setattr(process, "_STREAMS", kind)
    source = """
import atexit, ctypes, os, threading, time
threading.Thread(target=time.sleep, args=(600,)).start()
atexit.register(time.sleep, 600)
def f(x):
    child = ctypes.CDLL(None).fork()  # os.fork is refused
    if not child:
        time.sleep(600)
    return os.getpid(), child
def g(x): os._exit(1)
"""
    before, threads = descriptors(), threading.active_count()
    with Box(limits=Limits(), isolation="none") as box, box.open(load(source)) as session:
        crashed, answer = session.ask([call("g"), call("f")])
    assert crashed.fault.kind is FaultKind.CRASHED
    pids = [int(pid) for pid in answer.outputs[0]]
    assert eventually(lambda: not any(alive(pid) for pid in pids))
    assert descriptors() == before
    assert threading.active_count() == threads
    session.close()


@on_linux
def test_whoever_leaves_the_group_does_not_hold_the_judge(call):
    """A daemon that keeps the pipes open: without isolation it lives on, but nothing waits for it."""
    source = """
import ctypes, os, time
def f(x):
    waited, told = os.pipe()
    pid = ctypes.CDLL(None).fork()  # os.fork is refused
    if not pid:
        os.setsid()
        os.write(told, b'.')
        time.sleep(600)
    os.read(waited, 1)
    return pid
"""
    before = descriptors()
    with Box(limits=Limits(), isolation="none") as box, box.open(load(source)) as session:
        pid = int(session.ask([call("f")])[0].outputs[0])
    assert descriptors() == before
    assert alive(pid)
    os.kill(pid, 9)


def test_a_submission_ends_with_its_judge():
    """The box ends when its requests do, whatever exit handlers and threads it has."""
    source = """
import atexit, threading, time
threading.Thread(target=time.sleep, args=(600,)).start()
atexit.register(time.sleep, 600)
"""
    session = Box(limits=Limits(), isolation="none").open(load(source))
    popen = session._process._popen
    session._process._streams._poll.unregister(popen.stdout) if os.name == "posix" else None
    popen.stdin.close()
    assert popen.wait(LATE) == 0
    session._process._streams._poll.register(popen.stdout, 1) if os.name == "posix" else None
    session.close()


def test_closing_twice_and_asking_a_process_that_died_meanwhile(open_box, call):
    session = open_box("import os, threading\ndef f(x):\n    threading.Timer(0.05, os._exit, (3,)).start()\n    return x")
    (answer,) = session.ask([call("f")])
    assert answer.fault is None
    session._process._popen.wait(LATE)
    (answer,) = session.ask([call("f")])
    assert (answer.fault.kind, answer.fault.message) == (FaultKind.CRASHED, "the process ended with exit code 3")
    session.close()
    session.close()


def test_a_process_that_closes_its_pipes_is_a_crash(open_box, call, monkeypatch):
    monkeypatch.setattr(process, "END_SECONDS", 0.05)
    (answer,) = open_box("import os, time\ndef f(x):\n    os.closerange(0, 64)\n    time.sleep(600)").ask([call("f")])
    assert answer.fault.message == "the process closed its connection to the grader"


def test_a_machine_without_python(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(GraderFault, match=r"cannot be started.*nonexistent"):
        Box(limits=Limits(), isolation="none").open(load(""))


def test_a_machine_without_numpy(monkeypatch, tmp_path):
    monkeypatch.setattr(interpreter, "NUMPY_FOLDER", tmp_path)
    with pytest.raises(GraderFault, match=r"does not start .*exit code 1: ModuleNotFoundError: No module named 'numpy'"):
        Box(limits=Limits(), isolation="none").open(load(""))


def test_a_broken_stand_in_is_not_the_students_fault():
    wrong = Load(module="word2vec", files={"word2vec.py": b""}, stand_ins={"s": "1 / 0"})
    with pytest.raises(GraderFault, match=r"exit code 70: ZeroDivisionError"):
        Box(limits=Limits(), isolation="none").open(wrong)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import time; time.sleep(600)", "TimeoutError"),
        ("import os; os.write(1, b'nonsense'); import time; time.sleep(600)", "WireError"),
        ("import os; os.write(1, b'GF1\\n\\x0d\\0\\0\\0{\"arrays\":[]}'); import time; time.sleep(600)", "WireError"),
    ],
)
def test_a_box_that_does_not_get_ready(monkeypatch, tmp_path, text, reason):
    main = tmp_path / "main.py"
    main.write_text(text)
    monkeypatch.setattr(launch, "MAIN", main)
    limits = Limits(start_limit=0.5 if reason == "TimeoutError" else LATE)
    with pytest.raises(GraderFault, match=f"does not start .*{reason}"):
        Box(limits=limits, isolation="none").open(load(""))


def test_an_interrupt_while_loading_leaves_no_process(monkeypatch):
    started = []

    def interrupted(self, count, deadline):
        started.append(self)
        raise KeyboardInterrupt

    monkeypatch.setattr(PlainProcess, "take", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Box(limits=Limits(), isolation="none").open(load(""))
    assert started[0]._popen.returncode is not None


def test_the_environment_is_made_here(monkeypatch):
    monkeypatch.setenv("GRADER_TOKEN", "secret")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/lib")
    made = launch.environment()
    assert "GRADER_TOKEN" not in made
    assert made["PYTHONHASHSEED"] == "0"
    assert made.get("LD_LIBRARY_PATH") == "/lib"


def test_the_hash_seed_holds(open_box, call):
    """Not so with -I, which ignores it: the flags must be those that they are."""
    source = "def f(x): return hash('word')"
    assert len({int(open_box(source).ask([call("f")])[0].outputs[0]) for _ in range(2)}) == 1
    told = [
        subprocess.run([sys.executable, "-I", "-c", "print(hash('word'))"], capture_output=True, check=True).stdout for _ in "ab"
    ]
    assert told[0] != told[1]


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_limits_are_numbers_above_zero(value):
    with pytest.raises(Misuse, match="time_limit"):
        Limits(time_limit=value)


def test_limits_that_are_very_large(open_box, call):
    seconds = dict.fromkeys(("time_limit", "import_limit", "submission_limit", "start_limit", "cpu_limit"), 1e30)
    limits = Limits(**seconds, memory_limit=10**9, output_limit=10**30)
    assert open_box("def f(x): return x", limits=limits).ask([call("f")])[0].fault is None


def test_what_a_box_says_of_itself():
    with Box(limits=Limits(), isolation="none") as box:
        assert box.level == "none"
        assert box.detail


def test_many_sessions_side_by_side(call):
    """One thread for each: nothing is shared that could be swapped."""
    results: dict[int, list[float]] = {}

    def grade(number: int) -> None:
        with Box(limits=Limits(), isolation="none") as box, box.open(load(f"def f(x): return {number} * x")) as session:
            results[number] = [float(answer.outputs[0][0]) for answer in session.ask([call("f")] * 50)]

    threads = [threading.Thread(target=grade, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: [float(number)] * 50 for number in range(4)}


def test_the_same_answers_through_threads(open_box, call, impatient, monkeypatch):
    monkeypatch.setattr(process, "_STREAMS", streams.ThreadedStreams)
    session = open_box(
        "import numpy as np\nprint('here')\ndef f(x): return np.outer(x, x)\ndef g(x):\n    while True: print('x' * 999)",
        limits=impatient,
    )
    answers = session.ask([call("f")] * 20 + [call("g")])
    assert all(np.array_equal(answer.outputs[0], [[1.0, 2.0], [2.0, 4.0]]) for answer in answers[:20])
    assert answers[20].fault.message == "ran longer than 0.5 s (--time-limit)"
    session.close()
    assert session.printed.startswith("here\n")
