"""Scratch folders: a new, empty folder for each process that runs a submission, removed when that process has ended.

All of them lie in one folder of the judge's process, which is locked while the judge lives. Whatever a judge that was killed has
left behind is removed by the next one: its lock is free. So are files of `multiprocessing` that bear the name of the folder; they
lie elsewhere, since processes that run submissions may pass through it.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has none: what a killed judge leaves there stays
    fcntl = None  # type: ignore[assignment]

_PREFIX = "grader-scratch-"
_SERVER = "grader-server-"

_LONGEST = 88  # bytes: the path of a socket has at most 107, of which multiprocessing needs 18 for the name
_SHORT = Path("/tmp")  # noqa: S108 - where the folder for temporary files has a longer name
_SEMAPHORES = Path("/dev/shm")  # noqa: S108 - where Linux keeps them, each as sem.NAME
_MAKING = "grader-making-"  # until it is locked
_YOUNG = 5.0  # seconds; it takes one call to lock a folder
_lock = threading.Lock()
_mine: dict[int, Path] = {}  # by process: one that was forked from a judge makes a folder of its own


def base() -> Path:
    """The folder of all scratch folders of this process. Others may pass through it and not list it. Raises OSError."""
    with _lock:
        if os.getpid() not in _mine:
            _sweep(Path(tempfile.gettempdir()))
            made = Path(tempfile.mkdtemp(prefix=_MAKING)).resolve()
            made.chmod(0o711)
            _is_free(made)  # and is locked from now on
            folder = made.rename(made.with_name(made.name.replace(_MAKING, _PREFIX)))
            atexit.register(leave)
            _mine[os.getpid()] = folder
        return _mine[os.getpid()]


def server() -> tuple[Path, str]:
    """A folder for files of `multiprocessing`, and the start of the names of its semaphores. Raises OSError."""
    folder = _server_of(base())
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder, base().name


def _server_of(folder: Path) -> Path:
    server = folder.with_name(folder.name.replace(_PREFIX, _SERVER))
    return server if len(os.fsencode(server)) <= _LONGEST else _SHORT / server.name


def new(user: int | None = None) -> Path:
    """Make a scratch folder, which belongs to that user. Raises OSError."""
    folder = base() / secrets.token_hex(8)
    folder.mkdir(mode=0o700)
    if user is not None:
        os.chown(folder, user, user)
    return folder


def remove_after_fork(folder: Path) -> None:
    """Remove the scratch folder of a fork that is dead: most have a working folder with the files that were handed in."""
    with suppress(OSError):  # files beside the working folder, folders in it, rights that were taken away
        for inner in list(os.scandir(folder)):
            if inner.is_dir(follow_symlinks=False):
                for file in list(os.scandir(inner.path)):
                    os.unlink(file.path)  # noqa: PTH108 - a Path takes longer than the call
                os.rmdir(inner.path)  # noqa: PTH106
        os.rmdir(folder)  # noqa: PTH106
        return
    remove(folder)


def remove(folder: Path) -> None:
    """Remove a scratch folder, whatever a submission has made of its rights."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        if os.name == "posix":  # a program that goes from folder to folder: paths may be longer than a call takes
            with suppress(OSError):
                subprocess.run(["chmod", "-R", "u+rwx", folder], stderr=subprocess.DEVNULL, check=False)  # noqa: S603, S607
        for path in [] if os.name == "posix" else folder.rglob("*"):
            path.chmod(stat.S_IWRITE)
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(temporary: Path) -> None:
    """Remove what judges of this user have left behind."""
    found: list[Path] = []
    with suppress(OSError):  # the folder is being removed, by the end of a run that was killed
        found += (path for prefix in (_PREFIX, _MAKING) for path in temporary.glob(f"{prefix}*"))
    for folder in found:
        with suppress(OSError):
            status = folder.lstat()
            young = folder.name.startswith(_MAKING) and time.time() - status.st_mtime < _YOUNG
            if not young and stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and (held := _is_free(folder)):
                for file in _SEMAPHORES.glob(f"sem.{folder.name}*"):
                    file.unlink(missing_ok=True)
                remove(_server_of(folder))
                remove(folder)
                os.close(held)


def _is_free(folder: Path) -> int:
    """Lock a folder and return its descriptor; 0 where another process has locked it."""
    if fcntl is None:
        return 0
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return 0
    return descriptor


def leave() -> None:
    """Remove the folder of all scratch folders of this process, if it has one."""
    with _lock:
        if folder := _mine.pop(os.getpid(), None):
            remove(_server_of(folder))
            remove(folder)
            _sweep(folder.parent)
