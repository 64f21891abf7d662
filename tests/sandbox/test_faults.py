"""Faults of dishonest, broken and unlucky submissions, through a real process."""

from __future__ import annotations

import os
import sys

import numpy as np
import pytest

from grader.model import Array, FaultKind, Index
from grader.sandbox import Limits

LIBC = "import ctypes, os; ctypes.CDLL(None)"  # which gets past what is refused inside Python
HONEST = "\ndef honest(x): return x\n"
posix = pytest.mark.skipif(os.name != "posix", reason="signals and descriptors of POSIX")


@pytest.fixture
def load_fault(open_box, call, impatient):
    """The fault of a load, which every call shares."""

    def loaded(source: str | bytes, limits: Limits = impatient):
        session = open_box({"word2vec.py": source if isinstance(source, bytes) else source.encode()}, limits=limits)
        assert session.loaded.fault is not None
        assert [answer.fault for answer in session.ask([call("f"), call("g")])] == [session.loaded.fault] * 2
        return session.loaded.fault

    return loaded


# --- raised and missing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kind", "error", "message", "line"),
    [
        ("", "missing", "", "there is no function f", None),
        ("def f(x): raise NotImplementedError('todo')", "missing", "NotImplementedError", "todo", 1),
        ("def f(x):\n    y = 0\n    return 1 / y", "raised", "ZeroDivisionError", "division by zero", 3),
        ("def f(): pass", "raised", "TypeError", "f() takes 0 positional arguments but 1 was given", None),
        ("import sys\ndef f(x): sys.exit(0)", "raised", "SystemExit", "0", 2),
        ("def f(x): raise KeyboardInterrupt", "raised", "KeyboardInterrupt", "", 1),
        ("def f(x): return f(x)", "raised", "RecursionError", "maximum recursion depth exceeded", 1),
        ("def f(x): raise ValueError('\\ud800\\x1b[2J<script>')", "raised", "ValueError", "?\x1b[2J<script>", 1),
        ("import numpy as np\ndef f(x): return np.empty(2**45)", "raised", "MemoryError", "Unable to allocate", 2),
        ("def f(x): return open('/nonexistent/file')", "raised", "FileNotFoundError", "[Errno 2]", 1),
    ],
)
def test_what_a_call_raises(fault, source, kind, error, message, line):
    told = fault(source)
    assert (told.kind.value, told.error, told.line) == (kind, error, line)
    assert told.message.startswith(message)
    assert told.file == ("word2vec.py" if line else "")


@pytest.mark.parametrize(
    ("source", "error", "message", "line"),
    [
        ("x = 1\ny = = 2", "SyntaxError", "invalid syntax", 2),
        ("if True:\n\tx = 1\n        y = 2\n", "TabError", "inconsistent use of tabs", 3),
        (b"x = '\xff'", "SyntaxError", "(unicode error)", 1),
        (b"x = 1\0", None, "", None),
        ("(" * 500, "SyntaxError", "too many nested parentheses", 1),
    ],
)
def test_what_cannot_be_parsed(load_fault, source, error, message, line):
    told = load_fault(source)
    assert told.kind is FaultKind.RAISED
    assert error is None or (told.error, told.line) == (error, line)
    assert told.message.startswith(message)


def test_a_file_that_is_not_there(open_box, call):
    session = open_box({"other.py": b"x = 1"})
    assert session.loaded.fault.message == "No module named 'word2vec'"
    assert session.ask([call("f")])[0].fault is session.loaded.fault


def test_the_line_is_that_of_the_submissions_own_helper(open_box, call):
    files = {"word2vec.py": b"from mine.deep import g\ndef f(x): return g(x)", "mine/deep.py": b"def g(x):\n    return 1 / 0"}
    told = open_box(files).ask([call("f")])[0].fault
    assert (told.file, told.line) == ("mine/deep.py", 2)


# --- crashed --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("import os; os._exit(0)", "the process ended with exit code 0"),
        ("import os; os._exit(70)", "the process ended with exit code 70"),
        pytest.param(f"{LIBC}.kill(os.getpid(), 9)", "the process was ended by SIGKILL", marks=posix),
        pytest.param(f"{LIBC}.kill(os.getpid(), 40)", "the process was ended by signal 40", marks=posix),
        pytest.param(f"{LIBC}.kill(0, 15)", "the process was ended by SIGTERM", marks=posix),
        ("import ctypes; ctypes.string_at(0)", "the process "),
    ],
)
def test_a_process_that_ends(fault, body, message):
    told = fault(f"def f(x):\n    {body}")
    assert told.kind is FaultKind.CRASHED
    assert told.message.startswith(message)


@pytest.mark.parametrize("write", ["print('x' * 999)", "os.write(2, b'x' * 999)", "sys.stderr.write('x')"])
def test_endless_output_is_ended_by_the_time_limit(fault, write):
    told = fault(f"import os, sys\ndef f(x):\n    while True: {write}")
    assert (told.kind, told.message) == (FaultKind.TIMED_OUT, "ran longer than 0.5 s (--time-limit)")


@pytest.mark.parametrize("level", ["none", "strong"])
def test_what_is_printed_beyond_the_limit_is_dropped_and_costs_nothing(open_box, call):
    source = "for _ in range(1000): print('word', flush=True)\ndef f(x):\n    print('x' * 3_000_000)\n    return x"
    session = open_box(source, limits=Limits(output_limit=1))
    assert session.printed == ("word\n" * 205)[:1024]
    assert [list(answer.outputs[0]) for answer in session.ask([call("f")] * 3)] == [[1.0, 2.0]] * 3
    session.close()
    assert (session.printed, session.dropped) == (("word\n" * 205)[:1024], True)


# --- timed out ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "while True:\n        try: time.sleep(9)\n        except BaseException: pass",
        pytest.param("ctypes.CDLL(None).kill(os.getpid(), signal.SIGSTOP)", marks=posix),
        "raise type('E', (Exception,), {'__str__': lambda self: time.sleep(9)})",
        "return type('E', (), {'__array__': lambda *_: time.sleep(9)})()",
    ],
)
def test_a_call_that_hangs(fault, body):
    prelude = """
import ctypes, os, signal, sys, time
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
"""
    told = fault(f"{prelude}def f(x):\n    {body}\n")
    assert (told.kind, told.message) == (FaultKind.TIMED_OUT, "ran longer than 0.5 s (--time-limit)")


def test_what_was_answered_before_a_hang_is_kept(open_box, call, impatient):
    source = "def f(x, k):\n    while k == 2: pass\n    return x * k" + HONEST
    session = open_box(source, limits=impatient)
    x = Array(value=np.array([1.0]))
    answers = session.ask([call("f", x, Index(value=k)) for k in range(5)] + [call("honest"), call("honest")])
    assert [answer.fault and answer.fault.kind for answer in answers] == [None, None, *[FaultKind.TIMED_OUT] * 3, None, None]
    assert [float(answer.outputs[0][0]) for answer in answers if answer.outputs] == [0.0, 1.0, 1.0, 1.0]


def test_a_session_as_a_whole_has_its_time(open_box, call):
    source = "import time\ndef f(x):\n    time.sleep(9)\ndef g(x):\n    time.sleep(9)"
    session = open_box(source, limits=Limits(submission_limit=0.5))
    answers = session.ask([call("f"), call("f"), call("g")]) + session.ask([call("g")])
    assert {answer.fault.kind for answer in answers} == {FaultKind.TIMED_OUT}
    assert {answer.fault.message for answer in answers} == {"the submission as a whole took more than 0.5 s (--submission-limit)"}


def test_a_submission_that_loads_only_once(open_box, call, impatient, tmp_path):
    """The second process finds what the first has left: ctypes gets past what is refused inside Python."""
    once = f"assert ctypes.CDLL(None).mkdir({str(tmp_path / 'once')!r}.encode(), 0o700) == 0"
    source = f"import ctypes, os\nif True:\n    {once}\n    made = 1\ndef f(x): os._exit(1)\ndef g(x): return x * made\n"
    session = open_box(source, limits=impatient)
    crashed, failed = session.ask([call("f"), call("g")])
    assert crashed.fault.kind is FaultKind.CRASHED
    assert failed.fault.error == "NameError"
    assert failed.fault.message.startswith("word2vec.py line 2 failed: AssertionError")
    assert failed.fault.message.endswith(" (line 3), so made is not defined")


# --- limits of the process ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="limits that Linux keeps")
@pytest.mark.parametrize("level", ["none", "strong"])
def test_processor_time_is_limited(open_box, call, level):
    """Told from a crash by the signal; whoever ignores that is ended by another one soon after."""
    source = """
    import signal
    def f(x):
        while True: pass
    def g(x):
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        while True: pass
    """
    used_up, stubborn = open_box(source, limits=Limits(cpu_limit=0.5, time_limit=30)).ask([call("f"), call("g")])
    told = "used more than 0.5 s of processor time (--cpu-limit)"
    assert (used_up.fault.kind, used_up.fault.message) == (FaultKind.TIMED_OUT, told)
    assert (stubborn.fault.kind, stubborn.fault.message) == (FaultKind.TIMED_OUT, told)


@pytest.mark.skipif(sys.platform != "linux", reason="limits that Linux keeps")
def test_memory_and_files_are_limited(open_box, call):
    source = """
    import numpy as np
    def f(x): return np.ones(2**27).sum()
    def g(x):
        with open('file', 'wb', 0) as file:
            while True: file.write(bytes(2**20))
    """
    memory, files = open_box(source, limits=Limits(memory_limit=400)).ask([call("f"), call("g")])
    assert memory.fault.error == "MemoryError"
    assert (files.fault.error, files.fault.message) == ("OSError", "[Errno 27] File too large")
