"""A refused operation raises the same error behind walls and, inside Python, where there are none."""

from __future__ import annotations

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

ALLOWED = (
    "os.stat('word2vec.py'), os.lstat(__file__), os.access('word2vec.py', os.R_OK), os.listdir(), os.getcwd()",
    "os.system('true'), os.path.exists('/etc/passwd'), os.access('/etc/passwd', os.R_OK)",
    "os.mkdir('a'), os.rename('a', 'b'), os.rmdir('b'), pathlib.Path('c').write_text('d'), os.remove('c')",
    "os.chdir('..'), os.chdir('work'), tempfile.mkdtemp(), os.open(os.devnull, os.O_WRONLY)",
)


@pytest.mark.parametrize("level", ["none", *WALLED])
def test_the_same_errors_at_every_level(open_box, call):
    source = "import os, pathlib, shutil, socket, subprocess, tempfile\ndef f(text):\n    eval(text)\n    return 1.0"
    session = open_box(source)
    assert session.loaded.fault is None
    answers = session.ask([call("f", Word(value=text)) for text in (*ALLOWED, *REFUSED)])
    faults = dict(zip((*ALLOWED, *REFUSED), (answer.fault and answer.fault.error for answer in answers), strict=True))
    assert faults == {**dict.fromkeys(ALLOWED), **REFUSED}
