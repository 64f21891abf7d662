"""An SQLite file that one process at a time writes, and whose rows are checked when they are read.

Theory of operation. The writer holds a lock of `flock` on the file. SQLite does not use those, and the kernel removes one with
the last descriptor of it, however its process ends; forked children close theirs. Beside the file SQLite keeps a write-ahead log
while it is open, which a clean close removes. What a killed process leaves behind is read by whoever opens the file next.

SQLite checks the structure of the file when it is opened. The values it does not check, so the last column of every table is a
seal: a hash of the name of the table and the other values. A file that fails either check is refused as damaged.
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from grader.errors import GraderError, GraderFault, Misuse

APPLICATION = 0x6E61626C
"""The number in the header of the file that tells ours from other SQLite files: "nabl"."""

_MAGIC = b"SQLite format 3\0"
_WAITING = 10.0
"""Seconds to wait while somebody else reads or writes; that takes milliseconds."""

_HOLDER = "holder"
"""The table that names the process that holds the lock."""

_locked: set[int] = set()
"""Descriptors of the files that this process has locked."""


def _close_in_child() -> None:
    """Without this a lock would last until the last child has ended, too."""
    while _locked:
        os.close(_locked.pop())


if sys.platform != "win32":
    import fcntl

    os.register_at_fork(after_in_child=_close_in_child)


class Database:
    """An open file. `open` is for writing, `read` for reading. What fails is one error, with the path in it.

    is_new  the file was made, or was empty
    """

    def __init__(self, path: Path, *, descriptor: int | None = None, is_new: bool = False) -> None:
        self.path = path
        self.is_new = is_new
        self._descriptor = descriptor
        is_logged = Path(f"{path}-wal").exists()
        may_write = os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)
        # A reader that may write removes the log if it is the last one. One that may not needs a log, or a file without.
        mode = "mode=rw" if may_write or descriptor is not None else "mode=ro" if is_logged else "mode=ro&immutable=1"
        # Whoever writes may do so from any of its threads, one at a time.
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=_WAITING, check_same_thread=False
        )

    @classmethod
    def open(cls, path: Path, tables: str, version: int) -> Self:
        """Open a file for writing, and lock it until it is closed. A file that is missing or empty gets its tables first.

        Raises Misuse for a file that is in use, damaged, of another program or version, or can be neither written nor locked.
        """
        existed = path.exists()
        with _explained(path):
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
            descriptor = os.open(path, flags, 0o600)
        database = None
        try:
            _lock(path, descriptor)
            with _explained(path):
                is_new = _is_empty(path, descriptor)
                database = cls(path, descriptor=descriptor, is_new=is_new)
                if is_new:  # in one transaction, so that a process that is killed leaves an empty file or a whole one
                    database._connection.executescript(
                        f"BEGIN EXCLUSIVE; {tables} CREATE TABLE {_HOLDER} (process INTEGER, host TEXT, since TEXT, seal BLOB);"
                        f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version}; COMMIT;"
                    )
                database._check(version)
                database._connection.execute("PRAGMA journal_mode = WAL")
                database._connection.execute("PRAGMA synchronous = NORMAL")  # the log is synced when it is copied, not each time
            with database.transaction():
                database.delete(_HOLDER)
                database.put(_HOLDER, os.getpid(), platform.node(), time.strftime("%Y-%m-%d %H:%M:%S %Z"))
        except BaseException:
            if database is not None:
                database._connection.close()
            if not existed and descriptor in _locked and os.fstat(descriptor).st_size == 0:
                path.unlink(missing_ok=True)
            _release(descriptor)
            raise
        return database

    @classmethod
    def read(cls, path: Path, version: int) -> Self:
        """Open a file for reading, also while another process writes it. Raises Misuse as `open` does, and for an empty file."""
        with _explained(path):
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            try:
                if _is_empty(path, descriptor):
                    raise Misuse("this file is empty", where=str(path), attempt="name a file that grader grade --store has made")
            finally:
                os.close(descriptor)
            database = cls(path)
            try:
                database._connection.execute("PRAGMA query_only = ON")
                database._check(version)
            except BaseException:
                database._connection.close()
                raise
        return database

    def close(self, *, remove: bool = False) -> None:
        """Close the file, remove it if asked to, and release its lock.

        No other file is left beside it, unless somebody else still reads it.
        """
        if self._descriptor is not None:
            with suppress(GraderError, sqlite3.Error):  # on a full disk, or with a reader, the log stays; nothing is lost
                self.delete(_HOLDER)
                self._connection.execute("PRAGMA busy_timeout = 0")
                self._connection.execute("PRAGMA journal_mode = DELETE")
        self._connection.close()
        if remove:
            self.path.resolve().unlink(missing_ok=True)
        if self._descriptor is not None:
            _release(self._descriptor)  # last: to close any descriptor of a file ends SQLite's own locks on it
            self._descriptor = None

    @property
    def is_there(self) -> bool:
        """Whether the file that was opened for writing still has its name."""
        with suppress(OSError):
            return self._descriptor is not None and os.path.samestat(os.fstat(self._descriptor), self.path.stat())
        return False

    @contextmanager
    def transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        """All of it is written or nothing; with DEFERRED, all of it is read as it is now. Raises GraderFault on a full disk."""
        with _explained(self.path):
            try:
                self._connection.execute(f"BEGIN {kind}")
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def put(self, table: str, *values: Any) -> None:
        """Write one row, in place of one with the same key."""
        marks = ", ".join("?" * (len(values) + 1))
        with _explained(self.path):  # names of tables are ours
            self._connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", (*values, _seal(table, *values)))  # noqa: S608

    def delete(self, table: str) -> None:
        """Remove all rows."""
        with _explained(self.path):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608

    def rows(self, table: str, condition: str = "", *arguments: Any) -> Iterator[list[Any]]:
        """Rows without their seals. Raises Misuse where a seal is broken."""
        with _explained(self.path):
            for *values, seal in self._connection.execute(f"SELECT * FROM {table} {condition}", arguments):  # noqa: S608
                if seal != _seal(table, *values):
                    raise damaged(self.path)
                yield values

    def _check(self, version: int) -> None:
        """Raise Misuse for a file of another program or a later version, and for one whose structure is damaged."""
        numbers = [self._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        if numbers[0] != APPLICATION:
            raise _foreign(self.path)
        if numbers[1] != version:
            what = f"this file has format {numbers[1]}, and this version of the grader reads format {version}"
            raise Misuse(what, where=str(self.path), attempt="use the version of the grader that wrote it")
        if self._connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise damaged(self.path)


def is_sqlite(path: Path) -> bool:
    """Whether a file begins as those of SQLite do. False for one that cannot be read, and for a pipe, which is read only once."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def damaged(path: Path) -> Misuse:
    """The error to raise where a file is damaged. Nothing in it is used then: half of it might be right."""
    attempt = "restore a copy of it, or grade again into a new file"
    return Misuse("this file is damaged, and nothing in it is used", where=str(path), attempt=attempt)


def _foreign(path: Path) -> Misuse:
    attempt = "name a file that grader grade --store has made, or a new one"
    return Misuse("this file is not a journal of the grader", where=str(path), attempt=attempt)


def _is_empty(path: Path, descriptor: int) -> bool:
    """Whether there is nothing in a file yet. Raises Misuse for what is no SQLite file."""
    status = os.fstat(descriptor)
    start = os.read(descriptor, len(_MAGIC)) if stat.S_ISREG(status.st_mode) else b""
    if not stat.S_ISREG(status.st_mode) or (status.st_size and start != _MAGIC):
        raise _foreign(path)
    log = Path(f"{path}-wal")
    if not status.st_size and log.exists() and log.stat().st_size:
        raise Misuse("this file is empty, but its log is not", where=str(log), attempt="restore the file, or remove its log")
    return not status.st_size


# Seconds: a process that is killed as it forks has a child that lets go of the file a moment later.
_LETTING_GO = 1.0


def _lock(path: Path, descriptor: int) -> None:
    """Lock an open file. Raises Misuse with the name of the holder, and where the file system has no locks.

    Windows has no lock of this kind: nothing is refused there.
    """
    end = time.monotonic() + _LETTING_GO
    while sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                value, attempt = error.strerror or str(error), "name a file on a local disk"
                raise Misuse("this file cannot be locked", where=str(path), value=value, attempt=attempt) from error
        if time.monotonic() > end:
            attempt = "wait until it has finished, or name another file"
            raise Misuse("another process is grading into this file", where=str(path), value=_holder(path), attempt=attempt)
        time.sleep(_LETTING_GO / 50)
    _locked.add(descriptor)


def _holder(path: Path) -> str:
    """The process that holds the lock, as far as it is known."""
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)) as connection,
    ):
        for process, host, since, _ in connection.execute(f"SELECT * FROM {_HOLDER}"):  # noqa: S608
            return f"process {process} on {host}, since {since}"
    return "it has just started"


def _release(descriptor: int) -> None:
    _locked.discard(descriptor)
    os.close(descriptor)


def _seal(table: str, *values: Any) -> bytes:
    """A hash of a row. Each value is preceded by its type and length, so that no two rows have the same text."""
    digest = hashlib.blake2b(table.encode(), digest_size=16)
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        digest.update(f"\0{type(value).__name__} {len(data)} ".encode())
        digest.update(data)
    return digest.digest()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the system into ours."""
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:  # the latter where a damaged name is not UTF-8
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # the rest are details
        where, value = str(path), str(error)
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            what = "the disk is full" if code == sqlite3.SQLITE_FULL else "the disk cannot be read or written"
            attempt = "make room on it; then --resume goes on with what is not graded yet"
            raise GraderFault(what, where=where, value=value, attempt=attempt) from error
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            attempt = "name a file in a folder that can be written"
            raise Misuse("this file cannot be written", where=where, value=value, attempt=attempt) from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Misuse("another program uses this file", where=where, value=value, attempt="end that program") from error
        raise damaged(path) from error
    except OSError as error:
        attempt = "name a file that can be read and written"
        if isinstance(error, FileNotFoundError):
            attempt = "check the spelling; grader grade PATH --store FILE makes a journal"
        raise Misuse(
            "this file cannot be opened", where=str(path), value=error.strerror or str(error), attempt=attempt
        ) from error
