"""A refused operation raises the same error behind walls and, inside Python, where there are none."""

from __future__ import annotations

import platform
import sys

import pytest

from grader.model import Word
from tests.sandbox.behind_walls import WALLED

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")

REFUSED = {
    "os.fork()": "PermissionError",
    "subprocess.run(['true'])": "PermissionError",
    "os.execv('/bin/true', ['true'])": "PermissionError",
    "os.posix_spawn('/bin/true', ['true'], {})": "PermissionError",
    "os.kill(os.getppid(), 0)": "PermissionError",
    "os.kill(os.getpid(), 9)": "PermissionError",
    "signal.raise_signal(9)": "PermissionError",
    "signal.pthread_kill(threading.get_ident(), 9)": "PermissionError",
    "fcntl.fcntl(0, fcntl.F_SETFL, os.O_APPEND)": "PermissionError",
    "fcntl.fcntl(open('word2vec.py'), fcntl.F_SETFL, os.O_NONBLOCK)": "PermissionError",
    "os.set_blocking(0, False)": "PermissionError",
    "socket.socket()": "PermissionError",
    "socket.getaddrinfo('example.org', 80)": "gaierror",
    "os.symlink('a', 'b')": "PermissionError",
    "os.link('word2vec.py', 'b')": "PermissionError",
    "os.chown('word2vec.py', 1, 1)": "PermissionError",
    "open('/etc/passwd')": "FileNotFoundError",
    "open('/etc/passwd', 'a')": "FileNotFoundError",
    "open(b'/etc/passwd')": "FileNotFoundError",
    "open(pathlib.Path('/etc/passwd'))": "FileNotFoundError",
    "open('../../../../../../etc/passwd')": "FileNotFoundError",
    "os.stat('/etc/passwd')": "FileNotFoundError",
    "os.lstat('/etc')": "FileNotFoundError",
    "os.readlink('/bin')": "FileNotFoundError",
    "os.listdir('/')": "FileNotFoundError",
    "os.listdir(os.path.join(os.path.dirname(os.__file__), 'site-packages'))": "FileNotFoundError",
    "os.listdir('..' + 3 * '/..')": "FileNotFoundError",
    "os.scandir('/tmp')": "FileNotFoundError",
    "os.chdir('/')": "FileNotFoundError",
    "os.mkdir('/grader_was_here')": "FileNotFoundError",
    "os.rmdir('/tmp')": "FileNotFoundError",
    "os.remove('/etc/passwd')": "FileNotFoundError",
    "os.rename('/etc/passwd', 'mine')": "FileNotFoundError",
    "os.rename('word2vec.py', '/grader_was_here')": "FileNotFoundError",
    "os.truncate('/etc/passwd', 0)": "FileNotFoundError",
    "os.chmod('/etc/passwd', 0o777)": "FileNotFoundError",
    "os.utime('/etc/passwd')": "FileNotFoundError",
    "shutil.rmtree('/home')": "FileNotFoundError",
    "open('large', 'wb', 0).write(bytes(2**27)) == 2**27 or 1 / 0": "ZeroDivisionError",
    "[open(f'file {n}', 'w').close() for n in range(1000)]": "OSError",
}
"""Attempts, and the exceptions in which they end."""


@pytest.mark.parametrize("level", ["none", *WALLED])
def test_the_same_errors_at_every_level(open_box, call):
    modules = "fcntl, os, pathlib, shutil, signal, socket, subprocess, tempfile, threading"
    source = f"import {modules}\ndef f(text):\n    eval(text)\n    return 1.0"
    session = open_box(source)
    assert session.loaded.fault is None
    answers = session.ask([call("f", Word(value=text)) for text in REFUSED])
    assert dict(zip(REFUSED, (answer.fault and answer.fault.error for answer in answers), strict=True)) == REFUSED


NUMBERS = """
import ctypes, logging, multiprocessing, os, tempfile, threading
def f(x):
    native = []
    thread = threading.Thread(target=lambda: native.append(threading.get_native_id()))
    thread.start()
    thread.join()
    record = logging.LogRecord("name", 30, "path", 1, "message", (), None)
    current = multiprocessing.current_process().pid
    tempfile.TemporaryFile().close()
    os.sched_getaffinity(os.getpid())
    return os.getpid(), os.getppid(), threading.get_native_id(), native[0], record.process, current
def g(x):
    c = ctypes.CDLL(None)
    return (c.getpid(), c.getppid(), c.gettid(), c.syscall(NUMBER))
"""


@pytest.mark.parametrize("level", ["none", *WALLED])
def test_a_process_is_number_0_at_every_level(open_box, call, level):
    source = NUMBERS.replace("NUMBER", "39" if platform.machine() == "x86_64" else "172")
    session = open_box(source)
    numbers, raw = session.ask([call("f", outputs=6), call("g", outputs=4)])
    assert (numbers.fault, [int(each) for each in numbers.outputs]) == (None, [0] * 6)
    assert level == "none" or [int(each) for each in raw.outputs] == [0] * 4
