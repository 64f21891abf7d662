"""Start a process of the box, a clean interpreter with nothing of the caller's, and kill it."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from grader.sandbox.processes.interpreter import Interpreter

UNTRUSTED = Path(__file__).resolve().parents[2] / "untrusted"
MAIN = UNTRUSTED / "entrypoint.py"

# One thread: arrays are small, and rounding must not depend on how many cores there are. A fixed hash seed: so must the order
# of a set of words. UTF-8: so must what is printed. Names of libraries
# are looked up once, and not in each fork.
_SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "LD_BIND_NOW": "1",
    "USER": "student",
    "LOGNAME": "student",
}
# Where the machine keeps libraries, and what Windows cannot start a process without; nothing that could be a secret.
_PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if os.name == "nt" else ("LD_LIBRARY_PATH",)

# Windows has no process groups to kill: there it is the process alone.
_kill_group = getattr(os, "killpg", os.kill)
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def command_line(interpreter: Interpreter, kind: str) -> list[str]:
    """The command line of a process of the box, a "zygote" or a "plain" one."""
    packages = os.pathsep.join(map(str, interpreter.packages))
    return [interpreter.path, *interpreter.flags, str(MAIN), packages, kind, *interpreter.hidden_names()]


def start(command: list[str], *, stdin: int, stdout: int, folder: str = os.sep) -> subprocess.Popen[bytes]:
    """Start a process in a folder, with a clean environment, no descriptor but the standard ones, and a session of its own."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter, and our own arguments
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=folder,
        env=environment(),
        start_new_session=True,
    )


def kill(popen: subprocess.Popen[bytes]) -> None:
    """Kill a process and its group, and wait for its end."""
    with suppress(ProcessLookupError, PermissionError):  # gone; macOS says the latter of a group that is only waited for
        _kill_group(popen.pid, _KILL)
    popen.wait()


def environment() -> dict[str, str]:
    """The complete environment of a process of the box. It is made here, so that no secret of the caller's is in it."""
    return _SETTINGS | {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
