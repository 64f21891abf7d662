"""Files, sockets and processes for the hostile programs to reach, and checks that show whether one was reached."""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import signal
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent.parent
HONEST = ROOT / "tests/submissions/class/amara/word2vec.py"
RESULTS = '{"score": 0}'

_PR_SET_CHILD_SUBREAPER = 36
# SIGIO is what a pipe's owner is sent by default; unhandled it would end the judge.
_WATCHED = (signal.SIGUSR1, signal.SIGIO)
_IPC_TABLES = {"shm": "shmctl", "msg": "msgctl", "sem": "semctl"}


class Bait:
    """Files, listeners, signals, processes and what the kernel keeps; a context manager. Everything may be read and written by
    everybody: only the walls of the box are tried, never the permissions of a folder.

    canary  a word that is told to nobody; whoever says it has read it
    """

    def __init__(self) -> None:
        self.canary = f"canary-{secrets.token_hex(8)}"
        self.folder = Path(tempfile.mkdtemp(prefix="redteam-"))
        self._key = 0x6F000000 | secrets.randbits(20)
        self._signals = 0
        self._handlers: dict[int, Any] = {}
        self._listeners: dict[str, socket.socket] = {}
        self._seen: dict[str, object] = {}
        self._processes: set[int] = set()
        self._open = [os.dup(0), os.dup(0)]  # numbers, which stay the same however often the files are made anew

    def __enter__(self) -> Self:
        os.environ["REDTEAM_SECRET"] = self.canary  # for whoever starts a process with more of the environment than is good
        self._lay()
        self._listen()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for listener in self._listeners.values():
            listener.close()
        for descriptor in self._open:
            os.close(descriptor)
        os.environ.pop("REDTEAM_SECRET", None)
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
        _reap()
        shutil.rmtree(self.folder)

    def described(self) -> dict[str, Any]:
        """What a program is told: where things lie, never what they hold."""
        places = {"secret": "secret.txt", "private": "private", "link": "link", "results": "results.json", "unix": "unix"}
        return {
            **{name: str(self.folder / place) for name, place in places.items()},
            "folder": str(self.folder),
            "other_folder": str(self.folder / "class/honest"),
            "other_submission": str(self.folder / "class/honest/honest_work.py"),
            "root": str(ROOT),
            "reference": str(ROOT / "reference/word2vec/functions.py"),
            "judge": os.getpid(),
            "open_secret": self._open[0],
            "open_results": self._open[1],
            "port": self._listeners["tcp"].getsockname()[1],
            "abstract": self._abstract,
            "ipc_key": self._key,
        }

    def begin(self) -> None:
        """Remember how everything is now, and watch."""
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # who loses its parent becomes ours, and is counted
        self._signals = 0
        self._handlers = {number: signal.signal(number, self._note) for number in _WATCHED}
        self._seen = self._files()
        self._processes = set(descendants())

    def breaches(self) -> list[str]:
        """What is not as it was; it is put right again, and no longer watched."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        found = [name for name, listener in self._listeners.items() if _reached(listener)]
        found += ["signal"] * bool(self._signals)
        found += ["process"] * self._stayed()
        found += ["ipc"] * self._kept_by_the_kernel()
        if self._files() != self._seen:
            found.append("files")
            self._lay()
        return found

    # --- files --------------------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        """Make the folder what it is to be, whatever it was."""
        for entry in self.folder.iterdir():
            if entry.name not in ("class", "unix"):
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        honest = self.folder / "class/honest"
        shutil.rmtree(honest, ignore_errors=True)
        honest.mkdir(parents=True)
        (self.folder / "private").mkdir()
        (self.folder / "private" / self.canary).touch()
        (self.folder / "secret.txt").write_text(self.canary)
        (self.folder / "results.json").write_text(RESULTS)
        (self.folder / "link").symlink_to(self.folder / "secret.txt")
        (honest / "honest_work.py").write_text(f"# {self.canary}\n{HONEST.read_text(encoding='utf-8')}")
        for path in (self.folder, *self.folder.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o777 if path.is_dir() else 0o666)
        for number, name in zip(self._open, ("secret.txt", "results.json"), strict=True):
            _hold(number, self.folder / name)

    def _files(self) -> dict[str, object]:
        """Every file with all that can be changed of it: mode, time, text."""
        found: dict[str, object] = {}
        for path in sorted(self.folder.rglob("*")):
            status = path.lstat()
            text = path.read_bytes() if path.is_file() and status.st_mode & 0o400 else b""
            found[str(path)] = (status.st_mode, status.st_nlink, 0 if path.is_dir() else status.st_mtime_ns, text)
        return found

    # --- what comes in ------------------------------------------------------------------------------------------------

    def _listen(self) -> None:
        """TCP and UDP at one port of this machine, unix sockets by name and by path."""
        self._abstract = f"redteam-{secrets.token_hex(4)}"
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(tcp.getsockname())
        self._listeners = {"tcp": tcp, "udp": udp}
        self._listeners["abstract"] = _unix("\0" + self._abstract)
        self._listeners["unix"] = _unix(str(self.folder / "unix"))
        for listener in self._listeners.values():
            listener.setblocking(False)

    def _note(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._signals += 1

    # --- what stays behind --------------------------------------------------------------------------------------------

    def _stayed(self) -> bool:
        """Whether there are more processes below this one than before. The keeper of the box may be another one by now."""
        now = set(descendants())
        if len(now) <= len(self._processes):
            return False
        for process in now - self._processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return True

    def _kept_by_the_kernel(self) -> bool:
        """Whether shared memory, messages or semaphores bear our key; they are removed."""
        found = False
        for table, control in _IPC_TABLES.items():
            for line in Path(f"/proc/sysvipc/{table}").read_text(encoding="ascii").splitlines()[1:]:
                key, number = map(int, line.split()[:2])
                if key & 0xFFFFFFFF == self._key:
                    found = True
                    arguments = (0, 0) if table == "sem" else (0, None)  # IPC_RMID
                    getattr(ctypes.CDLL(None), control)(number, *arguments)
        return found


def descendants() -> dict[int, str]:
    """The processes below this one that live, each with its state."""
    parents: dict[int, list[tuple[int, str]]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:2]
            parents.setdefault(int(parent), []).append((int(entry.name), state))
    found: dict[int, str] = {}
    waiting = [os.getpid()]
    while waiting:
        for process, state in parents.get(waiting.pop(), ()):
            waiting.append(process)
            if state not in "ZX":
                found[process] = state
    return found


def _hold(number: int, path: Path) -> None:
    """Open a file at this descriptor, which processes inherit unless somebody sees to it."""
    descriptor = os.open(path, os.O_RDWR)
    os.dup2(descriptor, number, inheritable=True)
    os.close(descriptor)


def _unix(name: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(name)
    listener.listen()
    return listener


def _reached(listener: socket.socket) -> bool:
    """Whether somebody has come, however often."""
    came = False
    with suppress(BlockingIOError):
        while True:
            if listener.type == socket.SOCK_DGRAM:
                listener.recv(100)
            else:
                listener.accept()[0].close()
            came = True
    return came


def _reap() -> None:
    """Take leave of orphans that have ended in our care."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
