"""Scratch folders: a new, empty folder for each process that runs a submission, removed when that process has ended.

All of them lie in one folder of the judge's process, which is locked while the judge lives. Whatever a judge that was killed has
left behind is removed by the next one: its lock is free.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows has none: what a killed judge leaves there stays
    fcntl = None  # type: ignore[assignment]

_PREFIX = "grader-scratch-"
_YOUNG = 60.0  # seconds in which a folder may have been made and not be locked yet
_lock = threading.Lock()
_mine: dict[int, Path] = {}  # by process: one that was forked from a judge makes a folder of its own


def base() -> Path:
    """The folder of all scratch folders of this process. Others may pass through it and not list it. Raises OSError."""
    with _lock:
        if os.getpid() not in _mine:
            _sweep(Path(tempfile.gettempdir()))
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
            folder.chmod(0o711)
            _is_free(folder)  # and is locked from now on
            atexit.register(_leave, folder, os.getpid())
            _mine[os.getpid()] = folder
        return _mine[os.getpid()]


def new(user: int | None = None) -> Path:
    """Make a scratch folder, which belongs to that user. Raises OSError."""
    folder = Path(tempfile.mkdtemp(dir=base()))
    if user is not None:
        os.chown(folder, user, user)
    return folder


def remove(folder: Path) -> None:
    """Remove a scratch folder, whatever its modes are by now."""
    shutil.rmtree(folder, onerror=_insist)


def _insist(function: Callable[..., Any], path: str, _: object) -> None:
    """Try once more after giving the owner all rights: a submission may have taken them away."""
    with suppress(OSError):
        for each in (os.path.dirname(path), path):  # noqa: PTH120 - rmtree gives texts
            os.chmod(each, 0o700)  # noqa: PTH101
        shutil.rmtree(path) if function in (os.scandir, os.listdir, os.open) else function(path)


def _sweep(temporary: Path) -> None:
    """Remove what judges of this user have left behind."""
    for folder in temporary.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            status = folder.lstat()
            old = time.time() - status.st_mtime > _YOUNG
            if old and stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and (held := _is_free(folder)):
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


def _leave(folder: Path, process: int) -> None:
    if os.getpid() == process:
        remove(folder)
